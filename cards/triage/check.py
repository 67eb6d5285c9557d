"""The check shows all answers before anything is recorded, lets each be changed, and says what they lead to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from microsoft_teams.cards import Action, AdaptiveCard, CardElement, Column, ColumnSet, ExecuteAction, TextBlock

from cards.case.sections import START_CONCERN
from cards.context import CardContext
from cards.elements import Body, button, buttons, card, heading, notice, quotation, row, small, subheading
from cards.folds import Fold, fold_section
from cards.triage.draft_data import child_data, draft_data, step_data
from cards.triage.indication import indication_section
from cards.triage.question import take_out_button
from safeguarding.case.events.child import ON_THE_FORM, child_name
from safeguarding.case.events.facts import FIRST
from safeguarding.draft import Draft
from safeguarding.indication import indicated_case, leads_to_concern
from safeguarding.offered_answers import Step
from safeguarding.triage import Triage, is_of_child

REPORTING = frozenset({"agency", "record_number"})
"""Nothing that follows hangs on these answers, so they are folded with the evidence."""


def check_card(triage: Triage, draft: Draft, context: CardContext) -> AdaptiveCard:
    """The card shows all answers: of several children those about one in full, and the others in a line each; then what
    they lead to. Only its first button records anything."""
    title = f"Check your answers for {draft.updating}" if draft.updating else "Check your answers"
    indicated = indicated_case(triage, draft, context.today)
    body: list[CardElement] = [heading(title), small(_nothing_yet(draft)), *_answers_to_check(triage, draft)]
    body += indication_section(indicated, context, dated=not draft.updating)
    return card(body, _steps(draft, is_concern=leads_to_concern(triage, draft)))


def _steps(draft: Draft, *, is_concern: bool) -> list[Action]:
    data = draft_data(draft)
    record = "Save the changes" if draft.updating else "Open the case"
    return [
        button(record, "record", data, primary=True),
        *([button(START_CONCERN, "start_concern", data)] if is_concern else []),
        button("Add a child", "add_child", data),
        button("Cancel", "cancel", data),
    ]


def _answers_to_check(triage: Triage, draft: Draft) -> Iterator[CardElement]:
    given = triage.answers_given(draft)
    if not draft.others:
        reporting = [each for each in given if each[0].id in REPORTING]
        yield from _rows(triage, draft, FIRST, (each for each in given if each not in reporting))
        yield from _kept(triage, draft, FIRST)
        yield from _agency_and_evidence(
            tuple(_rows(triage, draft, FIRST, reporting)), tuple(_evidence(triage, draft, FIRST))
        )
        return
    for child in draft.children:
        yield from _child(triage, draft, child.number)
    yield subheading("The incident")
    yield from _rows(triage, draft, FIRST, (each for each in given if not is_of_child(each[0])))
    if len(draft.children) > ON_THE_FORM:
        yield notice(triage.framework.principle("one_incident").text, "warning")


def _agency_and_evidence(agency: Sequence[CardElement], evidence: Sequence[CardElement]) -> list[CardElement]:
    """Folds both under a title that promises no more than there is: where nobody was hurt no agency is asked."""
    named = " and ".join(name for name, body in (("agency", agency), ("evidence", evidence)) if body)
    return _folded(f"Show {named}", (*agency, *evidence))


def _child(triage: Triage, draft: Draft, child: int) -> Iterator[CardElement]:
    """Yields the answers about a child: in full about the one who was answered about last."""
    name = child_name(child)
    given = [each for each in triage.answers_given(draft, child) if is_of_child(each[0])]
    if child != draft.of(draft.child).number:
        line = "; ".join(f"{step.title}: {triage.label(step, value)}" for step, value in given)
        show = _quiet_link("Show", "show_child", {**draft_data(draft), **child_data(child)}, f"Show {name}")
        yield _ruled_row([row(name, line)], show)
        return
    yield subheading(name)
    yield from _rows(triage, draft, child, given)
    yield from _kept(triage, draft, child)
    yield from _folded("Show the evidence", _evidence(triage, draft, child))
    if child != FIRST:
        yield buttons([take_out_button(draft, child)])


def _kept(triage: Triage, draft: Draft, child: int) -> Iterator[CardElement]:
    if kept := triage.answers_kept(draft, child):
        yield subheading("No longer asked, and kept on the record")
        yield from _rows(triage, draft, child, kept)


def _rows(triage: Triage, draft: Draft, child: int, given: Iterable[tuple[Step, str]]) -> Iterator[CardElement]:
    whose = f"{child_name(child)}, " if draft.others else ""
    for step, value in given:
        data = {**step_data(draft, step), **child_data(child)}
        change = _quiet_link("Change", "change", data, f"Change: {whose}{step.title}")
        yield _ruled_row([row(step.title, triage.label(step, value))], change)


def _evidence(triage: Triage, draft: Draft, child: int) -> Iterator[CardElement]:
    """Yields what the answers about a child are based on."""
    evidence = draft.of(child).evidence
    for step, value in (*triage.answers_given(draft, child), *triage.answers_kept(draft, child)):
        if step.id in evidence:
            yield small(f"{step.title}: {triage.label(step, value)}")
            yield quotation(evidence[step.id])


def _folded(title: str, body: Iterable[CardElement]) -> list[CardElement]:
    return fold_section([Fold(title, tuple(body))], "evidence")


def _ruled_row(main: Body, link: Column) -> ColumnSet:
    """Makes a row of a list of answers as GOV.UK does: a line above it, and a quiet link at its end."""
    return ColumnSet(separator=True, spacing="Small", columns=[Column(width="stretch", items=list(main)), link])


def _quiet_link(title: str, verb: str, data: Mapping[str, object], spoken: str) -> Column:
    """Returns a column that is pressed like a button and looks like a link. ``spoken`` is what a screen reader says,
    since the title alone does not tell links apart."""
    text = TextBlock(text=title, color="Accent", wrap=True)
    press = ExecuteAction(title=title, tooltip=spoken, verb=verb, data=dict(data), associated_inputs="none")
    return Column(width="auto", items=[text], select_action=press)


def _nothing_yet(draft: Draft) -> str:
    if draft.updating:
        return "The case still stands as it was until you save."
    return "Nothing is recorded yet."
