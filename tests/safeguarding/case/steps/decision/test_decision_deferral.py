"""A legal constraint puts a decision off: the case stays open until its day, and the Business Team looks again."""

from collections.abc import Callable
from datetime import date

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, WrongStage
from safeguarding.case.events.case_events import Signed
from safeguarding.case.events.review_events import Decided, Recommendation
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.matters import LCSPR_DECISION, Matter
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.steps.decision import look_again, propose_decision
from safeguarding.case.views.next_steps import waiting_for
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.framework import Framework
from safeguarding.people import PARTNERS, Actor
from tests.support.case_stages import (
    BUSINESS_TEAM,
    DEFERRING,
    ICB,
    LATER,
    PARTNERS_DSPS,
    TODAY,
    decided,
    recommendation,
    signed_by,
    text,
)
from tests.support.people.everybody import OPENED_AT as NOW

AGAINST = recommendation("not_commission")


def sign_off(case: Case) -> SignOff:
    found = sign_off_of(case, LCSPR_DECISION)
    assert found
    return found


def agreed(case: Case, *people: Actor) -> Case:
    return signed_by(case, LCSPR_DECISION, *people)


def looked(case: Case, until: date | None) -> Case:
    return look_again(case, until, text("asked the court"), BUSINESS_TEAM, NOW)


def test_a_legal_constraint_keeps_the_case_open_until_its_day(
    submitted: Case, framework: Framework, calendar: WorkingCalendar
) -> None:
    case = decided(submitted, DEFERRING)
    assert (case.stage, case.deferred_until, case.is_open) == (Stage.DEFERRED, LATER, True)
    assert {clock.due.id: clock.due.due for clock in clocks(case, framework, calendar)} == {"look_again": LATER}


def test_looked_at_again_it_stands_until_another_day(
    submitted: Case, framework: Framework, calendar: WorkingCalendar
) -> None:
    case = looked(decided(submitted, DEFERRING), date(2026, 12, 1))
    assert (case.stage, case.deferred_until) == (Stage.DEFERRED, date(2026, 12, 1))
    assert [clock.due.due for clock in clocks(case, framework, calendar)] == [date(2026, 12, 1)]
    assert looked(case, date(2026, 12, 1)) is case


def test_looked_at_again_it_may_stand_until_the_day_that_it_had_and_that_is_on_the_record(
    submitted: Case,
) -> None:
    deferred = decided(submitted, DEFERRING)
    case = looked(deferred, LATER)
    assert (case.version, case.deferred_until) == (deferred.version + 1, LATER)


def test_a_day_that_has_passed_is_no_day_to_look_again(submitted: Case) -> None:
    with pytest.raises(InvalidInput, match="has passed"):
        looked(decided(submitted, DEFERRING), TODAY)


def test_when_the_constraint_has_gone_a_dsp_proposes_and_all_three_sign_anew(submitted: Case) -> None:
    case = looked(decided(submitted, DEFERRING), None)
    assert (case.stage, case.decision, case.deferred_until) == (Stage.DECISION, None, None)
    assert sign_off_of(case, LCSPR_DECISION) is None, "the old answer is put to nobody"
    proposed = propose_decision(case, recommendation(), ICB, NOW)
    assert sign_off(proposed).missing == PARTNERS
    again = agreed(proposed, *PARTNERS_DSPS)
    assert (again.stage, len(again.of(Decided))) == (Stage.LCSPR, 2)


def test_an_older_decision_on_what_had_been_recommended_before_shows_what_was_signed(submitted: Case) -> None:
    """Until a DSP had to propose anew, the recommendation of before was put again when the constraint had gone."""
    case = looked(decided(submitted, DEFERRING), None)
    put = decided_on(case, DEFERRING)
    for by, seat in zip(PARTNERS_DSPS, PARTNERS, strict=True):
        given = Signed(by=by.person, at=NOW, matter=LCSPR_DECISION, digest=put.digest, seat=seat, agrees=True)
        case = case.then(given)
    case = case.then(Decided(by=ICB.person, at=NOW, decision=DEFERRING, on=LATER))
    assert (case.stage, sign_off(case).is_agreed) == (Stage.DEFERRED, True)


def decided_on(case: Case, decision: Recommendation) -> Matter:
    """Returns what was put when the case was decided."""
    at_once = case.then(Decided(by=ICB.person, at=NOW, decision=decision, on=LATER))
    return sign_off(at_once).matter


def test_only_a_deferred_case_is_looked_at_again(submitted: Case) -> None:
    with pytest.raises(WrongStage, match="this belongs to the stage Decided, LCSPR deferred"):
        looked(decided(submitted, AGAINST), None)


def test_its_note_says_what_was_found(submitted: Case) -> None:
    with pytest.raises(InvalidInput, match="Give the reason"):
        look_again(decided(submitted, DEFERRING), None, text(" "), BUSINESS_TEAM, NOW)


def test_the_clocks_of_the_fifteen_days_do_not_return_when_it_is_open_again(
    submitted: Case, framework: Framework, calendar: WorkingCalendar
) -> None:
    open_again = clocks(looked(decided(submitted, DEFERRING), None), framework, calendar)
    assert [clock.due.id for clock in open_again] == ["decide_again"]


def test_open_again_it_has_a_clock_of_five_working_days_until_the_dsps_have_decided(
    submitted: Case, framework: Framework, calendar: WorkingCalendar
) -> None:
    """NOW is Tuesday 2 June 2026."""

    def due(case: Case) -> dict[str, date]:
        return {clock.due.id: clock.due.due for clock in clocks(case, framework, calendar)}

    deferred = decided(submitted, DEFERRING)
    assert "decide_again" not in due(deferred)
    open_again = look_again(deferred, None, text("the trial is over"), BUSINESS_TEAM, NOW)
    assert due(open_again)["decide_again"] == date(2026, 6, 9)
    proposed = propose_decision(open_again, recommendation(), ICB, NOW)
    assert "decide_again" not in due(signed_by(proposed, LCSPR_DECISION, *PARTNERS_DSPS))


def test_facts_that_change_once_it_is_open_again_bring_back_the_determination_and_no_clock_of_the_fifteen_days(
    submitted: Case,
    framework: Framework,
    calendar: WorkingCalendar,
    updated: Callable[..., Case],
) -> None:
    open_again = looked(decided(submitted, DEFERRING), None)
    changed = updated(open_again, harm="seriously_harmed")
    assert changed.determination is None
    (clock,) = clocks(changed, framework, calendar)
    assert clock.due.id == "decide_again"
    assert "review_group" in waiting_for(changed, framework, clock.due.id).offices
