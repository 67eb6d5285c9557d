"""An LCSPR takes six months from the decision: it has its reviewer and start, notes of its progress, and its
completion."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, WrongStage
from safeguarding.case.events.review_events import LcsprCompleted, LcsprStarted, ProgressNoted
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.state.matters import LCSPR_DECISION
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.decision import decide_by_escalation
from safeguarding.case.steps.lcspr import complete_lcspr, note_progress, start_lcspr
from safeguarding.case.steps.lifecycle import reopen
from safeguarding.case.steps.signatures import sign
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.framework import Framework
from tests.support.case_stages import (
    BUSINESS_TEAM,
    COUNCIL,
    ICB,
    POLICE,
    TODAY,
    circumstances,
    closed_anyway,
    concern_decided,
    decided,
    disputed,
    escalation,
    put_to_the_dsps,
    recommendation,
    signed_by,
    started,
    text,
)
from tests.support.people.everybody import OPENED_AT as NOW

Running = Callable[[Case], dict[str, Clock]]
LAST_OF_AUGUST = datetime(2026, 8, 31, 22, 30, tzinfo=UTC)


@pytest.fixture
def running(framework: Framework, calendar: WorkingCalendar) -> Running:
    return lambda case: {clock.due.id: clock for clock in clocks(case, framework, calendar)}


@pytest.fixture
def commissioned(submitted: Case) -> Case:
    return decided(submitted)


def completed(case: Case, on: date = TODAY, note: str = "published") -> Case:
    return complete_lcspr(case, on, text(note), BUSINESS_TEAM, NOW)


def noted(case: Case, note: str) -> Case:
    return note_progress(case, text(note), BUSINESS_TEAM, NOW)


def test_it_is_due_six_calendar_months_from_the_decision(commissioned: Case, running: Running) -> None:
    clock = running(commissioned)["lcspr"]
    assert (clock.due.start, clock.due.due) == (TODAY, date(2026, 12, 2))
    assert clock.due.deadline.strength == "should"


def test_the_last_day_of_august_gives_the_last_day_of_february(submitted: Case, running: Running) -> None:
    case = signed_by(put_to_the_dsps(submitted), LCSPR_DECISION, COUNCIL, ICB)
    sign_off = sign_off_of(case, LCSPR_DECISION)
    assert sign_off
    case = sign(case, LCSPR_DECISION, sign_off.matter.digest, POLICE, LAST_OF_AUGUST, agrees=True)
    assert running(case)["lcspr"].due.due == date(2027, 2, 28)


def test_it_runs_from_the_last_agreement_and_not_from_the_determination(submitted: Case, running: Running) -> None:
    case = put_to_the_dsps(submitted)
    for days, by in enumerate((COUNCIL, ICB, POLICE)):
        sign_off = sign_off_of(case, LCSPR_DECISION)
        assert sign_off
        at = NOW + timedelta(days=days)
        case = sign(case, LCSPR_DECISION, sign_off.matter.digest, by, at, agrees=True)
    assert running(case)["lcspr"].due.start == date(2026, 6, 4)


def test_after_an_escalation_it_runs_from_the_day_on_which_that_was_decided(submitted: Case, running: Running) -> None:
    recorded_later = NOW + timedelta(days=9)
    case = decide_by_escalation(
        disputed(submitted),
        recommendation(),
        escalation(date(2026, 6, 5)),
        circumstances(),
        BUSINESS_TEAM,
        recorded_later,
    )
    assert running(case)["lcspr"].due.start == case.commissioned_on == date(2026, 6, 5)


def test_it_runs_from_the_decision_of_a_case_of_concern_too(opened: Callable[..., Case], running: Running) -> None:
    case = concern_decided(opened(harm="neither"), "lcspr")
    assert (case.stage, running(case)["lcspr"].due.start) == (Stage.LCSPR, TODAY)


def test_no_other_outcome_starts_it(submitted: Case, opened: Callable[..., Case], running: Running) -> None:
    for case in (decided(submitted, recommendation("not_met")), decided(submitted, recommendation("not_commission"))):
        assert "lcspr" not in running(case)
    for outcome in ("local_learning", "no_further_action"):
        assert "lcspr" not in running(concern_decided(opened(harm="neither"), outcome))


def test_the_reviewer_and_the_start_are_recorded_and_move_no_deadline(commissioned: Case, running: Running) -> None:
    case = started(commissioned)
    event = case.of(LcsprStarted)[-1]
    assert (event.reviewer.shown, event.on) == ("an independent reviewer", TODAY)
    assert running(case)["lcspr"] == running(commissioned)["lcspr"]


def test_a_new_reviewer_is_recorded_anew_and_the_same_one_is_harmless(commissioned: Case) -> None:
    case = started(commissioned)
    assert started(case) is case
    other = start_lcspr(case, text("another firm"), TODAY, BUSINESS_TEAM, NOW)
    assert [event.reviewer.shown for event in other.of(LcsprStarted)] == ["an independent reviewer", "another firm"]


@pytest.mark.parametrize(
    ("on", "message"),
    [(date(2026, 6, 3), "is in the future"), (date(2026, 6, 1), "before the LCSPR was commissioned")],
)
def test_it_starts_and_ends_between_its_commission_and_today(commissioned: Case, on: date, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        started(commissioned, on)
    with pytest.raises(InvalidInput, match=message):
        completed(started(commissioned), on)


def test_a_reviewer_a_note_and_a_completion_need_words(commissioned: Case) -> None:
    with pytest.raises(InvalidInput, match="Give the reason"):
        start_lcspr(commissioned, text(" "), TODAY, BUSINESS_TEAM, NOW)
    with pytest.raises(InvalidInput, match="Give the reason"):
        noted(commissioned, " ")
    with pytest.raises(InvalidInput, match="Give the reason"):
        completed(started(commissioned), note="")


def test_notes_of_progress_are_kept_in_order_and_the_same_note_twice_once(commissioned: Case) -> None:
    case = noted(noted(noted(commissioned, "terms agreed"), "terms agreed"), "the family was seen")
    assert [event.note.shown for event in case.of(ProgressNoted)] == ["terms agreed", "the family was seen"]


def test_the_completion_ends_the_clock_and_closes_the_case(commissioned: Case, running: Running) -> None:
    case = completed(started(commissioned))
    assert (case.stage, running(case)) == (Stage.CLOSED, {})
    assert completed(case) is case


def test_what_has_not_started_is_not_completed(commissioned: Case) -> None:
    with pytest.raises(WrongStage, match="Record first who reviews and when the LCSPR started"):
        completed(commissioned)


def test_reopened_after_its_completion_it_has_its_clock_again_and_is_completed_anew(
    commissioned: Case, running: Running
) -> None:
    case = reopen(completed(started(commissioned)), text("a chapter is missing"), BUSINESS_TEAM, NOW)
    assert case.stage is Stage.LCSPR
    assert running(case)["lcspr"] == running(commissioned)["lcspr"]
    again = completed(case, note="with its chapter")
    assert (again.stage, len(again.of(LcsprCompleted))) == (Stage.CLOSED, 2)


def test_closed_for_another_reason_it_is_not_completed(commissioned: Case) -> None:
    closed = closed_anyway(started(commissioned), text("merged with another review"), BUSINESS_TEAM, NOW)
    with pytest.raises(WrongStage, match="is closed"):
        completed(closed)


def test_without_a_commission_there_is_no_lcspr_to_follow(submitted: Case) -> None:
    case = decided(submitted, recommendation("not_met"))
    for step in (started, completed):
        with pytest.raises(WrongStage, match="this belongs to the stage LCSPR"):
            step(case)
