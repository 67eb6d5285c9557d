"""A triage in progress holds the answers so far, and computes from them what to ask next.

The position is computed from the answers each time, so going back and changing an answer costs nothing: later answers
that still hold are kept, and those that are no longer asked are left out, unless they are on the record of a case.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from safeguarding.case.case import Case
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.notification import DIED
from safeguarding.dates.working_days import spoken
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import NOT_KNOWN, Answer, Detail, Question
from safeguarding.people import Person

Step = Question | Detail
LESSER = ("neither", "hurt")


class Draft(BaseModel):
    """A draft holds what one person has answered and not yet recorded. Nothing of it is on a case.

    ``values`` holds answers by step: ids for questions and choices, ISO dates, text, or ``not_known``. ``revision``
    grows with each change, so that an old card is told apart. ``asking`` is a step that is asked again. ``updating`` is
    the reference of the case whose facts are being changed. ``unconfirmed`` is an old date that waits for a yes.
    ``asked_anyway`` says whether "open the case anyway?" was asked already, ``is_leaving`` that it is asked now.
    ``unproven`` is an answer that was typed and waits for its evidence, ``typed`` what stood in a box, by step, when
    another button was pressed. ``rehearsal`` marks a draft for practice. ``death_is_news`` says that a death would be
    one that the SIN, which is in, does not hold.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    person: Person
    rules_version: str
    values: dict[str, str] = {}
    evidence: dict[str, str] = {}
    revision: int = 0
    asking: str | None = None
    updating: str | None = None
    unconfirmed: str | None = None
    asked_anyway: bool = False
    is_leaving: bool = False
    unproven: str | None = None
    typed: dict[str, str] = {}
    rehearsal: bool = False
    death_is_news: bool = False

    def with_(self, **changes: object) -> "Draft":
        """Returns the next revision. What was asked in between is over, unless it is among the changes."""
        over = {"unconfirmed": None, "is_leaving": False, "unproven": None}
        return self.model_copy(update={**over, **changes, "revision": self.revision + 1})


class Triage:
    """The triage reads drafts under one version of the rules."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.framework = engine.framework

    @cached_property
    def steps(self) -> dict[str, Step]:
        steps: list[Step] = [*self.framework.asked_at("triage"), *self.framework.details]
        return {step.id: step for step in steps}

    def answers_given(self, draft: Draft) -> list[tuple[Step, str]]:
        """Returns the steps answered that are still asked, in the order asked."""
        answers = self.engine.relevant(draft.values, "triage")
        details = {d.id: draft.values[d.id] for d in self.details(draft) if d.id in draft.values}
        return [(self.steps[name], value) for name, value in {**answers, **details}.items()]

    def answers_kept(self, draft: Draft) -> list[tuple[Step, str]]:
        """Returns what a case has on record and is asked no more: a later answer takes nothing from the record."""
        if not draft.updating:
            return []
        asked = self.engine.relevant(draft.values, "triage")
        questions = self.framework.asked_at("triage")
        return [(q, draft.values[q.id]) for q in questions if q.id in draft.values and q.id not in asked]

    def next_step(self, draft: Draft) -> Step | None:
        """Returns the step to ask now; none when everything that matters is answered."""
        if draft.asking:
            return self.steps[draft.asking]
        answers = self.engine.relevant(draft.values, "triage")
        if question := self.engine.next_question(answers, "triage"):
            return question
        return next((detail for detail in self.details(draft) if detail.id not in draft.values), None)

    def details(self, draft: Draft) -> tuple[Detail, ...]:
        """Returns the details that are asked: that of a later death only where there is one."""
        died_later = draft.death_is_news and draft.values.get("harm") == DIED
        return tuple(detail for detail in self.framework.details if died_later or detail.only_if is None)

    def progress(self, draft: Draft) -> tuple[int, int]:
        """Returns the number of the step asked now, and how many there are at most."""
        given = [step.id for step, _ in self.answers_given(draft)]
        answers = self.engine.relevant(draft.values, "triage")
        total = self.engine.most_questions(answers, "triage") + len(self.details(draft))
        number = given.index(draft.asking) + 1 if draft.asking in given else len(given) + 1
        return number, max(total, number)

    def with_answer(self, draft: Draft, step: Step, value: str, evidence: str | None = None) -> Draft:
        kept = {name: text for name, text in draft.evidence.items() if name != step.id}
        if evidence:
            kept[step.id] = evidence
        typed = {name: text for name, text in draft.typed.items() if name != step.id}
        values = {**draft.values, step.id: value}
        if step.id == "harm" and _worsens(draft, value):
            # The SIN's clock starts at awareness of the death or serious harm, and not of the lesser hurt before it.
            values.pop("became_aware", None)
        return draft.with_(values=values, evidence=kept, typed=typed, asking=None)

    def back(self, draft: Draft) -> Draft:
        """Asks the step before the present one again; at the first one nothing changes."""
        given = [step.id for step, _ in self.answers_given(draft)]
        before = given[: given.index(draft.asking)] if draft.asking in given else given
        return self.reask(draft, before[-1]) if before else draft

    def reask(self, draft: Draft, step: str) -> Draft:
        return draft.with_(asking=step)

    def under_current_rules(self, draft: Draft) -> Draft:
        """Returns the draft with the answers that today's rules still know."""
        values = self._still_valid(draft.values, draft.rules_version)
        evidence = {name: text for name, text in draft.evidence.items() if name in values}
        return draft.with_(rules_version=self.framework.version, values=values, evidence=evidence, asking=None)

    def tells_of_harm(self, draft: Draft) -> bool:
        """Says whether somebody died or was hurt, as far as answered, without its evidence too. Then the triage must
        not end in silence."""
        step = self.next_step(draft) if draft.unproven else None
        answered = draft.unproven if step and step.id == "harm" else draft.values.get("harm")
        return (answered or NOT_KNOWN) not in ("neither", NOT_KNOWN)

    def label(self, step: Step, value: str) -> str:
        """Says an answer in words."""
        for answer in step.answers:
            if answer.id == value:
                return answer.label
        if value == NOT_KNOWN:
            return "Not known yet"
        return spoken(date.fromisoformat(value)) if isinstance(step, Detail) and step.kind == "date" else value

    def facts(self, draft: Draft, salt: Callable[[], str]) -> Facts:
        """Makes the facts that go on the case. ``salt`` draws a fresh random salt for each text."""
        given = {step.id: value for step, value in (*self.answers_given(draft), *self.answers_kept(draft))}
        answers = {name: value for name, value in given.items() if isinstance(self.steps[name], Question)}
        return Facts(
            answers=answers,
            evidence={name: FreeText.of(draft.evidence[name], salt()) for name in answers if name in draft.evidence},
            incident_on=_day(given.get("incident_on")),
            became_aware=_day(given.get("became_aware")),
            aware_of_death=_day(given.get("aware_of_death")),
            place=given.get("place", NOT_KNOWN),
            agency=_text(given.get("agency"), salt),
            record_number=_text(given.get("record_number"), salt),
        )

    def draft_of(self, case: Case, id: str, person: Person) -> Draft:
        """Makes a draft of the case's facts, to change them. A step whose answer today's rules do not know, or to which
        they give another meaning, is asked again."""
        facts = case.facts
        details = {
            "incident_on": facts.incident_on.isoformat() if facts.incident_on else NOT_KNOWN,
            "became_aware": facts.became_aware.isoformat() if facts.became_aware else NOT_KNOWN,
            "place": facts.place,
            "agency": facts.agency.shown if facts.agency else NOT_KNOWN,
            "record_number": facts.record_number.shown if facts.record_number else NOT_KNOWN,
        }
        if case.notification.later_death:
            details["aware_of_death"] = facts.aware_of_death.isoformat() if facts.aware_of_death else NOT_KNOWN
        values = self._still_valid({**facts.answers, **details}, case.outcome.rules_version)
        return Draft(
            id=id,
            person=person,
            rules_version=self.framework.version,
            values=values,
            evidence={name: text.shown for name, text in facts.evidence.items() if name in values},
            updating=case.ref,
            asked_anyway=True,
            rehearsal=case.is_rehearsal,
            death_is_news=_is_news_of_death(case),
        )

    def _still_valid(self, values: Mapping[str, str], version: str) -> dict[str, str]:
        answers = self.framework.still_answered(values, version)
        return {name: value for name, value in values.items() if name in answers or self._is_detail(name, value)}

    def _is_detail(self, name: str, value: str) -> bool:
        step = self.steps.get(name)
        return isinstance(step, Detail) and (not step.answers or value in {answer.id for answer in step.answers})


def _worsens(draft: Draft, harm: str) -> bool:
    """Says whether a death or a serious harm takes the place of a lesser hurt on a case that has sent no SIN."""
    recorded = draft.updating and not draft.death_is_news and draft.values.get("harm") in LESSER
    return bool(recorded) and harm not in (*LESSER, NOT_KNOWN)


def _is_news_of_death(case: Case) -> bool:
    in_the_sin = case.facts.answers.get("harm") == DIED and case.notification.later_death is None
    return case.sin_submitted is not None and not in_the_sin


def choices(step: Step) -> tuple[Answer, ...]:
    """Returns the answers to choose from: those of the rules, or "not known yet" alone for a date or a text."""
    return step.answers or (Answer(id=NOT_KNOWN, label="Not known yet", synonyms=NOT_KNOWN_SAID),)


NOT_KNOWN_SAID = ("not known", "unknown", "don't know", "not sure", "i'm not sure")


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value and value != NOT_KNOWN else None


def _text(value: str | None, salt: Callable[[], str]) -> FreeText | None:
    return FreeText.of(value, salt()) if value and value != NOT_KNOWN else None
