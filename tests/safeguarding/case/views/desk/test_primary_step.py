"""Whoever has a step in a case is shown one first; whoever's step the nearest day waits for has it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.stage import ENDED, Stage
from safeguarding.case.state.clocks import clocks, nearest_clock
from safeguarding.case.state.matters import CONCERN_DECISION, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.views.desk.primary_step import NOTHING, Desk, desk
from safeguarding.case.views.my_steps import my_steps
from safeguarding.case.views.next_steps import waiting_for
from tests.support.case_stages import (
    CALENDAR,
    FRAMEWORK,
    GROUP,
    LATER,
    PARTNERS_DSPS,
    TODAY,
    circumstances,
    decided,
    disputed,
    proposed,
    recommendation,
    referred,
    signed_by,
)
from tests.support.people.everybody import EVERYBODY
from tests.support.people.offices import OFFICES, person, restricted_to
from tests.support.plain_case import care_leaver, opened, submitted

LATE = date(2026, 6, 30)


def today_is(today: date) -> Circumstances:
    return replace(circumstances(today), partnership=OFFICES)


def of(kind: str, case: Case, on: date = TODAY) -> Desk:
    return desk(case, OFFICES.actor(person(kind)), today_is(on))


def first(kind: str, case: Case, on: date = TODAY) -> str | None:
    found = of(kind, case, on).primary
    return found.name if found else None


@pytest.mark.parametrize("today", [TODAY, LATE])
@pytest.mark.parametrize("stage", Stage)
def test_at_every_stage_each_reader_has_one_step_at_most_and_whoever_blocks_the_nearest_day_has_it(
    stage: Stage, today: date, cases: Mapping[str, Case]
) -> None:
    case, now = cases[stage], today_is(today)
    nearest = nearest_clock(clocks(case, FRAMEWORK, CALENDAR))
    blocked = set(waiting_for(case, FRAMEWORK, nearest.due.id).offices) if nearest else set()
    for kind in EVERYBODY:
        actor = OFFICES.actor(person(kind))
        found = desk(case, actor, now)
        if found.primary:
            assert STEPS[str(found.primary.name)].is_available(case, actor, now), kind
            assert found.primary not in found.others
            assert not (found.primary.as_deputy or found.primary.is_overtaken), kind
        own = [step for step in my_steps([case], actor, now) if step.name and not (step.as_deputy or step.is_overtaken)]
        if nearest and any(nearest in step.clocks for step in own if step.name != "propose_outcome"):
            assert found.primary and nearest in found.primary.clocks, kind
        assert found.is_clear or found.primary or found.others, kind
    assert blocked or nearest is None


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in ENDED])
def test_at_every_open_stage_whoever_has_nothing_to_do_reads_for_whom_it_waits(
    stage: Stage, cases: Mapping[str, Case]
) -> None:
    assert all(of(kind, cases[stage]).waits.offices for kind in EVERYBODY)


@pytest.mark.parametrize("stage", ENDED)
def test_in_a_case_that_has_ended_nobody_has_a_step_and_it_waits_for_nobody(
    stage: Stage, cases: Mapping[str, Case]
) -> None:
    assert all(of(kind, cases[stage]) == NOTHING for kind in EVERYBODY)


def test_each_office_begins_with_its_own_step() -> None:
    begins = {
        "icb": f"sign {NOTIFICATION_CRITERIA}",
        "dcs": f"sign {SIN_QUALITY}",
        "opener": None,
        "business_team": None,
    }
    assert {kind: first(kind, opened()) for kind in begins} == begins
    signed = signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS)
    assert first("council", signed) == "submit_sin" and first("icb", signed) is None
    assert first("business_team", submitted()) == "record_liaison"
    assert first("icb", submitted()) == "name_chair"
    assert first("review_group", submitted()) == "answer_part"


LEFT_UNSIGNED = {"icb": f"sign {NOTIFICATION_CRITERIA}", "dcs": f"sign {SIN_QUALITY}"}
AFTER_THE_SUBMISSION = (
    Stage.RAPID_REVIEW,
    Stage.DECISION,
    Stage.LCSPR,
    Stage.DEFERRED,
)


@pytest.mark.parametrize("stage", AFTER_THE_SUBMISSION)
def test_in_no_later_stage_what_was_to_be_signed_before_the_sin_is_anybodys_primary_step_and_it_stays_said(
    stage: Stage, cases: Mapping[str, Case]
) -> None:
    for kind, unsigned in LEFT_UNSIGNED.items():
        found = of(kind, cases[stage])
        assert unsigned in [step.name for step in found.left_open], kind
        assert found.primary is None or found.primary.name != unsigned
        assert STEPS[unsigned].is_available(cases[stage], OFFICES.actor(person(kind)), today_is(TODAY))


def test_whoever_has_left_something_unsigned_alone_has_nothing_to_do_now() -> None:
    for kind in LEFT_UNSIGNED:
        assert of(kind, decided(submitted())).is_clear and first(kind, decided(submitted())) is None


def test_a_sin_that_is_late_comes_before_all_that_is_left_open() -> None:
    assert first("council", opened(), LATE) == f"sign {NOTIFICATION_CRITERIA}"
    signed = signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS)
    assert first("council", signed, LATE) == "submit_sin"


def test_what_law_or_guidance_requires_comes_before_a_local_day_that_is_late() -> None:
    running = clocks(submitted(), FRAMEWORK, CALENDAR)
    late = min(running, key=lambda clock: clock.due.due)
    nearest = nearest_clock(running)
    assert nearest and nearest.due.deadline.strength == "must" and nearest.due.due > late.due.due
    assert nearest_clock([late]) == late and nearest_clock([]) is None


def test_a_deputy_has_it_at_hand_and_not_first() -> None:
    found = of("icb_deputy", opened())
    assert found.primary is None and found.is_clear
    assert [step.name for step in found.others] == [f"sign {NOTIFICATION_CRITERIA}"]


def test_where_nobody_else_has_a_step_left_the_business_team_has_the_way_on() -> None:
    assert first("business_team", disputed(submitted())) == "decide_by_escalation"


def test_an_outcome_that_is_put_is_signed_and_not_proposed_anew_until_somebody_disagrees() -> None:
    case = proposed(referred(care_leaver()))
    assert first("review_group", case) == f"sign {CONCERN_DECISION}"
    assert first("review_group", signed_by(case, CONCERN_DECISION, GROUP[0])) is None
    against = signed_by(case, CONCERN_DECISION, GROUP[0], agrees=False)
    assert first("review_group", against) == "propose_outcome"


def test_a_case_in_which_nothing_is_due_is_for_the_business_team_to_close() -> None:
    for case in (opened(harm="neither"), decided(submitted(), recommendation("not_met")), care_leaver()):
        assert first("business_team", case) == "close" and first("opener", case) is None
    assert of("opener", opened(harm="neither")).waits.offices == ("business_team",)


def test_a_restriction_comes_first_only_once_its_day_has_come() -> None:
    case = restricted_to(signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS), *EVERYBODY)
    assert first("business_team", case) is None
    assert first("business_team", case, LATER) == "restrict"
    assert first("business_team", care_leaver_restricted()) == "close"


def care_leaver_restricted() -> Case:
    return restricted_to(care_leaver(), *EVERYBODY)
