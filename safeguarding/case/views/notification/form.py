"""The notification form has the fields of the national notification, filled from a case's record as far as it goes.
Identities are filled in there and never kept here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import NotAllowed
from safeguarding.case.events.child import ON_THE_FORM, Child
from safeguarding.case.state.criteria import values_in_force
from safeguarding.case.state.leads import who_notifies
from safeguarding.case.step_rules import Refusal
from safeguarding.dates.working_days import spoken
from safeguarding.framework.entries import NOT_KNOWN
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import answer_label, detail_label, question_title
from safeguarding.framework.notification_fields import Fact, NotificationField, NotificationGroup
from safeguarding.people import Actor

GRAVEST_FIRST = ("died", "seriously_harmed", NOT_KNOWN, "hurt", "neither")
"""An answer on harm that stands not among these, in rules to come, is taken for one that is not known."""


@dataclass(frozen=True)
class FilledField:
    """A field is filled with a ``value`` of the record, or has none. It ``is_missing`` where the record could have had
    one, and ``is_named`` where a public page names it."""

    field: NotificationField
    value: str | None
    is_missing: bool
    is_named: bool


@dataclass(frozen=True)
class FilledGroup:
    title: str
    fields: tuple[FilledField, ...]
    is_of_child: bool = False

    @property
    def recorded(self) -> tuple[FilledField, ...]:
        return tuple(each for each in self.fields if each.value is not None)

    @property
    def missing(self) -> tuple[FilledField, ...]:
        return tuple(each for each in self.fields if each.is_missing)

    @property
    def identities(self) -> tuple[FilledField, ...]:
        return tuple(each for each in self.fields if each.field.identity)

    @property
    def elsewhere(self) -> tuple[FilledField, ...]:
        """Returns what the record does not keep, identities apart: it is filled in there."""
        kept = {*self.recorded, *self.missing, *self.identities}
        return tuple(each for each in self.fields if each not in kept)


def refusal_to_prepare(case: Case, by: Actor) -> Refusal:
    """Says why the person may not prepare the notification: that is for whoever may record its submission."""
    if STEPS["submit_sin"].may(case, by) is None:
        return None
    return NotAllowed("The notification is prepared by the local authority's DSP, the DCS and the Business Team.")


def is_to_prepare(case: Case) -> bool:
    """Says whether a notification, or its update, is to go in, or may have to."""
    if not case.is_open:
        return False
    unsubmitted = case.sin_submitted is None and values_in_force(case)["sin"] != "not_required"
    return unsubmitted or case.notification.update_is_due


def notification_form(case: Case, framework: Framework) -> tuple[FilledGroup, ...]:
    """Returns the groups in the order of the rules, that of a child once for each of the gravest four."""
    return tuple(found for group in framework.notification_groups for found in _filled(group, case, framework))


def missing_details(case: Case, framework: Framework) -> tuple[str, ...]:
    """Names the details that the record could fill and does not, while the notification or its update is to go in."""
    if not is_to_prepare(case):
        return ()
    several = bool(case.facts.others)
    return tuple(
        f"{group.title}: {each.field.label}" if several and group.is_of_child else each.field.label
        for group in notification_form(case, framework)
        for each in group.missing
    )


def children_for_the_text(case: Case, framework: Framework) -> tuple[str, ...]:
    """Describes the children beyond those whose details the national system takes: its text is for them."""
    return tuple(_in_a_line(child, case, framework) for child in _gravest_first(case)[ON_THE_FORM:])


def _filled(group: NotificationGroup, case: Case, framework: Framework) -> Iterator[FilledGroup]:
    fields = [field for field in framework.notification_fields if field.group == group.id]
    if not group.each_child:
        yield FilledGroup(group.title, tuple(_of_incident(field, case, framework) for field in fields))
        return
    for child in _gravest_first(case)[:ON_THE_FORM]:
        title = child.name if case.facts.others else group.title
        yield FilledGroup(title, tuple(_of_child(fields, child, case, framework)), is_of_child=True)


def _of_incident(field: NotificationField, case: Case, framework: Framework) -> FilledField:
    value = OF_INCIDENT[field.fact](case, framework) if field.fact in OF_INCIDENT else None
    could_be = field.fact not in (None, "agencies")
    return FilledField(field, value, could_be and value is None, field.is_named_in(framework.sections))


def _of_child(
    fields: Sequence[NotificationField], child: Child, case: Case, framework: Framework
) -> Iterator[FilledField]:
    for field in fields:
        if not _is_about(field, child, case):
            continue
        value = OF_CHILD[field.fact](child, case, framework) if field.fact in OF_CHILD else None
        asked = field.fact in child.answers if field.fact in ANSWERS else field.fact is not None
        yield FilledField(field, value, asked and value is None, field.is_named_in(framework.sections))


def _is_about(field: NotificationField, child: Child, case: Case) -> bool:
    """Says whether the field is there for this child: the day of a later death where there is one, who is responsible
    where that was asked, its part in the incident where there are several children."""
    if field.fact == "aware_of_death":
        return child.number in case.notification.died
    if field.fact == "responsible":
        return child.responsible is not None
    return field.fact != "part" or bool(case.facts.others)


def _gravest_first(case: Case) -> Sequence[Child]:
    """Orders the children for the form, which takes details of a few: those who died first. Their numbers stay."""

    def place(child: Child) -> int:
        harm = child.answers.get("harm", NOT_KNOWN)
        return GRAVEST_FIRST.index(harm if harm in GRAVEST_FIRST else NOT_KNOWN)

    return sorted(case.facts.children, key=place)


def _in_a_line(child: Child, case: Case, framework: Framework) -> str:
    version = case.outcome.rules_version
    given = [
        f"{question_title(framework, question)}: {answer_label(framework, question, value, version)}"
        for question, value in child.answers.items()
    ]
    return f"{child.name}: {'; '.join(given)}"


def _answer(question: Fact) -> Callable[[Child, Case, Framework], str | None]:
    def filled(child: Child, case: Case, framework: Framework) -> str | None:
        value = child.answers.get(question, NOT_KNOWN)
        known = value != NOT_KNOWN and not framework.has_other_meaning(question, value, case.outcome.rules_version)
        return answer_label(framework, question, value, case.outcome.rules_version) if known else None

    return filled


def _part(child: Child, case: Case, framework: Framework) -> str | None:
    return None if child.part == NOT_KNOWN else detail_label(framework, "part", child.part)


def _authority(detail: Literal["lives_in", "responsible"]) -> Callable[[Child, Case, Framework], str | None]:
    def filled(child: Child, case: Case, framework: Framework) -> str | None:
        value = getattr(child, detail) or NOT_KNOWN
        return None if value == NOT_KNOWN else detail_label(framework, detail, value)

    return filled


def _what_happened(child: Child, case: Case, framework: Framework) -> str | None:
    """Joins what was written with the answers on harm and on abuse."""
    texts = (child.evidence.get(question) for question in ("harm", "abuse_or_neglect"))
    return "\n".join(dict.fromkeys(text.shown for text in texts if text)) or None


def _place(case: Case, framework: Framework) -> str | None:
    stated = case.facts.place_as_stated.items()
    return next((detail_label(framework, name, answer) for name, answer in stated if answer != NOT_KNOWN), None)


def _incident_on(case: Case, framework: Framework) -> str | None:
    """Says the day; where the children's differ, each of them."""
    days = sorted({child.incident_on for child in case.facts.children if child.incident_on})
    return "; ".join(map(spoken, days)) or None


def _became_aware(case: Case, framework: Framework) -> str | None:
    if case.aware.provisional:
        return None
    suspected = f"; abuse or neglect first known or suspected on {spoken(case.aware.day)}"
    return f"{spoken(case.aware.first)}{suspected if case.aware.instead_of else ''}"


OF_INCIDENT: Mapping[Fact | None, Callable[[Case, Framework], str | None]] = {
    "authority": who_notifies,
    "reference": lambda case, framework: case.ref,
    "incident_on": _incident_on,
    "became_aware": _became_aware,
    "place": _place,
    "agency": lambda case, framework: case.facts.agency.shown if case.facts.agency else None,
    "agencies": lambda case, framework: ", ".join(case.information_requests.due) or None,
}
OF_CHILD: Mapping[Fact | None, Callable[[Child, Case, Framework], str | None]] = {
    "age": _answer("age"),
    "harm": _answer("harm"),
    "abuse_or_neglect": _answer("abuse_or_neglect"),
    "care_experienced": _answer("care_experienced"),
    "part": _part,
    "evidence": _what_happened,
    "aware_of_death": lambda child, case, framework: spoken(child.aware_of_death) if child.aware_of_death else None,
    "lives_in": _authority("lives_in"),
    "responsible": _authority("responsible"),
    "record_number": lambda child, case, framework: child.record_number.shown if child.record_number else None,
}
ANSWERS: frozenset[Fact] = frozenset({"age", "harm", "abuse_or_neglect", "care_experienced"})
