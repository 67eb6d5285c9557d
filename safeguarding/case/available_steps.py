"""The table of steps says who may take each step of a case, and when: one row a step.

Guards raise from it and buttons are made from it, so what is offered is what is accepted. A step says first who may
take it, then what is in its way at this moment.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.corrections import recorded
from safeguarding.case.errors import WrongStage
from safeguarding.case.events.child import Child
from safeguarding.case.events.correction_events import RecordedStep
from safeguarding.case.matter_rules import on_matter
from safeguarding.case.notification import DIED
from safeguarding.case.signatories import is_decided
from safeguarding.case.stage import IN_REVIEW, LANE_ENDED, Stage
from safeguarding.case.state.clocks import lacks_agreement
from safeguarding.case.state.criteria import may_ask_for_sin, values_in_force
from safeguarding.case.state.duties import LCSPR_TO_COMPLETE, Duty, open_duties, ways_past_vacancies
from safeguarding.case.state.escalation import CRITERIA, LCSPR, Escalated, refusal_to_escalate
from safeguarding.case.state.links import links
from safeguarding.case.state.matters import MATTERS, NOTIFICATION_CRITERIA, TRANSFER
from safeguarding.case.state.recorded_steps import RECORDED_STEPS, recorded_steps
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.state.undoable_merge import refusal_after_its_day, refusal_to_undo_merge
from safeguarding.case.state.vacancies import Vacancies
from safeguarding.case.step_rules import (
    Now,
    Refusal,
    StepRule,
    always,
    anyone,
    at_stage,
    business_team,
    chair,
    needs,
    only,
    only_business_team,
    only_review_group,
    opener,
    partners,
    proposer,
    refusal_if_closed,
    review_group,
    seat_holders,
    submitters,
    unless,
    while_open,
    without_conflict,
)
from safeguarding.dates.working_days import spoken
from safeguarding.people import Actor

NO_VACANCY: Vacancies = {}
CORRECT_IT = 'If that is wrong, open the case and press "Correct what was recorded".'


def for_step(correction: str, step: RecordedStep) -> str:
    """Returns the name under which the table has a correction of one recorded step."""
    return f"{correction} {step}"


def may_refer(case: Case) -> bool:
    """Says whether a Case of Concern may be referred: no duty of a notification or a Rapid Review may be open, since a
    concern never takes a notification's place."""
    if case.stage in LANE_ENDED:
        return True
    no_sin = case.stage is Stage.NOTIFICATION and values_in_force(case)["sin"] == "not_required"
    return no_sin and not lacks_agreement(case) and not case.notification.update_is_due


def _not_submitted(case: Case) -> Refusal:
    if case.sin_submitted:
        return WrongStage(f"The submission is recorded already, on {spoken(case.sin_submitted)}. {CORRECT_IT}")
    return None


def _update_to_submit(case: Case) -> Refusal:
    if case.notification.update is None:
        return WrongStage(
            "No death and no further child was recorded after the SIN went in, so the notification is not to be "
            "updated."
        )
    if case.notification.updated:
        day = spoken(case.notification.updated)
        return WrongStage(f"The notification's update is recorded already, on {day}. {CORRECT_IT}")
    return None


def children_alive(case: Case) -> tuple[Child, ...]:
    """Returns the children whose death is not recorded."""
    return tuple(child for child in case.facts.children if child.answers.get("harm") != DIED)


def _nothing_due(case: Case) -> Refusal:
    return _refusal_while_due(case, open_duties(case))


def _nothing_else_due(case: Case) -> Refusal:
    """Refuses a completion, which closes the case, while another duty than the LCSPR's is open."""
    return _refusal_while_due(case, _due_beside_lcspr(case))


def _due_beside_lcspr(case: Case) -> Sequence[Duty]:
    return [duty for duty in open_duties(case) if duty is not LCSPR_TO_COMPLETE]


def _refusal_while_due(case: Case, due: Sequence[Duty], vacant: Vacancies = NO_VACANCY) -> Refusal:
    if due:
        listed = "; ".join(duty.in_words(case, vacant) for duty in due)
        ways = ways_past_vacancies(case, due, vacant)
        return WrongStage(" ".join([f"{case.ref} stays open while a duty is: {listed}.", *ways]))
    return None


def _nothing_due_of_vacant_seats(case: Case, circumstances: Circumstances) -> Refusal:
    """Says the same of a case with open duties as ``_nothing_due``, and which seats are vacant."""
    return _refusal_while_due(case, open_duties(case), circumstances.partnership.vacant_since)


def _nothing_else_due_of_vacant_seats(case: Case, circumstances: Circumstances) -> Refusal:
    due = _due_beside_lcspr(case) if case.stage is Stage.LCSPR else ()
    return _refusal_while_due(case, due, circumstances.partnership.vacant_since)


def _closed(case: Case) -> Refusal:
    if case.merged_into:
        return refusal_if_closed(case)
    return WrongStage(f"{case.ref} is open.") if case.is_open else None


def _may_be_taken_apart(case: Case) -> Refusal:
    """Refuses where the case that took the other in is closed: its duties are to be open again."""
    closed = None if case.merged_into else refusal_if_closed(case)
    return closed or refusal_to_undo_merge(case)


def _not_merged(case: Case) -> Refusal:
    return refusal_if_closed(case) if case.merged_into else None


def _may_be_found_not_met(case: Case) -> Refusal:
    if case.found_not_met:
        return WrongStage("The criteria were found not met already.")
    if case.sin_submitted is None and not may_ask_for_sin(case):
        return WrongStage(
            "On these answers no SIN is required. The three partners agree to that, and no more is needed."
        )
    if case.decision:
        return WrongStage("The decision on the LCSPR is final. What was decided stays on the record.")
    return None


def _may_be_in_error(case: Case) -> Refusal:
    if case.sin_submitted:
        return WrongStage(f"A SIN was submitted on {spoken(case.sin_submitted)}, so this was no error.")
    if case.concern_decision:
        return WrongStage("The Review Group has decided on a Case of Concern here, so this was no error.")
    return None


def _transfer_is_agreed(case: Case) -> Refusal:
    sign_off = sign_off_of(case, TRANSFER)
    if sign_off is None:
        return WrongStage("No transfer is proposed that still stands. The Business Team proposes one.")
    if not sign_off.is_agreed:
        return WrongStage("The DCS and another partner have to agree to the transfer first. Until then the clocks run.")
    return None


def _may_reopen(case: Case, by: Actor) -> Refusal:
    if case.stage in (Stage.OPENED_IN_ERROR, Stage.TRANSFERRED):
        who = "Only the partners, the DCS, the Business Team and the person who opened the case can reopen it."
        return only(business_team, seat_holders, opener, says=who)(case, by)
    return only_business_team("reopen a case")(case, by)


def _may_confirm(case: Case, by: Actor) -> Refusal:
    if case.chair is None:
        return WrongStage("No chair is named yet. A Designated Safeguarding Partner names one.")
    chairs = only(chair, says="Only the chair of the Rapid Review can confirm the determination.")
    return without_conflict(chairs)(case, by)


def _to_confirm(case: Case) -> Refusal:
    if case.determination is None:
        return WrongStage("No determination is recorded that still stands. A Review Group member records one.")
    if case.is_determined:
        return WrongStage(f"The determination is confirmed already. {CORRECT_IT}")
    return None


def _criteria_open(case: Case) -> Refusal:
    if case.sin_submitted:
        return _not_submitted(case)
    if sign_off_of(case, NOTIFICATION_CRITERIA) is None or is_decided(case, NOTIFICATION_CRITERIA):
        return WrongStage("Nothing is open about the notification criteria, so there is nothing to escalate.")
    return None


def _to_refer(case: Case) -> Refusal:
    if case.stage is Stage.CONCERN:
        return WrongStage("A Case of Concern is referred here already. The Review Group decides on it.")
    if case.stage is Stage.CONCERN_DECIDED and case.concern_decision:
        return WrongStage(
            f"The Review Group decided on this Case of Concern on {spoken(case.concern_decision.on)}. If something "
            "is new, start a triage for it, and refer that case."
        )
    if not may_refer(case):
        return WrongStage(
            "A notification or a review is open here, and it comes first. A Case of Concern can be referred when the "
            "notification criteria are found not met, or when no LCSPR follows."
        )
    return None


def _escalating(escalated: Escalated, case: Case, circumstances: Circumstances) -> Refusal:
    return refusal_to_escalate(case, escalated, circumstances)


def _is_recorded(step: RecordedStep) -> Now:
    def now(case: Case) -> Refusal:
        if case.merged_into:
            return refusal_if_closed(case)
        if not recorded_steps(case, step):
            return WrongStage(f"Nothing can be corrected here: {RECORDED_STEPS[step].title} is not on record.")
        return None

    return now


def _with_corrections(steps: Mapping[str, StepRule]) -> Mapping[str, StepRule]:
    """Adds the corrections of each recorded step, which are for whoever may record it."""
    made: dict[str, StepRule] = {}
    for step, recorded_as in RECORDED_STEPS.items():
        rule = StepRule(steps[recorded_as.recorded_as].may, _is_recorded(step))
        made |= {for_step("correct", step): rule} if recorded_as.has_day else {}
        made |= {for_step("take_back", step): rule} if recorded_as.may_not_have_been else {}
    return {**steps, **made}


NAMES_ANOTHER_AUTHORITY = needs(
    lambda case: case.other_partnerships.named_since,
    "The facts name no other authority: neither as the place, nor as a child's home, nor as the one that is "
    "responsible. Change them first where that is wrong.",
)
STARTED = needs(
    lambda case: recorded(case.events, "lcspr_started"), "Record first who reviews and when the LCSPR started."
)
MAY_UPDATE = only(
    *(opener, business_team, seat_holders),
    says="Only the person who opened the case, the Business Team and the partners can update it.",
)
MAY_SUBMIT = only(
    *(business_team, submitters),
    says="Only the Business Team, the DCS and the local authority's DSP can record the submission.",
)
MAY_RESTRICT = only(
    *(business_team, partners),
    says="Only the Business Team and the three partners' DSPs can restrict a case or lift a restriction.",
)
_STEPS: Mapping[str, StepRule] = {
    "update": StepRule(MAY_UPDATE, while_open()),
    "record_death": StepRule(MAY_UPDATE, _closed),
    "withdraw_update": StepRule(
        only(
            *(business_team, proposer),
            says="Only whoever proposed the change and the Business Team can withdraw it.",
        ),
        while_open(needs(lambda case: case.proposals.update, "No change of the facts is proposed any more.")),
    ),
    "submit_sin": StepRule(MAY_SUBMIT, while_open(_not_submitted)),
    "submit_update": StepRule(MAY_SUBMIT, while_open(_update_to_submit)),
    "propose_not_met": StepRule(
        only(
            *(business_team, seat_holders),
            says="Only the partners, the DCS and the Business Team can propose this.",
        ),
        while_open(_may_be_found_not_met),
    ),
    "close": StepRule(only_business_team("close a case"), while_open(_nothing_due), _nothing_due_of_vacant_seats),
    "propose_opened_in_error": StepRule(
        only_business_team("propose that a case was opened in error"), while_open(_may_be_in_error)
    ),
    "record_partnership": StepRule(
        only_business_team("record what another partnership was told, and its answer"),
        while_open(NAMES_ANOTHER_AUTHORITY),
    ),
    "propose_transfer": StepRule(
        only_business_team("propose a transfer to another authority"), while_open(NAMES_ANOTHER_AUTHORITY)
    ),
    "accept_transfer": StepRule(
        only_business_team("record that another authority has accepted the case"), while_open(_transfer_is_agreed)
    ),
    "reopen": StepRule(_may_reopen, _closed),
    "merge": StepRule(only_business_team("merge cases"), while_open()),
    "undo_merge": StepRule(only_business_team("undo a merge"), _may_be_taken_apart, refusal_after_its_day),
    "link": StepRule(only_business_team("link cases"), _not_merged),
    "unlink": StepRule(only_business_team("remove a link"), needs(links, "{} is linked to no other case.")),
    "redact": StepRule(only_business_team("redact a text"), always),
    "name_chair": StepRule(
        without_conflict(only(partners, says="Only a Designated Safeguarding Partner can name the chair.")),
        at_stage(*IN_REVIEW),
    ),
    "record_liaison": StepRule(only_business_team("record which kind of review fits"), at_stage(*IN_REVIEW)),
    "request_information": StepRule(only_business_team("request information from agencies"), at_stage(*IN_REVIEW)),
    "record_return": StepRule(only_business_team("record an agency's return"), at_stage(*IN_REVIEW)),
    "take_back_return": StepRule(only_business_team("take back an agency's return"), at_stage(*IN_REVIEW)),
    "record_meeting": StepRule(
        without_conflict(
            only(
                *(business_team, partners, chair),
                says="Only the Business Team, the three partners' DSPs and the chair can record the DSPs' meeting.",
            )
        ),
        at_stage(*IN_REVIEW),
    ),
    "answer_part": StepRule(only_review_group("write in the record of the Rapid Review"), at_stage(*IN_REVIEW)),
    "determine": StepRule(only_review_group("record the determination"), at_stage(*IN_REVIEW)),
    "confirm_determination": StepRule(_may_confirm, unless(at_stage(*IN_REVIEW), _to_confirm)),
    "propose_decision": StepRule(
        without_conflict(
            only(partners, says="Only a Designated Safeguarding Partner can propose a different decision.")
        ),
        at_stage(Stage.DECISION),
    ),
    "decide_by_escalation": StepRule(
        only_business_team("record a decision by escalation"),
        at_stage(Stage.DECISION),
        partial(_escalating, LCSPR),
    ),
    "escalate_criteria": StepRule(
        only_business_team("record a decision on the notification criteria by escalation"),
        while_open(_criteria_open),
        partial(_escalating, CRITERIA),
    ),
    "look_again": StepRule(only_business_team("look again at a legal constraint"), at_stage(Stage.DEFERRED)),
    "start_lcspr": StepRule(only_business_team("record the start of an LCSPR"), at_stage(Stage.LCSPR)),
    "note_progress": StepRule(only_business_team("note the progress of an LCSPR"), at_stage(Stage.LCSPR)),
    "complete_lcspr": StepRule(
        only_business_team("record the completion of an LCSPR"),
        unless(at_stage(Stage.LCSPR), STARTED, _nothing_else_due),
        _nothing_else_due_of_vacant_seats,
    ),
    "refer_concern": StepRule(anyone, while_open(_to_refer)),
    "propose_outcome": StepRule(only_review_group("propose an outcome"), at_stage(Stage.CONCERN)),
    "restrict": StepRule(MAY_RESTRICT, while_open()),
    "lift_restriction": StepRule(
        MAY_RESTRICT, while_open(needs(lambda case: case.access.is_restricted, "{} is not restricted."))
    ),
    "declare_conflict": StepRule(
        only(
            *(business_team, review_group, seat_holders, chair),
            says="You have no part in this case that a conflict of interest could touch.",
        ),
        while_open(),
    ),
    "hand_over": StepRule(
        without_conflict(only(seat_holders, says="Only whoever holds a seat can hand over their part in a case.")),
        while_open(),
    ),
    "hand_over_for": StepRule(only_business_team("hand over somebody else's part in a case"), while_open()),
    "acknowledge": StepRule(
        without_conflict(
            only(
                *(business_team, seat_holders, review_group, chair, opener),
                says="Only whoever holds an office in this case can acknowledge one of its days.",
            )
        ),
        while_open(),
    ),
    "withdraw_conflict": StepRule(
        only_business_team("withdraw a declared conflict of interest"),
        while_open(needs(lambda case: case.access.conflicted, "No conflict of interest is declared here.")),
    ),
    **{name: rule for matter in MATTERS for name, rule in on_matter(matter).items()},
}
STEPS = _with_corrections(_STEPS)
"""The table has each step under its own name, as its transition is called; a step on one matter also by the matter
(``for_matter``), a correction by the recorded step (``for_step``)."""
