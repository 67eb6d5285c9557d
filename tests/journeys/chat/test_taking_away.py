"""A person takes files of a case away: the decision record, its dates for the calendar, and two pictures."""

import base64
import json
import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from icalendar import Calendar
from PIL import Image

from reports.context import ReportContext
from reports.decision_record.with_pictures import whole_record
from safeguarding.case.case import Case, to_json
from store.encryption import PlainCodec
from store.folder.disk import Disk
from store.folder.export_log import exports_in
from store.folder.files import Files
from tests.journeys.conftest import BUSINESS_TEAM, OTHER_PRACTITIONER, Bot
from tests.support.fake_teams.one_drive import CONSENT, INFO, QUERY, OneDrive, allow, answer, offer
from tests.support.fake_teams.server import Chat
from tests.support.people.review_in_chat import TO_COMMISSION, WHY, WORDS, decided, in_review, name_chair, open_form
from tests.support.people.sin_lane import REF, case_in_notification

LARGEST_PICTURE = 28_000
PICTURES = (f"Timeline of {REF}", f"The way of {REF} through the rules")
DRAWN: dict[object, bytes] = {}
DRAWN_BY_LOT = re.compile(r'"[0-9a-f]{32,64}"')
"""Ids, and the salts and digests of texts, are others in each case; no reader of a record sees them."""
ACCEPTED = {"action": "accept", "context": {"offer": "report", "ref": REF}}


@pytest.fixture(autouse=True)
def each_record_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps the record of one case at one moment, for the next test of how it leaves: its pictures take a second."""

    def drawn_once(case: Case, context: ReportContext, *, with_review: bool = True) -> bytes:
        key = DRAWN_BY_LOT.sub("", json.dumps(to_json(case))), context.at, with_review
        if key not in DRAWN:
            DRAWN[key] = whole_record(case, context, with_review=with_review)
        return DRAWN[key]

    monkeypatch.setattr("reports.decision_record.with_pictures.whole_record", drawn_once)


@pytest.fixture
async def drive() -> AsyncIterator[OneDrive]:
    drive = OneDrive()
    async with drive.server:
        yield drive


def words_of(content: bytes) -> str:
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def taken(bot: Bot) -> list[tuple[str, str, str]]:
    """Lists the exports of cases out of the store: the reference, the account and the kind of file."""
    return [
        (each["ref"], each["account"], each["what"]) for each in exports_in(Files(bot.folder, PlainCodec(), Disk()))
    ]


def shows_no_file(chat: Chat) -> bool:
    return not any(CONSENT in json.dumps(m.activity) or INFO in json.dumps(m.activity) for m in chat.messages)


async def test_the_decision_record_is_offered_and_goes_into_the_persons_own_onedrive(bot: Bot, drive: OneDrive) -> None:
    people = await decided(bot, TO_COMMISSION)
    await people.police.say(f"report {REF}")
    offered = offer(people.police).attachment
    assert offered["name"] == f"{REF} decision record.docx"
    assert "your own OneDrive" in offered["content"]["description"]
    await allow(people.police, drive)
    (upload,) = drive.uploads
    assert upload.range == f"bytes 0-{len(upload.content) - 1}/{len(upload.content)}"
    assert upload.query == QUERY
    assert abs(len(upload.content) - offered["content"]["sizeInBytes"]) < 1_000
    words = words_of(upload.content)
    assert REF in words and WORDS in words and WHY in words and "by all three partners" in words
    card = people.police.last.attachment
    assert card["contentType"] == INFO
    assert card["content"] == {"uniqueId": "1150D938-8870-4044-9F2C-5BBDEBA70C8C", "fileType": "docx"}
    assert card["contentUrl"].startswith("https://cscp-my.sharepoint.com/")


async def test_who_took_it_is_recorded_before_it_leaves(bot: Bot, drive: OneDrive) -> None:
    people = await case_in_notification(bot)
    await people.police.say(f"report {REF}")
    assert taken(bot) == []
    await allow(people.police, drive)
    assert taken(bot) == [(REF, f"{people.police.tenant}/{people.police.person}", "report")]


async def test_the_button_of_the_case_offers_it_too_and_so_does_the_channel_in_the_persons_own_chat(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.police.say(f"case {REF}")
    await people.police.press("Take the decision record", people.police.showing(f"Case {REF}\nNotification"))
    assert offer(people.police)
    channel = bot.channel(BUSINESS_TEAM)
    await channel.say(f"report {REF}", mention=True)
    assert channel.last.words == "I have written to you in our own chat."
    assert offer(people.team) and shows_no_file(channel)


async def test_whoever_may_not_see_the_case_is_offered_nothing(bot: Bot) -> None:
    await case_in_notification(bot)
    stranger = bot.chat(OTHER_PRACTITIONER)
    for command in ("report", "calendar", "timeline", "flowchart"):
        await stranger.say(f"{command} {REF}")
        assert stranger.last.words == f"There is no case {REF} that you can see. Type cases for the list."
    assert shows_no_file(stranger)


@pytest.mark.parametrize("said", ["report", "report an incident", "Report a death", "report serious harm"])
async def test_whoever_wants_to_report_an_incident_is_led_to_the_triage(bot: Bot, said: str) -> None:
    stranger = bot.chat(OTHER_PRACTITIONER)
    await stranger.say(said)
    assert stranger.last.words.startswith("Type **triage** to report an incident.")


async def test_whoever_may_not_see_it_any_more_when_they_allow_it_gets_nothing(bot: Bot, drive: OneDrive) -> None:
    people = await case_in_notification(bot)
    await people.icb.say(f"report {REF}")
    allowed = answer(people.icb, offer(people.icb), drive.room)
    form = await open_form(people.icb, "Declare conflict of interest")
    await people.icb.press("Declare it", form, reason="A neighbour.")
    assert (await people.icb.post(allowed))[0] == 200
    assert "There is no case" in people.icb.last.words
    assert drive.uploads == [] and taken(bot) == []


async def test_an_answer_made_up_by_a_stranger_takes_nothing(bot: Bot, drive: OneDrive) -> None:
    people = await case_in_notification(bot)
    await people.police.say(f"report {REF}")
    stranger = bot.chat(OTHER_PRACTITIONER)
    assert (await stranger.post(answer(stranger, offer(people.police), drive.room)))[0] == 200
    assert "There is no case" in stranger.last.words
    assert drive.uploads == []


async def test_the_record_of_a_review_is_left_out_for_whoever_only_opened_the_case(bot: Bot, drive: OneDrive) -> None:
    people = await decided(bot, TO_COMMISSION)
    for chat in (people.practitioner, people.icb):
        await chat.say(f"report {REF}")
        await allow(chat, drive)
    openers, partners = (words_of(upload.content) for upload in drive.uploads)
    assert WHY in partners and "Left out of this copy" not in partners
    assert WHY not in openers and WORDS not in openers and "Left out of this copy" in openers


async def test_declined_nothing_is_made_or_recorded(bot: Bot, drive: OneDrive) -> None:
    people = await case_in_notification(bot)
    await people.police.say(f"report {REF}")
    assert (await people.police.post(answer(people.police, offer(people.police), action="decline")))[0] == 200
    assert people.police.last.words.startswith("Nothing was put into your OneDrive.")
    assert drive.uploads == [] and taken(bot) == []


async def test_the_file_goes_to_no_address_that_is_not_allowed(bot: Bot) -> None:
    """The file goes in local mode to this machine alone."""
    people = await case_in_notification(bot)
    for address in (
        "https://attacker.example/upload",
        "https://attacker.example/?x=https://cscp-my.sharepoint.com/",
        "https://cscp-my.sharepoint.com/personal/upload",
        "http://10.0.0.1/personal/upload",
        "file:///etc/passwd",
        "http://localhost@attacker.example/",
        "http://localhost\\@attacker.example/",
    ):
        await people.police.say(f"report {REF}")
        assert (await people.police.post(answer(people.police, offer(people.police), address)))[0] == 200
        assert "its host has to stand at your tenant" in people.police.last.words, address


async def test_a_place_that_leads_elsewhere_is_not_followed(bot: Bot, drive: OneDrive) -> None:
    people, elsewhere = await case_in_notification(bot), OneDrive()
    async with elsewhere.server:
        drive.leads_to = elsewhere.room
        await people.police.say(f"report {REF}")
        await allow(people.police, drive)
    assert elsewhere.uploads == []
    assert "could not be put into your OneDrive" in people.police.last.words


async def test_an_upload_that_fails_says_what_to_do(bot: Bot, drive: OneDrive) -> None:
    people = await case_in_notification(bot)
    for status in (202, 403, 404, 500, 507):
        drive.answers = status
        await people.police.say(f"report {REF}")
        await allow(people.police, drive)
        assert f"type report {REF} once more" in people.police.last.words, status
    drive.answers = 200
    await people.police.say(f"report {REF}")
    await allow(people.police, drive)
    assert people.police.last.attachment["contentType"] == INFO


async def test_a_place_that_does_not_answer_says_what_to_do(bot: Bot, drive: OneDrive) -> None:
    people = await case_in_notification(bot)
    room = drive.room
    await drive.server.close()
    await people.police.say(f"report {REF}")
    assert (await people.police.post(answer(people.police, offer(people.police), room)))[0] == 200
    assert "could not be put into your OneDrive" in people.police.last.words


async def test_an_answer_that_teams_sends_twice_is_taken_once(bot: Bot, drive: OneDrive) -> None:
    people = await case_in_notification(bot)
    await people.police.say(f"report {REF}")
    allowed = answer(people.police, offer(people.police), drive.room)
    for _ in range(2):
        assert (await people.police.post(allowed))[0] == 200
    assert len(drive.uploads) == 1


async def test_an_answered_offer_goes_and_a_second_allow_says_that_the_file_is_there(bot: Bot, drive: OneDrive) -> None:
    people = await case_in_notification(bot)
    await people.police.say(f"report {REF}")
    offered = offer(people.police)
    await allow(people.police, drive)
    assert offered not in people.police.messages
    assert (await people.police.post(answer(people.police, offered, drive.room)))[0] == 200
    assert "What was put into your OneDrive is there" in people.police.last.words
    assert len(drive.uploads) == 1


async def test_a_file_that_was_put_is_no_failure_where_the_words_about_it_do_not_arrive(
    bot: Bot, drive: OneDrive
) -> None:
    people = await case_in_notification(bot)
    await people.police.say(f"report {REF}")
    offered = offer(people.police)
    bot.teams.fails[people.police.conversation] = [500]
    assert (await people.police.post(answer(people.police, offered, drive.room)))[0] == 200
    assert len(drive.uploads) == 1


async def test_where_teams_refuses_a_picture_its_words_still_come(bot: Bot) -> None:
    people = await case_in_notification(bot)
    bot.teams.fails[people.police.conversation] = [413]
    await people.police.say(f"flowchart {REF}")
    assert "Teams did not take the picture" in people.police.last.words
    assert "Is abuse or neglect known or suspected?" in people.police.last.words


@pytest.mark.parametrize(
    "value",
    [None, "accept", {}, {"action": "accept"}, ACCEPTED, {**ACCEPTED, "action": "eat"}],
)
async def test_an_answer_that_no_card_sends_is_refused(bot: Bot, value: object) -> None:
    people = await case_in_notification(bot)
    status, _ = await people.police.post(people.police.activity("invoke", name="fileConsent/invoke", value=value))
    assert status == 400


async def test_an_offer_of_an_unknown_kind_says_so(bot: Bot, drive: OneDrive) -> None:
    people = await case_in_notification(bot)
    await people.police.say(f"report {REF}")
    allowed = answer(people.police, offer(people.police), drive.room)
    allowed["value"]["context"] = {"offer": "everything", "ref": REF}
    assert (await people.police.post(allowed))[0] == 200
    assert "older version of the bot" in people.police.last.words
    assert drive.uploads == []


async def test_the_dates_are_taken_for_the_calendar_the_same_way(bot: Bot, drive: OneDrive) -> None:
    people = await in_review(bot)
    await people.police.say(f"calendar {REF}")
    assert offer(people.police).attachment["name"] == f"{REF} deadlines.ics"
    await allow(people.police, drive)
    entries = Calendar.from_ical(drive.uploads[0].content).walk("VEVENT")
    assert f"{REF}: Hold the Rapid Review" in [str(entry["summary"]) for entry in entries]
    assert people.police.last.attachment["content"]["fileType"] == "ics"


async def test_the_timeline_and_the_way_of_a_case_are_pictures_with_the_same_in_words(bot: Bot) -> None:
    people = await in_review(bot)
    await name_chair(people)
    for command, said in (
        ("timeline", "Hold the Rapid Review (required by law or guidance), by Monday 14 December 2026: running"),
        ("flowchart", "Is abuse or neglect known or suspected? Known or Suspected."),
    ):
        await people.police.say(f"{command} {REF}")
        picture = people.police.last.attachment
        kind, _, data = picture["contentUrl"].partition(";base64,")
        assert (kind, picture["contentType"]) == ("data:image/png", "image/png")
        assert Image.open(BytesIO(base64.b64decode(data))).width == 585
        assert len(data) < LARGEST_PICTURE * 4 / 3
        assert said in people.police.last.words
    await people.police.say("flowchart")
    assert "How the decisions follow" in people.police.last.words


async def test_a_picture_asked_for_in_the_channel_goes_to_the_persons_own_chat(bot: Bot) -> None:
    people = await in_review(bot)
    channel = bot.channel(BUSINESS_TEAM)
    for command in ("timeline", "flowchart"):
        await channel.say(f"{command} {REF}", mention=True)
        assert channel.last.words == "I have written to you in our own chat."
    pictures = [m for m in people.team.messages if m.activity.get("summary") in PICTURES]
    assert len(pictures) == 2


async def test_where_the_client_shows_neither_files_nor_pictures_they_come_into_a_folder_and_the_chat_says_where(
    bot: Bot, tmp_path: Path
) -> None:
    await bot.stop()
    bot.taken = tmp_path / "taken"
    await bot.start()
    people = await case_in_notification(bot)
    for said, name in (
        ("report", f"{REF} decision record.docx"),
        ("calendar", f"{REF} deadlines.ics"),
        ("timeline", f"{PICTURES[0]}.png"),
        ("flowchart", f"{PICTURES[1]}.png"),
    ):
        bot.clock.pass_(seconds=1)
        await people.team.say(f"{said} {REF}")
        assert f"It is in {bot.taken / name}." in people.team.last.words and (bot.taken / name).stat().st_size
    assert shows_no_file(people.team) and "Case opened" in people.team.showing("Timeline of").words
    await people.team.say("framework")
    await people.team.press("Take it as a document")
    assert "Framework for the Review Group.docx. In Teams" in people.team.last.words
    assert [(ref, what) for ref, _, what in taken(bot)] == [(REF, "report"), (REF, "calendar")]
