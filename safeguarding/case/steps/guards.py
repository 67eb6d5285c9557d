"""Guards check what a step needs before it is taken. Each raises InvalidInput with what is needed."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from safeguarding.authorities.register import authority_of
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed
from safeguarding.case.events.child import Child
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import Escalation
from safeguarding.case.state.escalation import Escalated, disagreed_on
from safeguarding.case.state.later_start import ruled_out_on
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.framework.entries import NOT_KNOWN
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor, Seat

NO_LATER_START = (
    "The five working days are counted from the awareness of the incident. A later suspicion starts them only where "
    "neither had been recorded, and the three partners had agreed."
)


def require_reason(reason: FreeText | None) -> None:
    if reason is None or not reason.shown.strip():
        raise InvalidInput("Give the reason in a sentence or two.", "reason")


def check_past(on: date, at: datetime, instead: str, about: str = "on") -> None:
    """Raises InvalidInput about the box ``about`` for a day to come. ``instead`` says what to give."""
    if on > london_date(at):
        raise InvalidInput(f"{spoken(on)} is in the future. {instead}", about)


def check_escalation(case: Case, escalated: Escalated, escalation: Escalation, at: datetime) -> None:
    """Raises InvalidInput for a text that is missing, a day to come, or one before the disagreement."""
    for text in (escalation.procedure, escalation.decided_by, escalation.evidence):
        require_reason(text)
    on, disagreed = escalation.on, disagreed_on(case, escalated)
    check_past(on, at, "Give the day on which it was decided.")
    if disagreed and on < disagreed:
        raise InvalidInput(f"{spoken(on)} is before the disagreement. Give the day on which it was decided.", "on")


def check_facts(facts: Facts, framework: Framework, today: date) -> None:
    """Raises InvalidInput for an unknown answer, missing evidence, or a date that can't be right."""
    for fault in _facts_faults(facts, framework, today):
        raise InvalidInput(fault)


def check_later_start(case: Case, facts: Facts, by: Actor) -> None:
    """Requires of the day on which abuse or neglect was first known or suspected that it may start the clock. Raises
    InvalidInput, or NotAllowed for the DCS, who confirms it."""
    before = case.facts.by_number
    for child in facts.children:
        known = before.get(child.number)
        if child.abuse_known_on is None or (known and known.abuse_known_on == child.abuse_known_on):
            continue
        agreed = ruled_out_on(case, child.number)
        if agreed is None:
            raise InvalidInput(NO_LATER_START)
        if child.became_aware is None:
            raise InvalidInput("Give the day on which the first partner became aware of the incident as well.")
        if child.abuse_known_on < agreed:
            raise InvalidInput(
                f"{spoken(child.abuse_known_on)} is before {spoken(agreed)}, when the partners agreed that abuse or "
                "neglect was neither known nor suspected. Give the day on which it first was."
            )
        if Seat.DCS in by.seats:
            raise NotAllowed("The DCS confirms from which day the five working days count. Somebody else proposes it.")


def _facts_faults(facts: Facts, framework: Framework, today: date) -> Iterator[str]:
    numbers = [child.number for child in facts.children]
    if len(set(numbers)) != len(numbers):
        yield "Two children have the same number. Begin the triage again."
    for child in facts.children:
        of_whom = f"{child.name}: " if facts.others else ""
        yield from (f"{of_whom}{fault}" for fault in _faults_of(child, framework, today))
    first = {"happened_in": facts.happened_in, "lives_in": facts.lives_in, "responsible": facts.responsible}
    for stated in (first, *({"lives_in": each.lives_in, "responsible": each.responsible} for each in facts.others)):
        yield from _authority_faults(stated, framework)


def _faults_of(child: Child, framework: Framework, today: date) -> Iterator[str]:
    questions = {question.id: question for question in framework.asked_at("triage")}
    for name, value in child.answers.items():
        if name not in questions or value not in (*questions[name].values, NOT_KNOWN):
            yield f"{name}: {value} is not an answer of this version of the rules. Answer the question again."
            continue
        prompt = questions[name].answer(value).evidence
        if prompt and not (name in child.evidence and child.evidence[name].shown.strip()):
            yield f"{questions[name].title}: {prompt}"
    for day in (child.incident_on, child.became_aware, child.aware_of_death, child.abuse_known_on):
        if day and day > today:
            yield f"{spoken(day)} is in the future. Give the day on which it happened."
    if child.incident_on and child.became_aware and child.became_aware < child.incident_on:
        yield (
            f"A partner can't have become aware on {spoken(child.became_aware)}, before it happened on "
            f"{spoken(child.incident_on)}. Check both dates."
        )
    if child.incident_on and child.aware_of_death and child.aware_of_death < child.incident_on:
        yield (
            f"A partner can't have become aware of the death on {spoken(child.aware_of_death)}, before "
            f"{spoken(child.incident_on)}, the day of the death or harm. Check both dates."
        )


def _authority_faults(stated: Mapping[str, str | None], framework: Framework) -> Iterator[str]:
    for detail in framework.details:
        answer = stated.get(detail.id)
        if answer and authority_of(answer) is None and answer not in {each.id for each in detail.answers}:
            yield f"{detail.title}: choose one of the answers offered, or an authority in England by its name."
