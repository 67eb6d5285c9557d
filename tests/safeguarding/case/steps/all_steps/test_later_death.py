"""One notification is of one incident: a death that comes after the SIN is an update of it, with clocks of its own."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, WrongStage
from safeguarding.case.events.case_events import Updated, UpdateProposed
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import FACTS_CHANGE, LATER_NOT_MET
from safeguarding.case.state.milestones import milestones
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.state.weakening import proposed_weakening
from safeguarding.case.steps.concern import refer_concern
from safeguarding.case.steps.lcspr import complete_lcspr
from safeguarding.case.steps.lifecycle import close, submit_sin, update
from safeguarding.case.steps.signatures import propose_not_met
from safeguarding.case.views.history import history
from safeguarding.case.views.next_steps import waiting_for
from safeguarding.case.views.statistics import Result, figures_of
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    CALENDAR,
    ENGINE,
    FRAMEWORK,
    PARTNERS_DSPS,
    closed_anyway,
    decided,
    merged,
    put_to_the_dsps,
    recommendation,
    seriously_harmed,
    signed_by,
    started,
    text,
)
from tests.support.later_death import (
    AT_DEATH,
    AT_UPDATE,
    AWARE,
    HARMED,
    UPDATED,
    dead_after_decision,
    decided_without_lcspr,
    dies,
    updates,
)
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import facts, opened, submitted

SUBMITTED, DAY_OF_DEATH = date(2026, 6, 2), date(2026, 6, 30)
UPDATE_DUE, DETERMINATION_DUE = date(2026, 7, 8), date(2026, 7, 24)
FOUR = (*PARTNERS_DSPS, EVERYBODY["dcs"])
NO_ABUSE = {"abuse_or_neglect": "neither", "care_experienced": "no"}
STATUTORY = {deadline.id for deadline in FRAMEWORK.deadlines}
ENDED = ("sin_only", "found_not_met", "decided", "concern", "concern_decided")
TO_UPDATE = "the notification is not updated with what came after it"


def due(case: Case) -> dict[str, date]:
    return {clock.due.id: clock.due.due for clock in clocks(case, FRAMEWORK, CALENDAR) if clock.due.id in STATUTORY}


def at_stages(cases: Mapping[str, Case]) -> dict[str, Case]:
    """Every stage after a submission, of a child who was seriously harmed and lives."""
    return {name: seriously_harmed(case) for name, case in cases.items() if case.sin_submitted and case.is_open}


def test_a_child_who_dies_after_the_decision_has_the_notification_updated_within_five_working_days() -> None:
    case = dead_after_decision()
    assert case.stage is Stage.NOTIFICATION
    assert due(case) == {"sin_update": UPDATE_DUE}
    assert [duty.in_words(case, {}) for duty in open_duties(case)] == [
        "the notification is not updated with what came after it (Local authority)"
    ]
    assert waiting_for(case, FRAMEWORK, "sin_update").offices == ("local_authority",)


def test_at_every_stage_the_death_begins_the_update_and_the_case_can_be_closed_no_more(
    cases: Mapping[str, Case],
) -> None:
    for name, case in at_stages(cases).items():
        died = dies(case)
        assert due(died)["sin_update"] == UPDATE_DUE, name
        assert (died.stage is Stage.NOTIFICATION) == (name in ENDED), name
        assert TO_UPDATE in [duty.title for duty in open_duties(died)], name
        with pytest.raises(WrongStage, match="stays open while a duty is"):
            close(died, text("finished"), BUSINESS_TEAM, AT_UPDATE, "yes")
        steps = FRAMEWORK.next_steps_for(died.outcome.values, milestones(died, FRAMEWORK))
        assert "close_the_case" not in {step.id for step in steps}, name


def test_where_it_was_decided_the_update_starts_fifteen_working_days_for_a_new_determination(
    cases: Mapping[str, Case],
) -> None:
    for name in ("decided", "deferred", "found_not_met"):
        case = updates(dies(at_stages(cases)[name]))
        assert case.stage is Stage.RAPID_REVIEW, name
        assert due(case) == {"new_determination": DETERMINATION_DUE}, name


def test_a_review_that_still_runs_keeps_its_day(cases: Mapping[str, Case]) -> None:
    for name in ("rapid_review", "decision"):
        before = at_stages(cases)[name]
        died = dies(before)
        assert died.stage is Stage.RAPID_REVIEW, "the facts are others, so it is determined on these"
        day = due(before)["dsp_sign_off"]
        assert due(died) == {"sin_update": UPDATE_DUE, "rapid_review": day, "dsp_sign_off": day}
        assert due(updates(died)) == {"rapid_review": day, "dsp_sign_off": day}


def test_an_lcspr_that_was_commissioned_goes_on_and_is_not_completed_before_the_update(
    cases: Mapping[str, Case],
) -> None:
    before = at_stages(cases)["lcspr"]
    died = started(dies(before))
    assert died.stage is Stage.LCSPR
    assert due(died) == {**due(before), "sin_update": UPDATE_DUE}
    with pytest.raises(WrongStage, match="the notification is not updated with what came after it"):
        complete_lcspr(died, UPDATED, text("published"), BUSINESS_TEAM, AT_UPDATE)
    assert due(updates(died)) == due(before)
    assert complete_lcspr(updates(died), UPDATED, text("published"), BUSINESS_TEAM, AT_UPDATE).stage is Stage.CLOSED


def test_a_sin_without_a_rapid_review_has_one_from_the_update_where_abuse_is_suspected_then() -> None:
    sin_only = submitted(opened(**HARMED, **NO_ABUSE))
    assert sin_only.stage is Stage.SIN_ONLY
    assert updates(dies(sin_only)).stage is Stage.SIN_ONLY
    suspected = dies(sin_only, abuse_or_neglect="suspected")
    assert due(suspected) == {"sin_update": UPDATE_DUE}
    assert due(updates(suspected)) == {"new_determination": DETERMINATION_DUE}


def test_the_earlier_decision_stays_on_record_and_another_takes_its_place() -> None:
    first = decided_without_lcspr()
    died = dies(first)
    assert died.decision == first.decision, "it stands until the notification is updated"
    case = updates(died)
    assert case.decision is None and case.earlier_decision == first.decision
    again = decided(case, recommendation("commission"))
    assert again.stage is Stage.LCSPR and again.earlier_decision is None
    assert "new_determination" not in due(again)
    timings = figures_of(again, FRAMEWORK, CALENDAR, UPDATED).timings
    assert timings["sin_update"].result is timings["new_determination"].result is Result.KEPT
    assert timings["dsp_sign_off"].done == SUBMITTED, "the first decision was in time, and stays so"


def test_without_a_day_of_awareness_the_five_days_run_provisionally_from_the_recording() -> None:
    case = dies(submitted(opened(**HARMED)), aware=None)
    (clock,) = (clock for clock in clocks(case, FRAMEWORK, CALENDAR) if clock.due.id == "sin_update")
    assert (clock.due.start, clock.provisional) == (AT_DEATH.date(), True)


def test_the_updates_submission_never_takes_the_place_of_the_sins_own_and_needs_a_day_that_can_be() -> None:
    died = dies(submitted(opened(**HARMED)))
    for day in (SUBMITTED, AWARE - timedelta(days=1)):
        with pytest.raises(InvalidInput, match="before the update can have been submitted"):
            updates(died, day)
    with pytest.raises(InvalidInput, match="in the future"):
        updates(died, date(2026, 7, 6))
    not_known = dies(submitted(opened(**HARMED)), aware=None)
    with pytest.raises(InvalidInput, match="before the update can have been submitted"):
        updates(not_known, SUBMITTED)
    assert updates(not_known, date(2026, 6, 3)).notification.updated == date(2026, 6, 3)
    done = updates(died)
    assert done.sin_submitted == SUBMITTED
    assert updates(done) is done
    with pytest.raises(WrongStage, match="recorded already"):
        updates(done, AWARE)
    with pytest.raises(WrongStage, match="not to be updated"):
        updates(submitted())


def test_a_closed_case_is_reopened_by_a_death_and_by_no_other_change(cases: Mapping[str, Case]) -> None:
    for name, case in at_stages(cases).items():
        closed = closed_anyway(case, text("finished"), BUSINESS_TEAM, OPENED_AT)
        for who in ("opener", "business_team", "council", "dcs"):
            died = dies(closed, EVERYBODY[who])
            assert died.is_open and due(died)["sin_update"] == UPDATE_DUE, name
        with pytest.raises(WrongStage, match="is closed"):
            update(closed, facts(**HARMED, abuse_or_neglect="suspected"), ENGINE, BUSINESS_TEAM, AT_DEATH)


def test_a_death_reopens_a_closed_case_that_was_never_notified() -> None:
    closed = closed_anyway(opened(**HARMED, **NO_ABUSE), text("finished"), BUSINESS_TEAM, OPENED_AT)
    died = dies(closed)
    assert died.stage is Stage.NOTIFICATION and "sin" in due(died)
    assert "sin_update" not in due(died), "the SIN that is to go in holds the death"


def test_an_lcspr_that_was_completed_is_open_again_with_the_death() -> None:
    commissioned = decided(submitted(opened(**HARMED)), recommendation("commission"))
    completed = complete_lcspr(started(commissioned), SUBMITTED, text("published"), BUSINESS_TEAM, OPENED_AT)
    assert dies(completed).stage is Stage.LCSPR and {"lcspr", "sin_update"} == set(due(dies(completed)))


def test_a_death_that_the_sin_holds_asks_for_no_update() -> None:
    assert submitted(opened()).notification.update is None
    died_first = submit_sin(dies(opened(**HARMED)), date(2026, 7, 2), BUSINESS_TEAM, AT_UPDATE)
    assert died_first.notification.update is None


def test_a_sin_recorded_after_the_death_and_dated_before_it_may_not_hold_it() -> None:
    recorded_late = submit_sin(dies(opened(**HARMED)), SUBMITTED, BUSINESS_TEAM, AT_UPDATE)
    assert due(recorded_late)["sin_update"] == UPDATE_DUE


def test_an_older_record_in_which_the_death_was_stated_replays_as_before() -> None:
    case = decided_without_lcspr()
    died = Updated(by=case.opener, at=AT_DEATH, facts=facts(), outcome=case.outcome)
    assert due(case.then(died)) == {} and case.then(died).stage is Stage.DECIDED


def test_nobody_ends_the_update_or_what_follows_it_alone() -> None:
    died = dead_after_decision()
    for case, ends in ((died, "the update of the notification"), (updates(died), "the Rapid Review")):
        lives = update(case, facts(**HARMED), ENGINE, BUSINESS_TEAM, AT_UPDATE)
        assert isinstance(lives.events[-1], UpdateProposed) and proposed_weakening(lives).ends == (ends,)
        assert (lives.stage, due(lives)) == (case.stage, due(case))
        assert signed_by(lives, FACTS_CHANGE, *FOUR).stage is Stage.DECIDED


def test_a_later_day_of_awareness_of_the_death_waits_for_another_and_an_earlier_one_holds_at_once() -> None:
    died = dies(submitted(opened(**HARMED)))
    later = dies(died, aware=date(2026, 7, 2))
    assert proposed_weakening(later).delays == ("the day by which the notification is to be updated",)
    assert due(later) == due(died)
    assert due(signed_by(later, FACTS_CHANGE, EVERYBODY["dcs"]))["sin_update"] == date(2026, 7, 9)
    assert due(dies(died, aware=DAY_OF_DEATH))["sin_update"] == date(2026, 7, 7)


def test_no_case_of_concern_comes_before_the_update() -> None:
    died = dies(submitted(opened(**HARMED, **NO_ABUSE)))
    with pytest.raises(WrongStage, match="comes first"):
        refer_concern(died, "near_miss", "A school", text("x"), {}, AGENCIES, FRAMEWORK, BUSINESS_TEAM, AT_UPDATE)


def test_what_was_proposed_before_the_death_is_put_to_nobody_after_it() -> None:
    proposed = propose_not_met(submitted(opened(**HARMED)), text("no harm"), BUSINESS_TEAM, OPENED_AT)
    assert sign_off_of(dies(proposed), LATER_NOT_MET) is None
    same = propose_not_met(dies(proposed), text("no harm"), BUSINESS_TEAM, AT_UPDATE)
    assert sign_off_of(same, LATER_NOT_MET), "the same reason is put anew too"
    anew = propose_not_met(dies(proposed), text("an illness"), BUSINESS_TEAM, AT_UPDATE)
    assert signed_by(anew, LATER_NOT_MET, *FOUR).stage is Stage.NOTIFICATION, "what is in is still to be updated"


def test_a_duplicate_whose_notification_is_to_be_updated_is_not_merged_away() -> None:
    died = dies(submitted(opened(**HARMED)))
    with pytest.raises(InvalidInput, match="Update the notification"):
        merged(died, submitted(opened("CSCP-2026-002")))


def test_the_history_tells_the_death_and_the_update() -> None:
    told = history(updates(dies(submitted(opened(**HARMED)))), FRAMEWORK, lambda person: person.id)
    assert "updated the case. The death is recorded. Harm: Seriously harmed \u2192 Died" in told[-2]
    assert told[-1].endswith("recorded that the notification was updated on Friday 3 July 2026.")


def test_the_decision_put_to_the_dsps_again_is_another_than_the_one_they_signed() -> None:
    first = decided_without_lcspr()
    again = put_to_the_dsps(updates(dies(first)), recommendation("not_met"))
    assert again.stage is Stage.DECISION
    assert signed_by(again, "lcspr_decision", *PARTNERS_DSPS).stage is Stage.DECIDED
