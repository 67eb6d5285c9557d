"""A question says why it is asked, and what its words mean: folded beside it, or on a card of its own when typed."""

from collections.abc import Iterator

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.elements import card, heading, paragraph, small, subheading
from safeguarding.framework.entries import Question
from safeguarding.offered_answers import Step
from safeguarding.triage import Triage

STILL_OPEN = "The question above is still open."


def why_card(triage: Triage, step: Step) -> AdaptiveCard:
    """The card says why the question is asked. The question itself stays where it is, with what was typed there."""
    return card([heading(f"Why: {step.title}"), *explanation(triage, step), *terms(triage, step), small(STILL_OPEN)])


def explanation(triage: Triage, step: Step) -> Iterator[CardElement]:
    """Yields what the question decides, and where it comes from."""
    framework = triage.framework
    decided = [d.title for d in framework.decisions if any(step.id in rule.when for rule in d.rules)]
    if decided:
        yield paragraph(f"The answer decides on: {', '.join(decided)}.")
    else:
        yield paragraph("The answer decides nothing by itself. It goes on the record and starts the clocks.")
    if isinstance(step, Question) and step.always:
        yield paragraph(step.always.text)
    yield small(f"Source: {framework.describe_source(step.source)}.")


def terms(triage: Triage, step: Step) -> Iterator[CardElement]:
    """Yields what the question's words mean."""
    for name in step.definitions if isinstance(step, Question) else ():
        definition = triage.framework.definition(name)
        yield subheading(definition.term)
        yield paragraph(definition.text)
