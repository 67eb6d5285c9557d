"""People see the morning digest and the nudges, in the channel and in person. The test moves the bot's clock: a partner
became aware of two cases on Monday 1 June 2026, one of them submitted on Tuesday. On a phone nothing that the client
shows is cut, squeezed or runs out: the lists, the help, a case, a nudge."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from local.people import POLICE_WINDOW, PRACTITIONER_WINDOW, Window
from safeguarding.case.steps.lifecycle import submit_sin
from tests.browser.conftest import BotInTime, Open
from tests.support.stores.steps import SECRET, TEAM, add
from tests.support.teams_window import PHONE, TeamsWindow

SUBMITTED = "CSCP-2026-002"
TUESDAY = date(2026, 6, 2)
# Nine o'clock in London.
WEDNESDAY_AT_9, NEXT_TUESDAY_AT_9 = (datetime(2026, 6, day, 8, tzinfo=UTC) for day in (3, 9))


SHOWN = {
    "help": "What would you like to do?",
    "glossary": "What a term means",
    "define abuse": "Source: CSCP briefing",
    "cases": "Cases",
    "deadlines": "Deadlines",
    "my steps": "Your steps",
    "dashboard": "Figures of the cases",
    "flowchart": "How the decisions follow",
    "away": "Nobody is away.",
    "case CSCP-2026-001": "CSCP-2026-001",
    "case CSCP-2026-002": "CSCP-2026-002",
}


@pytest.fixture
def windows() -> Sequence[Window]:
    return PRACTITIONER_WINDOW, POLICE_WINDOW


async def two_cases(bot: BotInTime) -> None:
    await add(bot.store, "one")
    submitted = await add(bot.store, "two")
    await bot.store.cases.save(submit_sin(submitted, TUESDAY, TEAM, bot.now), submitted.version)


async def unfolds_every_step(window: TeamsWindow, ref: str) -> None:
    await window.say(f"case {ref}")
    await window.shows("Show the history", on=ref)
    await window.click("More")
    await window.until_quiet()


async def test_the_digest_and_then_an_overdue_deadline_appear_in_the_channel_and_in_person_also_on_a_phone(
    bot_in_time: BotInTime, window_of: Open, screenshots: Path
) -> None:
    team, on_a_phone = await window_of(PRACTITIONER_WINDOW), await window_of(POLICE_WINDOW, PHONE)
    for window in (team, on_a_phone):
        await window.shows("what must happen, and by when")
    await two_cases(bot_in_time)
    await team.go_to_channel()
    await team.shows("CSCP-2026-001 was opened")
    await on_a_phone.shows(f"{SUBMITTED}: Are the criteria")

    bot_in_time.now = WEDNESDAY_AT_9
    await team.shows("Deadlines on Wednesday 3 June 2026")
    await team.screenshot(screenshots / "channel-digest.png")
    await on_a_phone.shows("3 working days left")
    await on_a_phone.picture(screenshots / "nudge-on-a-phone.png")
    for said, answered in SHOWN.items():
        await on_a_phone.say(said)
        await on_a_phone.shows(answered)

    bot_in_time.now = NEXT_TUESDAY_AT_9
    await team.shows("1 working day overdue")
    await team.screenshot(screenshots / "channel-overdue.png")
    await on_a_phone.shows("1 working day overdue")
    await on_a_phone.picture(screenshots / "overdue-on-a-phone.png")
    seen = "\n".join(await team.texts())
    assert "Monday 8 June 2026" in seen and "Waiting for" in seen
    # The news that a SIN is recorded as submitted is all that speaks of a record.
    beside = seen.replace(f"{SUBMITTED}: the SIN is recorded as submitted.", "")
    assert beside != seen and not [detail for detail in (SECRET, "Died", "Known", "record") if detail in beside]

    await team.click("Open")
    await team.go_to_chat()
    await team.shows("Show the history")
    await team.screenshot(screenshots / "opened-from-the-channel.png")
    await team.narrow()
    for window in (on_a_phone, team):
        for ref in ("CSCP-2026-001", SUBMITTED):
            await unfolds_every_step(window, ref)
        assert await window.unreadable() == []
    assert len(await on_a_phone.texts()) > len(SHOWN)
