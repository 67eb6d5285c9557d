"""The cards ask for a reason, or for the day of a submission, before a step is taken."""

from cards.elements import card
from cards.reason_form import reason_card, ruled_out_choice, submission_card, update_submission_card
from tests.support.drawn import behind, filled, inputs, words


def test_the_step_is_taken_only_with_the_form_in_hand() -> None:
    shown = reason_card("Close", "Close", "Why?", "close", {"ref": "CSCP-2026-001"})
    assert behind(shown, "Close") == ("close", {"ref": "CSCP-2026-001", "confirmed": True})
    assert filled(shown) == {}


def test_what_was_typed_comes_back() -> None:
    shown = reason_card(
        "Close", "Close", "Why?", "close", {"ref": "CSCP-2026-001"}, "as agreed", [ruled_out_choice("no")]
    )
    assert filled(shown) == {"reason": "as agreed", "ruled_out": "no"}
    assert "Can abuse or neglect be ruled out?" in words(shown)


def test_that_abuse_is_ruled_out_is_never_answered_beforehand() -> None:
    asked = inputs(card([ruled_out_choice()]))["ruled_out"]
    assert [choice["value"] for choice in asked["choices"]] == ["yes", "no", "not_known"] and "value" not in asked


def test_the_submission_asks_for_its_day_and_says_that_the_bot_submits_nothing() -> None:
    shown = submission_card("CSCP-2026-001", "Surrey", ("Surrey",), {"on": "2026-06-02"})
    assert "The bot submits nothing. Record the day when Surrey has submitted the SIN." in words(shown)
    assert filled(shown) == {"authority": "Surrey", "on": "2026-06-02"}
    assert "authority" not in inputs(submission_card("CSCP-2026-001", "Croydon", (), {}))


def test_the_update_of_a_notification_asks_for_its_own_day() -> None:
    shown = update_submission_card("CSCP-2026-001", "2026-07-03")
    assert "Record the update of the notification for CSCP-2026-001" in words(shown)
    assert filled(shown) == {"on": "2026-07-03"}
    assert behind(shown, "Record the update")[0] == "update_submitted"
