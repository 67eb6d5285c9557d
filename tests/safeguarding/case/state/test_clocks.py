"""The deadlines of a case run from a day and end with an event."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.clocks import PROVISIONAL, Clock, clocks
from safeguarding.case.state.matters import FACTS_CHANGE
from safeguarding.case.steps.lifecycle import reopen, submit_sin, update
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor
from tests.support.case_stages import closed_anyway, merged, signed_by

Opened = Callable[..., Case]
Running = Callable[[Case], tuple[Clock, ...]]
Signed = Callable[..., Case]
Text = Callable[..., FreeText]

TUESDAY = date(2026, 6, 2)
FIVE_DAYS_FROM_MONDAY = date(2026, 6, 8)
FIFTEEN_DAYS_FROM_TUESDAY = date(2026, 6, 23)
NOT_YET_KNOWN = {"abuse_or_neglect": "not_known", "care_experienced": "no"}
NOT_REQUIRED = {"abuse_or_neglect": "neither", "care_experienced": "no"}
CARE_LEAVER = {"age": "18_to_24", "care_experienced": "yes", "abuse_or_neglect": "neither"}


@pytest.fixture
def running(framework: Framework, calendar: WorkingCalendar) -> Running:
    return lambda case: clocks(case, framework, calendar)


def due(running: tuple[Clock, ...]) -> dict[str, date]:
    """Returns the deadlines of the guidance, without those of local practice."""
    return {clock.due.id: clock.due.due for clock in running if not clock.due.deadline.local_practice}


def local(running: tuple[Clock, ...]) -> dict[str, date]:
    return {clock.due.id: clock.due.due for clock in running if clock.due.deadline.local_practice}


def test_a_case_left_at_not_yet_known_asks_for_the_rest_two_working_days_after_the_facts_were_last_stated(
    opened: Opened, running: Running, facts: Callable[..., Facts], engine: Engine, opener: Actor
) -> None:
    case = opened(**NOT_YET_KNOWN)
    assert local(running(case)) == {"settle": date(2026, 6, 4)}
    later = update(
        case, facts(**NOT_YET_KNOWN, harm="seriously_harmed"), engine, opener, datetime(2026, 6, 3, 10, tzinfo=UTC)
    )
    assert local(running(later)) == {"settle": date(2026, 6, 5)}
    assert local(running(opened())) == {}


def test_what_is_local_practice_is_called_so(opened: Opened, running: Running) -> None:
    standings = {clock.due.id: clock.due.deadline.strength_in_words for clock in running(opened(**NOT_YET_KNOWN))}
    assert standings == {"sin": "required by law or guidance", "settle": "proposed"}


@pytest.mark.parametrize("answers", [{}, NOT_YET_KNOWN, CARE_LEAVER], ids=["required", "not yet known", "care leaver"])
def test_the_sin_is_due_five_working_days_after_awareness_while_required_or_not_yet_known(
    opened: Opened, running: Running, answers: dict[str, str]
) -> None:
    assert due(running(opened(**answers))) == {"sin": FIVE_DAYS_FROM_MONDAY}


def test_a_known_start_is_not_called_provisional(case: Case, running: Running) -> None:
    (clock,) = running(case)
    assert (clock.due.start, clock.provisional) == (date(2026, 6, 1), False)
    assert PROVISIONAL not in clock.explanation()
    assert clock.due.explanation() == clock.explanation()


def test_a_not_required_sin_keeps_its_clock_until_all_three_partners_agree(
    opened: Opened, running: Running, council: Actor, icb: Actor, police: Actor, signed: Signed
) -> None:
    case = opened(**NOT_REQUIRED)
    two = signed(case, council, icb)
    assert due(running(case)) == due(running(two)) == {"sin": FIVE_DAYS_FROM_MONDAY}
    assert running(signed(two, police)) == ()


def test_a_dissent_keeps_the_clock_of_a_not_required_sin(
    opened: Opened, running: Running, council: Actor, icb: Actor, police: Actor, signed: Signed, text: Text
) -> None:
    case = signed(opened(**NOT_REQUIRED), council, icb)
    dissent = signed(case, police, agrees=False, reason=text("abuse can't be ruled out"))
    assert due(running(dissent)) == {"sin": FIVE_DAYS_FROM_MONDAY}


def test_the_clock_runs_again_when_the_agreement_lapses(
    opened: Opened,
    running: Running,
    council: Actor,
    icb: Actor,
    police: Actor,
    signed: Signed,
    updated: Callable[..., Case],
) -> None:
    agreed = signed(opened(**NOT_REQUIRED), council, icb, police)
    changed = updated(agreed, **NOT_REQUIRED, became_aware=TUESDAY)
    assert due(running(changed)) == {"sin": date(2026, 6, 9)}


def test_the_agreement_of_all_three_ends_no_clock_that_is_required_or_not_yet_known(
    opened: Opened, running: Running, council: Actor, icb: Actor, police: Actor, signed: Signed
) -> None:
    for answers in ({}, NOT_YET_KNOWN):
        agreed = signed(opened(**answers), council, icb, police)
        assert due(running(agreed)) == {"sin": FIVE_DAYS_FROM_MONDAY}


def test_nothing_runs_where_nobody_died_or_was_seriously_harmed(opened: Opened, running: Running) -> None:
    assert running(opened(harm="neither")) == ()


@pytest.mark.parametrize(
    ("incident_on", "start"),
    [(date(2026, 5, 31), date(2026, 5, 31)), (None, TUESDAY)],
    ids=["from the incident", "from the opening"],
)
def test_without_the_day_of_awareness_the_earliest_date_known_counts_and_is_labelled(
    opened: Opened, running: Running, incident_on: date | None, start: date
) -> None:
    (clock,) = running(opened(became_aware=None, incident_on=incident_on))
    assert (clock.due.start, clock.provisional) == (start, True)
    assert clock.explanation().endswith(PROVISIONAL)


def test_the_day_of_opening_is_the_day_in_london(opened: Opened, running: Running) -> None:
    half_past_midnight_in_london = datetime(2026, 6, 2, 23, 30, tzinfo=UTC)
    (clock,) = running(opened(at=half_past_midnight_in_london, became_aware=None, incident_on=None))
    assert clock.due.start == date(2026, 6, 3)


def test_an_incident_dated_after_the_opening_does_not_move_a_provisional_start(
    opened: Opened, running: Running, facts: Callable[..., Facts], engine: Engine, opener: Actor
) -> None:
    case = opened(became_aware=None, incident_on=None)
    on_thursday = datetime(2026, 6, 4, 10, tzinfo=UTC)
    dated = facts(became_aware=None, incident_on=date(2026, 6, 3))
    (clock,) = running(update(case, dated, engine, opener, on_thursday))
    assert (clock.due.start, clock.provisional) == (TUESDAY, True)


def test_a_provisional_start_becomes_real_when_the_day_is_learned(
    opened: Opened, running: Running, updated: Callable[..., Case], dcs: Actor
) -> None:
    learned = updated(opened(became_aware=None), became_aware=TUESDAY)
    (clock,) = running(signed_by(learned, FACTS_CHANGE, dcs))
    assert (clock.due.start, clock.due.due, clock.provisional) == (TUESDAY, date(2026, 6, 9), False)


def test_the_submission_ends_the_clock_of_the_sin_and_starts_those_of_the_rapid_review(
    submitted: Case, running: Running
) -> None:
    assert due(running(submitted)) == {
        "rapid_review": FIFTEEN_DAYS_FROM_TUESDAY,
        "dsp_sign_off": FIFTEEN_DAYS_FROM_TUESDAY,
    }
    assert {clock.due.start for clock in running(submitted)} == {TUESDAY}
    assert not any(clock.provisional for clock in running(submitted))


def test_the_clocks_of_a_rapid_review_that_is_not_yet_known_run_too(
    opened: Opened, running: Running, council: Actor, at: datetime
) -> None:
    submitted = submit_sin(opened(**NOT_YET_KNOWN), TUESDAY, council, at)
    assert due(running(submitted)).keys() == {"rapid_review", "dsp_sign_off"}


@pytest.mark.parametrize("answers", [CARE_LEAVER, NOT_REQUIRED, {"harm": "neither"}])
def test_nothing_runs_after_a_submission_that_brings_no_rapid_review(
    opened: Opened, running: Running, council: Actor, at: datetime, answers: dict[str, str]
) -> None:
    assert running(submit_sin(opened(**answers), TUESDAY, council, at)) == ()


def test_the_review_runs_when_an_update_after_the_submission_asks_for_one(
    opened: Opened, running: Running, council: Actor, at: datetime, updated: Callable[..., Case]
) -> None:
    submitted = submit_sin(opened(**NOT_REQUIRED), TUESDAY, council, at)
    assert due(running(updated(submitted, abuse_or_neglect="suspected"))).keys() == {"rapid_review", "dsp_sign_off"}


def test_a_closed_case_has_no_clock_and_a_reopened_one_has_it_again(
    case: Case, submitted: Case, running: Running, business_team: Actor, at: datetime, text: Text
) -> None:
    for open_one in (case, submitted):
        closed = closed_anyway(open_one, text("finished"), business_team, at)
        assert running(closed) == ()
        assert running(reopen(closed, text("it was not"), business_team, at)) == running(open_one) != ()


def test_a_merged_case_has_no_clock_and_the_other_has_the_earlier_one(
    case: Case, opened: Opened, running: Running, business_team: Actor, at: datetime, text: Text
) -> None:
    duplicate = opened("CSCP-2", became_aware=date(2026, 5, 31))
    ended, kept = merged(duplicate, case)
    assert running(ended) == ()
    assert due(running(kept)) == {"sin": date(2026, 6, 5)}
