"""The duties in brief count what is done, what is to come, and what is late."""

from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.views.desk.duties import DutiesInBrief, duties_in_brief
from tests.support.case_stages import FRAMEWORK, TODAY, decided, put_to_the_dsps
from tests.support.plain_case import CARDS, care_leaver, opened, submitted


def brief(case: Case, today: date = TODAY) -> DutiesInBrief:
    return duties_in_brief(case, CARDS.clocks(case), FRAMEWORK, today)


def test_a_duty_is_to_come_until_its_day_has_passed_and_then_late() -> None:
    assert brief(opened(), date(2026, 6, 8)) == DutiesInBrief(0, 1, 0)
    assert brief(opened(), date(2026, 6, 9)) == DutiesInBrief(0, 0, 1)


def test_a_duty_that_is_done_is_not_late_any_more() -> None:
    assert brief(submitted(), date(2026, 6, 9)) == DutiesInBrief(1, 5, 0)
    assert brief(put_to_the_dsps(submitted())).done == 2
    assert brief(decided(submitted())).done == 3


def test_what_never_was_a_duty_does_not_count_as_done() -> None:
    assert brief(care_leaver()) == DutiesInBrief(1, 0, 0)
