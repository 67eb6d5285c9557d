"""The history tells the events of a case as lines that an inspector can follow."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from safeguarding.case.case import Case
from safeguarding.case.events import case_events as of_case
from safeguarding.case.events.answer_events import TAKEN_OUT, AnswerChanged, AnswersChanged
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.child import child_name, children_named
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, StepTakenBack
from safeguarding.case.events.facts import FIRST
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.link_events import Linked, Unlinked
from safeguarding.case.events.review_events import Decided, Determined
from safeguarding.case.events.seals import as_recorded, seal_in_words
from safeguarding.case.state.links import LINK_KINDS, link_in_words
from safeguarding.case.state.matters import MATTER_NAMES
from safeguarding.case.state.recorded_steps import title_of
from safeguarding.case.state.statements import DECIDED, Statement, changes
from safeguarding.case.views.criteria import escalation_in_words
from safeguarding.case.views.review_history import SENTENCES, WORDED_BY_RULES, gaps_in_words, not_unanimous
from safeguarding.dates.working_days import LONDON, spoken
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import deadline_title, decision_label, step_label, step_title
from safeguarding.people import Person, office_label

Who = Callable[[Person], str]
"""A person's office is said in words: records name offices, not people."""


def history(case: Case, framework: Framework, who: Who) -> tuple[str, ...]:
    """Writes one line an event, in order: when, who, what."""
    return tuple(_lines(case, framework, who))


def statement_when(case: Case, event: AnyEvent) -> of_case.Opened | of_case.Updated:
    """Returns the facts as they stood when the event happened."""
    before = case.events[: case.events.index(event)]
    return next(earlier for earlier in reversed(before) if isinstance(earlier, of_case.Opened | of_case.Updated))


def moment(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{spoken(local.date())}, {local:%H:%M}"


def _lines(case: Case, framework: Framework, who: Who) -> Iterator[str]:
    stated: of_case.Opened | of_case.Updated = case.opened
    for event in case.events:
        against = not_unanimous(case, event) if isinstance(event, Decided) else None
        said = _what(as_recorded(event), stated, framework, who) + (f". {against}" if against else "")
        seal = f" {fault}" if (fault := seal_in_words(event)) else ""
        yield f"{moment(event.at)}: {who(event.by)} {said}{_gaps(case, event, framework)}{seal}"
        if isinstance(event, of_case.Updated):
            stated = event


def _what(event: AnyEvent, before: Statement, framework: Framework, who: Who) -> str:
    if isinstance(event, of_case.Updated):
        return _update_line(event, before, framework, who)
    if isinstance(event, AnswersChanged | of_case.UpdateProposed):
        return _changes_line(event, before, framework)
    if isinstance(event, of_case.Opened):
        as_what = " as a rehearsal" if event.rehearsal else ""
        by_whom = " Teams could not confirm then who it was." if event.unconfirmed else ""
        several = f" It has {len(event.facts.children)} children." if event.facts.others else ""
        return f"opened the case{as_what}.{several}{by_whom} {_decision_line(event, framework)}"
    by_rules = _BY_RULES.get(type(event))
    said = by_rules(event, framework) if by_rules else _SENTENCES[type(event)](event, who)
    return f"{said}{_reason(event, who)}"


def _reason(event: AnyEvent, who: Who) -> str:
    """Ends the line of an event with the reason that was given for it, and with what is told after that."""
    reason: FreeText | None = getattr(event, "reason", None)
    after = ""
    if isinstance(event, of_case.Closed) and event.abuse_ruled_out:
        after = f" Abuse or neglect ruled out: {event.abuse_ruled_out.replace('_', ' ')}."
    if isinstance(event, of_case.MergedFrom) and event.conflicted:
        after = f" In conflict of interest there, and so here: {'; '.join(map(who, event.conflicted))}."
    return f" Reason: {reason.shown}{after}" if reason else ""


def _changes_line(event: AnswersChanged | of_case.UpdateProposed, before: Statement, framework: Framework) -> str:
    if isinstance(event, AnswersChanged):
        changed = "; ".join(answers_changed(event, before, framework))
        return f"changed answers after it was shown what follows: {changed}."
    changed = "; ".join(changes(before, event, framework))
    return f"proposed a change, which holds when it is agreed. {changed}. {_decision_line(event, framework)}"


def answers_changed(event: AnswersChanged, stated: Statement, framework: Framework) -> tuple[str, ...]:
    """Says in words which answers were changed before they were recorded as ``stated``, and from what."""
    several = any(change.child != FIRST for change in event.changes)
    return tuple(
        f"{child_name(change.child)}{', ' if change.step != TAKEN_OUT else ' '}{said}" if several else said
        for change in event.changes
        for said in [_change_line(change, stated.outcome.rules_version, framework)]
    )


def _change_line(change: AnswerChanged, version: str, framework: Framework) -> str:
    if change.step == TAKEN_OUT:
        return "was taken out"
    title = step_title(framework, change.step)
    was, now = (step_label(framework, change.step, value, version) for value in (change.was, change.now))
    basis = f" (it was based on: {change.evidence.shown})" if change.evidence else ""
    return f"{title}: {was} \u2192 {now}{basis}"


def _gaps(case: Case, event: AnyEvent, framework: Framework) -> str:
    """Names what the record lacked that it was determined or decided on."""
    if not isinstance(event, Determined | Decided):
        return ""
    found = gaps_in_words(case, event, framework)
    return "".join(f" ({label}: {'; '.join(titles)}.)" for label, titles in found.items())


def _update_line(event: of_case.Updated, before: Statement, framework: Framework, who: Who) -> str:
    changed = "; ".join(changes(before, event, framework)) or "The answers are the same"
    agreed = _agreed(event, who)
    death = " The death is recorded." if event.states_death else ""
    return f"{agreed or 'updated the case'}.{death} {changed}. {_decision_line(event, framework)}"


def _decision_line(event: of_case.Opened | of_case.Updated | of_case.UpdateProposed, framework: Framework) -> str:
    values = event.outcome.values
    shown = [
        f"{d.title}: {decision_label(framework, d.id, values[d.id])}" for d in framework.decisions if d.id in DECIDED
    ]
    return f"{'; '.join(shown)} (rules {event.outcome.rules_version})."


def _signature_line(event: of_case.Signed, who: Who) -> str:
    changed = "changed the answer, and " if event.number > 1 else ""
    verdict = f"{changed}{'agreed' if event.agrees else 'disagreed'}"
    if outside := event.outside_teams:
        return (
            f"recorded that {who(outside.signed_by)} {verdict} outside Teams on {spoken(outside.on)} "
            f"({outside.how.shown}; {outside.confirmation.shown}), {event.place}."
        )
    return f"{verdict} {event.place}."


def _submission_line(event: of_case.SinSubmitted, who: Who) -> str:
    missing = "" if event.dcs_had_signed else " The DCS had not signed its quality and accuracy by then."
    authority = f" by {event.authority}" if event.authority else ""
    return f"recorded that the SIN was submitted{authority} on {spoken(event.on)}.{missing}"


def _acknowledgement_line(event: of_case.Acknowledged, framework: Framework) -> str:
    offices = ", ".join(map(office_label, event.offices))
    title = deadline_title(framework, event.deadline)
    until = f"no nudges before {spoken(event.quiet_until)}"
    return f'acknowledged "{title}", due on {spoken(event.due)}, for: {offices}; {until}.'


def _hand_over_line(event: of_case.HandedOver, who: Who) -> str:
    if event.part_of:
        whose = who(event.part_of)
        if event.taken_back:
            return f"recorded that {whose} takes part in this case again."
        return f"handed the part of {whose} in this case over to the others who hold the seat."
    if event.taken_back:
        return "took back their own part in this case."
    return "handed their part in this case over to the others who hold the seat."


AND, AND_SO = ", and ", ", and so "
OF_ONE_INCIDENT = ", as about other children of the same incident"
OPENING_ERRORS: Mapping[of_case.OpeningError, str] = {"no_child": "there is no child", "test": "it was a test"}


def _agreed(
    event: of_case.Updated | of_case.MergedFrom | of_case.MergedInto | DayCorrected | StepTakenBack,
    who: Who,
    then: str = "",
) -> str:
    return f"gave the last agreement to what {who(event.proposed_by)} had proposed{then}" if event.proposed_by else ""


def _merged_from(event: of_case.MergedFrom, who: Who) -> str:
    named = children_named(event.children) if event.children else ""
    children = f", of the same incident: its children are {named} here" if named else ""
    return f"{_agreed(event, who, AND_SO)}merged {event.other} into this case{children}; the earlier clock is kept."


def _merged_into(event: of_case.MergedInto, who: Who) -> str:
    as_what = OF_ONE_INCIDENT if event.as_children else ""
    return f"{_agreed(event, who, AND_SO)}merged this case into {event.other}{as_what}."


def correction_in_words(event: CorrectionProposed | DayCorrected | StepTakenBack) -> str:
    """Says which recorded step was on which other day, or never happened."""
    title = title_of(event.step, event.agency if isinstance(event, DayCorrected) else None)
    was = spoken(event.was)
    on = None if isinstance(event, StepTakenBack) else event.on
    return f"{title} of {was} never happened." if on is None else f"{title} was on {spoken(on)}, not on {was}."


_SENTENCES: Mapping[type, Callable[[Any, Who], str]] = {
    of_case.Signed: _signature_line,
    of_case.SinSubmitted: _submission_line,
    of_case.UpdateSubmitted: lambda event, who: f"recorded that the notification was updated on {spoken(event.on)}.",
    of_case.MatterReissued: lambda event, who: (
        f"put the {MATTER_NAMES.get(event.matter, event.matter)} to the seats once more."
    ),
    of_case.NotMetProposed: lambda event, who: "proposed that the criteria were not met.",
    of_case.UpdateWithdrawn: lambda event, who: "withdrew the change that was proposed.",
    of_case.CriteriaEscalated: lambda event, who: (
        f"recorded, for the DCS to sign, that the notification criteria were decided {escalation_in_words(event)}"
    ),
    of_case.CriteriaDecided: lambda event, who: (
        f"signed the decision on the notification criteria {escalation_in_words(event)}"
    ),
    of_case.FoundNotMet: lambda event, who: "gave the last agreement: the criteria were found not met.",
    of_case.Closed: lambda event, who: "closed the case.",
    of_case.OpenedInErrorProposed: lambda event, who: (
        f"proposed that the case was opened in error: {OPENING_ERRORS[event.kind]}."
    ),
    of_case.OpenedInError: lambda event, who: "gave the last agreement: the case was opened in error, and is closed.",
    of_case.Reopened: lambda event, who: "reopened the case.",
    of_case.MergeProposed: lambda event, who: (
        f"proposed to merge this case into {event.other}{OF_ONE_INCIDENT if event.as_children else ''}, which holds "
        "when it is agreed."
    ),
    of_case.MergedInto: _merged_into,
    of_case.MergedFrom: _merged_from,
    of_case.MergedIntoUndone: lambda event, who: (
        f"undid the merge into {event.other}. This case goes on as it was before it."
    ),
    of_case.MergedFromUndone: lambda event, who: (
        f"undid the merge of {event.other} into this case, which goes on without it."
    ),
    Linked: lambda event, who: f"linked this case to {event.other} ({link_in_words(event)}).",
    Unlinked: lambda event, who: f"removed the link to {event.other} ({LINK_KINDS[event.kind]}).",
    of_case.Restricted: lambda event, who: (
        f"restricted the case to {len(event.visible_to)} people, to be reviewed on {spoken(event.review_on)}."
    ),
    of_case.ConflictDeclared: lambda event, who: "declared a conflict of interest.",
    of_case.ConflictWithdrawn: lambda event, who: (
        f"recorded that the conflict of interest of {who(event.person)} is withdrawn."
    ),
    of_case.HandedOver: _hand_over_line,
    of_case.RestrictionLifted: lambda event, who: "lifted the restriction.",
    of_case.Redacted: lambda event, who: "removed a text.",
    CorrectionProposed: lambda event, who: (
        f"proposed a correction, which holds when it is agreed: {correction_in_words(event)}"
    ),
    DayCorrected: lambda event, who: (
        f"{_agreed(event, who, AND)}corrected what was recorded: {correction_in_words(event)}"
    ),
    StepTakenBack: lambda event, who: (
        f"{_agreed(event, who, AND)}took back what was recorded: {correction_in_words(event)}"
    ),
    **SENTENCES,
}
_BY_RULES: Mapping[type, Callable[[Any, Framework], str]] = {
    of_case.Acknowledged: _acknowledgement_line,
    **WORDED_BY_RULES,
}
