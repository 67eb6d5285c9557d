"""A change of the facts is news where it begins, ends or moves a duty of the guidance; a closed day where it moves a
deadline."""

from collections.abc import Mapping
from datetime import date, timedelta

from safeguarding.case.case import Case
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.recorded_steps import recorded_steps
from safeguarding.case.steps.corrections import correct_day, take_back
from safeguarding.case.steps.review import record_return, request_information
from safeguarding.case.views.dates_moved import (
    CalendarChanged,
    DatesMoved,
    DayMoved,
    dates_moved,
    moved_by_calendar,
    offices_next,
    reasons,
)
from safeguarding.dates.working_days import WorkingCalendar, spoken
from tests.support.case_stages import AGENCIES, BUSINESS_TEAM, CALENDAR, FRAMEWORK, LATER, THE_SAME, agreed_to, text
from tests.support.each import for_each
from tests.support.later_death import dead_after_decision, updates
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import opened, submitted, updated

THURSDAY = date(2026, 6, 4)
AFTERWARDS = OPENED_AT + timedelta(minutes=1)


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


def test_an_answer_on_which_nothing_hangs_hides_no_news_of_before() -> None:
    begun = updated(opened(abuse_or_neglect="not_known"), abuse_or_neglect="suspected")
    assert moved(begun) is not None and moved(updated(begun, abuse_or_neglect="known")) == moved(begun)


def test_the_next_step_is_of_those_whom_the_deadlines_wait_for() -> None:
    assert offices_next(opened(), FRAMEWORK) == ("local_authority", "icb", "police", "dcs", "business_team")


def test_a_later_death_is_news_and_so_is_the_update_of_the_notification() -> None:
    died = dead_after_decision()
    assert moved(died) is not None
    found = moved(updates(died))
    assert found is not None and (found.before, found.number) == (died, 2)


@for_each("number", range(1, 40))
def test_a_day_that_is_closed_moves_the_deadlines_that_count_it_to_the_next_working_day(number: int) -> None:
    day = date(2026, 6, 1) + timedelta(days=number)
    found = by_calendar(submitted(), {day: "Office closed"})
    counted = CALENDAR.is_working_day(day)
    running = {clock.due.id: clock.due for clock in clocks(submitted(), FRAMEWORK, CALENDAR)}
    expected = {
        id: (due.due, CALENDAR.add(due.due, 1)) for id, due in running.items() if counted and due.start < day <= due.due
    }
    assert {each.clock.due.id: (each.was, each.clock.due.due) for each in found} == expected
    assert reasons(found) == ((f"{spoken(day)} is closed: Office closed.",) if expected else ())


def test_a_day_that_is_open_again_brings_the_deadline_nearer_and_is_named() -> None:
    (sin,) = moved_by_calendar(opened(), FRAMEWORK, CalendarChanged(AFTERWARDS, closing(THURSDAY)), CALENDAR)
    assert (sin.was, sin.clock.due.due) == (date(2026, 6, 9), date(2026, 6, 8))
    assert reasons([sin]) == ("Thursday 4 June 2026 is a working day again.",)


def test_a_case_or_a_clock_that_began_after_the_change_was_told_its_day_already() -> None:
    changed = CalendarChanged(OPENED_AT, CALENDAR)
    assert moved_by_calendar(opened(), FRAMEWORK, changed, closing(THURSDAY)) == ()
    again = take_back(submitted(), "sin_submitted", 2, text("never"), BUSINESS_TEAM, AFTERWARDS + timedelta(hours=1))
    assert [each.clock.due.id for each in by_calendar(again, {THURSDAY: "Closed"})] == []


def test_another_name_for_a_closed_day_moves_nothing() -> None:
    changed = CalendarChanged(AFTERWARDS, closing(THURSDAY, "A holliday"))
    assert moved_by_calendar(opened(), FRAMEWORK, changed, closing(THURSDAY, "A holiday")) == ()


def by_calendar(case: Case, closed: Mapping[date, str]) -> tuple[DayMoved, ...]:
    now = WorkingCalendar(CALENDAR.published_until, closed)
    return moved_by_calendar(case, FRAMEWORK, CalendarChanged(AFTERWARDS, CALENDAR), now)


def closing(day: date, name: str = "Closed") -> WorkingCalendar:
    return WorkingCalendar(CALENDAR.published_until, {day: name})
