"""Every flow runs with marked words, none of which gets into the log, the channel, an error answer or monitoring."""

import re
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from bot.observability.logs import configure
from tests.journeys.conftest import CHANNEL, OTHER_PRACTITIONER, Bot
from tests.support.answers import A_CHILD_DIED, answer_all
from tests.support.fake_teams.one_drive import OneDrive, allow, answer, offer
from tests.support.people.review_in_chat import TO_COMMISSION, crafted, decided, no_sin_needed, open_form, standing_in
from tests.support.people.sin_lane import CARE_LEAVER, ICB_DSP, REF, case_in_notification, sign
from tests.support.simulated_year.mornings import TUESDAY, go_to

SECRET = re.compile("zzz|qqq|MH-1234|record shows|Amara|Okafor")
REFERENCE = re.compile(r'"ref": "CSCP-2026-001"')


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Captures the log as it is written in the real process."""
    configure(stream := StringIO())
    yield stream
    structlog.reset_defaults()


async def watched(bot: Bot) -> str:
    """Reads everything of the bot that anyone can read without being let in."""
    pages = [bot.metrics.text().decode()]
    for path in ("/readyz", "/healthz", "/nowhere", "/api/messages"):
        async with bot.session.get(f"{bot.url}{path}") as response:
            pages.append(await response.text())
    async with bot.session.post(f"{bot.url}/api/messages", data=b'{"text": "zzz qqq"}') as response:
        pages.append(await response.text())
    return "\n".join(pages)


async def assert_nothing_leaks(bot: Bot, log: StringIO) -> None:
    await bot.run_all_jobs()
    channel = "\n".join(message.words for message in bot.teams.in_conversation(CHANNEL))
    summaries = "\n".join(str(message.activity.get("summary", "")) for message in bot.teams.messages)
    for place, text in {
        "the log": log.getvalue(),
        "the channel": channel,
        "the notifications": summaries,
        "what is watched": await watched(bot),
    }.items():
        assert not SECRET.search(text), f"{place} says {SECRET.search(text)}"


async def test_from_a_triage_to_a_commissioned_lcspr(bot: Bot, log: StringIO) -> None:
    people = await decided(bot, TO_COMMISSION, in_chat=True)
    for title, confirm, given in (
        ("Record the LCSPR's start", "Record the start", {"reviewer": "zzz Reviews", "on": "2026-11-23"}),
        ("Note the LCSPR's progress", "Note it", {"note": "qqq was seen"}),
        ("Record the LCSPR's completion", "Record the completion", {"on": "2026-11-23", "note": "qqq"}),
    ):
        form = await open_form(people.team, title)
        await people.team.press(confirm, form, **given)
    await assert_nothing_leaks(bot, log)
    assert REFERENCE.search(log.getvalue()), "each reading of a case is logged, with its reference"


async def test_a_dissent_a_restriction_a_conflict_and_a_closing(bot: Bot, log: StringIO) -> None:
    people = await case_in_notification(bot, **CARE_LEAVER)
    await sign(people.police, verdict="Disagree", reason="qqq is not so")
    await people.team.say(f"submitted {REF} today")
    form = await open_form(people.team, "Restrict the case")
    await people.team.press(f"Restrict {REF}", form, **{**standing_in(form), "reason": "zzz works here"})
    form = await open_form(people.icb, "Declare conflict of interest")
    await people.icb.press("Declare it", form, reason="zzz")
    await go_to(bot, TUESDAY)
    form = await open_form(people.team, "Close the case")
    await people.team.press("Close the case", form, reason="qqq", ruled_out="yes")
    kept = await bot.store.cases.get(REF)
    assert kept is not None and not kept.is_open
    await assert_nothing_leaks(bot, log)


async def test_a_case_of_concern(bot: Bot, log: StringIO) -> None:
    people = await no_sin_needed(bot)
    form = await open_form(people.team, "Refer as a Case of Concern")
    given = {"kind": "near_miss", "agency": "Health", "learning": "zzz"}
    await people.team.press("Continue", form, ticked="working_together")
    await people.team.press("Refer it", form, **given, evidence_working_together="qqq")
    form = await open_form(people.icb, "Propose an outcome")
    await people.icb.press("Propose it", form, outcome="local_learning", rationale="zzz qqq")
    await assert_nothing_leaks(bot, log)


async def test_what_is_taken_away(bot: Bot, log: StringIO) -> None:
    people, drive = await decided(bot, TO_COMMISSION), OneDrive()
    async with drive.server:
        for command in ("report", "calendar"):
            await people.police.say(f"{command} {REF}")
            await allow(people.police, drive)
            drive.answers = 500
            await people.police.say(f"{command} {REF}")
            await allow(people.police, drive)
            drive.answers = 201
        for command in ("timeline", "flowchart"):
            await people.police.say(f"{command} {REF}")
            assert not SECRET.search(people.police.last.words)
        await people.police.post(answer(people.police, offer(people.police), "https://zzz.example/qqq"))
        await bot.channel(people.police.person).say(f"report {REF}", mention=True)
    entries = "".join(upload.content.decode() for upload in drive.uploads if upload.content.startswith(b"BEGIN:"))
    assert REF in entries and not SECRET.search(entries)
    await assert_nothing_leaks(bot, log)
    assert '"exported"' in log.getvalue() and '"file_not_uploaded"' in log.getvalue()


async def test_what_is_refused_and_what_fails(bot: Bot, log: StringIO) -> None:
    people = await case_in_notification(bot)
    stranger = bot.chat(OTHER_PRACTITIONER)
    await stranger.say("zzz qqq")
    await stranger.say("triage")
    await answer_all(stranger, bot.framework, {**A_CHILD_DIED, "record_number": "zzz-1"})
    await stranger.press("Cancel")
    await crafted(stranger, "close", reason="zzz")
    await crafted(people.icb, "answer_part", part="zzz", seen="qqq", text="zzz")
    await people.icb.say("define zzz")
    bot.teams.fails[f"a:{ICB_DSP}"] = [403]
    await sign(people.council, verdict="Disagree", reason="zzz")
    await stranger.post({**stranger.activity("message", text="zzz"), "channelData": {"tenant": {"id": "zzz"}}})
    await assert_nothing_leaks(bot, log)


async def test_the_people_who_read_a_case_are_logged_by_their_directory_ids(bot: Bot, log: StringIO) -> None:
    people = await case_in_notification(bot)
    await people.police.say(f"case {REF}")
    read = [line for line in log.getvalue().splitlines() if "case_read" in line]
    assert people.police.person in read[-1] and REF in read[-1] and "timestamp" in read[-1]
