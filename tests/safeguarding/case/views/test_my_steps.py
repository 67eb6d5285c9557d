"""My steps list what waits for one person, the most pressing first, and nothing that others have to do."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.state.matters import CONCERN_DECISION, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.steps.restriction import declare_conflict
from safeguarding.case.views.my_steps import NOBODYS, TAKEN_AS, MyStep, my_steps, waiting_elsewhere
from safeguarding.rehearsal import REHEARSAL
from tests.support.case_stages import (
    FRAMEWORK,
    PARTNERS_DSPS,
    TODAY,
    chaired,
    circumstances,
    decided,
    determined,
    disputed,
    filled_in,
    like,
    proposed,
    put_to_the_dsps,
    referred,
    signed_by,
    text,
)
from tests.support.later_death import dead_after_decision, updates
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.offices import OFFICES, person
from tests.support.plain_case import care_leaver, opened, submitted

DAY_AFTER = date(2026, 6, 9)


def steps(of: str, *cases: Case, on: date = TODAY) -> tuple[MyStep, ...]:
    return my_steps(cases, OFFICES.actor(person(of)), replace(circumstances(on), partnership=OFFICES))


def names(found: Iterable[MyStep]) -> list[str]:
    return [step.name or "" for step in found]


def test_each_office_is_shown_its_own_step_and_no_other() -> None:
    case = opened()
    assert names(steps("icb", case)) == [f"sign {NOTIFICATION_CRITERIA}"]
    assert names(steps("council", case)) == [f"sign {NOTIFICATION_CRITERIA}", "submit_sin"]
    assert names(steps("dcs", case)) == [f"sign {SIN_QUALITY}"]
    assert steps("practitioner", case) == steps("review_group", case) == ()


def test_a_step_that_was_taken_waits_no_more() -> None:
    case = signed_by(opened(), NOTIFICATION_CRITERIA, EVERYBODY["icb"])
    assert steps("icb", case) == ()


def test_the_chair_is_asked_to_confirm_the_determination_and_nobody_else() -> None:
    case = determined(chaired(submitted()))
    assert names(steps("chair", case))[0] == "confirm_determination"
    assert "confirm_determination" not in names(steps("icb", case))


def test_an_outcome_that_is_proposed_is_signed_by_its_day_and_proposed_no_more_unless_somebody_disagrees() -> None:
    put = proposed(referred(care_leaver()))
    assert names(steps("review_group", referred(care_leaver()))) == ["propose_outcome"]
    (to_sign,) = steps("review_group", put)
    assert to_sign.name == f"sign {CONCERN_DECISION}" and [clock.due.id for clock in to_sign.clocks] == ["concern"]
    against = signed_by(put, CONCERN_DECISION, EVERYBODY["review_group"], agrees=False)
    assert "propose_outcome" in names(steps("review_group", against))


def test_a_step_carries_its_days_with_what_the_guidance_requires_first() -> None:
    (write,) = [step for step in steps("review_group", submitted()) if step.name == "answer_part"]
    assert [clock.due.id for clock in write.clocks] == ["rapid_review", "draft"]


def test_what_is_overdue_comes_first_and_what_has_no_day_last() -> None:
    late, later = opened("CSCP-2026-009"), like(submitted(), "CSCP-2026-001")
    found = steps("council", later, late, on=DAY_AFTER)
    assert [step.case.ref for step in found[:2]] == [late.ref] * 2
    assert all(step.is_overdue(DAY_AFTER) for step in found[:2])
    assert not any(step.is_overdue(DAY_AFTER) for step in found[2:])
    days = [bool(step.clocks) for step in found]
    assert days == sorted(days, reverse=True)


def test_rehearsals_come_last_whatever_is_overdue_in_them() -> None:
    found = steps("icb", opened(f"{REHEARSAL}-2026-001"), submitted(), on=DAY_AFTER)
    practised = [step.case.is_rehearsal for step in found]
    assert practised == sorted(practised) and practised[-1]


def test_a_deputy_is_shown_the_holders_step_as_the_holders() -> None:
    (found,) = steps("icb_deputy", opened())
    assert found.as_deputy


def test_it_is_the_deputys_own_where_the_holder_has_declared_a_conflict_of_interest() -> None:
    case = declare_conflict(opened(), text("a relative"), EVERYBODY["icb"], OPENED_AT)
    (found,) = steps("icb_deputy", case)
    assert not found.as_deputy


def test_what_waits_for_nobody_else_is_for_the_business_team() -> None:
    case = disputed(submitted())
    found = next(step for step in steps("business_team", case) if step.clocks)
    assert (found.text, found.name) == (NOBODYS, "decide_by_escalation")
    assert found.clocks[0].due.id == "dsp_sign_off"
    assert NOBODYS not in [step.text for step in steps("icb", case)]


def test_where_nothing_waits_it_is_said_for_whom_the_cases_wait() -> None:
    case = signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS[:2])
    first, *_ = waiting_elsewhere([decided(submitted()), case], replace(circumstances(), partnership=OFFICES))
    assert (first.case, first.clock.due.id) == (case, "sin")
    assert (first.waits.offices, first.waits.later) == (("police", "local_authority"), ("dcs",))


def test_what_was_to_be_signed_before_the_sin_went_in_can_be_signed_late_and_comes_behind_what_waits_now() -> None:
    assert not any(step.is_overtaken for step in (*steps("icb", opened()), *steps("dcs", opened())))
    own = steps("icb", submitted())
    assert names(own) == ["name_chair", f"sign {NOTIFICATION_CRITERIA}"]
    assert [step.is_overtaken for step in own] == [False, True]
    (quality,) = steps("dcs", decided(submitted()))
    assert (quality.name, quality.is_overtaken) == (f"sign {SIN_QUALITY}", True)


def test_what_is_signed_of_an_update_of_the_notification_is_of_its_time_again_until_the_update_has_gone_in() -> None:
    died = dead_after_decision()
    assert {step.name: step.is_overtaken for step in steps("dcs", died)}[f"sign {SIN_QUALITY}"] is False
    assert {step.name: step.is_overtaken for step in steps("dcs", updates(died))}[f"sign {SIN_QUALITY}"] is True


def test_what_the_preparation_of_a_review_left_open_is_overtaken_once_it_is_determined() -> None:
    before, after = (steps("business_team", case) for case in (submitted(), put_to_the_dsps(filled_in(submitted()))))
    assert {step.name: step.is_overtaken for step in before}["record_liaison"] is False
    assert {step.name: step.is_overtaken for step in after}["record_liaison"] is True


def test_every_step_that_the_rules_name_is_signed_or_leads_to_its_row_in_the_table() -> None:
    assert set(TAKEN_AS.values()) <= STEPS.keys()
    unrecorded = {step.id for step in FRAMEWORK.next_steps if step.id not in TAKEN_AS}
    signed = {"agree_criteria", "check_quality", "confirm_not_required", "decide", "agree_transfer"}
    assert unrecorded == signed | {"prepare_rapid_review", "consider_case_of_concern", "tell_adults_board"}
