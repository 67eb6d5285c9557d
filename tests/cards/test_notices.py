"""The notices tell of what happened beside the cases."""

from datetime import date

from cards.notices import left_card, unreachable_card, vacancy_card
from safeguarding.people import Seat
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


def test_a_vacant_seat_is_told_with_its_day_the_cases_that_wait_for_it_and_the_ways_on() -> None:
    vacant = {Seat.ICB: date(2026, 6, 1), Seat.DCS: date(2026, 5, 29)}
    said = words(vacancy_card(vacant, {Seat.ICB: ["CSCP-2026-001"], Seat.DCS: ()}))
    assert "2 seats are vacant" in said
    assert "ICB: vacant since Monday 1 June 2026" in said
    assert "Director of Children's Services: vacant since Friday 29 May 2026" in said
    assert said.count("Its signature is missing in: CSCP-2026-001.") == said.count("Its signature is missing in") == 1
    for way in ("Nobody signs for a vacant seat", "A SIN never waits for it", "goes by escalation"):
        assert way in said
