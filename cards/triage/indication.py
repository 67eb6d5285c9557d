"""The indication on "Check your answers" says what the answers lead to, and by when, before anything is recorded."""

from collections.abc import Iterator

from microsoft_teams.cards import CardElement

from cards.context import CardContext
from cards.elements import badge, notice, paragraph, subheading
from safeguarding.case.case import NOT_REQUIRED, PARTNERS_AGREE, Case
from safeguarding.case.state.incident_outcome import reasons_of
from safeguarding.case.state.statements import DECIDED
from safeguarding.framework.entries import NOT_YET_KNOWN
from safeguarding.framework.labels import decision_label

INDICATION = "Indication: named people decide"


def indication_section(case: Case, context: CardContext, *, dated: bool) -> Iterator[CardElement]:
    """Yields what is indicated of a notification and a review. ``case`` is the one that the answers would open;
    ``dated`` says that its clocks would be those of a new case."""
    values, framework = case.outcome.values, context.framework
    yield subheading(INDICATION)
    for name in DECIDED:
        decision, value = framework.decision(name), values[name]
        style = "accent" if value == decision.towards else "warning" if value == NOT_YET_KNOWN else "default"
        said = f"{decision.title}: {decision_label(framework, name, value)}"
        is_dated = dated and value != NOT_REQUIRED
        yield badge(said, _by_when(case, context, name), style) if is_dated else notice(said, style)
    yield from _reasons(case, context)


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
