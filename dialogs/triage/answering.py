"""Answers are taken from what was pressed or typed, only where they are one of a question's, with what they need."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from cards.elements import LONGEST_EVIDENCE
from cards.inputs import too_long
from cards.triage.answered import answered_card
from dialogs.triage.asking import Asking
from dialogs.triage.authority_answers import (
    asked_which,
    authority_chosen,
    authority_heard,
    did_you_mean,
    does_not_know_which,
)
from dialogs.triage.flow_step import FlowStep
from dialogs.typed_answers import parse_choice, parse_date
from dialogs.user_input import UserInput
from safeguarding.authorities.register import HERE
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.facts import FIRST
from safeguarding.dates.working_days import spoken
from safeguarding.draft import Draft
from safeguarding.framework.entries import Answer, Detail
from safeguarding.offered_answers import AS_CHILD_1, BOTH, Step, choices
from safeguarding.triage import Triage

OLD = {
    "incident_on": timedelta(days=365),
    "became_aware": timedelta(days=30),
    "aware_of_death": timedelta(days=30),
    "abuse_known_on": timedelta(days=30),
}
AWARENESS = ("became_aware", "aware_of_death", "abuse_known_on")


@dataclass(frozen=True)
class Answering:
    asking: Asking

    @property
    def triage(self) -> Triage:
        return self.asking.triage

    def pressed(self, draft: Draft, step: Step, user_input: UserInput) -> FlowStep:
        """Takes what a button of the question's card brings."""
        choice, written = user_input.text_of("choice"), user_input.text_of("day") or user_input.text_of("value")
        if choice in {answer.id for answer in self.triage.choices(draft, step)}:
            return self._chosen(draft, step, choice, user_input)
        # The button of an agency counts whatever stands in the line for another one; the line counts before the list.
        listed = choice or ("" if written else user_input.text_of("agency"))
        if step.id == "agency" and listed in self.asking.agencies:
            return self._put_along(draft, step, listed, user_input)
        if step.answers:
            return self.asking.again(draft, _hint(step))
        return self._take_text(draft, step, written, user_input)

    def heard(self, draft: Draft, step: Step, user_input: UserInput) -> FlowStep:
        """Takes a typed text."""
        if isinstance(step, Detail) and step.kind == "authority":
            return self._hear_authority(draft, step, user_input)
        if choice := parse_choice(user_input.text, self.triage.choices(draft, step)):
            return self._chosen(draft, step, choice.id, user_input)
        if step.answers:
            return self.asking.again(draft, _hint(step))
        return self._take_text(draft, step, user_input.text, user_input)

    def confirmed_day(self, draft: Draft, step: Step, day: date, today: date) -> FlowStep:
        """Takes an old day that was asked about once more."""
        return self._put_day(draft, step, day, today)

    def _hear_authority(self, draft: Draft, step: Detail, user_input: UserInput) -> FlowStep:
        if draft.unproven in {answer.id for answer in step.answers} and does_not_know_which(user_input.text):
            return self._put(draft, step, draft.unproven)
        answers = self.triage.choices(draft, step)
        heard = authority_heard(answers, user_input.text)
        if heard == BOTH:
            return self._put_both(draft, step)
        if heard is None:
            return self.asking.again(draft, did_you_mean(user_input.text) or _hint(step))
        asks_which = next((answer for answer in answers if answer.id == heard and answer.which), None)
        return self._which(draft, step, asks_which, "") if asks_which else self._put(draft, step, heard)

    def _chosen(self, draft: Draft, step: Step, choice: str, user_input: UserInput) -> FlowStep:
        answer = next(answer for answer in self.triage.choices(draft, step) if answer.id == choice)
        evidence, today = user_input.text_of("evidence"), user_input.today
        if choice == BOTH:
            return self._put_both(draft, step)
        if answer.which:
            return self._which(draft, step, answer, user_input.text_of("authority"))
        if choice == AS_CHILD_1 and (day := self.triage.day(draft, FIRST, step.id)):
            fault = self._date_fault(draft, step, day, today)
            return self.asking.again(draft, fault) if fault else self._put_day(draft, step, day, today, choice)
        if not answer.evidence:
            return self._put_along(draft, step, choice, user_input)
        return self._proven(draft, step, answer, evidence)

    def _proven(self, draft: Draft, step: Step, answer: Answer, evidence: str) -> FlowStep:
        """Takes an answer with its evidence, that of before where it is the same answer, or asks for it."""
        child = self.triage.asked_of(draft)
        kept = evidence or (child.evidence.get(step.id, "") if child.values.get(step.id) == answer.id else "")
        waiting = draft.model_copy(update={"unproven": answer.id})
        if not kept:
            problem = f'{answer.label}: {answer.evidence} Write it in the box, then press "Continue".'
            return self.asking.again(waiting, problem)
        if len(kept) > LONGEST_EVIDENCE:
            return self.asking.again(waiting, f"{too_long(kept, LONGEST_EVIDENCE)} Then answer again.", kept)
        return self._put(draft, step, answer.id, kept)

    def _which(self, draft: Draft, step: Step, answer: Answer, authority: str) -> FlowStep:
        """Takes the authority that is chosen with an answer which leaves it open, or asks for it."""
        if value := authority_chosen(answer, authority):
            return self._put(draft, step, value)
        return self.asking.again(draft.model_copy(update={"unproven": answer.id}), asked_which(answer))

    def _take_text(self, draft: Draft, step: Step, text: str, user_input: UserInput) -> FlowStep:
        if isinstance(step, Detail) and step.kind == "date":
            return self._take_date(draft, step, text, user_input.today)
        text, along = text.strip(), self._typed_along(draft, step, user_input)
        longest = _longest(step)
        if not text:
            return self.asking.again(draft, 'Write it in the box, or press "Not known yet".', "", along)
        if len(text) > longest:
            return self.asking.again(draft, too_long(text, longest), text, along)
        return self._put_along(draft, step, text, user_input)

    def _take_date(self, draft: Draft, step: Step, text: str, today: date) -> FlowStep:
        day = parse_date(text, today)
        if day is None:
            return self.asking.again(draft, "Give a day, for example 12/11/2026, 12 November or yesterday.")
        if fault := self._date_fault(draft, step, day, today):
            return self.asking.again(draft, fault)
        if today - day > OLD[step.id]:
            number = self.triage.child_asked(draft)
            asked = draft.with_(asking=step.id, child=number, unconfirmed=day.isoformat())
            return self.asking.show(asked, self.asking.ask_now(asked))
        return self._put_day(draft, step, day, today)

    def _date_fault(self, draft: Draft, step: Step, day: date, today: date) -> str | None:
        if day > today:
            return f"{spoken(day)} is in the future. Give the day on which it happened."
        happened = self.triage.day(draft, self.triage.child_asked(draft), "incident_on")
        if step.id in AWARENESS and happened and day < happened:
            return f"{spoken(day)} is before it happened, {spoken(happened)}. Give a later day, or go back."
        return None

    def _put_day(self, draft: Draft, step: Step, day: date, today: date, said: str = "") -> FlowStep:
        """Takes a day. ``said`` is how it was answered, where that was not by the day itself."""
        child = self.triage.child_asked(draft)
        reply = self._put(draft, step, said or day.isoformat())
        aware = self.triage.day(reply.draft, child, "became_aware")
        if step.id == "incident_on" and aware and aware < day:
            # The earlier answer can't stand beside this one, so it is asked again.
            answered = reply.draft.of(child)
            values = {name: value for name, value in answered.values.items() if name != "became_aware"}
            asked = reply.draft.with_child(answered.model_copy(update={"values": values}))
            return self.asking.show(asked.with_(), replacement=reply.replacement)
        return replace(reply, text=self._overdue_words(day, today)) if step.id == "became_aware" else reply

    def _overdue_words(self, aware: date, today: date) -> str:
        deadline = self.triage.framework.deadline("sin")
        due = self.asking.context().calendar.add(aware, deadline.working_days or 0)
        if due >= today:
            return ""
        return (
            f"A SIN for an incident known since {spoken(aware)} was due on {spoken(due)}. If one is required it is "
            "late: notify as soon as you can, and note why on the record."
        )

    def _put_both(self, draft: Draft, step: Step) -> FlowStep:
        along = self.triage.taken_along(draft, step)
        return self._put(draft, step, HERE, along=(along, HERE) if along else None)

    def _put_along(self, draft: Draft, step: Step, value: str, user_input: UserInput) -> FlowStep:
        """Takes an answer, and what was typed on the same card into the box of another step."""
        along, typed = self.triage.taken_along(draft, step), self._typed_along(draft, step, user_input)
        if along is None or not typed:
            return self._put(draft, step, value)
        if len(typed) > _longest(along):
            problem = InvalidInput(too_long(typed, _longest(along)), along.id)
            return self.asking.again(draft, problem, stood_in(user_input), typed)
        return self._put(draft, step, value, along=(along, typed))

    def _typed_along(self, draft: Draft, step: Step, user_input: UserInput) -> str:
        along = self.triage.taken_along(draft, step)
        return user_input.text_of(along.id) if along and along.kind == "text" else ""

    def _put(
        self,
        draft: Draft,
        step: Step,
        value: str,
        evidence: str | None = None,
        along: tuple[Detail, str] | None = None,
    ) -> FlowStep:
        child = self.triage.child_asked(draft) if draft.others else None
        answered = self.triage.with_answer(draft, step, value, evidence)
        if along:
            answered = self.triage.with_answer(answered, *along)
        said = answered_card(self.triage, step, value, evidence, child=child, along=along)
        return self.asking.show(answered, replacement=said)


def stood_in(user_input: UserInput) -> str:
    """Returns what stood in the box or the list of the card that was pressed."""
    return next(filter(None, map(user_input.text_of, ("evidence", "value", "agency"))), "")


def _longest(step: Step) -> int:
    return step.longest if isinstance(step, Detail) and step.longest else LONGEST_EVIDENCE


def _hint(step: Step) -> str:
    offered = "; ".join(f"{number} for {answer.label}" for number, answer in enumerate(choices(step), 1))
    more = ", or the name of a local authority in England" if any(answer.which for answer in step.answers) else ""
    return f"That is not one of the answers, and the bot does not guess. Press a button, or type {offered}{more}."
