"""A search shows of a case what a channel may read of it, and no more."""

from cards.case.lists import nearest
from cards.search_result import found_card, found_line
from tests.support.case_stages import BUSINESS_TEAM, closed_anyway, text
from tests.support.drawn import titles, words
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import CARDS, SEEN, opened


def test_it_says_of_which_day_it_is_and_whose_step_comes_next() -> None:
    said = words(found_card(opened(), CARDS))
    assert "As it stood on Tuesday 2 June 2026." in said
    assert "Waiting for: the three partners. Then 1 other office." in said
    assert SEEN not in said and "Died" not in said
    assert titles(found_card(opened(), CARDS)) == ["Open CSCP-2026-001"]


def test_the_list_names_the_stage_and_the_nearest_deadline() -> None:
    assert found_line(opened(), CARDS) == ("Notification. Submit the SIN: Monday 8 June 2026 (4 working days left)")


def test_a_case_without_a_running_clock_is_found_all_the_same() -> None:
    case = closed_anyway(opened(), text("finished"), BUSINESS_TEAM, OPENED_AT)
    assert nearest(case, CARDS) is None
    assert found_line(case, CARDS) == "Closed."
