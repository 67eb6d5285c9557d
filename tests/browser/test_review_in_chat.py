"""A Rapid Review is gone through in the local client on a phone, half by buttons and half by typed words, to a
confirmed determination, and a Case of Concern is referred by typed words alone."""

from collections.abc import Collection
from pathlib import Path

import pytest

from local.people import ICB_WINDOW, POLICE_WINDOW, PRACTITIONER_WINDOW
from safeguarding.framework.loader import current
from tests.browser.conftest import Open
from tests.browser.test_triage_in_the_browser import EVIDENCE, triage
from tests.support.teams_window import TeamsWindow

REF, NEAR_MISS = "CSCP-2026-001", "CSCP-2026-002"
A_PHONE = (390, 844)
SAID = "As the agencies' returns show."
TYPED = {"indicators": "7", "categories_d": "2"}
CHOSEN = {"immediate_action": "Needed and taken", "national_review": "Not recommended"}


async def name_the_chair(police: TeamsWindow) -> None:
    await police.say(f"case {REF}")
    await police.shows("0 of 18 parts filled in")
    await police.click("Name the chair")
    await police.shows("Name the chair for")
    await police.choose("Chair", "DSP, ICB")
    await police.click("Name the chair")
    await police.shows("chairs the Rapid Review")


async def go_through(window: TeamsWindow, asked: Collection[str], screenshots: Path) -> None:
    for number, part in enumerate(current().parts, 1):
        if part.id not in asked:
            continue
        await window.shows(f"part {number} of 18", quiet_ms=150)
        if part.id in ("childs_voice", "criterion_1", "indicators", "reasons"):
            await window.picture(screenshots / f"chat-{part.id}.png")
        if part.kind == "ticks" and part.id in TYPED:
            await window.say(TYPED[part.id])
            await window.shows("What is the evidence?", quiet_ms=150)
            await window.say(SAID)
        elif part.kind == "ticks":
            await window.say("none because the returns name none" if part.needed else "none")
        elif part.kind == "choice":
            await window.click(CHOSEN.get(part.id, "Confirmed"))
            await window.shows("Say why, in a sentence or two.", quiet_ms=150)
            await window.say(SAID)
        else:
            await window.say(SAID)
    await window.shows("No part is left.")
    await window.picture(screenshots / "chat-summary.png")


async def determine(window: TeamsWindow, screenshots: Path) -> None:
    await window.click("Record the determination")
    for shown, answer in (
        ("What does the Review Group determine?", "1"),
        ("Is a national review recommended?", "not recommended"),
        ("What is the rationale?", "Two agencies did not share what they saw."),
        ("Who was present?", "1, 2, 3"),
    ):
        await window.shows(shown, quiet_ms=150)
        await window.picture(screenshots / f"chat-{answer[:3]}.png")
        await window.say(answer)
    await window.shows("Waiting for the chair to confirm")
    await window.say(f"go through {REF}")
    await window.shows("Is this what the Review Group determined?")
    await window.picture(screenshots / "chat-confirm.png")
    await window.click("Confirm the determination")
    await window.shows("the determination is confirmed")


async def refer(window: TeamsWindow, screenshots: Path) -> None:
    """Opens a case after a near miss, and refers it by typed words alone."""
    await window.say("triage")
    await window.shows("Has a child or young person died", quiet_ms=150)
    await window.click("Nobody was hurt")
    await window.fill(EVIDENCE, "The gas was left on, and nobody was there.")
    await window.click("Continue")
    await window.shows("How old was the child", quiet_ms=150)
    await window.say("under 18")
    await window.shows("Check your answers", quiet_ms=150)
    await window.say("start a case of concern")
    await window.shows(f"Refer {NEAR_MISS} as a Case of Concern", quiet_ms=150)
    await window.say(f"go through {NEAR_MISS}")
    for shown, answer in (
        ("What kind of concern is it?", "a near miss"),
        ("Which agency refers it?", "3"),
        ("Why is there multi-agency learning?", SAID),
        ("Which indicators of important lessons", "7"),
        ("What is the evidence?", SAID),
        ("Is this right?", "yes"),
    ):
        await window.shows(shown, quiet_ms=150)
        await window.say(answer)
    await window.shows(f"{NEAR_MISS} is referred as a Case of Concern.")
    await window.picture(screenshots / "chat-referred.png")


@pytest.mark.soak
async def test_a_review_and_a_referral_are_gone_through_on_a_phone(open_window: Open, screenshots: Path) -> None:
    police, icb = await open_window(POLICE_WINDOW), await open_window(ICB_WINDOW, A_PHONE)
    for partner in (police, icb):
        await partner.shows("what must happen, and by when")
    team = await open_window(PRACTITIONER_WINDOW)
    await triage(team)
    await team.say(f"submitted {REF} today")
    await team.shows("SIN submitted on")
    await name_the_chair(police)
    await icb.say(f"review {REF}")
    await icb.shows("0 of 18 parts filled in")
    await icb.click("Go through it with me")
    await go_through(icb, [part.id for part in current().parts], screenshots)
    await determine(icb, screenshots)
    await refer(icb, screenshots)
    assert await icb.unreadable() == []
