"""The cards of an absence say who is away, who acts, and what was done meanwhile."""

from datetime import date

from cards.absence import NOBODY_AWAY, AwayRow, away_card, meanwhile_in_words, returned_card, stand_in_card
from tests.support.drawn import behind, inputs, titles, words

BACK = date(2026, 12, 14)
ROWS = [AwayRow("DSP, ICB", BACK, "nhs|1"), AwayRow("DSP, police", BACK)]


def test_who_is_away_stands_by_office_with_the_day_and_is_back_by_a_press() -> None:
    shown = away_card(ROWS, {}, {}, holds_office=True)
    assert "**DSP, ICB**: away until Monday 14 December 2026" in words(shown)
    assert titles(shown) == ["Is back", "Record it", "Show my steps"] and behind(shown, "Is back") == (
        "is_back",
        {"who": "nhs|1"},
    )
    assert [*inputs(shown)] == ["back_on"]


def test_the_business_team_chooses_who_and_somebody_without_an_office_records_nothing() -> None:
    assert [*inputs(away_card([], {"nhs|1": "DSP, ICB"}, {}, holds_office=True))] == ["person", "back_on"]
    shown = away_card([], {}, {}, holds_office=False)
    assert NOBODY_AWAY in words(shown) and titles(shown) == []


def test_a_deputy_reads_for_whom_they_act_and_until_when() -> None:
    said = words(stand_in_card("DSP, ICB", BACK))
    assert "You act for: DSP, ICB" in said and "Away until Monday 14 December 2026." in said


def test_who_is_back_reads_what_was_recorded_as_much_as_a_card_holds() -> None:
    said = words(returned_card(BACK, {"CSCP-2026-001": ["the ICB agreed"]}))
    assert "**CSCP-2026-001**\nthe ICB agreed" in said
    assert "Nothing was recorded in your cases" in words(returned_card(BACK, {}))
    assert "more lines" in words(returned_card(BACK, {"CSCP-2026-001": ["a long line of the history " * 9] * 200}))


def test_where_nobody_acts_meanwhile_it_is_not_said_that_somebody_does() -> None:
    assert meanwhile_in_words(["Deputy DSP, ICB"], []) == "Acting meanwhile: Deputy DSP, ICB."
    assert meanwhile_in_words([], ["Business Team"]) == (
        "Nobody else is there for: Business Team. What waits there comes to them all the same."
    )
    both = meanwhile_in_words(["Deputy DSP, ICB"], ["Review Group"])
    assert "Acting meanwhile: Deputy DSP, ICB." in both and "Nobody else is there for: Review Group." in both
