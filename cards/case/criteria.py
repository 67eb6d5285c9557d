"""These cards record, and tell, that the notification criteria were decided by escalation."""

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case.sections import due_lines
from cards.context import CardContext
from cards.elements import card_about, heading, notice, paragraph
from cards.folds import Fold, fold_section
from cards.form import form_card
from cards.inputs import Values, choice_box, escalation_inputs
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import CriteriaEscalated
from safeguarding.case.views.criteria import escalation_in_words
from safeguarding.framework.framework import Framework

VERDICTS = {"met": "Met: a SIN goes in", "not_met": "Not met: no SIN goes in"}


def criteria_escalation_card(case: Case, framework: Framework, values: Values) -> AdaptiveCard:
    """The form lets the Business Team record a decision on the criteria that the three partners did not agree on."""
    reading = next(reading for reading in framework.readings if reading.id == "disagreement")
    body: list[CardElement] = [
        heading(f"Record the criteria of {case.ref} by escalation"),
        paragraph(
            "It holds when the DCS has signed it, and is always shown as not unanimous. Until then the clocks run, and "
            "the local authority may notify at any time."
        ),
        choice_box("met", "What was decided", VERDICTS, values.get("met", "")),
        *escalation_inputs(values),
        *fold_section([Fold("Show when it is used", (paragraph(reading.chosen),))]),
    ]
    return form_card(case.ref, body, "Record it", "escalate_criteria")


def escalation_recorded_card(case: Case, context: CardContext) -> AdaptiveCard:
    """The card tells the partners and the Business Team what was recorded, and that it waits for the DCS."""
    recorded = case.of(CriteriaEscalated)[-1]
    return card_about(
        case.ref,
        "the criteria are escalated",
        notice(f"Decided {escalation_in_words(recorded)}", "warning"),
        paragraph("It holds when the Director of Children's Services has signed. Until then the clocks run."),
        *due_lines(case, context, explained=False),
    )
