"""A wrong record is corrected by whoever may record it, at every stage: no record is the end of the road."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from safeguarding.case.available_steps import STEPS, for_step
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, OutOfDate, WrongStage
from safeguarding.case.events.correction_events import CorrectionProposed, RecordedStep, StepTakenBack
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import CORRECTION, LCSPR_DECISION
from safeguarding.case.state.recorded_steps import RECORDED_STEPS, recorded_step, recorded_steps
from safeguarding.case.state.weakening import correction_weakening
from safeguarding.case.steps.corrections import correct_day, take_back
from safeguarding.case.steps.decision import look_again
from safeguarding.case.steps.lcspr import complete_lcspr, start_lcspr
from safeguarding.case.steps.lifecycle import close, reopen, submit_sin, update
from safeguarding.case.steps.review import record_return, request_information, take_back_return
from safeguarding.case.steps.signatures import record_signature
from safeguarding.case.views.clock_history import clock_history
from safeguarding.case.views.history import history
from safeguarding.case.views.statistics import Result, figures_of
from safeguarding.people import Actor
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    CALENDAR,
    COUNCIL,
    DEFERRING,
    ENGINE,
    FRAMEWORK,
    GROUP,
    ICB,
    MEMBER,
    PARTNERS_DSPS,
    POLICE,
    TODAY,
    decided,
    determined,
    escalated,
    put_to_the_dsps,
    recommendation,
    signed_by,
    started,
    text,
)
from tests.support.later_death import AT_UPDATE, AWARE, HARMED, UPDATED, dead_after_decision, dies, updates
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import facts, opened, submitted

MONDAY, FRIDAY = TODAY - timedelta(days=1), TODAY + timedelta(days=3)
LATER = OPENED_AT + timedelta(days=40)
DCS = EVERYBODY["dcs"]
WHY = text("read from the wrong line")


def due(case: Case) -> dict[str, date]:
    return {clock.due.id: clock.due.due for clock in clocks(case, FRAMEWORK, CALENDAR) if clock.due.id in STATUTORY}


STATUTORY = {deadline.id for deadline in FRAMEWORK.deadlines}


def corrects(case: Case, step: RecordedStep, on: date, by: Actor = BUSINESS_TEAM, at: datetime = LATER) -> Case:
    found = next(iter(recorded_steps(case, step)), None)
    number, agency = (found.number, found.agency) if found else (0, None)
    return correct_day(case, step, on, number, WHY, by, at, agency)


def takes_back(case: Case, step: RecordedStep, by: Actor = BUSINESS_TEAM, at: datetime = LATER) -> Case:
    found = recorded_step(case, step)
    return take_back(case, step, found.number if found else 0, WHY, by, at)


def completed() -> Case:
    commissioned = started(decided(submitted(), recommendation("commission")))
    return complete_lcspr(commissioned, TODAY, text("published"), BUSINESS_TEAM, OPENED_AT)


def returned(case: Case | None = None, agency: str = "A school") -> Case:
    """The agency was asked on Tuesday 2 June for Friday, and its return is recorded as of that Tuesday."""
    at = OPENED_AT
    case = request_information(case or submitted(), [agency], FRIDAY, AGENCIES, BUSINESS_TEAM, at)
    return record_return(case, agency, BUSINESS_TEAM, at + timedelta(days=9), TODAY)


RECORDS: Mapping[RecordedStep, Callable[[], Case]] = {
    "sin_submitted": submitted,
    "update_submitted": lambda: updates(dead_after_decision()),
    "returned": returned,
    "determined": lambda: determined(submitted()),
    "decided": lambda: escalated(submitted()),
    "lcspr_started": lambda: started(decided(submitted())),
    "lcspr_completed": completed,
}
DUE_AGAIN: Mapping[RecordedStep, str] = {
    "sin_submitted": "a SIN is required and not recorded as submitted",
    "update_submitted": "the notification is not updated with what came after it",
    "determined": "the Rapid Review is not determined",
    "lcspr_started": "the LCSPR is commissioned and not recorded as completed",
    "lcspr_completed": "the LCSPR is commissioned and not recorded as completed",
}


def test_whoever_may_record_a_step_may_correct_it_and_nobody_else() -> None:
    for (step, make), who in product(RECORDS.items(), EVERYBODY):
        case, by = make(), MEMBER if who == "review_group" else EVERYBODY[who]
        may_record = STEPS[RECORDED_STEPS[step].recorded_as].may(case, by) is None
        for correction in ("correct", "take_back"):
            rule = STEPS.get(for_step(correction, step))
            if rule is None:
                continue
            assert (rule.may(case, by) is None and rule.now(case) is None) == may_record, (correction, step, who)
            if not may_record:
                with pytest.raises(NotAllowed):
                    corrects(case, step, MONDAY, by) if correction == "correct" else takes_back(case, step, by)


def test_at_every_stage_after_the_submission_it_can_be_corrected_and_taken_back(cases: Mapping[str, Case]) -> None:
    for name, case in cases.items():
        if case.sin_submitted is None or case.merged_into:
            continue
        earlier = corrects(case, "sin_submitted", MONDAY)
        assert (earlier.sin_submitted, earlier.stage) == (MONDAY, case.stage), name
        undone = takes_back(case, "sin_submitted")
        assert undone.is_open and undone.stage is Stage.NOTIFICATION and undone.sin_submitted is None, name
        assert due(undone)["sin"] == due(opened())["sin"], "with its old day"
        assert DUE_AGAIN["sin_submitted"] in [duty.title for duty in open_duties(undone)], name
        with pytest.raises(WrongStage, match="stays open while a duty is"):
            close(undone, WHY, BUSINESS_TEAM, LATER, "yes")


def test_a_step_that_never_happened_is_due_again_at_once_and_its_history_stays() -> None:
    for step, title in DUE_AGAIN.items():
        by, case = MEMBER if step == "determined" else BUSINESS_TEAM, RECORDS[step]()
        undone = takes_back(case, step, by)
        assert title in [duty.title for duty in open_duties(undone)], step
        assert undone.events[: case.version] == case.events and isinstance(undone.events[-1], StepTakenBack)
        assert takes_back(undone, step, by) is undone


def test_an_earlier_day_holds_at_once_and_the_dates_and_figures_follow() -> None:
    case = corrects(submitted(), "sin_submitted", MONDAY)
    assert due(case) == {"rapid_review": date(2026, 6, 22), "dsp_sign_off": date(2026, 6, 22)}
    assert figures_of(case, FRAMEWORK, CALENDAR, TODAY).timings["sin"].done == MONDAY
    assert next(e.done for e in clock_history(case, FRAMEWORK, CALENDAR) if e.deadline.id == "sin") == MONDAY
    told = history(case, FRAMEWORK, lambda person: person.id)[-1]
    assert "the SIN's submission was on Monday 1 June 2026, not on Tuesday 2 June 2026. Reason: read from" in told
    assert corrects(case, "sin_submitted", MONDAY) is case


def test_a_later_day_that_moves_the_review_waits_for_the_dcs_or_a_partner_other_than_the_proposers() -> None:
    case = submitted()
    proposed = corrects(case, "sin_submitted", date(2026, 6, 3), COUNCIL)
    assert isinstance(proposed.events[-1], CorrectionProposed)
    assert correction_weakening(proposed).delays == ("the day by which it is to be determined and decided",)
    assert (due(proposed), proposed.sin_submitted) == (due(case), TODAY)
    assert corrects(proposed, "sin_submitted", date(2026, 6, 3), COUNCIL) is proposed
    with pytest.raises(NotAllowed):
        signed_by(proposed, CORRECTION, COUNCIL)
    for confirming in (ICB, POLICE, DCS):
        agreed = signed_by(proposed, CORRECTION, confirming)
        assert agreed.sin_submitted == date(2026, 6, 3) and agreed.proposals.correction is None
        told = history(agreed, FRAMEWORK, lambda person: person.id)
        assert "proposed a correction, which holds when it is agreed" in told[-3]
        assert "gave the last agreement to what council dsp had proposed, and corrected" in told[-1]


def test_a_later_day_that_moves_nothing_holds_at_once() -> None:
    over = corrects(decided(submitted(), recommendation("not_met")), "sin_submitted", date(2026, 6, 3))
    assert over.sin_submitted == date(2026, 6, 3) and over.stage is Stage.DECIDED
    begun = corrects(started(decided(submitted())), "lcspr_started", date(2026, 6, 9))
    assert recorded_step(begun, "lcspr_started") and due(begun) == due(decided(submitted()))


def test_the_day_of_an_escalated_decision_moves_the_lcspr() -> None:
    case = escalated(submitted())
    before = due(case)["lcspr"]
    proposed = corrects(case, "decided", date(2026, 6, 9))
    assert due(proposed)["lcspr"] == before and correction_weakening(proposed).delays
    agreed = signed_by(proposed, CORRECTION, DCS)
    assert due(agreed)["lcspr"] == date(2026, 12, 9)
    assert figures_of(agreed, FRAMEWORK, CALENDAR, TODAY).timings["dsp_sign_off"].done == date(2026, 6, 9)
    sooner = corrects(agreed, "decided", TODAY)
    assert due(sooner)["lcspr"] == before and sooner.commissioned_on == TODAY


def test_no_later_day_is_recorded_in_a_closed_case_for_a_duty_that_would_be_open_again_with_it() -> None:
    commissioned = started(escalated(submitted()))
    case = complete_lcspr(commissioned, TODAY, WHY, BUSINESS_TEAM, OPENED_AT)
    with pytest.raises(WrongStage, match=r"would end or delay: .* the LCSPR should be completed\. .* reopen it"):
        corrects(case, "decided", date(2026, 6, 9))
    open_again = corrects(reopen(case, WHY, BUSINESS_TEAM, LATER), "decided", date(2026, 6, 9))
    assert isinstance(open_again.events[-1], CorrectionProposed)
    assert due(takes_back(case, "lcspr_completed")) == due(open_again) == due(commissioned)
    assert corrects(case, "lcspr_completed", date(2026, 6, 9)).stage is Stage.CLOSED, "nothing is due by that day"


def test_a_decision_signed_in_teams_has_its_own_day_and_one_signed_outside_can_be_corrected(
    outside: Callable[..., Any],
) -> None:
    with pytest.raises(WrongStage):
        corrects(decided(submitted()), "decided", TODAY)
    case = signed_by(put_to_the_dsps(submitted()), LCSPR_DECISION, COUNCIL, ICB)
    seat = next(iter(POLICE.seats))
    case = record_signature(case, LCSPR_DECISION, seat, outside(POLICE), BUSINESS_TEAM, OPENED_AT, agrees=True)
    assert recorded_step(case, "decided") is not None


def test_the_updates_day_moves_the_new_determination_as_the_sins_day_moves_the_first() -> None:
    case = updates(dead_after_decision())
    sooner = corrects(case, "update_submitted", AWARE, at=AT_UPDATE)
    assert due(sooner) == {"new_determination": date(2026, 7, 22)}
    assert corrects(sooner, "update_submitted", UPDATED, at=AT_UPDATE).proposals.correction
    undone = takes_back(case, "update_submitted")
    assert undone.stage is Stage.NOTIFICATION and due(undone) == due(dead_after_decision())
    assert undone.decision == dead_after_decision().decision


def test_a_correction_to_a_day_that_cannot_be_is_refused() -> None:
    cannot_be: tuple[tuple[RecordedStep, date, str], ...] = (
        ("sin_submitted", date(2026, 8, 1), "in the future"),
        ("sin_submitted", date(2026, 5, 31), "is before"),
        ("update_submitted", TODAY, "before the update can have been"),
        ("returned", date(2026, 8, 1), "in the future"),
        ("returned", MONDAY, "before A school was asked"),
        ("decided", date(2026, 8, 1), "in the future"),
        ("decided", MONDAY, "when the fifteen working days began"),
        ("lcspr_started", MONDAY, "before the LCSPR was commissioned"),
        ("lcspr_completed", date(2026, 8, 1), "in the future"),
    )
    for step, day, match in cannot_be:
        with pytest.raises(InvalidInput, match=match):
            corrects(RECORDS[step](), step, day)
    after_the_update = updates(dies(submitted(opened(**HARMED))))
    with pytest.raises(InvalidInput, match="after the update"):
        corrects(after_the_update, "sin_submitted", UPDATED + timedelta(days=1))
    with pytest.raises(InvalidInput, match="Give the reason"):
        take_back(submitted(), "sin_submitted", 2, text(" "), BUSINESS_TEAM, LATER)


def test_a_press_on_an_old_card_corrects_nothing_that_was_recorded_since() -> None:
    again = submit_sin(takes_back(submitted(), "sin_submitted"), TODAY, BUSINESS_TEAM, LATER)
    with pytest.raises(OutOfDate, match="anew since"):
        take_back(again, "sin_submitted", 2, WHY, BUSINESS_TEAM, LATER)
    with pytest.raises(OutOfDate, match="anew since"):
        correct_day(again, "sin_submitted", MONDAY, 2, WHY, BUSINESS_TEAM, LATER)


def test_a_submission_taken_back_leaves_the_record_of_the_review_and_none_of_what_was_found_on_it() -> None:
    for case in (put_to_the_dsps(submitted()), decided(submitted(), recommendation("not_met"))):
        undone = takes_back(case, "sin_submitted")
        assert undone.determination is None and undone.decision is None
        assert undone.earlier_decision == case.decision, "it stays on the record"
        again = submit_sin(undone, date(2026, 7, 1), BUSINESS_TEAM, LATER)
        assert again.stage is Stage.RAPID_REVIEW and again.chair == case.chair
        assert due(again) == {"rapid_review": date(2026, 7, 22), "dsp_sign_off": date(2026, 7, 22)}
        assert figures_of(again, FRAMEWORK, CALENDAR, TODAY).timings["sin"].result is Result.LATE


def test_an_lcspr_goes_on_though_the_submission_never_happened_and_the_case_goes_back_to_it() -> None:
    case = decided(submitted(), recommendation("commission"))
    undone = takes_back(case, "sin_submitted")
    assert undone.commissioned_on == TODAY and due(undone).keys() == {"sin", "lcspr"}
    assert submit_sin(undone, TODAY, BUSINESS_TEAM, LATER).stage is Stage.LCSPR
    with pytest.raises(WrongStage):
        takes_back(case, "determined", MEMBER)


def test_an_lcspr_is_completed_though_its_submission_never_happened_and_the_criteria_had_been_found_not_met(
    cases: Mapping[str, Case],
) -> None:
    found = cases["not_met"]
    undone = takes_back(started(decided(submitted(found), recommendation("commission"))), "sin_submitted")
    assert undone.found_not_met and undone.stage is Stage.LCSPR
    assert complete_lcspr(undone, TODAY, WHY, BUSINESS_TEAM, LATER).stage is Stage.CLOSED


def test_a_meeting_that_was_never_held_takes_its_decision_along_and_its_day_stays() -> None:
    for case in (
        determined(submitted()),
        put_to_the_dsps(submitted()),
        decided(submitted(), recommendation("not_met")),
    ):
        undone = takes_back(case, "determined", GROUP[1])
        assert undone.stage is Stage.RAPID_REVIEW and due(undone) == due(submitted())
        assert decided(undone, recommendation("not_met")).stage is Stage.DECIDED


def test_a_second_meeting_that_was_never_held_leaves_the_decision_open_again_by_its_old_day() -> None:
    gone = look_again(decided(submitted(), DEFERRING), None, WHY, BUSINESS_TEAM, OPENED_AT)
    changed = update(gone, facts(harm="seriously_harmed"), ENGINE, BUSINESS_TEAM, OPENED_AT)
    determined_anew = put_to_the_dsps(changed, recommendation("not_commission"))
    undone = takes_back(signed_by(determined_anew, LCSPR_DECISION, *PARTNERS_DSPS), "determined", GROUP[1])
    assert "the Rapid Review is not determined" in [duty.title for duty in open_duties(undone)]
    for case in (determined_anew, undone):
        assert {clock.due.id: clock.due.due for clock in clocks(case, FRAMEWORK, CALENDAR)} == {
            "decide_again": date(2026, 6, 9)
        }


def test_a_completion_that_never_happened_opens_the_case_with_the_old_day_of_the_lcspr() -> None:
    undone = takes_back(completed(), "lcspr_completed")
    assert undone.stage is Stage.LCSPR and due(undone) == due(decided(submitted()))
    corrected = corrects(complete_lcspr(undone, TODAY, WHY, BUSINESS_TEAM, LATER), "lcspr_completed", date(2026, 6, 9))
    assert corrected.stage is Stage.CLOSED
    assert figures_of(corrected, FRAMEWORK, CALENDAR, TODAY).timings["lcspr"].done == date(2026, 6, 9)


def test_a_start_that_never_happened_is_to_be_recorded_before_the_completion() -> None:
    undone = takes_back(started(decided(submitted())), "lcspr_started")
    with pytest.raises(WrongStage, match="Record first who reviews"):
        complete_lcspr(undone, TODAY, WHY, BUSINESS_TEAM, LATER)
    assert recorded_step(start_lcspr(undone, text("another"), TODAY, BUSINESS_TEAM, LATER), "lcspr_started")


def test_nobody_ends_a_duty_alone_by_taking_a_submission_back() -> None:
    no_sin = {**HARMED, "abuse_or_neglect": "neither", "care_experienced": "no"}
    agreed = signed_by(submitted(opened(**no_sin)), "notification_criteria", *PARTNERS_DSPS)
    died = signed_by(dies(agreed), "notification_criteria", *PARTNERS_DSPS)
    undone = takes_back(died, "sin_submitted")
    assert isinstance(undone.events[-1], CorrectionProposed) and undone.events[-1].ends
    assert due(undone) == due(died)
    assert signed_by(undone, CORRECTION, *PARTNERS_DSPS, DCS).sin_submitted is None


def test_what_was_proposed_is_over_once_something_else_was_changed() -> None:
    proposed = corrects(submitted(), "sin_submitted", date(2026, 6, 3))
    changed = update(proposed, facts(abuse_or_neglect="suspected"), ENGINE, BUSINESS_TEAM, LATER)
    assert changed.proposals.correction is None
    assert not isinstance(takes_back(proposed, "sin_submitted").events[-1], CorrectionProposed)


def test_the_day_of_a_return_is_corrected_for_its_own_agency_and_moves_nothing_that_is_due() -> None:
    case = returned(returned(), "Health Services")
    late = corrects(case, "returned", FRIDAY + timedelta(days=1))
    assert [(each.agency, each.day) for each in recorded_steps(late, "returned")] == [
        ("A school", FRIDAY + timedelta(days=1)),
        ("Health Services", TODAY),
    ]
    assert due(late) == due(case) and late.proposals.correction is None
    told = history(late, FRAMEWORK, lambda person: person.id)[-1]
    assert "the return of A school was on Saturday 6 June 2026, not on Tuesday 2 June 2026. Reason: read from" in told
    with pytest.raises(OutOfDate, match="anew since"):
        correct_day(late, "returned", TODAY, case.version - 2, WHY, BUSINESS_TEAM, LATER, "A school")
    back = take_back_return(late, "A school", WHY, BUSINESS_TEAM, LATER)
    assert [each.agency for each in recorded_steps(back, "returned")] == ["Health Services"]
    with pytest.raises(WrongStage, match="Nothing is recorded here"):
        correct_day(back, "returned", FRIDAY, late.version, WHY, BUSINESS_TEAM, LATER, "A school")
    again = record_return(back, "A school", BUSINESS_TEAM, LATER)
    assert next(each.day for each in recorded_steps(again, "returned")) == date(2026, 7, 12), "the correction was of it"


def test_a_correction_of_a_returns_day_leaves_a_proposed_and_an_agreed_correction_as_they_are() -> None:
    proposed = corrects(returned(), "sin_submitted", date(2026, 6, 3))
    beside = corrects(proposed, "returned", FRIDAY)
    assert beside.proposals.correction == proposed.proposals.correction is not None
    agreed = corrects(signed_by(beside, CORRECTION, DCS), "returned", TODAY)
    assert agreed.sin_submitted == date(2026, 6, 3) and agreed.proposals.agreed_correction


def test_the_words_that_refuse_a_second_recording_lead_to_the_correction() -> None:
    with pytest.raises(WrongStage, match='press "Correct what was recorded"'):
        submit_sin(submitted(), MONDAY, BUSINESS_TEAM, LATER)
    with pytest.raises(WrongStage, match='press "Correct what was recorded"'):
        updates(updates(dead_after_decision()), AWARE)
