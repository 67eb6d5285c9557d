"""A case goes from the triage over its sign-off to a commissioned LCSPR, in the four windows of the local client: the
review and the decision on phones."""

from pathlib import Path

import pytest

from local.people import ICB_WINDOW, LOCAL_AUTHORITY_WINDOW, POLICE_WINDOW, PRACTITIONER_WINDOW
from safeguarding.framework import loader
from safeguarding.framework.entries import Part
from tests.browser.conftest import Open
from tests.browser.test_triage_in_the_browser import triage
from tests.support.teams_window import PHONE, TeamsWindow

REF = "CSCP-2026-001"
CRITERIA = "Are the criteria for a Serious Incident Notification met?"
DECISION = "The rationale, and the decision on the LCSPR"
COMMISSION = "LCSPR criteria met, commission an LCSPR"
FACTS = "Facts and key practice episodes"
TEXTS = {
    "Immediate safety action": "The siblings are safe with their grandmother; checked by the social worker today.",
    "Improvements": "Bruises of a baby who does not crawl yet were seen twice and not shared.",
    "Context of the family's lives": "Two moves in a year. The mother was afraid to be judged as a young Black mother.",
    "The child's voice": "The baby was six months old, and nobody has described her days yet.",
    "Ethnicity and other protected characteristics": "Black British. No disability is known.",
    "Criterion 1: died or seriously harmed": "The hospital's record confirms it.",
    "Criterion 2: abuse or neglect known or suspected": "The paediatrician's report.",
    "What an LCSPR would add": "Why a known theme did not change practice here.",
    "A national review": "A local theme.",
    "Next steps": "The Business Team sets up the review by Friday.",
}
CHOICES = {
    "Immediate safety action": "Needed and taken",
    "Criterion 1: died or seriously harmed": "Confirmed",
    "Criterion 2: abuse or neglect known or suspected": "Confirmed",
    "A national review": "Not recommended",
}
TICKS = {
    "Criterion 3: indicators of important lessons": (
        "How two or more organisations or agencies worked together to safeguard children is, or may be, a concern"
    ),
    "WT2026 d) Standards not met": "Drift or delay in protecting the child",
}
NOT_KNOWN = "The child's voice"
NONE_HOLDS = {
    "WT2026 a) Systemic weakness": "The agencies' returns name none.",
    "WT2026 b) Hidden harms and complex abuse": "No agency has seen any.",
    "WT2026 c) Multiple or intersectional harms": "The returns name neglect alone.",
    "WT2026 in summary, and others": "The lists above hold what there is.",
}


RATIONALE = (
    "The criteria are met: a baby died, and neglect is suspected. Two agencies saw bruises and did not share them, "
    "nine days passed before a strategy meeting. An LCSPR would show why a known theme did not change practice here."
)


async def notify(team: TeamsWindow, partners: list[TeamsWindow], screenshots: Path) -> None:
    await triage(team)
    for number, partner in enumerate(partners):
        await partner.shows(CRITERIA)
        if number == 0:
            await partner.picture(screenshots / "sign-off-card.png")
        await partner.click("Agree")
        await partner.shows("Agreed by all" if number == len(partners) - 1 else "You agreed")
    await partners[0].shows("Agreed by all")
    await partners[0].screenshot(screenshots / "signed.png")
    await team.say(f"submitted {REF} today")
    await team.shows("SIN submitted on")
    await team.screenshot(screenshots / "submitted.png")
    await team.say(f"case {REF}")
    await team.shows("0 of 18 parts filled in")
    await team.picture(screenshots / "case-in-review-card.png")
    await team.click("Show the sign-offs")
    await team.shows("Local authority agreed; ICB agreed; Police agreed")


async def prepare(team: TeamsWindow, police: TeamsWindow, screenshots: Path) -> None:
    await team.click("Record the liaison")
    await team.shows("Which kind of review for")
    await team.choose("Talked to", "PH (Public Health)")
    await team.choose("Talked to", "CSP (Community Safety Partnership)")
    await team.choose("What came of it", "The Rapid Review alone")
    await team.fill("In a sentence or two", "No other statutory review is open.")
    await team.click("Record it")
    await team.shows("the kind of review is the Rapid Review alone")
    await team.picture(screenshots / "receipt-card.png")
    await team.click("Ask agencies")
    await team.shows("Ask agencies for information")
    await team.choose("Asked", "Health")
    await team.choose("Asked", "Education")
    await team.picture(screenshots / "request-card.png")
    await team.click("Record the request")
    await team.shows("asked to answer by")
    await team.click("Agency returns")
    await team.shows("Agency returns for")
    await team.click("Returned")
    await team.shows("has returned, on")
    await police.say(f"case {REF}")
    await police.shows("0 of 18 parts filled in")
    await police.click("Name the chair")
    await police.shows("Name the chair for")
    await police.choose("Chair", "DSP, ICB")
    await police.click("Name the chair")
    await police.shows("chairs the Rapid Review")


async def write_at_once(one: TeamsWindow, other: TeamsWindow, screenshots: Path) -> None:
    """Two members write the same part: the second sees both versions, and keeps the first."""
    for window in (one, other):
        await window.say(f"review {REF}")
        await window.shows("0 of 18 parts filled in")
    for window in (one, other):
        await window.click("Show the parts")
        await window.click_first("Fill in")
        await window.shows("what do the key practice episodes show?")
    await one.fill(FACTS, "A baby of six months died at home. Health visitor, GP and social care knew the family.")
    await one.click("Save")
    await one.shows("Is anything needed now to keep children safe?")
    await other.fill(FACTS, "A baby died at home. Police came at 6 a.m.; nobody had shared the earlier bruises.")
    await other.click("Save")
    await other.shows("Another member has answered this part")
    await other.picture(screenshots / "conflict-card.png")
    await other.click("Keep theirs")
    await other.shows("1 of 18 parts filled in")


async def fill_in(window: TeamsWindow, parts: tuple[Part, ...], screenshots: Path) -> None:
    """The forms lead on, one missing part after the other."""
    for part in parts:
        await window.shows(part.ask, quiet_ms=150)
        if part.title in CHOICES:
            await window.choose("Answer", CHOICES[part.title])
        if part.title in TEXTS:
            await window.fill(part.title, TEXTS[part.title])
        if part.id == "indicators":
            await window.picture(screenshots / "indicators-list-card.png")
        if part.kind == "ticks":
            if part.title in TICKS:
                await window.choose(part.ask, TICKS[part.title])
            if part.title in NONE_HOLDS:
                await window.choose("If none is ticked: which is it?", "None of these holds")
                await window.fill("Because", NONE_HOLDS[part.title])
                await window.picture(screenshots / "none-holds-card.png")
            await window.click("Continue")
            if part.title in TICKS:
                await window.shows("Write the evidence", quiet_ms=150)
        if part.title in TICKS:
            await window.fill(TICKS[part.title], "The strategy meeting came nine days after the second bruise.")
        if part.title == NOT_KNOWN:
            await window.tick("If it is not known")
            await window.picture(screenshots / "not-known-card.png")
        if part.id == "indicators":
            await window.picture(screenshots / "indicators-card.png")
        if part.kind != "ticks" or part.title in TICKS:
            await window.click("Save")


async def determine(window: TeamsWindow, chair: TeamsWindow, screenshots: Path) -> None:
    await window.click("Record the determination")
    await window.shows("Determination for")
    await window.choose("Outcome", COMMISSION)
    await window.fill("Rationale", RATIONALE)
    for member in ("local authority", "ICB", "police"):
        await window.choose("Present (the quorum is 3)", f"Review Group, {member}")
    await window.picture(screenshots / "determination-card.png")
    await window.click("Record the determination")
    await window.shows("determined, LCSPR criteria met")
    # The news of it comes in working hours, and gathers for minutes: the chair goes on from the record.
    await chair.say(f"review {REF}")
    await chair.shows("Waiting for the chair to confirm")
    await chair.click("Confirm the determination")
    await chair.shows("Confirm the determination for")
    await chair.picture(screenshots / "confirm-card.png")
    await chair.click("Confirm the determination")
    await chair.shows("the determination is confirmed")


async def decide(partners: list[TeamsWindow], screenshots: Path) -> None:
    for number, partner in enumerate(partners):
        await partner.shows(DECISION)
        if number == 0:
            await partner.picture(screenshots / "decision-card.png")
        while await partner.has_button("Next page"):
            await partner.click("Next page")
            await partner.until_quiet()
        await partner.click("Agree")
        if number < len(partners) - 1:
            await partner.shows("You agreed", on=DECISION)
        else:
            await partner.shows("Agreed by all", on=COMMISSION)


async def reads_all(window: TeamsWindow, screenshots: Path) -> None:
    await window.say(f"review {REF}")
    await window.shows("18 of 18 parts filled in")
    await window.picture(screenshots / "phone-record.png")
    await window.click("Show the parts")
    await window.picture(screenshots / "phone-parts.png")
    await window.click("Read all")
    await window.click("Show everything")
    await window.shows("A baby of six months died at home.")
    await window.picture(screenshots / "phone-read-all.png")


@pytest.mark.soak
async def test_from_the_triage_to_a_commissioned_lcspr(open_window: Open, screenshots: Path) -> None:
    council = await open_window(LOCAL_AUTHORITY_WINDOW)
    icb, police = await open_window(ICB_WINDOW, PHONE), await open_window(POLICE_WINDOW, PHONE)
    partners = [council, icb, police]
    for partner in partners:
        await partner.shows("what must happen, and by when")
    team = await open_window(PRACTITIONER_WINDOW)
    await notify(team, partners, screenshots)
    await team.narrow()
    await prepare(team, police, screenshots)
    await write_at_once(icb, council, screenshots)
    await fill_in(icb, loader.current().parts[1:], screenshots)
    await icb.shows("18 of 18 parts filled in")
    await icb.picture(screenshots / "record-card.png")
    await determine(icb, icb, screenshots)
    await decide(partners, screenshots)
    await team.say(f"case {REF}")
    await team.shows("Complete the LCSPR", on=f"Case {REF}")
    await team.picture(screenshots / "case-with-lcspr-card.png")
    await team.click("Show the decision")
    await team.shows("by all three partners", on=f"Case {REF}")
    await reads_all(icb, screenshots)
    for narrow in (team, icb, police):
        assert await narrow.unreadable() == []
    await team.go_to_channel()
    await team.shows("sign-off of the notification is complete")
    await team.shows("sign-off of the decision is complete")
    await team.screenshot(screenshots / "channel-decided.png")
    assert "baby" not in "\n".join(await team.texts())
