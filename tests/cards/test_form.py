"""A form sends what was typed by one button, and is left by another that sends nothing."""

from cards.elements import as_json, button, paragraph
from cards.form import form_card
from tests.support.drawn import behind, titles
from tests.support.fake_teams.server import buttons

REF = "CSCP-2026-001"


def test_a_form_is_sent_by_its_own_button_and_left_by_another_that_sends_nothing() -> None:
    other = button("Fill in the facts", "part", {})
    shown = form_card(REF, [paragraph("Why?")], "Close it", "close", {"seen": 2}, [other])
    assert titles(shown) == ["Close it", "Fill in the facts", "Back to the case"]
    assert behind(shown, "Close it") == ("close", {"ref": REF, "seen": 2, "confirmed": True})
    assert behind(shown, "Back to the case") == ("case", {"ref": REF})
    assert buttons_that_send_nothing(shown) == ["Back to the case"]


def buttons_that_send_nothing(shown: object) -> list[str]:
    return [each["title"] for each in buttons(as_json(shown)) if each["associatedInputs"] == "none"]  # type: ignore[arg-type] # a card
