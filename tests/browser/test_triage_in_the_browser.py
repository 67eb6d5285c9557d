"""A practitioner sees the triage in the local client."""

from datetime import UTC, datetime
from pathlib import Path

from local.people import ICB_WINDOW, PRACTITIONER_WINDOW
from safeguarding.dates.working_days import london_date
from tests.browser.conftest import Open
from tests.support.teams_window import PHONE, TeamsWindow

EVIDENCE = "What is your answer based on? One or two sentences."


async def triage(window: TeamsWindow, screenshots: Path | None = None) -> None:
    async def picture(name: str) -> None:
        if screenshots:
            await window.screenshot(screenshots / f"{name}.png")

    await window.shows("what must happen, and by when")
    await window.say("triage")
    await window.shows("Has a child or young person died")
    await picture("question")
    if screenshots:
        await window.picture(screenshots / "question-card.png")
    await window.fill(EVIDENCE, "Found unresponsive; the hospital confirmed the death.")
    await window.click("Died")
    await window.shows("How old was the child")
    await window.click("Under 18")
    await window.shows("Is abuse or neglect known or suspected?")
    await window.fill(EVIDENCE, "Injuries that the explanation given does not fit.")
    await window.click("Suspected")
    await window.shows("On what day did the death or the harm happen?")
    await window.fill("Date", london_date(datetime.now(UTC)).isoformat())
    await window.click("Continue")
    await window.shows("On what day did the first of the three")
    await window.say("today")
    await window.shows("Where did it happen")
    await window.click("In Croydon, Croydon's child")
    await window.shows("Which agency are you reporting for?")
    await picture("agency")
    await window.click("Health")
    await window.shows("own record number")
    await window.fill("Agency's record number", "MH-20417")
    await window.click("Continue")
    await window.shows("Check your answers")
    await picture("check")
    await window.click("Open the case")
    await window.shows("is open")


async def takes_away(window: TeamsWindow, screenshots: Path) -> None:
    """This client shows no picture: the words beside it say the same."""
    await window.say("timeline CSCP-2026-001")
    await window.shows("Submit the SIN (must), by")
    await window.say("flowchart CSCP-2026-001")
    await window.shows("The way of CSCP-2026-001 through the rules")
    await window.say("dashboard")
    await window.shows("Done in time")
    await window.picture(screenshots / "dashboard-card.png")


async def test_a_practitioner_opens_a_case_the_channel_gets_a_neutral_line_and_the_cards_fit_a_phone(
    open_window: Open, screenshots: Path
) -> None:
    window = await open_window(PRACTITIONER_WINDOW)
    await triage(window, screenshots)
    await window.shows("New case CSCP-")
    await window.screenshot(screenshots / "outcome.png")
    assert "Serious Incident Notification (SIN): required" in "\n".join(await window.texts())
    await window.say("case CSCP-2026-001")
    await window.shows("History")
    await window.screenshot(screenshots / "case.png")
    await window.picture(screenshots / "case-card.png", "History")
    for said in ("help", "cases", "deadlines", "glossary", "flowchart"):
        await window.say(said)
    await window.shows("How the decisions follow")
    await window.screenshot(screenshots / "lists.png")
    await takes_away(window, screenshots)
    await window.go_to_channel()
    await window.shows("CSCP-2026-001 was opened")
    await window.screenshot(screenshots / "channel.png")
    assert "Suspected" not in "\n".join(await window.texts())
    await on_a_phone(await open_window(ICB_WINDOW, PHONE), screenshots)


async def on_a_phone(window: TeamsWindow, screenshots: Path) -> None:
    await triage(window)
    await window.screenshot(screenshots / "phone.png")
    await window.say("rehearse")
    await window.shows("Rehearsal: practice only")
    await window.picture(screenshots / "rehearsal-card.png")
