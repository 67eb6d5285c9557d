"""What people take away and practise with, in the local client."""

from pathlib import Path

import pytest

from local.people import PRACTITIONER_WINDOW
from tests.browser.conftest import Open
from tests.browser.teams_window import PHONE
from tests.browser.test_triage_in_the_browser import triage

# One at a time: the windows have fixed ports.
pytestmark = pytest.mark.xdist_group("windows")
REF = "CSCP-2026-001"


async def test_the_timeline_and_the_way_through_the_rules_are_told_in_words_where_a_client_shows_no_picture(
    open_window: Open, screenshots: Path
) -> None:
    window = await open_window(PRACTITIONER_WINDOW)
    await triage(window)
    await window.say(f"timeline {REF}")
    await window.shows("Submit the SIN (must), by")
    await window.say(f"flowchart {REF}")
    await window.shows(f"The way of {REF} through the rules")
    await window.screenshot(screenshots / "taken-away.png")
    await window.say("dashboard")
    await window.shows("Done in time")
    await window.picture(screenshots / "dashboard-card.png")


async def test_a_rehearsal_says_on_every_card_that_it_is_one_on_a_phone_too(
    open_window: Open, screenshots: Path
) -> None:
    window = await open_window(PRACTITIONER_WINDOW, PHONE)
    await window.shows("what must happen, and by when")
    await window.say("rehearse")
    await window.shows("Rehearsal: practice only")
    await window.picture(screenshots / "rehearsal-card.png")
