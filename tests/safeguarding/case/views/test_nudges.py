"""Nudges say something of a case on a day, and name who is waited for.

The case of these tests was opened on Tuesday 2 June 2026; its SIN is due on Monday 8 June.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Acknowledged
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.matters import LATER_NOT_MET, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.steps.lifecycle import reopen, submit_sin, update
from safeguarding.case.steps.review import request_information
from safeguarding.case.steps.signatures import propose_not_met, reissue
from safeguarding.case.views.next_steps import waiting_for
from safeguarding.case.views.nudges import Moment, Nudge, is_in_digest, moment_of, nudges
from safeguarding.case.views.nudges import acknowledged as acknowledged_of
from safeguarding.dates.thresholds import Before
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.partnership.model import Chain, WorkingHours
from safeguarding.people import Actor
from tests.support import plain_case
from tests.support.case_stages import (
    CALENDAR,
    FRAMEWORK,
    ICB,
    POLICE,
    agreed_to,
    closed_anyway,
    decided,
    merged,
    signed_by,
)
from tests.support.case_stages import text as words
from tests.support.people.acknowledged import acknowledged, sin_of
from tests.support.people.everybody import OPENED_AT

Opened = Callable[..., Case]
Said = Callable[[Case, date], dict[str, str]]
Signed = Callable[..., Case]
Text = Callable[..., FreeText]
Waited = Callable[..., tuple[str, ...]]

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 6, day) for day in (2, 3, 4, 5))
DUE = date(2026, 6, 8)
NOT_YET_KNOWN = {"abuse_or_neglect": "not_known", "care_experienced": "no"}
NOT_REQUIRED = {"abuse_or_neglect": "neither", "care_experienced": "no"}
PARTNERS = ("local_authority", "icb", "police")
THRESHOLDS: dict[str, tuple[Before, ...]] = {
    "sin": (3, 2, 1),
    "rapid_review": (10, 5, 2, 1),
    "dsp_sign_off": (10, 5, 2, 1),
    "settle": (),
    "agency_returns": (2,),
    "returns_asked_for": (2,),
    "draft": (1,),
    "dsp_meeting": (2,),
    "decide_again": (2, 1),
}


@pytest.fixture
def found(framework: Framework, calendar: WorkingCalendar) -> Callable[[Case, date], list[Nudge]]:
    """Returns the nudges of a day, apart from those that tell of a breach."""

    def of_day(case: Case, day: date) -> list[Nudge]:
        told = nudges(case, framework, calendar, THRESHOLDS, Chain(), Moment(day))
        return [nudge for nudge in told if not nudge.is_breach]

    return of_day


@pytest.fixture
def said(found: Callable[[Case, date], list[Nudge]]) -> Said:
    """Returns the threshold that is true on a day, by deadline."""
    return lambda case, day: {nudge.clock.due.id: nudge.threshold.id for nudge in found(case, day)}


@pytest.fixture
def waited(framework: Framework) -> Waited:
    """Returns the offices that a deadline waits for."""
    return lambda case, deadline="sin": waiting_for(case, framework, deadline).offices


def days_of_june(first: int, last: int) -> list[date]:
    return [date(2026, 6, day) for day in range(first, last + 1)]


def in_force(case: Case, day: date) -> tuple[Acknowledged, ...]:
    return acknowledged_of(case, sin_of(case), FRAMEWORK, CALENDAR, day)


def test_a_case_is_nudged_from_the_day_after_its_opening(case: Case, said: Said) -> None:
    assert [said(case, day) for day in days_of_june(2, 9)] == [
        {},  # told by the opening
        {"sin": "left_3"},
        {"sin": "left_2"},
        {"sin": "left_1"},
        {"sin": "left_1"},
        {"sin": "left_1"},
        {"sin": "due"},
        {"sin": "overdue_2026_06_09"},
    ]


@pytest.mark.parametrize(
    ("aware", "on_the_day", "on_the_next"),
    [
        (date(2026, 5, 28), {}, {"sin": "left_1"}),  # opened with two working days left
        (date(2026, 5, 26), {}, {"sin": "overdue_2026_06_03"}),  # opened on the day on which it was due
        (date(2026, 5, 18), {}, {"sin": "overdue_2026_06_03"}),  # opened when it was overdue
    ],
)
def test_what_was_told_by_the_opening_is_not_said_again_and_the_next_thing_is(
    opened: Opened, said: Said, aware: date, on_the_day: dict[str, str], on_the_next: dict[str, str]
) -> None:
    case = opened(became_aware=aware, incident_on=aware)
    assert (said(case, TUESDAY), said(case, WEDNESDAY)) == (on_the_day, on_the_next)


def test_an_opening_at_night_is_of_the_day_in_london(opened: Opened, said: Said) -> None:
    half_past_midnight = datetime(2026, 6, 2, 23, 30, tzinfo=UTC)
    case = opened(at=half_past_midnight)
    assert (said(case, WEDNESDAY), said(case, THURSDAY)) == ({}, {"sin": "left_2"})


def test_an_opening_on_a_saturday_tells_what_was_reached_on_friday(opened: Opened, said: Said) -> None:
    """The SIN is due on Wednesday 10 June: three working days are left on Friday, and on Saturday too."""
    case = opened(at=datetime(2026, 6, 6, 10, tzinfo=UTC), became_aware=WEDNESDAY)
    assert [said(case, day) for day in days_of_june(6, 8)] == [{}, {}, {"sin": "left_2"}]


def test_a_date_that_moves_gives_the_nudge_that_is_true_under_the_new_one(
    case: Case, said: Said, updated: Callable[..., Case], found: Callable[[Case, date], list[Nudge]]
) -> None:
    earlier = updated(case, became_aware=date(2026, 5, 27), incident_on=date(2026, 5, 27))
    assert said(earlier, TUESDAY) == {"sin": "left_1"}  # the opening did not tell it
    (before,), (after,) = found(case, WEDNESDAY), found(earlier, WEDNESDAY)
    assert (before.clock.due.due, after.clock.due.due) == (DUE, WEDNESDAY)
    assert before.key != after.key


def test_a_date_that_moves_away_silences_what_was_true_before(
    opened: Opened, said: Said, updated: Callable[..., Case]
) -> None:
    case = opened(became_aware=date(2026, 5, 26), incident_on=date(2026, 5, 26))
    assert said(case, WEDNESDAY) == {"sin": "overdue_2026_06_03"}
    assert said(agreed_to(updated(case, became_aware=TUESDAY)), WEDNESDAY) == {}


def test_a_clock_that_begins_after_the_opening_was_not_told_by_it(
    opened: Opened, said: Said, facts: Callable[..., Facts], engine: Engine, opener: Actor, at: datetime
) -> None:
    """The facts that are not known are to be settled two working days after they were last stated."""
    case = agreed_to(update(opened(), facts(**NOT_YET_KNOWN), engine, opener, at))
    assert [said(case, day).get("settle") for day in days_of_june(3, 5)] == [None, "due", "overdue_2026_06_05"]


def test_a_case_left_at_not_yet_known_is_nudged_for_the_sin_and_to_settle_it(
    opened: Opened, said: Said, waited: Waited
) -> None:
    case = opened(**NOT_YET_KNOWN)
    assert said(case, WEDNESDAY) == {"sin": "left_3"}
    assert said(case, THURSDAY) == {"sin": "left_2", "settle": "due"}
    assert said(case, FRIDAY) == {"sin": "left_1", "settle": "overdue_2026_06_05"}
    assert waited(case, "settle") == waited(case, "sin") == ("opener", *PARTNERS)


def test_a_case_still_not_yet_known_after_the_submission_waits_for_somebody_in_each_of_its_clocks(
    opened: Opened, said: Said, waited: Waited, business_team: Actor, at: datetime
) -> None:
    case = submit_sin(opened(**NOT_YET_KNOWN), TUESDAY, business_team, at)
    day_nine = date(2026, 6, 9)
    assert said(case, day_nine) == {
        "rapid_review": "left_10",
        "dsp_sign_off": "left_10",
        "settle": "overdue_2026_06_09",
    }
    assert waited(case, "settle") == ("opener", *PARTNERS)
    assert waited(case, "rapid_review") == waited(case, "dsp_sign_off") == ("business_team",)


def test_the_submission_ends_the_nudges_of_the_sin_and_begins_those_of_the_review(
    submitted: Case, said: Said, waited: Waited
) -> None:
    heard = {day: said(submitted, day) for day in (TUESDAY, FRIDAY, DUE, date(2026, 6, 23))}
    both, late = ("rapid_review", "dsp_sign_off"), "overdue_2026_06_23"
    assert heard == {
        TUESDAY: {},
        FRIDAY: {},
        DUE: dict.fromkeys(both, "left_10"),
        date(2026, 6, 23): {
            **dict.fromkeys(both, "due"),
            **dict.fromkeys(("agency_returns", "draft", "dsp_meeting"), late),
        },
    }
    assert waited(submitted, "rapid_review") == (*PARTNERS, "business_team", "review_group")
    assert waited(submitted, "dsp_sign_off") == ("review_group",)
    assert waited(submitted, "agency_returns") == ("business_team",)
    assert waited(submitted, "draft") == ("review_group",)


def test_a_sin_waits_for_the_partners_and_the_dcs_and_each_signature_leaves_one_out(
    case: Case, waited: Waited, signed: Signed, council: Actor, icb: Actor, police: Actor, dcs: Actor
) -> None:
    assert waited(case) == (*PARTNERS, "dcs")
    assert waited(signed(case, icb)) == ("local_authority", "police", "dcs")
    all_agree = signed(case, council, icb, police)
    assert waited(all_agree) == ("dcs", "local_authority")  # who submits it
    assert waited(signed(all_agree, dcs, matter=SIN_QUALITY)) == ("local_authority",)


def test_a_signature_that_lapses_brings_its_seat_back(
    case: Case, waited: Waited, signed: Signed, icb: Actor, updated: Callable[..., Case]
) -> None:
    assert "icb" not in waited(signed(case, icb))
    assert "icb" in waited(updated(signed(case, icb), became_aware=date(2026, 5, 31)))


def test_a_deputys_signature_fills_the_seat(case: Case, waited: Waited, signed: Signed, icb_deputy: Actor) -> None:
    assert "icb" not in waited(signed(case, icb_deputy))


def test_a_disagreement_on_not_required_leaves_it_with_the_business_team_until_it_is_put_again(
    opened: Opened,
    waited: Waited,
    said: Said,
    signed: Signed,
    council: Actor,
    icb: Actor,
    police: Actor,
    business_team: Actor,
    text: Text,
    at: datetime,
) -> None:
    dissent = signed(
        signed(opened(**NOT_REQUIRED), council, icb), police, agrees=False, reason=text("abuse can't be ruled out")
    )
    assert said(dissent, WEDNESDAY) == {"sin": "left_3"}
    assert waited(dissent) == ("business_team",)
    again = reissue(dissent, "notification_criteria", text("we have talked"), business_team, at)
    assert waited(again) == PARTNERS


def test_a_disagreement_never_takes_the_submission_from_the_local_authority(
    case: Case, waited: Waited, signed: Signed, council: Actor, icb: Actor, police: Actor, text: Text
) -> None:
    dissent = signed(signed(case, council, icb), police, agrees=False, reason=text("not serious"))
    assert waited(dissent) == ("dcs", "local_authority")


def test_when_all_agree_that_none_is_required_there_is_silence(
    opened: Opened, said: Said, signed: Signed, council: Actor, icb: Actor, police: Actor
) -> None:
    case = opened(**NOT_REQUIRED)
    assert said(signed(case, council, icb), DUE) == {"sin": "due"}
    assert said(signed(case, council, icb, police), DUE) == {}


def test_a_closed_case_is_silent_and_a_reopened_one_says_what_is_true_now(
    case: Case, said: Said, business_team: Actor, at: datetime, text: Text
) -> None:
    closed = closed_anyway(case, text("finished"), business_team, at)
    assert all(said(closed, day) == {} for day in days_of_june(2, 30))
    reopened = reopen(closed, text("it was not"), business_team, at + timedelta(days=7))
    assert said(reopened, date(2026, 6, 9)) == {"sin": "overdue_2026_06_09"}


def test_a_merged_case_is_silent_and_the_other_is_nudged_by_the_earlier_clock(
    case: Case, opened: Opened, said: Said, business_team: Actor, at: datetime, text: Text
) -> None:
    duplicate = opened("CSCP-2", became_aware=date(2026, 5, 28), incident_on=date(2026, 5, 28))
    ended, kept = merged(duplicate, case)
    assert all(said(ended, day) == {} for day in days_of_june(2, 30))
    assert said(kept, TUESDAY) == {"sin": "left_2"}
    assert said(kept, THURSDAY) == {"sin": "due"}


def test_criteria_found_not_met_end_the_nudges_of_the_review(
    submitted: Case,
    said: Said,
    signed: Signed,
    council: Actor,
    icb: Actor,
    police: Actor,
    dcs: Actor,
    text: Text,
    at: datetime,
) -> None:
    proposed = propose_not_met(submitted, text("a known illness"), council, at)
    day = date(2026, 6, 9)
    assert said(signed(proposed, council, icb, police, matter=LATER_NOT_MET), day) != {}
    assert said(signed(proposed, council, icb, police, dcs, matter=LATER_NOT_MET), day) == {}


def test_nobody_is_nudged_where_nobody_died_or_was_seriously_harmed(opened: Opened, said: Said) -> None:
    case = opened(harm="neither")
    assert all(said(case, day) == {} for day in days_of_june(2, 30))


@pytest.mark.parametrize(
    ("day", "is_overdue"), [(FRIDAY, False), (DUE, False), (date(2026, 6, 9), True), (date(2026, 6, 10), True)]
)
def test_overdue_begins_the_day_after_the_due_date(
    case: Case, found: Callable[[Case, date], list[Nudge]], day: date, is_overdue: bool
) -> None:
    (nudge,) = found(case, day)
    assert nudge.is_overdue is is_overdue


def test_the_key_of_a_nudge_names_case_deadline_due_date_and_threshold(
    case: Case, found: Callable[[Case, date], list[Nudge]]
) -> None:
    (nudge,) = found(case, WEDNESDAY)
    assert nudge.key == ("sin", "2026-06-08", "left_3")


def test_a_clock_never_waits_for_nobody(
    opened: Opened,
    said: Said,
    waited: Waited,
    signed: Signed,
    council: Actor,
    icb: Actor,
    police: Actor,
    dcs: Actor,
    business_team: Actor,
    at: datetime,
    text: Text,
) -> None:
    """The clock waits for somebody whatever has been signed, in agreement or not."""
    reason = text("it is not so")
    for answers in ({}, NOT_YET_KNOWN, NOT_REQUIRED):
        for agrees in (True, False):
            case = opened(**answers)
            for by in (council, icb, police):
                case = signed(case, by, agrees=agrees, reason=reason)
            if not answers:
                case = signed(case, dcs, matter=SIN_QUALITY, agrees=agrees, reason=reason)
            for each in (case, submit_sin(case, TUESDAY, business_team, at)):
                assert all(waited(each, deadline) for deadline in said(each, date(2026, 6, 30)))


@pytest.fixture
def chained(framework: Framework, calendar: WorkingCalendar) -> Callable[..., dict[str, set[str]]]:
    """Returns who is to hear of the SIN at a moment, by threshold."""

    def at(case: Case, day: date, chain: Chain | None = None, *, is_late: bool = False) -> dict[str, set[str]]:
        told = nudges(case, framework, calendar, THRESHOLDS, chain or Chain(), Moment(day, is_late))
        return {nudge.threshold.id: {*nudge.hearers} for nudge in told if nudge.clock.due.id == "sin"}

    return at


OWNERS, EVERYBODY = {"step", "owners"}, {"step", "owners", "deputies", "business_team"}


def test_the_owners_hear_as_it_comes_near_deputies_and_the_business_team_before_the_day_and_all_at_the_breach(
    case: Case, chained: Callable[..., dict[str, set[str]]]
) -> None:
    assert chained(case, WEDNESDAY) == {"left_3": OWNERS}
    assert chained(case, THURSDAY) == {"left_2": OWNERS}
    assert chained(case, FRIDAY) == {"left_1": EVERYBODY}
    assert chained(case, DUE) == {"due": EVERYBODY}
    breach = {"breach": {"partners", "dcs"}}
    assert chained(case, date(2026, 6, 9)) == {"overdue_2026_06_09": EVERYBODY, **breach}
    assert chained(case, date(2026, 6, 10)) == {"overdue_2026_06_10": EVERYBODY, **breach}


def test_the_due_day_is_told_once_more_in_its_last_hours_and_no_other_day_is(
    case: Case, chained: Callable[..., dict[str, set[str]]]
) -> None:
    assert chained(case, DUE, is_late=True) == {"due_again": {"last_step"}, "due": EVERYBODY}
    for day in (FRIDAY, date(2026, 6, 9)):
        assert chained(case, day, is_late=True) == chained(case, day)


def test_a_case_that_is_opened_on_the_due_day_is_told_in_its_last_hours(
    opened: Opened, chained: Callable[..., dict[str, set[str]]]
) -> None:
    case = opened(became_aware=date(2026, 5, 26), incident_on=date(2026, 5, 26))
    assert chained(case, TUESDAY) == {}
    assert chained(case, TUESDAY, is_late=True) == {"due_again": EVERYBODY}


def test_what_is_overdue_is_told_daily_for_five_working_days_and_then_on_mondays_and_thursdays(
    case: Case, chained: Callable[..., dict[str, set[str]]]
) -> None:
    said: dict[str, None] = {}
    for day in days_of_june(9, 30):
        said |= {id: None for id in chained(case, day) if id != "breach"}
    assert list(said) == [f"overdue_2026_06_{day:02}" for day in (9, 10, 11, 12, 15, 18, 22, 25, 29)]


def test_the_partnership_may_set_the_chain_otherwise(case: Case, chained: Callable[..., dict[str, set[str]]]) -> None:
    chain = Chain(owners=1, deputies=2, daily=1, then_every=2)
    assert chained(case, WEDNESDAY, chain) == {"left_3": {"step"}}
    assert chained(case, THURSDAY, chain) == {"left_2": {"step", "deputies", "business_team"}}
    assert chained(case, FRIDAY, chain) == {"left_1": EVERYBODY}
    assert "overdue_2026_06_10" in chained(case, date(2026, 6, 11), chain)
    assert "overdue_2026_06_12" in chained(case, date(2026, 6, 12), chain)


def test_what_is_the_partnerships_own_custom_goes_up_only_once_it_is_overdue(
    opened: Opened, found: Callable[[Case, date], list[Nudge]]
) -> None:
    case = opened(**NOT_YET_KNOWN)
    by_day = {day: {n.clock.due.id: {*n.hearers} for n in found(case, day)} for day in (THURSDAY, FRIDAY)}
    assert by_day[THURSDAY]["settle"] == {"step"}
    assert by_day[FRIDAY]["settle"] == {"step", "deputies", "business_team"}


def test_local_practice_that_comes_up_in_the_course_of_a_day_is_told_the_next_morning_but_for_what_is_due_that_day(
    submitted: Case, framework: Framework, calendar: WorkingCalendar, business_team: Actor
) -> None:
    wednesday, thursday = date(2026, 6, 10), date(2026, 6, 11)
    midday = datetime(2026, 6, 10, 11, tzinfo=UTC)

    def told(due: date, day: date) -> set[str]:
        asked = request_information(submitted, ["School"], due, frozenset(["School"]), business_team, midday)
        moment = Moment(day, opening=datetime.combine(day, time(8), UTC))
        return {nudge.clock.due.id for nudge in nudges(asked, framework, calendar, THRESHOLDS, Chain(), moment)}

    assert "returns_asked_for" not in told(due=thursday, day=wednesday)
    assert "returns_asked_for" in told(due=thursday, day=thursday)
    assert "returns_asked_for" in told(due=wednesday, day=wednesday)


def test_what_the_guidance_requires_is_told_at_once_when_its_day_moves(
    case: Case, framework: Framework, calendar: WorkingCalendar, updated: Callable[..., Case]
) -> None:
    earlier = updated(case, became_aware=date(2026, 5, 27), incident_on=date(2026, 5, 27))
    moment = Moment(TUESDAY, opening=datetime(2026, 6, 2, 8, tzinfo=UTC))
    (sin,) = nudges(earlier, framework, calendar, THRESHOLDS, Chain(), moment)
    assert sin.key == ("sin", "2026-06-03", "left_1")


def test_the_last_hours_are_counted_from_closing_in_london() -> None:
    hours, chain = WorkingHours(), Chain()
    for minute, is_late in ((59, False), (60, True)):
        at = datetime(2026, 6, 8, 13, tzinfo=UTC) + timedelta(minutes=minute)
        assert moment_of(at, hours, chain) == Moment(DUE, is_late, datetime(2026, 6, 8, 8, tzinfo=UTC))
    assert not moment_of(datetime(2026, 6, 8, 15, 59, tzinfo=UTC), hours, Chain(last_hours=0)).is_late


def test_a_rehearsal_fades_out_after_a_week(opened: Opened, said: Said, case: Case) -> None:
    rehearsed = opened("REHEARSAL-2026-001")
    assert said(rehearsed, date(2026, 6, 9)) == {"sin": "overdue_2026_06_09"}
    assert said(rehearsed, date(2026, 6, 10)) == {}
    assert said(case, date(2026, 6, 10)) == {"sin": "overdue_2026_06_10"}


def test_the_digest_has_each_day_what_is_due_soon_or_overdue_and_everything_on_the_first_working_day(
    framework: Framework, calendar: WorkingCalendar
) -> None:
    (sin,) = clocks(plain_case.opened(), framework, calendar)
    review = clocks(plain_case.submitted(), framework, calendar)[0]
    commissioned = clocks(decided(plain_case.submitted()), framework, calendar)
    months = next(clock for clock in commissioned if clock.due.id == "lcspr")
    wednesday, monday, overdue = date(2026, 6, 3), date(2026, 6, 8), date(2026, 6, 24)
    assert [is_in_digest(clock, calendar, wednesday) for clock in (sin, review, months)] == [True, False, False]
    assert all(is_in_digest(clock, calendar, monday) for clock in (sin, review, months))
    assert [is_in_digest(clock, calendar, overdue) for clock in (sin, review, months)] == [True, True, False]
    assert not is_in_digest(months, calendar, months.due.due + timedelta(days=2))


def test_what_was_acknowledged_lasts_until_its_day() -> None:
    case = acknowledged(plain_case.opened())
    assert [bool(in_force(case, day)) for day in days_of_june(2, 6)] == [True, True, True, False, False]


def test_it_falls_away_for_good_once_the_step_is_taken_or_the_day_moves_to_an_earlier_one() -> None:
    case = acknowledged(plain_case.opened())
    others = signed_by(case, NOTIFICATION_CRITERIA, ICB)
    assert in_force(others, WEDNESDAY), "another's step"
    own = signed_by(case, NOTIFICATION_CRITERIA, POLICE)
    assert in_force(own, WEDNESDAY) == ()
    lapsed = plain_case.updated(own, harm="seriously_harmed")
    assert "police" in waiting_for(lapsed, FRAMEWORK, "sin").offices and in_force(lapsed, WEDNESDAY) == ()
    later = plain_case.updated(case, became_aware=None)
    assert in_force(later, WEDNESDAY) == ()
    assert in_force(plain_case.updated(later, became_aware=date(2026, 6, 1)), WEDNESDAY) == ()


def test_on_the_due_day_and_the_first_day_after_it_nobody_is_left_out(
    case: Case, framework: Framework, calendar: WorkingCalendar
) -> None:
    """The events are put there as they are: no step records such days."""
    by = Acknowledged(
        by=POLICE.person,
        at=OPENED_AT,
        deadline="sin",
        due=DUE,
        offices=("police",),
        quiet_until=date(2026, 6, 12),
        reason=words("on leave"),
    )
    quiet = {
        day: any(nudge.quiet for nudge in nudges(case.then(by), framework, calendar, THRESHOLDS, Chain(), Moment(day)))
        for day in days_of_june(4, 12)
    }
    assert [day.day for day, is_quiet in quiet.items() if is_quiet] == [4, 5, 6, 7, 10, 11]
