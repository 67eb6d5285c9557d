"""Decision actions answer the buttons of escalation, of the decision on an LCSPR and of what follows it: a legal
constraint, the LCSPR."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.handlers.actions.case_form import CasePress, FormAction, of_case, under_rules
from bot.handlers.actions.review import read_recommendation
from bot.handlers.results import ActionHandler
from cards.case.criteria import VERDICTS, criteria_escalation_card
from cards.inputs import Values
from cards.rapid_review.decision import decided_fold, escalation_card, look_again_card, proposal_card
from cards.rapid_review.lcspr import completion_card, progress_card, start_card
from dialogs.forms import read_optional_day
from safeguarding.case.available_steps import STEPS
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.review_events import Decided, Escalation
from safeguarding.case.steps.criteria import escalate_criteria
from safeguarding.case.steps.decision import decide_by_escalation, look_again, propose_decision
from safeguarding.case.steps.lcspr import complete_lcspr, note_progress, start_lcspr
from safeguarding.case.views.review_history import NOT_UNANIMOUS, determined_otherwise
from safeguarding.dates.working_days import spoken


def _proposal_form(press: CasePress, filled: Values) -> AdaptiveCard:
    # Whoever went through the decision before has named the reasons that they see.
    suggested = {"reasons": press.typed.text_of("suggested")}
    return proposal_card(press.case, press.rules.framework, {**suggested, **filled})


async def _propose_decision(press: CasePress) -> AdaptiveCard:
    proposal = read_recommendation(press.service, press.typed)
    after = await press.take(lambda now, by, at: propose_decision(now, proposal, by, at))
    said = f"{after.ref}: another decision is proposed."
    return press.receipt(after, said, "The three partners get a new card each.")


async def _escalate(press: CasePress) -> AdaptiveCard:
    decision = read_recommendation(press.service, press.typed)
    escalation, today = _read_escalation(press), press.rules.circumstances()
    after = await press.take(lambda now, by, at: decide_by_escalation(now, decision, escalation, today, by, at))
    decided = after.of(Decided)[-1]
    said, otherwise = f"{after.ref}: decided {NOT_UNANIMOUS}.", determined_otherwise(after, decided) or ""
    folds, changes = [decided_fold(after, decided, press.rules.framework)], ["start_lcspr", "corrections"]
    return press.receipt_of_review(after, said, lacking=otherwise, changes=changes, folds=folds)


async def _escalate_criteria(press: CasePress) -> AdaptiveCard:
    verdict = press.typed.text_of("met")
    if verdict not in VERDICTS:
        raise InvalidInput("Choose whether it was decided that the criteria are met.", "met")
    escalation, today, met = _read_escalation(press), press.rules.circumstances(), verdict == "met"
    after = await press.take(lambda now, by, at: escalate_criteria(now, escalation, today, by, at, met=met))
    follows = "It holds when the DCS has signed, and the clocks run until then."
    return press.receipt(after, f"{after.ref}: the escalated criteria are recorded.", follows)


def _read_escalation(press: CasePress) -> Escalation:
    return Escalation(
        procedure=press.text("procedure", "Which procedure"),
        decided_by=press.text("decided_by", "Who decided"),
        on=press.day("on", "Decided on"),
        evidence=press.text("evidence", "Written evidence"),
    )


async def _look_again(press: CasePress) -> AdaptiveCard:
    until = read_optional_day(press.typed, "until", "When to look again")
    note = press.text("note", "What was found")
    after = await press.take(lambda now, by, at: look_again(now, until, note, by, at))
    said = f"to be looked at again on {spoken(until)}" if until else "the constraint has gone"
    return press.receipt_of_review(after, f"{after.ref}: {said}.", "" if until else "The three DSPs decide again.")


async def _start_lcspr(press: CasePress) -> AdaptiveCard:
    reviewer, on = press.text("reviewer", "Who reviews"), press.day("on", "Started on")
    after = await press.take(lambda now, by, at: start_lcspr(now, reviewer, on, by, at))
    said = f"{after.ref}: the start of the LCSPR is recorded."
    return press.receipt_of_review(after, said, changes=["corrections"])


async def _note_progress(press: CasePress) -> AdaptiveCard:
    note = press.text("note", "The note")
    after = await press.take(lambda now, by, at: note_progress(now, note, by, at))
    return press.receipt_of_review(after, f"{after.ref}: the LCSPR's progress is noted.")


async def _complete_lcspr(press: CasePress) -> AdaptiveCard:
    on, note = press.day("on", "Completed on"), press.text("note", "The note")
    # It names the seats that are vacant; the step itself does not know them.
    STEPS["complete_lcspr"].require_authority(press.case, press.actor)
    STEPS["complete_lcspr"].require_allowed(press.case, press.rules.circumstances())
    after = await press.take(lambda now, by, at: complete_lcspr(now, on, note, by, at))
    said = f"{after.ref}: the LCSPR is completed, and the case is closed."
    return press.receipt(after, said, changes=["corrections", "reopen"])


DECISION_BUTTONS: Mapping[str, ActionHandler] = {
    "propose_decision": FormAction(_proposal_form, _propose_decision),
    "escalate": FormAction(under_rules(escalation_card), _escalate),
    "escalate_criteria": FormAction(under_rules(criteria_escalation_card), _escalate_criteria),
    "look_again": FormAction(of_case(look_again_card), _look_again),
    "start_lcspr": FormAction(of_case(start_card), _start_lcspr),
    "note_progress": FormAction(of_case(progress_card), _note_progress),
    "complete_lcspr": FormAction(of_case(completion_card), _complete_lcspr),
}
