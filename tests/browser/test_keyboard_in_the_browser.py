"""Somebody who uses no mouse answers a triage, opens the case, signs, and opens and closes what is folded: by Tab,
Enter, the space bar and typed text alone. The client leaves the focus nowhere after a press; Tab goes on from there."""

import pytest

from local.people import ICB_WINDOW, PRACTITIONER_WINDOW
from tests.browser.conftest import BotInTime, Open
from tests.browser.test_whole_way_in_the_browser import CRITERIA
from tests.support.teams_window import CARD, TeamsWindow

MOST_STOPS = 40
"""No button of the newest card is further away than so many presses of Tab."""
BACK, ON = "Shift+Tab", "Tab"
HAS_FOCUS = "element => element === document.activeElement"
BY_MOUSE_ALONE = """card => [...card.querySelectorAll("*")]
  .filter(each => each.checkVisibility() && !each.closest("button, label, input, .ac-adaptiveCard [tabindex='0']"))
  .filter(each => each.onclick || getComputedStyle(each).cursor === "pointer")
  .map(each => each.textContent)"""
WITHOUT_FOCUS = """card => [...card.querySelectorAll("button, input, textarea, select")]
  .filter(each => each.checkVisibility() && each.tabIndex < 0)
  .map(each => each.textContent || each.id)"""


async def reach(window: TeamsWindow, role: str, name: str, key: str = BACK) -> int:
    """Presses Tab until the newest element of the cards with this role and name has the focus. Returns how often."""
    wanted = window.page.locator(CARD).get_by_role(role, name=name, exact=True).last  # type: ignore[arg-type]
    for stops in range(MOST_STOPS):
        if await wanted.count() and await wanted.evaluate(HAS_FOCUS):
            return stops
        await window.page.keyboard.press(key)
    raise AssertionError(f"{MOST_STOPS} presses of {key} do not lead to {name}")


async def press(window: TeamsWindow, title: str, shown: str = "", key: str = BACK, by: str = "Enter") -> int:
    stops = await reach(window, "button", title, key)
    await window.page.keyboard.press(by)
    if shown:
        await window.shows(shown)
    await window.until_quiet()
    return stops


async def unfolds_and_continues(window: TeamsWindow, answer: str, words: str, shown: str) -> None:
    """The answer unfolds its box, which comes after the answers, and "Continue" is the next stop after that."""
    await press(window, answer)
    await reach(window, "textbox", "Evidence", ON)
    await window.page.keyboard.type(words)
    assert await press(window, "Continue", shown, ON) == 1


async def opens_and_closes(window: TeamsWindow, title: str, folded: str, on: str) -> None:
    card = window.page.locator(CARD).filter(has_text=on).last
    for opened in (True, False):
        await press(window, title)
        assert (folded in await card.inner_text()) is opened, "the focus stays on the button"


async def what_only_a_mouse_reaches_is_found(window: TeamsWindow) -> None:
    card = window.page.locator(CARD).last
    await card.evaluate("card => card.insertAdjacentHTML('beforeend', '<p style=cursor:pointer>Open</p>')")
    assert await card.evaluate(BY_MOUSE_ALONE) == ["Open"]


async def nothing_by_mouse_alone(window: TeamsWindow, on: str) -> None:
    card = window.page.locator(CARD).filter(has_text=on).last
    assert await card.evaluate(BY_MOUSE_ALONE) == []
    assert await card.evaluate(WITHOUT_FOCUS) == []


async def triage(window: TeamsWindow) -> None:
    await press(window, "Start a triage", "Has a child or young person died", by="Space")
    await nothing_by_mouse_alone(window, "Has a child or young person died")
    await opens_and_closes(window, "Why?", "The answer decides", "Has a child or young person died")
    died = "Found unresponsive; the hospital confirmed the death."
    await unfolds_and_continues(window, "Died", died, "How old was the child")
    await press(window, "Under 18", "Is abuse or neglect known or suspected?", by="Space")
    suspected = "Injuries that the explanation given does not fit."
    await unfolds_and_continues(window, "Suspected", suspected, "care experienced?")
    await press(window, "No", "On what day did the death or the harm happen?")
    await reach(window, "combobox", "Date")
    await window.page.keyboard.type("2026-06-02")
    await window.page.keyboard.press("Enter")
    await window.page.keyboard.press("Escape")
    await press(window, "Continue", "On what day did the first of the three", ON)
    await press(window, "Today", "Where did it happen")
    await press(window, "In Croydon, and lives there", "Which agency are you reporting for?")
    await reach(window, "textbox", "Agency's record number, if at hand")
    await window.page.keyboard.type("MH-20417")
    await press(window, "Health", "Check your answers", ON)
    await nothing_by_mouse_alone(window, "Check your answers")
    await press(window, "Open the case", "is open")


async def sign(window: TeamsWindow) -> None:
    await window.shows(CRITERIA)
    await nothing_by_mouse_alone(window, CRITERIA)
    await opens_and_closes(window, "Show the facts", "the hospital confirmed the death", CRITERIA)
    await press(window, "Disagree, with a reason")
    await reach(window, "textbox", "Why do you disagree?", ON)
    await window.page.keyboard.type("The injuries may have another cause.")
    assert await press(window, "Disagree", "You disagreed", ON) == 1
    await press(window, "Change my answer", "change my answer")
    await press(window, "Agree", "You agreed")
    await press(window, "Open", "Show the history")
    await press(window, "More")
    await nothing_by_mouse_alone(window, "Show the history")


@pytest.mark.soak
async def test_a_case_is_opened_and_signed_by_somebody_who_uses_no_mouse(
    bot_in_time: BotInTime, window_of: Open
) -> None:
    team, icb = await window_of(PRACTITIONER_WINDOW), await window_of(ICB_WINDOW)
    for window in (team, icb):
        await window.shows("what must happen, and by when")
    await triage(team)
    await sign(icb)
    await what_only_a_mouse_reaches_is_found(icb)
