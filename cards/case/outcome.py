"""The outcome card is a receipt for whoever opened or changed a case: what is due, who was asked, and that nothing more
is to do here. Reasons and next steps are folded."""

from collections.abc import Iterator, Sequence

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.case import sections
from cards.case.prompts import prompts_section
from cards.case.proposals import proposed_section
from cards.context import CardContext
from cards.elements import button, card, heading, notice, paragraph, quotation, row, small, subheading
from cards.folds import Fold, fold_section
from safeguarding.case.case import NOT_REQUIRED, PARTNERS_AGREE, Case
from safeguarding.case.events.child import ON_THE_FORM
from safeguarding.case.state.clocks import PROVISIONAL, lacks_agreement
from safeguarding.case.state.incident_outcome import would_change
from safeguarding.case.state.leads import is_notified, leads
from safeguarding.case.views.next_steps import open_steps, waiting_for
from safeguarding.case.views.notification.form import missing_details
from safeguarding.framework.entries import Office
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import decision_label
from safeguarding.indication import leads_to
from safeguarding.people import office_label

OPENER: Office = "opener"
NOTHING_MORE = "**There is nothing more for you to do in this bot.**"
BELONGS_TO_ANOTHER = (
    "Tell the Business Team where it belongs with another case: the same incident, family, place or people. They can "
    "join the two, link them or merge them; the clocks run on."
)


def outcome_card(
    case: Case,
    context: CardContext,
    changed: Sequence[str] = (),
    alike: Sequence[Case] = (),
    *,
    holds_office: bool = False,
) -> AdaptiveCard:
    """The card says what is due, by when and by whom, and what is left for the reader. ``alike`` are cases that the
    reader may see and that may belong with a new one; ``holds_office`` says that the reader may have steps of their
    own."""
    title = f"{case.ref} is updated" if changed else f"{case.ref} is open"
    if case.proposals.update:
        title = f"{case.ref}: a change is proposed"
    body: list[CardElement] = [heading(title)]
    if changed:
        body += [subheading("What changed"), *(quotation(line) for line in changed)]
    body += proposed_section(case, context)
    body += _asked(case, context)
    if len(case.facts.children) > ON_THE_FORM:
        body.append(notice(context.framework.principle("one_incident").text, "warning"))
    body += _who_notifies(case, context.framework)
    body += _left_for_the_reader(case, context, is_new=not changed, holds_office=holds_office)
    if alike:
        seen = f"Of the same day, or with the same record number: {', '.join(each.ref for each in alike)}. "
        body.append(small(f"{seen}{BELONGS_TO_ANOTHER}"))
    body += fold_section(_folds(case, context, is_new=not (changed or alike)), "outcome")
    return card(body, _steps(case))


def _steps(case: Case) -> list[Action]:
    change = button("Change an answer", "update", {"ref": case.ref})
    if leads_to(case.standing) and case.concern is None:
        return [
            button(sections.START_CONCERN, "refer", {"ref": case.ref}, primary=True),
            sections.open_beside(case),
            change,
        ]
    return [sections.open_beside(case), change]


def _asked(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Yields what is decided, and of each day that law or guidance requires who was asked."""
    framework = context.framework
    for name in sections.DECIDED_AT_TRIAGE:
        yield row(framework.decision(name).title, decision_label(framework, name, case.outcome.values[name]))
    if case.outcome.values["sin"] == NOT_REQUIRED and lacks_agreement(case):
        title = framework.decision(PARTNERS_AGREE).title
        yield row(title, decision_label(framework, PARTNERS_AGREE, case.standing[PARTNERS_AGREE]))
    for clock in context.clocks(case):
        if clock.due.deadline.is_statutory:
            yield paragraph(f"**{sections.due_line(clock, context)}**")
            offices = waiting_for(case, framework, clock.due.deadline.id).offices
            others = (office_label(office) for office in offices if office != OPENER)
            yield small(f"Asked: {', '.join(others)}.{f' {PROVISIONAL}' if clock.provisional else ''}")


def _left_for_the_reader(
    case: Case, context: CardContext, *, is_new: bool, holds_office: bool
) -> Iterator[CardElement]:
    """Yields what whoever opened the case has still to do, or that it is nothing; of a new case also what goes on
    outside of the bot, and the partnership's own words of support."""
    own = [step for step in open_steps(case, context.framework) if OPENER in step.by]
    yield from (paragraph(f"**For you:** {step.text}") for step in own)
    if is_new and not own and not holds_office:
        yield paragraph(NOTHING_MORE)
    if missing := missing_details(case, context.framework):
        yield small(f"Still missing for the notification: {'; '.join(missing)}.")
    if not is_new:
        return
    # Rules from before this principle have none.
    yield from (paragraph(each.text) for each in context.framework.principles if each.id == "keeps_safe")
    if context.support:
        yield paragraph(context.support)


def _folds(case: Case, context: CardContext, *, is_new: bool) -> Iterator[Fold]:
    why = [*sections.decisions(case, context), *sections.due_lines(case, context)]
    rules = small(f"Rules version {case.outcome.rules_version}. {context.framework.approval.notice}.")
    yield Fold("Show why", (*why, *sections.lead_section(case, context), rules))
    belongs = [small(BELONGS_TO_ANOTHER)] if is_new else []
    yield Fold("Show next steps", (*sections.next_steps(case, context), *belongs))
    yield Fold("Show what would change", tuple(_would_change(case, context)))
    yield Fold("Show other processes", tuple(prompts_section(case, context)))


def _who_notifies(case: Case, framework: Framework) -> Iterator[CardElement]:
    """Yields which authority notifies, where it is not known or another than the partnership's own."""
    for each in leads(case, framework) if is_notified(case) else ():
        if each.found.authority is None:
            unknown = framework.principle("lead_not_known").text
            yield paragraph(f"{each.named}**It is not known yet which authority notifies.** {unknown}")
        elif each.found.is_elsewhere:
            yield paragraph(f"{each.named}**{each.found.authority} notifies and leads.**")


def _would_change(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Yields only changes towards a duty: nobody is told which answer makes one go away."""
    framework = context.framework
    found: dict[str, list[str]] = {}
    for each in would_change(case.facts_under(framework), context.engine):
        change, whose = each.found, f"{each.who}, " if each.children else ""
        if change.decision not in sections.DECIDED_AT_TRIAGE:
            continue
        question = framework.question(change.question)
        found.setdefault(change.decision, []).append(f"{whose}{question.title}: {question.label(change.to)}")
    for name, towards in found.items():
        decision = framework.decision(name)
        becomes = f"{decision.title} becomes {decision.label(decision.towards or '')} with any of these:"
        yield paragraph(f"{becomes} {'; '.join(towards)}.")
