"""An office acknowledges a deadline: its holders are left in peace for a few days, and nothing else changes.

The case of these tests was opened on Tuesday 2 June 2026; its SIN is due on Monday 8 June.
"""

from datetime import date

import pytest

from safeguarding.case.errors import InvalidInput, NotAllowed
from safeguarding.case.events.case_events import Acknowledged
from safeguarding.case.steps.acknowledging import LONGEST, days_to_choose, is_told_to_all
from safeguarding.case.steps.lifecycle import update
from safeguarding.case.views.recipients import may_acknowledge
from safeguarding.dates.working_days import DAY
from tests.support.case_stages import CALENDAR, ENGINE, POLICE, circumstances
from tests.support.each import for_each
from tests.support.people.acknowledged import acknowledged, at, sin_of
from tests.support.people.everybody import EVERYBODY
from tests.support.people.offices import OFFICES, in_conflict
from tests.support.plain_case import facts, opened

DUE = date(2026, 6, 8)


def june(day: int) -> date:
    return date(2026, 6, day)


def test_it_is_recorded_for_the_office_alone_and_moves_no_day() -> None:
    case = acknowledged(opened(), june(5), on=june(2))
    (event,) = case.of(Acknowledged)
    assert (event.deadline, event.due, event.offices, event.quiet_until) == ("sin", DUE, ("police",), june(5))
    assert sin_of(case) == sin_of(opened()) and case.stage == opened().stage


def test_the_days_never_reach_over_the_due_day_nor_over_the_first_day_after_it() -> None:
    chosen = {day: days_to_choose(DUE, june(day), CALENDAR) for day in range(2, 12)}
    assert chosen == {
        2: (june(3), june(4), june(5)),
        3: (june(4), june(5), june(8)),
        4: (june(5), june(8)),
        5: (june(8),),
        6: (june(8),),
        7: (june(8),),
        8: (),
        9: (june(10), june(11), june(12)),
        10: (june(11), june(12), june(15)),
        11: (june(12), june(15), june(16)),
    }


@for_each("due", [date(2026, 12, 18) + n * DAY for n in range(20)])
def test_over_christmas_and_weekends_too_the_due_day_and_the_first_after_it_are_told_to_all(due: date) -> None:
    """A day of calendar months may be no working day: it is told on the one before."""
    for day in (due + n * DAY for n in range(-9, 9)):
        for until in days_to_choose(due, day, CALENDAR):
            after = [day + n * DAY for n in range(1, (until - day).days)]
            quiet = [each for each in after if CALENDAR.is_working_day(each)]
            assert len(quiet) < LONGEST and not any(is_told_to_all(due, each, CALENDAR) for each in quiet)


def test_pressed_twice_it_is_recorded_once_and_a_longer_peace_has_to_wait() -> None:
    case = acknowledged(opened(), june(5), on=june(2))
    assert acknowledged(case, june(5), on=june(2)) is case
    with pytest.raises(InvalidInput, match="acknowledged until Friday 5 June 2026 already"):
        acknowledged(case, june(8), on=june(4))
    assert len(acknowledged(case, june(8), on=june(5)).of(Acknowledged)) == 2


def test_another_office_is_not_bound_by_it() -> None:
    case = acknowledged(opened(), june(5), on=june(2))
    icb = acknowledged(case, june(8), on=june(3), by=EVERYBODY["icb"])
    assert [event.offices for event in icb.of(Acknowledged)] == [("police",), ("icb",)]


def test_on_the_due_day_nobody_acknowledges_and_after_it_the_next_day() -> None:
    with pytest.raises(InvalidInput, match="From Tuesday 9 June 2026 on it can be acknowledged again"):
        acknowledged(opened(), june(10), on=DUE)
    with pytest.raises(InvalidInput, match="choose Friday 5 June 2026 or Monday 8 June 2026"):
        acknowledged(opened(), june(9), on=june(4))
    assert acknowledged(opened(), june(12), on=june(9)).of(Acknowledged)


def test_a_reason_is_needed() -> None:
    with pytest.raises(InvalidInput, match="reason"):
        acknowledged(opened(), june(3), why=" ")


def test_it_is_for_whoever_has_the_step_or_answers_for_the_day_and_for_the_dcs_and_the_business_team() -> None:
    clock, now = sin_of(opened()), circumstances(june(2), OFFICES)
    may = {kind for kind, by in EVERYBODY.items() if may_acknowledge(opened(), by, clock, now)}
    assert may == {"council", "icb", "police", "dcs", "business_team"}
    with pytest.raises(NotAllowed, match="those whose step it is or who answer for the day"):
        acknowledged(opened(), june(3), on=june(2), by=EVERYBODY["review_group"])
    with pytest.raises(NotAllowed, match="conflict of interest"):
        acknowledged(in_conflict(opened(), "police"), june(3), on=june(2))


def test_the_deputy_acknowledges_once_they_act() -> None:
    clock, deputy, now = sin_of(opened()), EVERYBODY["icb_deputy"], circumstances(june(2), OFFICES)
    assert not may_acknowledge(opened(), deputy, clock, now)
    assert may_acknowledge(in_conflict(opened(), "icb"), deputy, clock, now)


def test_where_the_day_moves_to_an_earlier_one_it_can_be_acknowledged_anew() -> None:
    before = acknowledged(opened(), june(5), on=june(2))
    case = update(before, facts(became_aware=date(2026, 5, 31)), ENGINE, POLICE, at(june(2)))
    clock = sin_of(case)
    assert clock.due.due < DUE and may_acknowledge(case, POLICE, clock, circumstances(june(3), OFFICES))
