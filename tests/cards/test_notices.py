"""The notices tell the Business Team of what happened beside the cases."""

from cards.notices import left_card, unreachable_card
from tests.support.drawn import words
from tests.support.people.everybody import OPENED_AT


def test_a_triage_that_was_left_is_told_with_its_moment_in_london() -> None:
    said = words(left_card(OPENED_AT))
    assert "was left on" in said and "11:00" in said and "No case was opened" in said


def test_who_cannot_be_reached_is_told_with_what_waits_there_and_what_to_do() -> None:
    said = words(unreachable_card("The ICB's DSP", ["CSCP-2026-001", "CSCP-2026-002"], is_person=True))
    assert "Waiting to be signed there: CSCP-2026-001, CSCP-2026-002." in said
    assert "Ask them to open a chat with the bot once." in said


def test_a_channel_is_mended_otherwise_than_a_person() -> None:
    said = words(unreachable_card("The review channel", [], is_person=False))
    assert "correct review_channel in the partnership file" in said
    assert "Waiting to be signed" not in said and "open a chat" not in said
