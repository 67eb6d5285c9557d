"""The practitioner triages, three partners sign in three windows, and the first window shows it."""

from pathlib import Path

from local.people import ICB_WINDOW, LOCAL_AUTHORITY_WINDOW, POLICE_WINDOW, PRACTITIONER_WINDOW
from tests.browser.conftest import Open
from tests.browser.test_triage_in_the_browser import triage

CRITERIA = "Are the criteria for a Serious Incident Notification met?"


async def test_three_partners_sign_in_three_windows_and_the_case_shows_it(open_window: Open, screenshots: Path) -> None:
    partners = [await open_window(window) for window in (ICB_WINDOW, POLICE_WINDOW, LOCAL_AUTHORITY_WINDOW)]
    for partner in partners:
        await partner.shows("what must happen, and by when")
    first = await open_window(PRACTITIONER_WINDOW)
    await triage(first)

    for number, partner in enumerate(partners):
        await partner.shows(CRITERIA)
        if number == 0:
            await partner.picture(screenshots / "sign-off-card.png")
        await partner.click("Agree")
        await partner.shows("Agreed by all" if number == len(partners) - 1 else "agreed, DSP")
    await partners[0].shows("Agreed by all")
    await partners[0].screenshot(screenshots / "signed.png")

    await first.say("submitted CSCP-2026-001 today")
    await first.shows("SIN submitted on")
    await first.screenshot(screenshots / "submitted.png")
    await first.say("case CSCP-2026-001")
    await first.shows("Stage: Rapid Review")
    await first.picture(screenshots / "case-in-review-card.png")
    shown = await first.last_text()
    assert "Local authority agreed; ICB agreed; Police agreed" in shown
    await first.go_to_channel()
    await first.shows("sign-off of the notification is complete")
    await first.screenshot(screenshots / "channel-signed.png")
