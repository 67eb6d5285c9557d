"""Anybody steps through what the guidance asks, and takes it away as a document that is about no case."""

from collections.abc import AsyncIterator
from io import BytesIO

import docx
import pytest

from safeguarding.publications.review_framework import chapters
from store.encryption import PlainCodec
from store.folder.disk import Disk
from store.folder.export_log import exports_in
from store.folder.files import Files
from tests.journeys.conftest import PRACTITIONER, Bot
from tests.support.fake_teams.one_drive import OneDrive, allow, offer
from tests.support.fake_teams.server import titles


@pytest.fixture
async def drive() -> AsyncIterator[OneDrive]:
    drive = OneDrive()
    async with drive.server:
        yield drive


async def test_each_chapter_is_reached_by_one_button_and_the_last_one_ends_it(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("framework")
    shown = chat.last
    for number, chapter in enumerate(chapters(bot.framework), 1):
        assert f"chapter {number} of {len(chapters(bot.framework))}" in shown.words and chapter.title in shown.words
        if "Next" in titles(shown.card):
            await chat.press("Next", shown)
    assert "Submit the SIN" in shown.words and "Next" not in titles(shown.card)


async def test_the_document_goes_into_the_persons_own_onedrive_and_no_case_is_said_to_be_taken(
    bot: Bot, drive: OneDrive
) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("framework")
    await chat.press("Take it as a document", chat.last)
    assert offer(chat).attachment["name"] == "Framework for the Review Group.docx"
    await allow(chat, drive)
    (upload,) = drive.uploads
    headings = [paragraph.text for paragraph in docx.Document(BytesIO(upload.content)).paragraphs]
    assert {chapter.title for chapter in chapters(bot.framework)} <= set(headings)
    assert not list(exports_in(Files(bot.folder, PlainCodec(), Disk())))
