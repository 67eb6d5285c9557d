"""An answered card is what stays of a question: what was understood."""

from collections.abc import Iterator

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.elements import card, quotation, row, small
from safeguarding.case.events.child import child_name
from safeguarding.offered_answers import Step
from safeguarding.triage import Triage


def answered_card(
    triage: Triage,
    step: Step,
    value: str,
    evidence: str | None,
    *,
    child: int | None = None,
    again: bool = False,
    along: tuple[Step, str] | None = None,
) -> AdaptiveCard:
    """The card shows what was understood, and of which child where the incident has several. It has no buttons left.
    ``again`` says that it was answered before this click, ``along`` what else the same press answered."""
    already = [small("Already answered:")] if again else []
    whose = [small(child_name(child))] if child else []
    return card([*already, *whose, *answer_lines(triage, step, value, evidence, along)])


def answer_lines(
    triage: Triage, step: Step, value: str, evidence: str | None, along: tuple[Step, str] | None = None
) -> Iterator[CardElement]:
    yield row(step.title, triage.label(step, value))
    if evidence:
        yield quotation(evidence)
    if along:
        yield row(along[0].title, triage.label(*along))
