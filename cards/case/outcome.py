"""The outcome card is what whoever opened or changed a case sees first."""

from collections.abc import Iterator, Sequence

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case.prompts import prompts_section
from cards.case.proposals import proposed_section
from cards.case.sections import DECIDED_AT_TRIAGE, decisions, due_lines, lead_section, next_steps, open_button
from cards.context import CardContext
from cards.elements import button, card, heading, notice, paragraph, quotation, small, subheading
from safeguarding.case.case import Case
from safeguarding.case.events.child import ON_THE_FORM
from safeguarding.case.state.incident_outcome import would_change

BELONGS_TO_ANOTHER = (
    "Tell the Business Team where it belongs with another case: the same incident, family, place or people. They can "
    "join the two, link them or merge them; the clocks run on."
)


def outcome_card(
    case: Case, context: CardContext, changed: Sequence[str] = (), alike: Sequence[Case] = ()
) -> AdaptiveCard:
    """The outcome card says what follows, why, by when, who does what next, and what would change it towards a duty.
    ``alike`` are cases that the reader may see and that may belong with a new one."""
    title = f"{case.ref} is updated" if changed else f"{case.ref} is open"
    if case.proposals.update:
        title = f"{case.ref}: a change is proposed"
    body: list[CardElement] = [heading(title)]
    if changed:
        body += [subheading("What changed"), *(quotation(line) for line in changed)]
    body += proposed_section(case, context)
    body += decisions(case, context)
    if len(case.facts.children) > ON_THE_FORM:
        body.append(notice(context.framework.principle("one_incident").text, "warning"))
    body += due_lines(case, context)
    body += lead_section(case, context)
    body += next_steps(case, context)
    body += prompts_section(case, context)
    body += _would_change(case, context)
    if not changed:
        seen = f"Of the same day, or with the same record number: {', '.join(each.ref for each in alike)}. "
        body.append(small(f"{seen if alike else ''}{BELONGS_TO_ANOTHER}"))
    body.append(small(f"Rules version {case.outcome.rules_version}. {context.framework.approval.notice}."))
    return card(body, [open_button(case), button("Change an answer", "update", {"ref": case.ref})])


def _would_change(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Yields only changes towards a duty: nobody is told which answer makes one go away."""
    framework = context.framework
    found: dict[str, list[str]] = {}
    for each in would_change(case.facts_under(framework), context.engine):
        change, whose = each.found, f"{each.who}, " if each.children else ""
        if change.decision not in DECIDED_AT_TRIAGE:
            continue
        question = framework.question(change.question)
        found.setdefault(change.decision, []).append(f"{whose}{question.title}: {question.label(change.to)}")
    if found:
        yield subheading("What would change this")
    for name, towards in found.items():
        decision = framework.decision(name)
        becomes = f"{decision.title} becomes {decision.label(decision.towards or '')} with any of these:"
        yield paragraph(f"{becomes} {'; '.join(towards)}.")
