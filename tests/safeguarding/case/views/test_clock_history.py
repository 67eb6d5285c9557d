"""The history has every clock that a case has had: it was kept, was late, or stopped being due."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.corrections import recorded
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.clocks import clocks
from safeguarding.case.steps.corrections import correct_day
from safeguarding.case.steps.decision import look_again
from safeguarding.case.steps.lifecycle import reopen, submit_sin, update
from safeguarding.case.steps.restriction import restrict
from safeguarding.case.steps.review import record_meeting, record_return, request_information, take_back_return
from safeguarding.case.views.clock_history import ClockRecord, clock_history
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    CHAIR,
    DEFERRING,
    POLICE,
    agreed_to,
    answered,
    closed_anyway,
    decided,
    filled_in,
    merged,
    put_to_the_dsps,
    text,
    written,
)
from tests.support.people.everybody import OPENED_AT

Opened = Callable[..., Case]
Kept = Callable[[Case], dict[str, ClockRecord]]
MONTHS_LATER = datetime(2026, 9, 1, 10, tzinfo=UTC)


@pytest.fixture
def all_kept(framework: Framework, calendar: WorkingCalendar) -> Callable[[Case], list[ClockRecord]]:
    return lambda case: list(clock_history(case, framework, calendar))


@pytest.fixture
def kept(all_kept: Callable[[Case], list[ClockRecord]]) -> Kept:
    """Returns the latest record of each deadline."""
    return lambda case: {each.deadline.id: each for each in all_kept(case)}


def test_those_that_run_are_the_clocks_of_the_case_at_every_stage(
    cases: Mapping[str, Case],
    all_kept: Callable[[Case], list[ClockRecord]],
    framework: Framework,
    calendar: WorkingCalendar,
) -> None:
    for case in cases.values():
        running = {each.clock.due.id: each.clock for each in all_kept(case) if each.is_running}
        assert running == {clock.due.id: clock for clock in clocks(case, framework, calendar)}, case.stage


def test_a_sin_submitted_in_time_is_kept_and_one_after_its_day_is_late(
    case: Case, kept: Kept, calendar: WorkingCalendar
) -> None:
    in_time = kept(submit_sin(case, date(2026, 6, 8), BUSINESS_TEAM, datetime(2026, 6, 9, 9, tzinfo=UTC)))["sin"]
    assert in_time.was_kept and in_time.done == in_time.due == date(2026, 6, 8)
    late = kept(submit_sin(case, date(2026, 6, 10), BUSINESS_TEAM, datetime(2026, 6, 10, 9, tzinfo=UTC)))["sin"]
    assert not late.was_kept
    said = late.in_words(calendar, date(2026, 6, 11))
    assert said == "late: done on Wednesday 10 June 2026, 2 working days after"


def test_a_duplicate_whose_sin_went_in_before_makes_the_clock_kept_by_the_earlier_day(
    opened: Opened, kept: Kept, text: Callable[..., FreeText]
) -> None:
    at = datetime(2026, 6, 12, 9, tzinfo=UTC)
    late = submit_sin(opened(), date(2026, 6, 11), BUSINESS_TEAM, at)
    duplicate = submit_sin(opened("CSCP-3"), date(2026, 6, 5), BUSINESS_TEAM, at)
    assert not kept(late)["sin"].was_kept
    _, both = merged(duplicate, late)
    assert kept(both)["sin"].was_kept and kept(both)["sin"].done == date(2026, 6, 5)


def test_facts_that_take_a_duty_away_end_its_clock_undone(
    case: Case,
    kept: Kept,
    facts: Callable[..., Facts],
    engine: Engine,
    opener: Actor,
    signed: Callable[..., Case],
    council: Actor,
    icb: Actor,
    police: Actor,
    calendar: WorkingCalendar,
) -> None:
    neither = facts(abuse_or_neglect="neither", care_experienced="no")
    changed = agreed_to(update(case, neither, engine, opener, OPENED_AT))
    assert kept(changed)["sin"].is_running, "until all three agree that none is required"
    agreed = kept(signed(changed, council, icb, police))["sin"]
    assert agreed.done is None
    assert agreed.in_words(calendar, date(2026, 6, 3)) == "no longer due since Tuesday 2 June 2026"


def test_the_review_is_held_when_the_chair_confirms_and_runs_again_when_an_answer_changes(
    submitted: Case, kept: Kept
) -> None:
    confirmed = put_to_the_dsps(filled_in(submitted))
    assert kept(confirmed)["rapid_review"].was_kept
    assert kept(confirmed)["dsp_sign_off"].is_running
    changed = answered(confirmed, "facts", written("something new"))
    assert kept(changed)["rapid_review"].is_running


def test_a_meeting_counts_on_its_own_day_and_one_that_is_not_needed_is_no_longer_due(
    submitted: Case, kept: Kept
) -> None:
    at, held_on = datetime(2026, 6, 12, 9, tzinfo=UTC), date(2026, 6, 10)
    held = record_meeting(submitted, "held", held_on, None, 0, BUSINESS_TEAM, at)
    assert (kept(held)["dsp_meeting"].done, kept(held)["dsp_meeting"].was_kept) == (held_on, True)
    spared = record_meeting(held, "not_needed", date(2026, 6, 11), None, 1, BUSINESS_TEAM, at)
    assert (kept(spared)["dsp_meeting"].done, kept(spared)["dsp_meeting"].ended) == (None, date(2026, 6, 11))
    assert kept(record_meeting(held, "to_come", held_on, None, 1, BUSINESS_TEAM, at))["dsp_meeting"].is_running
    assert kept(decided(held))["dsp_meeting"].done == held_on, "also once it is decided"


def test_agencies_that_returned_in_time_keep_the_day_that_they_were_given(submitted: Case, kept: Kept) -> None:
    day = date(2026, 6, 5)
    asked = request_information(submitted, ["A school"], day, AGENCIES, BUSINESS_TEAM, OPENED_AT)
    assert kept(asked)["agency_returns"].ended and kept(asked)["returns_asked_for"].is_running
    returned = record_return(asked, "A school", BUSINESS_TEAM, datetime(2026, 6, 5, 9, tzinfo=UTC))
    assert kept(returned)["returns_asked_for"].was_kept
    late = record_return(asked, "A school", BUSINESS_TEAM, datetime(2026, 6, 8, 9, tzinfo=UTC))
    assert kept(late)["returns_asked_for"].done == date(2026, 6, 8) and not kept(late)["returns_asked_for"].was_kept
    assert kept(put_to_the_dsps(filled_in(asked)))["returns_asked_for"].done is None


def test_a_return_that_was_taken_back_keeps_no_day_and_the_right_one_counts_when_it_comes(
    submitted: Case, all_kept: Callable[[Case], list[ClockRecord]]
) -> None:
    def returns(case: Case) -> list[tuple[date, date | None]]:
        return [(each.due, each.done) for each in all_kept(case) if each.deadline.id == "returns_asked_for"]

    def at(day: int) -> datetime:
        return datetime(2026, 6, day, 9, tzinfo=UTC)

    case = request_information(submitted, ["A school"], date(2026, 6, 5), AGENCIES, BUSINESS_TEAM, OPENED_AT)
    case = request_information(case, ["Health Services"], date(2026, 6, 9), AGENCIES, BUSINESS_TEAM, OPENED_AT)
    mistaken = record_return(case, "A school", BUSINESS_TEAM, at(3))
    assert returns(mistaken) == [(date(2026, 6, 5), date(2026, 6, 3)), (date(2026, 6, 9), None)]
    back = take_back_return(mistaken, "A school", text("another school's"), BUSINESS_TEAM, at(4))
    assert returns(back) == [(date(2026, 6, 5), None)]
    right = record_return(back, "A school", BUSINESS_TEAM, at(8))
    assert returns(right) == [(date(2026, 6, 5), date(2026, 6, 8)), (date(2026, 6, 9), None)]


def test_a_return_counts_by_the_day_it_came_and_several_of_one_day_by_the_last_of_them(
    submitted: Case, kept: Kept
) -> None:
    def at(day: int) -> datetime:
        return datetime(2026, 6, day, 9, tzinfo=UTC)

    agencies, friday = ["A school", "Health Services"], date(2026, 6, 5)
    case = request_information(submitted, agencies, friday, AGENCIES, BUSINESS_TEAM, OPENED_AT)
    late = record_return(case, "A school", BUSINESS_TEAM, at(9), date(2026, 6, 8))
    both = record_return(late, "Health Services", BUSINESS_TEAM, at(9), date(2026, 6, 4))
    assert kept(both)["returns_asked_for"].done == date(2026, 6, 8), "the last that came, not the last recorded"
    found = recorded(both.events, "returned", "A school")
    assert found
    right = correct_day(both, "returned", friday, found.number, text("misread"), BUSINESS_TEAM, at(10), "A school")
    assert kept(right)["returns_asked_for"].was_kept and kept(right)["returns_asked_for"].done == friday


def test_each_day_on_which_a_legal_constraint_was_looked_at_stands_for_itself(
    submitted: Case, all_kept: Callable[[Case], list[ClockRecord]], text: Callable[..., FreeText]
) -> None:
    case = decided(submitted, DEFERRING)
    case = look_again(case, date(2026, 12, 1), text("the trial goes on"), BUSINESS_TEAM, MONTHS_LATER)
    first, second = (each for each in all_kept(case) if each.deadline.id == "look_again")
    assert (first.due, first.done) == (date(2026, 9, 1), date(2026, 9, 1))
    assert second.is_running and second.due == date(2026, 12, 1)


def test_a_restriction_is_reviewed_by_setting_its_next_day(
    case: Case, all_kept: Callable[[Case], list[ClockRecord]], text: Callable[..., FreeText]
) -> None:
    named = frozenset({BUSINESS_TEAM.person, POLICE.person, CHAIR.person})
    for day, month in ((date(2026, 7, 1), 6), (date(2026, 8, 3), 7)):
        at = datetime(2026, month, 2, 10, tzinfo=UTC)
        case = restrict(case, named, day, {}, text(f"until {day}"), BUSINESS_TEAM, at)
    first, second = (each for each in all_kept(case) if each.deadline.id == "restriction")
    assert first.done == date(2026, 7, 2) and not first.was_kept
    assert second.is_running


def test_a_case_that_is_closed_and_reopened_has_its_clock_once(
    case: Case, all_kept: Callable[[Case], list[ClockRecord]], text: Callable[..., FreeText], business_team: Actor
) -> None:
    closed = closed_anyway(case, text("finished"), business_team, OPENED_AT)
    (ended,) = all_kept(closed)
    assert ended.ended == date(2026, 6, 2)
    (running,) = all_kept(reopen(closed, text("not finished"), business_team, OPENED_AT))
    assert running.is_running
