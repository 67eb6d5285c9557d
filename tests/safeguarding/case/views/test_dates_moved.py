"""A change of the facts is news where it begins, ends or moves a duty of the guidance."""

from datetime import date, timedelta

from safeguarding.case.case import Case
from safeguarding.case.state.recorded_steps import recorded_steps
from safeguarding.case.steps.corrections import correct_day
from safeguarding.case.steps.review import record_return, request_information
from safeguarding.case.views.dates_moved import DatesMoved, dates_moved, offices_next
from tests.support.case_stages import AGENCIES, BUSINESS_TEAM, CALENDAR, FRAMEWORK, LATER, THE_SAME, agreed_to
from tests.support.later_death import dead_after_decision, updates
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import opened, submitted, updated


def moved(case: Case) -> DatesMoved | None:
    return dates_moved(case, FRAMEWORK, CALENDAR)


def test_a_case_as_it_was_opened_has_no_such_news() -> None:
    assert moved(opened()) is None and moved(submitted()) is None


def test_a_duty_that_begins_is_news_with_the_case_before_and_after_it() -> None:
    case = updated(opened(abuse_or_neglect="not_known"), abuse_or_neglect="suspected")
    found = moved(submitted(case))
    assert found is not None
    assert [each.outcome.values["sin"] for each in (found.before, found.after)] == ["not_yet_known", "required"]
    assert found.number == 1


def test_a_day_that_moves_is_news_and_one_that_is_only_proposed_is_none() -> None:
    assert moved(updated(opened(), became_aware=date(2026, 5, 31)))
    proposed = updated(opened(), became_aware=date(2026, 6, 2))
    assert moved(proposed) is None
    assert moved(agreed_to(proposed))


def test_an_answer_on_which_nothing_hangs_is_no_news() -> None:
    assert moved(updated(opened(), abuse_or_neglect="suspected")) is None


def test_a_corrected_day_of_a_return_hides_no_news_of_before() -> None:
    asked = request_information(submitted(), ["A school"], LATER, AGENCIES, BUSINESS_TEAM, OPENED_AT)
    came = record_return(asked, "A school", BUSINESS_TEAM, OPENED_AT)
    (sin,) = recorded_steps(came, "sin_submitted")
    sooner = correct_day(came, "sin_submitted", date(2026, 6, 1), sin.number, THE_SAME, BUSINESS_TEAM, OPENED_AT)
    (back,) = recorded_steps(sooner, "returned")
    at = OPENED_AT + timedelta(days=3)
    late = correct_day(
        sooner, "returned", date(2026, 6, 4), back.number, THE_SAME, BUSINESS_TEAM, at, agency="A school"
    )
    assert moved(sooner) is not None and moved(late) == moved(sooner)


def test_the_next_step_is_of_those_whom_the_deadlines_wait_for() -> None:
    assert offices_next(opened(), FRAMEWORK) == ("local_authority", "icb", "police", "dcs", "business_team")


def test_a_later_death_is_news_and_so_is_the_update_of_the_notification() -> None:
    died = dead_after_decision()
    assert moved(died) is not None
    found = moved(updates(died))
    assert found is not None and (found.before, found.number) == (died, 2)
