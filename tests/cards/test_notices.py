"""The notices tell of what happened beside the cases."""

from datetime import date

from cards.notices import (
    broken_seals_card,
    in_plain_words,
    left_card,
    many_cases_read_card,
    refused_card,
    unreachable_card,
    unshown_card,
    unshown_to_sign_card,
    vacancy_card,
)
from safeguarding.people import Seat
from tests.support.drawn import titles, words
from tests.support.people.everybody import OPENED_AT


def test_a_triage_that_was_left_is_told_with_its_moment_in_london() -> None:
    said = words(left_card(OPENED_AT))
    assert "was left on" in said and "11:00" in said and "No case was opened" in said


def test_who_cannot_be_reached_is_told_with_what_waits_there_and_what_to_do() -> None:
    said = words(unreachable_card("The ICB's DSP", ["CSCP-2026-001", "CSCP-2026-002"], is_person=True))
    assert "Waiting to be signed there: CSCP-2026-001, CSCP-2026-002." in said
    assert "Ring them. Ask them to open a chat with the bot" in said and "outside Teams" in said


def test_who_stands_in_for_a_holder_who_is_not_reached_is_named() -> None:
    said = words(unreachable_card("DSP, ICB", [], ["Deputy DSP, ICB", "Deputy DSP, police"], is_person=True))
    assert "go to the deputy too: Deputy DSP, ICB; Deputy DSP, police." in said and "restricted case" in said
    assert "deputy" not in words(unreachable_card("Business Team", [], is_person=True))


def test_a_channel_is_mended_otherwise_than_a_person() -> None:
    said = words(unreachable_card("The review channel", [], is_person=False))
    assert "correct review_channel in the partnership file" in said
    assert "Waiting to be signed" not in said and "open a chat" not in said


def test_a_card_that_is_refused_though_others_are_taken_is_told_with_whose_it_is_and_what_to_do() -> None:
    said = words(refused_card("CSCP-2026-001", "The ICB's DSP", is_person=True))
    assert "The ICB's DSP: Teams has refused a sign-off card" in said and "Ring them." in said
    channels = words(refused_card("CSCP-2026-001", "The review channel", is_person=False))
    assert "Ring" not in channels and "Tell whoever runs the bot." in channels


def test_what_teams_does_not_take_as_a_card_is_said_with_where_the_rest_is() -> None:
    refs = [f"CSCP-2026-00{number}" for number in range(1, 6)]
    assert titles(in_plain_words("5 deadlines", refs)) == [f"Open {ref}" for ref in refs[:3]]
    assert titles(in_plain_words("A deadline", [])) == ["My cases"]


def test_a_card_to_sign_that_teams_does_not_show_is_said_with_what_to_do_and_the_case() -> None:
    shown = unshown_to_sign_card("CSCP-2026-001")
    assert words(shown).startswith("CSCP-2026-001: a card to sign waits for you, and Teams does not show it.")
    assert "record what you sign outside Teams" in words(shown) and titles(shown) == ["Open CSCP-2026-001"]


def test_many_readings_are_told_with_how_many_and_whom_to_ask_and_no_name() -> None:
    said = words(many_cases_read_card(30))
    assert "One account has opened 30 cases or more. Nobody was kept from reading." in said
    assert "Ask whoever runs the bot today whose it is" in said and "data protection officer" in said


def test_a_signature_that_may_be_forged_is_told_with_its_case_and_what_follows() -> None:
    shown = broken_seals_card("CSCP-2026-001")
    assert "it ends nothing: the duties run on" in words(shown)
    assert titles(shown) == ["Open CSCP-2026-001"]
    filed = words(broken_seals_card("CSCP-2026-001", is_filed=True))
    assert "nobody is nudged: see whether a duty runs on" in filed and "the duties run on" not in filed


def test_an_answer_that_was_not_seen_is_told_with_what_is_recorded_of_it_and_nothing_is_asked_for_twice() -> None:
    said = words(unshown_card(["CSCP-2026-001"], ["who is away"], OPENED_AT))
    assert "is recorded: who is away, CSCP-2026-001. Don't do it again." in said and "Show CSCP-2026-001" in said
    assert "is recorded: who is away. Don't" in words(unshown_card([], ["who is away"], OPENED_AT))
    assert "ask anew" in words(unshown_card([], [], OPENED_AT))


def test_a_vacant_seat_is_told_with_its_day_the_cases_that_wait_for_it_and_the_ways_on() -> None:
    vacant = {Seat.ICB: date(2026, 6, 1), Seat.DCS: date(2026, 5, 29)}
    said = words(vacancy_card(vacant, {}, {Seat.ICB: ["CSCP-2026-001"], Seat.DCS: ()}))
    assert "2 seats are vacant" in said
    assert "ICB: vacant since Monday 1 June 2026" in said
    assert "Director of Children's Services: vacant since Friday 29 May 2026" in said
    assert said.count("Its signature is missing in: CSCP-2026-001.") == said.count("Its signature is missing in") == 1
    for way in ("Nobody signs for a vacant seat", "A SIN never waits for it", "goes by escalation"):
        assert way in said


def test_a_seat_for_which_nobody_is_there_is_told_with_the_day_on_which_the_holder_is_back() -> None:
    said = words(vacancy_card({}, {Seat.ICB: date(2026, 6, 15)}, {Seat.ICB: ["CSCP-2026-001"]}))
    assert "Nobody acts for a seat" in said and "ICB: away until Monday 15 June 2026, and no deputy is there" in said
    assert "missing in: CSCP-2026-001" in said and "can still sign" in said and "vacant seat" not in said
