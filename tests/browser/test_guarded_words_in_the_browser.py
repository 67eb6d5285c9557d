"""The local client warns a tired person who types a name, and hides a case from people who may not know of it."""

from pathlib import Path

from local.people import ICB_WINDOW, POLICE_WINDOW, PRACTITIONER_WINDOW
from tests.browser.conftest import Open
from tests.browser.test_triage_in_the_browser import EVIDENCE, triage
from tests.support.teams_window import TeamsWindow

REF = "CSCP-2026-001"
REASON = "Reason, in a sentence or two"


async def a_name_is_pointed_out(window: TeamsWindow, screenshots: Path) -> None:
    """The name is pointed out where it is seen, and the text typed stays."""
    await window.shows("what must happen, and by when")
    await window.say("triage")
    await window.shows("Has a child or young person died")
    await window.fill(EVIDENCE, "Found by the mother, Amara Okafor.")
    await window.click("Died")
    await window.shows("This looks like a person's name")
    assert await window.value(EVIDENCE) == "Found by the mother, Amara Okafor."
    await window.screenshot(screenshots / "pointed-out.png")
    await window.fill(EVIDENCE, "Found by the mother.")
    await window.click("Died")
    await window.shows("How old was the child")


async def test_a_name_is_pointed_out_a_case_is_restricted_and_a_dsp_stands_back(
    open_window: Open, screenshots: Path
) -> None:
    await a_name_is_pointed_out(await open_window(POLICE_WINDOW), screenshots)
    icb = await open_window(ICB_WINDOW)
    await icb.shows("what must happen, and by when")
    team = await open_window(PRACTITIONER_WINDOW)
    await triage(team)
    await icb.shows(f"{REF}: Are the criteria")
    await icb.say(f"case {REF}")
    await icb.shows("History")
    await icb.click("Declare a conflict of interest")
    await icb.shows(f"Declare a conflict of interest in {REF}")
    await icb.fill(REASON, "A neighbour of the family.")
    await icb.picture(screenshots / "conflict-of-interest-card.png")
    await icb.click(f"Declare a conflict of interest in {REF}")
    await icb.shows("A deputy takes your part")
    await icb.shows("This case is no longer shown here.")
    await team.say(f"case {REF}")
    await team.shows("History")
    await team.click("Restrict the case")
    await team.shows(f"Restrict {REF}")
    await team.fill(REASON, "The parents work in the partnership.")
    await team.screenshot(screenshots / "restricting.png")
    await team.click(f"Restrict {REF}")
    await team.shows(f"{REF} is restricted to")
