"""A practitioner sees the triage in the local client. It warns a tired person who types a name, and hides a case from
people who may not know of it."""

from datetime import UTC, datetime
from pathlib import Path

from local.people import ICB_WINDOW, PRACTITIONER_WINDOW
from safeguarding.dates.working_days import london_date
from tests.browser.conftest import Open
from tests.support.teams_window import PHONE, TeamsWindow

EVIDENCE = "Evidence"
REF = "CSCP-2026-001"
REASON = "Reason, in a sentence or two"


async def triage(window: TeamsWindow, screenshots: Path | None = None) -> None:
    await begin(window, screenshots)
    await window.click("Died")
    await window.fill(EVIDENCE, "Found unresponsive; the hospital confirmed the death.")
    await window.click("Continue")
    await go_on(window, screenshots)


async def begin(window: TeamsWindow, screenshots: Path | None = None) -> None:
    await window.shows("what must happen, and by when")
    await window.say("triage")
    await window.shows("Has a child or young person died")
    if screenshots:
        await window.screenshot(screenshots / "question.png")
        await window.picture(screenshots / "question-card.png")


async def go_on(window: TeamsWindow, screenshots: Path | None = None) -> None:
    async def picture(name: str) -> None:
        if screenshots:
            await window.screenshot(screenshots / f"{name}.png")

    await window.shows("How old was the child")
    await window.click("Under 18")
    await window.shows("Is abuse or neglect known or suspected?")
    await window.click("Suspected")
    await window.fill(EVIDENCE, "Injuries that the explanation given does not fit.")
    await window.click("Continue")
    await window.shows("care experienced?")
    await window.click("No")
    await window.shows("On what day did the death or the harm happen?")
    await window.fill("Date", london_date(datetime.now(UTC)).isoformat())
    await window.click("Continue")
    await window.shows("On what day did the first of the three")
    await window.say("today")
    await window.shows("Where did it happen")
    await window.click("In Croydon, and lives there")
    await window.shows("Which agency are you reporting for?")
    await window.fill("Agency's record number, if at hand", "MH-20417")
    await picture("agency")
    await window.click("Health")
    await window.shows("Check your answers")
    await picture("check")
    await window.click("Open the case")
    await window.shows("is open")


async def takes_away(window: TeamsWindow, screenshots: Path) -> None:
    """This client shows no picture and no file: the words say the same, and where both are."""
    await window.say(f"timeline {REF}")
    await window.shows("Submit the SIN (required by law or guidance), by")
    await window.say(f"flowchart {REF}")
    await window.shows(f"The way of {REF} through the rules.png. In Teams it stands in the message.")
    await window.say(f"report {REF}")
    await window.shows(f"{REF} decision record.docx. In Teams it goes into your own OneDrive.")
    await window.say("dashboard")
    await window.shows("Done in time")
    await window.picture(screenshots / "dashboard-card.png")


async def a_name_is_pointed_out(window: TeamsWindow, screenshots: Path) -> None:
    """The name is pointed out where it is seen, and the text typed stays."""
    await window.click("Died")
    await window.fill(EVIDENCE, "Found by the mother, Amara Okafor.")
    await window.click("Continue")
    await window.shows("This may name somebody")
    assert await window.value(EVIDENCE) == "Found by the mother, Amara Okafor."
    await window.screenshot(screenshots / "pointed-out.png")
    await window.fill(EVIDENCE, "Found by the mother.")
    await window.click("Continue")


async def on_a_phone(window: TeamsWindow, screenshots: Path) -> None:
    await window.shows("what must happen, and by when")
    await window.say("rehearse")
    await window.shows("Rehearsal: practice only")
    await window.picture(screenshots / "rehearsal-card.png")
    await window.say("cancel")
    await window.shows("Cancelled.")
    await begin(window)
    await a_name_is_pointed_out(window, screenshots)
    await window.shows("How old was the child")
    await window.screenshot(screenshots / "phone.png")


async def stand_back(icb: TeamsWindow, screenshots: Path) -> None:
    await icb.shows(f"{REF}: Are the criteria")
    await icb.say(f"case {REF}")
    await icb.shows("Show the history", on=f"{REF}")
    await icb.click("More")
    await icb.click("Declare conflict of interest")
    await icb.shows(f"Declare a conflict of interest in {REF}")
    await icb.fill(REASON, "A neighbour of the family.")
    await icb.picture(screenshots / "conflict-of-interest-card.png")
    await icb.click("Declare it")
    await icb.shows("A deputy takes your part")
    await icb.shows("This case is no longer shown here.")


async def restrict(team: TeamsWindow, screenshots: Path) -> None:
    await team.say(f"case {REF}")
    await team.shows("Show the history")
    await team.click("More")
    await team.click("Restrict the case")
    await team.shows(f"Restrict {REF}")
    await team.fill(REASON, "The parents work in the partnership.")
    await team.screenshot(screenshots / "restricting.png")
    await team.click(f"Restrict {REF}")
    await team.shows(f"{REF} is restricted to")


async def test_a_case_is_opened_the_channel_stays_neutral_a_name_is_pointed_out_and_a_dsp_stands_back(
    open_window: Open, screenshots: Path
) -> None:
    window = await open_window(PRACTITIONER_WINDOW)
    await triage(window, screenshots)
    await window.shows("Serious Incident Notification (SIN): required")
    await window.screenshot(screenshots / "outcome.png")
    assert "Serious Incident Notification (SIN): required" in "\n".join(await window.texts())
    await window.say(f"case {REF}")
    await window.shows("Show the history")
    await window.screenshot(screenshots / "case.png")
    await window.picture(screenshots / "case-card.png", "History")
    for said in ("help", "cases", "deadlines", "glossary", "flowchart"):
        await window.say(said)
    await window.shows("How the decisions follow")
    await window.screenshot(screenshots / "lists.png")
    await takes_away(window, screenshots)
    icb = await open_window(ICB_WINDOW, PHONE)
    await on_a_phone(icb, screenshots)
    await stand_back(icb, screenshots)
    await window.go_to_channel()
    await window.shows(f"{REF} was opened")
    await window.screenshot(screenshots / "channel.png")
    assert "Suspected" not in "\n".join(await window.texts())
    await window.go_to_chat()
    await restrict(window, screenshots)
    await window.go_to_channel()
    await window.shows("This case is no longer shown here.")
    seen = "\n".join(await window.texts())
    assert f"{REF} was opened" not in seen and "Suspected" not in seen
