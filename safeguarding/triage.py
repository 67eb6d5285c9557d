"""A triage in progress holds the answers so far, and computes from them what to ask next.

The position is computed from the answers each time, so going back and changing an answer costs nothing: later answers
that still hold are kept, and those that are no longer asked are left out, unless they are on the record of a case. Of
an incident with several children each is asked about, one after the other.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import cast

from safeguarding.authorities.register import HERE, authority_of
from safeguarding.case.case import Case
from safeguarding.case.errors import OutOfDate
from safeguarding.case.events.child import HARMED, SUSPECTED, Child, ChildPart, child_name
from safeguarding.case.events.facts import FIRST, Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.notification import DIED
from safeguarding.case.state.duties import duties_in
from safeguarding.case.state.later_start import ruled_out_on
from safeguarding.changes_meanwhile import brought_up_to, changed_by_both
from safeguarding.dates.working_days import spoken
from safeguarding.draft import AnswerChange, ChildDraft, Draft
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import NOT_KNOWN, Answer, Detail, Question
from safeguarding.offered_answers import ALONG, AS_CHILD_1, SAME_DAY, UNKNOWN, Step, both, choices
from safeguarding.people import Person

UNHURT = "neither"
LESSER = (UNHURT, "hurt")
PART = "part"


class Triage:
    """The triage reads drafts under one version of the rules."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.framework = engine.framework

    @cached_property
    def steps(self) -> dict[str, Step]:
        steps: list[Step] = [*self.framework.asked_at("triage"), *self.framework.details]
        return {step.id: step for step in steps}

    def answers_given(self, draft: Draft, number: int = FIRST) -> list[tuple[Step, str]]:
        """Returns the steps answered about a child that are still asked, in the order asked: of Child 1 also those
        about the incident."""
        values = draft.of(number).values
        answers = self.engine.relevant(values, "triage")
        details = {detail.id: values[detail.id] for detail in self.details(draft, number) if detail.id in values}
        part = {PART: details.pop(PART)} if PART in details else {}
        return [(self.steps[name], value) for name, value in {**part, **answers, **details}.items()]

    def answers_kept(self, draft: Draft, number: int = FIRST) -> list[tuple[Step, str]]:
        """Returns what a case has on record and is asked no more: a later answer takes nothing from the record."""
        if not draft.updating:
            return []
        values = draft.of(number).values
        asked = self.engine.relevant(values, "triage")
        questions = self.framework.asked_at("triage")
        return [(q, values[q.id]) for q in questions if q.id in values and q.id not in asked]

    def next_step(self, draft: Draft) -> Step | None:
        """Returns the step to ask now; none when everything that matters is answered."""
        if draft.asking:
            return self.steps[draft.asking]
        return self._open_step(draft, self.child_asked(draft))

    def child_asked(self, draft: Draft) -> int:
        """Returns the number of the child about whom the next step is: of the one who was answered about last, while
        anything is left to ask about that child, and where there is no next step."""
        if draft.asking:
            return draft.child
        last = draft.of(draft.child).number
        if not draft.others:
            return last
        numbers = (last, *(child.number for child in draft.children))
        return next((number for number in numbers if self._open_step(draft, number)), last)

    def asked_of(self, draft: Draft) -> ChildDraft:
        """Returns what is answered so far about the child who is asked about."""
        return draft.of(self.child_asked(draft))

    def _open_step(self, draft: Draft, number: int) -> Step | None:
        values, details = draft.of(number).values, self.details(draft, number)
        unasked = (detail for detail in details if detail.id not in values)
        # Child 1 was harmed, unless that is changed.
        detail = next((detail for detail in unasked if detail.id != PART or number != FIRST), None)
        if detail and detail.id == PART:
            return detail
        return self.engine.next_question(self.engine.relevant(values, "triage"), "triage") or detail

    def details(self, draft: Draft, number: int = FIRST) -> tuple[Detail, ...]:
        """Returns the details that are asked: of a further child its own, that of a later death only where there is
        one, and the part in the incident where there are several children. That is the first thing asked."""
        child = draft.of(number)
        asked = {
            None: True,
            "died_later": child.death_is_news and child.values.get("harm") == DIED,
            "abuse_later": child.abuse_is_news and child.values.get("abuse_or_neglect") in SUSPECTED,
            "in_care": child.values.get("care_experienced") == "yes",
            "several_children": bool(draft.others),
        }
        details = [detail for detail in self.framework.details if asked[detail.only_if]]
        if self._is_near_miss(draft):
            # What is asked of it besides is asked by the Case of Concern; what was answered already is kept.
            details = [detail for detail in details if detail.id == PART or detail.id in child.values]
        own = [detail for detail in details if number == FIRST or is_of_child(detail)]
        return tuple(sorted(own, key=lambda detail: detail.id != PART))

    def _is_near_miss(self, draft: Draft) -> bool:
        """Says whether nobody was hurt, of all the children who are told of, and no case is open yet."""
        is_new = not draft.updating and "hurt" in self.framework.question("harm").values
        first, *others = (child.values.get("harm") for child in draft.children)
        return is_new and first == UNHURT and all(harm in (UNHURT, None) for harm in others)

    def progress(self, draft: Draft) -> tuple[int, int]:
        """Returns the number of the step asked now, and how many there are at most about this child."""
        child = self.asked_of(draft)
        given = [step.id for step, _ in self.answers_given(draft, child.number)]
        answers = self.engine.relevant(child.values, "triage")
        total = self.engine.most_questions(answers, "triage") + len(self.details(draft, child.number))
        number = given.index(draft.asking) + 1 if draft.asking in given else len(given) + 1
        return number, max(total, number)

    def with_answer(self, draft: Draft, step: Step, value: str, evidence: str | None = None) -> Draft:
        """Returns the draft with an answer about the child who is asked about."""
        child = self.asked_of(draft)
        kept = {name: text for name, text in child.evidence.items() if name != step.id}
        if evidence:
            kept[step.id] = evidence
        typed = {name: text for name, text in child.typed.items() if name != step.id}
        values = {**child.values, step.id: value}
        if step.id == "harm" and draft.updating and _worsens(child, value):
            # The SIN's clock starts at awareness of the death or serious harm, and not of the lesser hurt before it.
            values.pop("became_aware", None)
        answered = child.model_copy(update={"values": values, "evidence": kept, "typed": typed})
        noted = self._noting(draft, child, step, value)
        return noted.with_child(answered).with_(child=child.number, asking=None)

    def _noting(self, draft: Draft, child: ChildDraft, step: Step, value: str) -> Draft:
        """Returns the draft with an answer noted that is changed after it was shown what follows. What an agency is
        called, and its record number, lead to nothing."""
        was = child.values.get(step.id)
        if was in (None, value) or (isinstance(step, Detail) and step.kind == "text"):
            return draft
        evidence = child.evidence.get(step.id, "")
        return draft.noting(AnswerChange(child=child.number, step=step.id, was=was, now=value, evidence=evidence))

    def with_another_child(self, draft: Draft) -> Draft:
        """Returns the draft with a further child, who is asked about next."""
        first = draft.of(FIRST)
        first = first.model_copy(update={"values": {PART: HARMED, **first.values}})
        return draft.with_child(first).with_another_child()

    def back(self, draft: Draft) -> Draft:
        """Asks the step before the present one again, about the same child; at the first one nothing changes."""
        number = self.child_asked(draft)
        given = [step.id for step, _ in self.answers_given(draft, number)]
        before = given[: given.index(draft.asking)] if draft.asking in given else given
        return self.reask(draft, before[-1], number) if before else draft

    def reask(self, draft: Draft, step: str, number: int = FIRST) -> Draft:
        return draft.with_(asking=step, child=number)

    def under_current_rules(self, draft: Draft) -> Draft:
        """Returns the draft with the answers that today's rules still know."""
        renewed, version = draft, draft.rules_version
        for child in draft.children:
            renewed = renewed.with_child(self._still_known(child, version))
        begun = tuple(self._still_known(child, version) for child in draft.begun)
        return renewed.with_(rules_version=self.framework.version, asking=None, begun=begun)

    def _still_known(self, child: ChildDraft, version: str) -> ChildDraft:
        """Returns the child with those of its answers under such a version that today's rules still know."""
        values = self._still_valid(child.values, version)
        evidence = {name: text for name, text in child.evidence.items() if name in values}
        return child.model_copy(update={"values": values, "evidence": evidence})

    def tells_of_harm(self, draft: Draft) -> bool:
        """Says whether somebody died or was hurt, as far as answered, without its evidence too. Then the triage must
        not end in silence."""
        step = self.next_step(draft) if draft.unproven else None
        answered = [child.values.get("harm") for child in draft.children]
        if step and step.id == "harm":
            answered.append(draft.unproven)
        return any((harm or NOT_KNOWN) not in (UNHURT, NOT_KNOWN) for harm in answered)

    def label(self, step: Step, value: str) -> str:
        """Says an answer in words."""
        for answer in step.answers:
            if answer.id == value:
                return answer.label
        if value in (NOT_KNOWN, AS_CHILD_1):
            return "Not known yet" if value == NOT_KNOWN else SAME_DAY.label
        return spoken(date.fromisoformat(value)) if isinstance(step, Detail) and step.kind == "date" else value

    def choices(self, draft: Draft, step: Step) -> tuple[Answer, ...]:
        """Returns the answers to choose from: those of the rules, or "not known yet" alone for a date or a text. A day
        of a further child may be that of Child 1, where it is known."""
        known = draft.of(FIRST).values.get(step.id, NOT_KNOWN) != NOT_KNOWN
        is_day = isinstance(step, Detail) and step.kind == "date"
        if is_day and known and self.child_asked(draft) != FIRST:
            return (SAME_DAY, UNKNOWN)
        along = self.taken_along(draft, step)
        here = [answer for answer in step.answers if along and answer.id == HERE]
        return (*choices(step), *(both(answer) for answer in here))

    def taken_along(self, draft: Draft, step: Step) -> Detail | None:
        """Returns the detail, not answered yet, that the card of a step can take in the same press."""
        wanted = ALONG.get(step.id)
        if wanted is None:
            return None
        child = self.asked_of(draft)
        open_ = (each for each in self.details(draft, child.number) if each.id not in child.values)
        return next((detail for detail in open_ if detail.id == wanted), None)

    def day(self, draft: Draft, number: int, detail: str) -> date | None:
        """Returns a day answered about a child, or that of Child 1 where it is the same; none where it is not known."""
        value = draft.of(number).values.get(detail)
        return _day(draft.of(FIRST).values.get(detail) if value == AS_CHILD_1 else value)

    def facts(self, draft: Draft, salt: Callable[[], str]) -> Facts:
        """Makes the facts that go on the case. ``salt`` draws a fresh random salt for each text."""
        given = self._given(draft, FIRST)
        children = [self._child(draft, child.number, salt) for child in draft.children]
        facts = Facts(answers={}, happened_in=given.get("happened_in"), agency=_text(given.get("agency"), salt))
        return facts.with_children(children)

    def _child(self, draft: Draft, number: int, salt: Callable[[], str]) -> Child:
        given, evidence = self._given(draft, number), draft.of(number).evidence
        answers = {name: value for name, value in given.items() if isinstance(self.steps[name], Question)}
        asked = {detail.id for detail in self.details(draft, number)}
        return Child(
            number=number,
            part=cast(ChildPart, given.get(PART, HARMED)),
            answers=answers,
            evidence={name: FreeText.of(evidence[name], salt()) for name in answers if name in evidence},
            incident_on=self.day(draft, number, "incident_on"),
            became_aware=self.day(draft, number, "became_aware"),
            aware_of_death=self.day(draft, number, "aware_of_death") if "aware_of_death" in asked else None,
            abuse_known_on=self.day(draft, number, "abuse_known_on") if "abuse_known_on" in asked else None,
            lives_in=given.get("lives_in"),
            responsible=given.get("responsible"),
            record_number=_text(given.get("record_number"), salt),
        )

    def _given(self, draft: Draft, number: int) -> dict[str, str]:
        answers = (*self.answers_given(draft, number), *self.answers_kept(draft, number))
        return {step.id: value for step, value in answers}

    def draft_of(self, case: Case, id: str, person: Person) -> Draft:
        """Makes a draft of the case's facts, to change them. A step whose answer today's rules do not know, or to which
        they give another meaning, is asked again."""
        facts = case.facts
        incident = {"happened_in": facts.where, "agency": facts.agency.shown if facts.agency else NOT_KNOWN}
        first, *others = (self._draft_of(child, case) for child in facts.children)
        values = {**first.values, **self._still_valid(incident, case.outcome.rules_version)}
        return Draft(
            id=id,
            person=person,
            rules_version=self.framework.version,
            values=values,
            evidence=first.evidence,
            others=tuple(others),
            begun=(first.model_copy(update={"values": values}), *others),
            known=case.highest_child,
            updating=case.ref,
            asked_anyway=True,
            rehearsal=case.is_rehearsal,
            death_is_news=first.death_is_news,
            abuse_is_news=first.abuse_is_news,
            duties=duties_in(case.standing),
        )

    def brought_up_to(self, draft: Draft, case: Case) -> Draft:
        """Returns the draft with what was changed in it, on the case as it is now. Raises OutOfDate where another has
        changed the same meanwhile."""
        if not draft.begun:
            # It was begun by a version of the bot that did not keep what the case said.
            return draft
        now = self.draft_of(case, draft.id, draft.person)
        if both := list(changed_by_both(draft, now)):
            titles = dict.fromkeys(self._title(number, step, several=bool(now.others)) for number, step in both)
            raise OutOfDate(
                f"Somebody else has changed this since you began: {', '.join(titles)}. Cancel, and begin the change "
                "anew: you are shown what it is now."
            )
        return brought_up_to(draft, now)

    def _title(self, number: int, step: str, *, several: bool) -> str:
        title = self.steps[step].title
        return f"{child_name(number)}, {title}" if several and is_of_child(self.steps[step]) else title

    def _draft_of(self, child: Child, case: Case) -> ChildDraft:
        (first, *_), given = case.facts.children, dict(child.answers)
        for name in ("incident_on", "became_aware"):
            day = getattr(child, name)
            is_same = child.number != FIRST and day is not None and day == getattr(first, name)
            given[name] = AS_CHILD_1 if is_same else _value(day)
        given["record_number"] = child.record_number.shown if child.record_number else NOT_KNOWN
        given["lives_in"] = child.lives_in or NOT_KNOWN
        if child.responsible:
            given["responsible"] = child.responsible
        if case.facts.others:
            given[PART] = child.part
        if child.number in case.notification.died:
            given["aware_of_death"] = _value(child.aware_of_death)
        abuse_is_news = ruled_out_on(case, child.number) is not None
        if abuse_is_news and child.suspects_abuse:
            given["abuse_known_on"] = _value(child.abuse_known_on)
        values = self._still_valid(given, case.outcome.rules_version)
        return ChildDraft(
            number=child.number,
            values=values,
            evidence={name: text.shown for name, text in child.evidence.items() if name in values},
            death_is_news=_is_news_of_death(child, case),
            abuse_is_news=abuse_is_news,
        )

    def _still_valid(self, values: Mapping[str, str], version: str) -> dict[str, str]:
        answers = self.framework.still_answered(values, version)
        return {name: value for name, value in values.items() if name in answers or self._is_detail(name, value)}

    def _is_detail(self, name: str, value: str) -> bool:
        step = self.steps.get(name)
        if not isinstance(step, Detail):
            return False
        is_named = step.kind == "authority" and authority_of(value) is not None
        return is_named or not step.answers or value in {answer.id for answer in step.answers}


def is_of_child(step: Step) -> bool:
    """Says whether a step is about a child, and not about the incident."""
    return isinstance(step, Question) or step.id in Child.model_fields


def _worsens(child: ChildDraft, harm: str) -> bool:
    """Says whether a death or a serious harm takes the place of a lesser hurt on a case that has sent no SIN."""
    was_lesser = not child.death_is_news and child.values.get("harm") in LESSER
    return was_lesser and harm not in (*LESSER, NOT_KNOWN)


def _is_news_of_death(child: Child, case: Case) -> bool:
    in_the_sin = child.answers.get("harm") == DIED and child.number not in case.notification.died
    return case.sin_submitted is not None and not in_the_sin


def _value(day: date | None) -> str:
    return day.isoformat() if day else NOT_KNOWN


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value and value not in (NOT_KNOWN, AS_CHILD_1) else None


def _text(value: str | None, salt: Callable[[], str]) -> FreeText | None:
    return FreeText.of(value, salt()) if value and value != NOT_KNOWN else None
