"""Whoever submits the SIN prepares the notification from the record: typed, pressed on the case or in a nudge, as a
card and as a Word document. Nobody else does, and the channel hears nothing of it."""

import json
from collections.abc import AsyncIterator
from io import BytesIO

import docx
import pytest

from store.encryption import PlainCodec
from store.folder.disk import Disk
from store.folder.export_log import exports_in
from store.folder.files import Files
from tests.journeys.conftest import CHANNEL, OTHER_PRACTITIONER, Bot
from tests.journeys.sign_off.test_restricted import REASON, press, restrict
from tests.support.fake_teams.one_drive import OneDrive, allow, offer
from tests.support.fake_teams.server import titles
from tests.support.people.sin_lane import REF, People, case_in_notification
from tests.support.simulated_year.mornings import TUESDAY, cards, go_to, nudged

PREPARE = "Prepare the notification"
HIDDEN = f"There is no case {REF} that you can see. Type cases for the list."
ONLY = "The notification is prepared by the local authority's DSP, the DCS and the Business Team."


@pytest.fixture
async def drive() -> AsyncIterator[OneDrive]:
    drive = OneDrive()
    async with drive.server:
        yield drive


@pytest.fixture
async def people(bot: Bot) -> People:
    return await case_in_notification(bot, happened_in="not_known")


async def test_the_local_authority_presses_the_button_on_the_case_and_takes_the_word_document(
    bot: Bot, drive: OneDrive, people: People
) -> None:
    await people.council.say(f"case {REF}")
    assert "Still missing for the notification: Location." in people.council.last.unfolded
    await people.council.press(PREPARE)
    said = people.council.last.words
    assert f"{PREPARE}: {REF}" in said and "1 detail still missing\n- Location" in said
    assert "The bot submits nothing." in said
    unfolded = json.dumps(people.council.last.card)
    assert "Under 18" in unfolded and "MH-1234" in unfolded
    assert "To fill in there, and not here:** Name; Date of birth" in unfolded

    await people.council.press("Take it as a Word document")
    assert offer(people.council).attachment["name"] == f"{REF} notification.docx"
    await allow(people.council, drive)
    (upload,) = drive.uploads
    rows = [
        [c.text for c in row.cells] for table in docx.Document(BytesIO(upload.content)).tables for row in table.rows
    ]
    assert ["Date of birth", "To be filled in there, and not here"] in rows and ["Location", "Not known yet"] in rows
    (taken,) = exports_in(Files(bot.folder, PlainCodec(), Disk()))
    assert (taken["ref"], taken["what"]) == (REF, "notification")


async def test_it_is_typed_by_whoever_may_and_a_near_miss_is_understood(people: People) -> None:
    await people.team.say(f"notification {REF}")
    assert f"{PREPARE}: {REF}" in people.team.last.words
    await people.team.say(f"notificaton {REF}")
    await people.team.press(f"notification {REF}")
    assert f"{PREPARE}: {REF}" in people.team.last.words
    await people.team.say("notification")
    said = people.team.last.words
    assert "Add the case's reference, for example CSCP-2026-001." in said


async def test_others_are_told_who_prepares_it_and_a_stranger_is_told_of_no_case(bot: Bot, people: People) -> None:
    for chat in (people.icb, people.police, people.practitioner):
        await chat.say(f"notification {REF}")
        assert chat.last.words == ONLY
        await chat.say(f"case {REF}")
        assert PREPARE not in titles(chat.last.card)
    stranger = bot.chat(OTHER_PRACTITIONER)
    await stranger.say(f"notification {REF}")
    assert stranger.last.words == HIDDEN


async def test_of_a_restricted_case_whoever_is_not_named_learns_nothing_and_so_in_a_conflict(people: People) -> None:
    await press(people.council, "Declare conflict of interest", "Declare it", reason=REASON)
    await people.council.say(f"notification {REF}")
    assert people.council.last.words == HIDDEN
    await restrict(people.team)
    await people.team.say(f"notification {REF}")
    assert f"{PREPARE}: {REF}" in people.team.last.words


async def test_a_nudge_says_how_many_details_are_missing_to_whoever_prepares_it(bot: Bot, people: People) -> None:
    await go_to(bot, TUESDAY)
    (council,), (police,) = nudged(bot, people.council.conversation), nudged(bot, people.police.conversation)
    assert f"1 detail still missing: notification {REF}" in council
    assert "still missing" not in police
    assert PREPARE in titles(cards(bot, people.council.conversation)[0].card)
    assert PREPARE not in titles(cards(bot, people.police.conversation)[0].card)
    assert not any("missing" in message.words for message in bot.teams.in_conversation(CHANNEL))


async def test_my_steps_lead_to_it_beside_the_submission(people: People) -> None:
    await people.council.say("my steps")
    offered = titles(people.council.last.card)
    assert offered.index(PREPARE) == offered.index("Record the SIN's submission") + 1
    await people.council.press(PREPARE)
    assert f"{PREPARE}: {REF}" in people.council.last.words
