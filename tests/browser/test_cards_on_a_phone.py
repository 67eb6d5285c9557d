"""On a phone nothing that the local client shows is cut, squeezed or runs out: the lists, the help, a case, a nudge."""

from local.people import POLICE_WINDOW, PRACTITIONER_WINDOW
from tests.browser.conftest import BotInTime, Open
from tests.browser.test_nudges_in_the_browser import NEXT_TUESDAY_AT_9, two_cases
from tests.support.teams_window import PHONE, TeamsWindow

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


async def unfolds_every_step(window: TeamsWindow, ref: str) -> None:
    await window.say(f"case {ref}")
    await window.shows("Show the history", on=ref)
    await window.click("More")
    await window.until_quiet()


async def test_on_a_phone_no_card_is_cut_squeezed_or_runs_out(bot_in_time: BotInTime, window_of: Open) -> None:
    police, team = await window_of(POLICE_WINDOW, PHONE), await window_of(PRACTITIONER_WINDOW, PHONE)
    for window in (police, team):
        await window.shows("what must happen, and by when")
    await two_cases(bot_in_time)
    await police.shows("CSCP-2026-002: Are the criteria")
    for said, answered in SHOWN.items():
        await police.say(said)
        await police.shows(answered)
    bot_in_time.now = NEXT_TUESDAY_AT_9
    await police.shows("1 working day overdue")
    for window in (police, team):
        for ref in ("CSCP-2026-001", "CSCP-2026-002"):
            await unfolds_every_step(window, ref)
        assert await window.unreadable() == []
    assert len(await police.texts()) > len(SHOWN)
