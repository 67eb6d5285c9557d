"""The indication on "Check your answers" says what the answers lead to, and by when, before anything is recorded."""

from collections.abc import Iterator
from itertools import groupby

from microsoft_teams.cards import CardElement, Container, ContainerStyle, TextBlock

from cards.context import CardContext
from cards.elements import paragraph, subheading
from safeguarding.case.case import NOT_REQUIRED, PARTNERS_AGREE, Case
from safeguarding.case.state.incident_outcome import reasons_of
from safeguarding.case.state.statements import DECIDED
from safeguarding.framework.entries import NOT_YET_KNOWN, Decision
from safeguarding.framework.labels import decision_label

INDICATION = "Indication: named people decide"


def indication_section(case: Case, context: CardContext, *, dated: bool) -> Iterator[CardElement]:
    """Yields what is indicated of a notification and a review. ``case`` is the one that the answers would open;
    ``dated`` says that its clocks would be those of a new case."""
    values, framework = case.outcome.values, context.framework
    yield subheading(INDICATION)
    for style, names in groupby(DECIDED, lambda name: _style(framework.decision(name), values[name])):
        yield Container(style=style, items=[line for name in names for line in _indicated(case, context, name, dated)])
    yield from _reasons(case, context)


def _style(decision: Decision, value: str) -> ContainerStyle:
    """Returns the colour of what is indicated: what has the same one stands together."""
    return "accent" if value == decision.towards else "warning" if value == NOT_YET_KNOWN else "default"


def _indicated(case: Case, context: CardContext, name: str, dated: bool) -> Iterator[CardElement]:
    decision, value = context.framework.decision(name), case.outcome.values[name]
    said = f"{decision.title}: {decision_label(context.framework, name, value)}"
    yield TextBlock(text=said, wrap=True, weight="Bolder", spacing="Small")
    if dated and value != NOT_REQUIRED:
        yield TextBlock(text=_by_when(case, context, name), wrap=True, spacing="None")


def _by_when(case: Case, context: CardContext, duty: str) -> str:
    """Says by when; of what is counted from a day to come, from which."""
    running = next((clock for clock in context.clocks(case) if clock.due.deadline.id == duty), None)
    if running:
        return f"{running.title}: {context.by_when(running.due.due)}"
    deadline = context.framework.deadline(duty)
    return f"{deadline.title}: {deadline.length} from {deadline.counted_from}"


def _reasons(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Yields what has to be known, or agreed, before "not required" stands, or where the answers lead to instead."""
    values = case.outcome.values
    wanted = ["sin"] if values["sin"] == NOT_YET_KNOWN else []
    if values["sin"] == NOT_REQUIRED:
        wanted = [PARTNERS_AGREE] if values.get(PARTNERS_AGREE, NOT_REQUIRED) != NOT_REQUIRED else ["route"]
    for each in reasons_of(case.facts, context.engine):
        if each.found.decision in wanted:
            yield paragraph(f"{each.named}{each.found.text}")
