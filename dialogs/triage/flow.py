"""The triage flow is a pure function: it takes a draft and what came in, and gives a draft and what to show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any

from microsoft_teams.cards import AdaptiveCard

from cards.elements import LONGEST_EVIDENCE, Card, SharedCard, as_json, closed_card
from cards.help import definition_card
from cards.inputs import too_long
from cards.refusal import refused_card
from cards.triage import (
    answered_card,
    check_card,
    confirm_date_card,
    draft_data,
    open_anyway_card,
    question_card,
    why_card,
)
from dialogs.forms import style_of
from dialogs.messages import CardMessage
from dialogs.triage.authority_answers import (
    asked_which,
    authority_chosen,
    authority_heard,
    did_you_mean,
    does_not_know_which,
    input_of,
)
from dialogs.triage.typed_buttons import CONFIRMING, LEAVING, OF_CHILD, SAVING, of_children
from dialogs.typed_answers import parse_choice, parse_date, plain
from dialogs.user_input import UserInput
from safeguarding.case.errors import StepRefused
from safeguarding.case.events.child import child_name
from safeguarding.case.events.facts import FIRST
from safeguarding.dates.working_days import WorkingCalendar, spoken
from safeguarding.draft import Draft
from safeguarding.framework.entries import Answer, Detail
from safeguarding.triage import AS_CHILD_1, Step, Triage, choices

OLD = {
    "incident_on": timedelta(days=365),
    "became_aware": timedelta(days=30),
    "aware_of_death": timedelta(days=30),
    "abuse_known_on": timedelta(days=30),
}
AWARENESS = ("became_aware", "aware_of_death", "abuse_known_on")
KEPT_NOTHING = "Cancelled. The bot keeps nothing; your messages stay in this chat until you delete them."


Problem = str | StepRefused
"""A problem is why an answer was not taken."""


class Ending(Enum):
    """An ending says how a conversation ends."""

    RECORD = "record"
    CANCELLED = "cancelled"
    LEFT = "left"


@dataclass(frozen=True)
class FlowStep:
    """A flow step is the answer to one input. ``replacement`` takes the place of the card that was answered. ``beside``
    and then ``cards`` follow below it; the last of the cards is the live one, and those beside ask nothing. ``end`` is
    set when the conversation is over, or asks to record."""

    draft: Draft
    replacement: Card | None = None
    cards: tuple[CardMessage, ...] = ()
    text: str = ""
    end: Ending | None = None
    beside: tuple[CardMessage, ...] = ()


@dataclass(frozen=True)
class TriageFlow:
    triage: Triage
    calendar: Callable[[], WorkingCalendar]
    agencies: tuple[str, ...] = ()
    _asked: dict[tuple[object, ...], Mapping[str, Any]] = field(default_factory=dict, init=False, repr=False)

    def ask(self, draft: Draft, problem: Problem | None = None, typed: str = "") -> CardMessage:
        """Makes the card for where the draft stands."""
        step = self.triage.next_step(draft)
        if step is None:
            return CardMessage(_with(check_card(self.triage, draft), problem), "Check your answers")
        child = self.triage.asked_of(draft)
        typed = typed or child.typed.get(step.id, "")
        if problem or typed or step.id in child.values:
            about = input_of(step)
            card: Card = _with(question_card(self.triage, draft, self.agencies, typed), problem, about)
        else:
            card = self._asked_first(draft, step)
        return CardMessage(card, f"Question: {step.title}")

    def _asked_first(self, draft: Draft, step: Step) -> SharedCard:
        """Makes the card of a question asked for the first time. Its buttons alone carry something of the draft, so it
        is cached, and rendered once for everybody."""
        child, offered = self.triage.child_asked(draft), len(self.triage.choices(draft, step))
        asked = (step.id, self.triage.progress(draft), draft.rehearsal, child if draft.others else None, offered)
        if asked not in self._asked:
            self._asked[asked] = as_json(question_card(self.triage, draft, self.agencies))
        return SharedCard(self._asked[asked], draft_data(draft))

    def ask_now(self, draft: Draft, today: date) -> CardMessage:
        """Makes the card for where the draft stands, a question that was asked in between among them."""
        if draft.is_leaving:
            return CardMessage(open_anyway_card(draft), "Open the case anyway?")
        step = self.triage.next_step(draft)
        if draft.unconfirmed and step:
            why = f"That is {(today - date.fromisoformat(draft.unconfirmed)).days} days ago."
            return CardMessage(confirm_date_card(self.triage, draft, step, draft.unconfirmed, why), "A date")
        return self.ask(draft)

    def steers(self, user_input: UserInput) -> bool:
        """Says whether a typed text steers the conversation, and so is no answer to a question."""
        said = plain(user_input.text)
        return said in ("why", "cancel") or said.startswith("define ")

    def leaves(self, user_input: UserInput) -> bool:
        """Says whether the input leaves the triage, and records nothing."""
        return user_input.verb in ("cancel", "leave") or (not user_input.verb and plain(user_input.text) == "cancel")

    def handle(self, draft: Draft, user_input: UserInput) -> FlowStep:
        if user_input.verb:
            return self.press(draft, user_input)
        return self._again(draft, user_input.problem) if user_input.problem else self.hear(draft, user_input)

    def press(self, draft: Draft, user_input: UserInput) -> FlowStep:
        if is_stale(draft, user_input):
            return FlowStep(draft, self._already(draft, user_input))
        step = self.triage.steps.get(user_input.text_of("step"))
        if user_input.problem:
            typed = user_input.text_of("evidence") or user_input.text_of("value")
            return self._again(draft, user_input.problem, typed)
        if user_input.verb == "back":
            draft = self._keeping_typed(draft, step, user_input)
        if user_input.verb in CHILD_VERBS:
            return CHILD_VERBS[user_input.verb](self, draft, _child_of(user_input))
        if user_input.verb in STEP_VERBS:
            return STEP_VERBS[user_input.verb](self, draft, step, user_input) if step else FlowStep(draft)
        return VERBS[user_input.verb](self, draft) if user_input.verb in VERBS else FlowStep(draft)

    def hear(self, draft: Draft, user_input: UserInput) -> FlowStep:
        """Takes a typed text: a button of the card on show, one of the words that steer, or an answer."""
        step, said = self.triage.next_step(draft), plain(user_input.text)
        if named := self._named(draft, step, user_input.text):
            return self._pressed_by_name(draft, step, named.id, user_input)
        if said in WORDS:
            return WORDS[said](self, draft)
        if said == "why" or said.startswith("define "):
            return self._explain(draft, step, user_input)
        return self._hear_answer(draft, step, user_input)

    def _hear_answer(self, draft: Draft, step: Step | None, user_input: UserInput) -> FlowStep:
        if draft.is_leaving:
            return self._show(draft, self.ask_now(draft, user_input.today))
        if step is None:
            return self._again(draft, "Press a button: open the case, change an answer, add a child, or cancel.")
        if isinstance(step, Detail) and step.kind == "authority":
            return self._hear_authority(draft, step, user_input)
        if choice := parse_choice(user_input.text, self.triage.choices(draft, step)):
            return self._chosen(draft, step, choice.id, user_input)
        if step.answers:
            return self._again(draft, _hint(step))
        return self._take_text(draft, step, user_input.text, user_input.today)

    def _hear_authority(self, draft: Draft, step: Detail, user_input: UserInput) -> FlowStep:
        if draft.unproven in {answer.id for answer in step.answers} and does_not_know_which(user_input.text):
            return self._put_answer(draft, step, draft.unproven)
        heard = authority_heard(step.answers, user_input.text)
        if heard is None:
            return self._again(draft, did_you_mean(user_input.text) or _hint(step))
        asks_which = next((answer for answer in step.answers if answer.id == heard and answer.which), None)
        return self._which(draft, step, asks_which, "") if asks_which else self._put_answer(draft, step, heard)

    def _named(self, draft: Draft, step: Step | None, text: str) -> Answer | None:
        """Returns the button meant of a card that asks something else than a question. "Check your answers" has many,
        and a number says too little there: a case is opened by the words alone."""
        if draft.is_leaving:
            return parse_choice(text, LEAVING)
        if draft.unconfirmed:
            return parse_choice(text, CONFIRMING)
        if plain(text).isdigit():
            return None
        return parse_choice(text, (*(SAVING if step is None else ()), *of_children(draft, checked=step is None)))

    def _pressed_by_name(self, draft: Draft, step: Step | None, verb: str, user_input: UserInput) -> FlowStep:
        verb, _, child = verb.partition(OF_CHILD)
        if verb in CHILD_VERBS:
            return CHILD_VERBS[verb](self, draft, int(child))
        if step and verb in STEP_VERBS:
            return STEP_VERBS[verb](self, draft, step, user_input)
        return VERBS[verb](self, draft)

    def _answer(self, draft: Draft, step: Step, user_input: UserInput) -> FlowStep:
        if step != self.triage.next_step(draft):
            return FlowStep(draft, self._already(draft, user_input))
        choice, written = user_input.text_of("choice"), user_input.text_of("day") or user_input.text_of("value")
        if choice in {answer.id for answer in self.triage.choices(draft, step)}:
            return self._chosen(draft, step, choice, user_input)
        listed = choice or user_input.text_of("agency")
        if step.id == "agency" and not written and listed in self.agencies:
            return self._put_answer(draft, step, listed)
        if step.answers:
            return self._again(draft, _hint(step))
        return self._take_text(draft, step, written, user_input.today)

    def _chosen(self, draft: Draft, step: Step, choice: str, user_input: UserInput) -> FlowStep:
        answer = next(answer for answer in self.triage.choices(draft, step) if answer.id == choice)
        evidence, today = user_input.text_of("evidence"), user_input.today
        if answer.which:
            return self._which(draft, step, answer, user_input.text_of("authority"))
        if choice == AS_CHILD_1 and (day := self.triage.day(draft, FIRST, step.id)):
            fault = self._date_fault(draft, step, day, today)
            return self._again(draft, fault) if fault else self._put_day(draft, step, day, today, choice)
        if not answer.evidence:
            return self._put_answer(draft, step, choice)
        child = self.triage.asked_of(draft)
        kept = evidence or (child.evidence.get(step.id, "") if child.values.get(step.id) == choice else "")
        if not kept:
            problem = f'{answer.label}: {answer.evidence} Write it in the box, then press "{answer.label}".'
            return self._again(draft.model_copy(update={"unproven": choice}), problem)
        if len(kept) > LONGEST_EVIDENCE:
            return self._again(draft, f"{too_long(kept, LONGEST_EVIDENCE)} Then answer again.", kept)
        return self._put_answer(draft, step, choice, kept)

    def _which(self, draft: Draft, step: Step, answer: Answer, authority: str) -> FlowStep:
        """Takes the authority that is chosen with an answer which leaves it open, or asks for it."""
        if value := authority_chosen(answer, authority):
            return self._put_answer(draft, step, value)
        return self._again(draft.model_copy(update={"unproven": answer.id}), asked_which(answer))

    def _take_text(self, draft: Draft, step: Step, text: str, today: date) -> FlowStep:
        if isinstance(step, Detail) and step.kind == "date":
            return self._take_date(draft, step, text, today)
        text = text.strip()
        longest = step.longest if isinstance(step, Detail) and step.longest else LONGEST_EVIDENCE
        if not text:
            return self._again(draft, 'Write it in the box, or press "Not known yet".')
        if len(text) > longest:
            return self._again(draft, too_long(text, longest), text)
        return self._put_answer(draft, step, text)

    def _take_date(self, draft: Draft, step: Step, text: str, today: date) -> FlowStep:
        day = parse_date(text, today)
        if day is None:
            return self._again(draft, "Give a day, for example 12/11/2026, 12 November or yesterday.")
        if fault := self._date_fault(draft, step, day, today):
            return self._again(draft, fault)
        if today - day > OLD[step.id]:
            number = self.triage.child_asked(draft)
            asked = draft.with_(asking=step.id, child=number, unconfirmed=day.isoformat())
            return self._show(asked, self.ask_now(asked, today))
        return self._put_day(draft, step, day, today)

    def _date_fault(self, draft: Draft, step: Step, day: date, today: date) -> str | None:
        if day > today:
            return f"{spoken(day)} is in the future. Give the day on which it happened."
        happened = self.triage.day(draft, self.triage.child_asked(draft), "incident_on")
        if step.id in AWARENESS and happened and day < happened:
            return f"{spoken(day)} is before it happened, {spoken(happened)}. Give a later day, or type back."
        return None

    def _confirm_date(self, draft: Draft, step: Step, user_input: UserInput) -> FlowStep:
        if draft.unconfirmed is None or step.id != draft.asking:
            return FlowStep(draft, self._already(draft, user_input))
        return self._put_day(draft, step, date.fromisoformat(draft.unconfirmed), user_input.today)

    def _put_day(self, draft: Draft, step: Step, day: date, today: date, said: str = "") -> FlowStep:
        """Takes a day. ``said`` is how it was answered, where that was not by the day itself."""
        child = self.triage.child_asked(draft)
        reply = self._put_answer(draft, step, said or day.isoformat())
        aware = self.triage.day(reply.draft, child, "became_aware")
        if step.id == "incident_on" and aware and aware < day:
            # The earlier answer can't stand beside this one, so it is asked again.
            answered = reply.draft.of(child)
            values = {name: value for name, value in answered.values.items() if name != "became_aware"}
            asked = reply.draft.with_child(answered.model_copy(update={"values": values}))
            return self._show(asked.with_(), replacement=reply.replacement)
        return replace(reply, text=self._overdue_words(day, today)) if step.id == "became_aware" else reply

    def _overdue_words(self, aware: date, today: date) -> str:
        deadline = self.triage.framework.deadline("sin")
        due = self.calendar().add(aware, deadline.working_days or 0)
        if due >= today:
            return ""
        return (
            f"A SIN for an incident known since {spoken(aware)} was due on {spoken(due)}. If one is required it is "
            "late: notify as soon as you can, and note why on the record."
        )

    def _put_answer(self, draft: Draft, step: Step, value: str, evidence: str | None = None) -> FlowStep:
        child = self.triage.child_asked(draft) if draft.others else None
        answered = self.triage.with_answer(draft, step, value, evidence)
        return self._show(answered, replacement=answered_card(self.triage, step, value, evidence, child=child))

    def _change(self, draft: Draft, step: Step, user_input: UserInput) -> FlowStep:
        changed = self.triage.reask(draft, step.id, draft.of(_child_of(user_input)).number)
        return self._show(changed, replacement=closed_card(f"Changing: {step.title}."))

    def _back(self, draft: Draft) -> FlowStep:
        before = self.triage.back(draft)
        if before == draft:
            return self._again(draft, _first_question(self.triage.child_asked(draft)))
        return self._show(before, replacement=closed_card("Going back one question."))

    def _explain(self, draft: Draft, step: Step | None, user_input: UserInput) -> FlowStep:
        """Shows why the question is asked, or a definition. The question keeps its place, with what stands in its
        boxes."""
        _, _, term = user_input.text.strip().partition(" ")
        if term:
            shown = CardMessage(definition_card(self.triage.framework, term), "A definition")
        elif step:
            shown = CardMessage(why_card(self.triage, step), "Why this is asked")
        else:
            return self._again(draft, "All questions are answered. Open the case, change an answer, or cancel.")
        return FlowStep(draft, beside=(shown,))

    def _add_child(self, draft: Draft) -> FlowStep:
        if self.triage.next_step(draft):
            return self._again(draft, "Answer this question first. Then another child can be added.")
        added = self.triage.with_another_child(draft)
        return self._show(added, replacement=closed_card(f"{child_name(added.child)} is added. Its questions follow."))

    def _take_out(self, draft: Draft, child: int) -> FlowStep:
        if child not in {other.number for other in draft.others}:
            return self._again(draft, "There is no such child among your answers.")
        taken = draft.without_child(child)
        return self._show(taken, replacement=closed_card(f"{child_name(child)} is taken out."))

    def _show_child(self, draft: Draft, child: int) -> FlowStep:
        shown = draft.of(child).number
        return self._show(draft.with_(child=shown), replacement=closed_card(f"{child_name(shown)} is shown below."))

    def _cancel(self, draft: Draft) -> FlowStep:
        if self.triage.tells_of_harm(draft) and not draft.asked_anyway:
            asked = draft.with_(asked_anyway=True, is_leaving=True)
            shown = CardMessage(open_anyway_card(asked), "Open the case anyway?")
            return FlowStep(asked, closed_card("You cancelled here."), (shown,))
        return FlowStep(draft, closed_card(KEPT_NOTHING), end=self._ending(draft))

    def _ending(self, draft: Draft) -> Ending:
        left = self.triage.tells_of_harm(draft) and not draft.updating
        return Ending.LEFT if left else Ending.CANCELLED

    def _leave(self, draft: Draft) -> FlowStep:
        return FlowStep(draft, closed_card(KEPT_NOTHING), end=self._ending(draft))

    def _resume(self, draft: Draft) -> FlowStep:
        return self._show(draft.with_(), replacement=closed_card("Going on with the questions."))

    def _record(self, draft: Draft) -> FlowStep:
        return FlowStep(draft, end=Ending.RECORD)

    def _show(self, draft: Draft, *cards: CardMessage, replacement: Card | None = None) -> FlowStep:
        return FlowStep(draft, replacement, cards or (self.ask(draft),))

    def _again(self, draft: Draft, problem: Problem, typed: str = "") -> FlowStep:
        """Asks the same step in place, with what is needed; nothing is lost."""
        return FlowStep(draft, self.ask(draft, problem, typed).card)

    def _keeping_typed(self, draft: Draft, step: Step | None, user_input: UserInput) -> Draft:
        """Keeps what stood in the card's box, so that it is there when the question is asked again."""
        text = user_input.text_of("evidence") or user_input.text_of("value")
        if step is None or not text:
            return draft
        child = self.triage.asked_of(draft)
        return draft.with_child(child.model_copy(update={"typed": {**child.typed, step.id: text[:LONGEST_EVIDENCE]}}))

    def _already(self, draft: Draft, user_input: UserInput) -> Card:
        step, child = self.triage.steps.get(user_input.text_of("step")), draft.of(_child_of(user_input))
        if step and step.id in child.values:
            return answered_card(self.triage, step, child.values[step.id], child.evidence.get(step.id), again=True)
        return closed_card("Already answered. The conversation goes on below.")


def _with(shown: AdaptiveCard, problem: Problem | None, about: str = "") -> AdaptiveCard:
    style = style_of(problem) if isinstance(problem, StepRefused) else "attention"
    return refused_card(shown, str(problem), about, style=style) if problem else shown


def _first_question(child: int) -> str:
    if child == FIRST:
        return "This is the first question."
    name = child_name(child)
    return f'This is the first question about {name}. To leave {name} out, press or type "take out {name}".'


def _child_of(user_input: UserInput) -> int:
    """Returns the number of the child that a button is about: it is a stranger's word, until the draft knows it."""
    child = user_input.data.get("child")
    return child if isinstance(child, int) else FIRST


def _hint(step: Step) -> str:
    offered = "; ".join(f"{number} for {answer.label}" for number, answer in enumerate(choices(step), 1))
    more = ", or the name of a local authority in England" if any(answer.which for answer in step.answers) else ""
    return f"That is not one of the answers, and the bot does not guess. Press a button, or type {offered}{more}."


def is_stale(draft: Draft, user_input: UserInput) -> bool:
    """Says whether a button was pressed on a card that was overtaken."""
    return bool(user_input.verb) and user_input.data.get("revision") != draft.revision


ASKED_BELOW = closed_card("The question is asked again below.")
GONE_ON_BELOW = closed_card("The conversation has gone on below.")
WORDS: Mapping[str, Callable[[TriageFlow, Draft], FlowStep]] = {
    "back": TriageFlow._back,
    "cancel": TriageFlow._cancel,
}
VERBS: Mapping[str, Callable[[TriageFlow, Draft], FlowStep]] = {
    "back": TriageFlow._back,
    "cancel": TriageFlow._cancel,
    "leave": TriageFlow._leave,
    "resume": TriageFlow._resume,
    "record": TriageFlow._record,
    "add_child": TriageFlow._add_child,
}
CHILD_VERBS: Mapping[str, Callable[[TriageFlow, Draft, int], FlowStep]] = {
    "take_out": TriageFlow._take_out,
    "show_child": TriageFlow._show_child,
}
STEP_VERBS: Mapping[str, Callable[[TriageFlow, Draft, Step, UserInput], FlowStep]] = {
    "answer": TriageFlow._answer,
    "change": TriageFlow._change,
    "confirm_date": TriageFlow._confirm_date,
}
