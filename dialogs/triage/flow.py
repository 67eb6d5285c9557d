"""The triage flow is a pure function: it takes a draft and what came in, and gives a draft and what to show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from cards.context import CardContext
from cards.elements import LONGEST_EVIDENCE, Card, closed_card
from cards.triage.answered import answered_card
from cards.triage.why import why_card
from dialogs.messages import CardMessage
from dialogs.shown_question import is_stale
from dialogs.speaker import Ending
from dialogs.steering import Steering, definition, steering
from dialogs.triage.answering import Answering, stood_in
from dialogs.triage.asking import Asking
from dialogs.triage.flow_step import FlowStep
from dialogs.triage.typed_buttons import CONFIRMING, LEAVING, OF_CHILD, SAVING, of_children
from dialogs.typed_answers import parse_choice, plain
from dialogs.user_input import UserInput
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.child import child_name
from safeguarding.case.events.facts import FIRST
from safeguarding.draft import Draft
from safeguarding.framework.entries import Answer
from safeguarding.indication import leads_to_concern, new_duties, with_indication
from safeguarding.offered_answers import Step
from safeguarding.triage import Triage

LEAVES = ("cancel", "leave")
NOTHING_IS_SKIPPED = 'No question of a triage is skipped. Where the answer is not known, type "not known".'
WAITS = "What you have answered is kept, and the question above waits here. To leave it for good, type **cancel**."
KEPT_NOTHING = "Cancelled. The bot keeps nothing; your messages stay in this chat until you delete them."


@dataclass(frozen=True)
class TriageFlow:
    triage: Triage
    context: Callable[[], CardContext]
    agencies: tuple[str, ...] = ()

    @cached_property
    def asking(self) -> Asking:
        return Asking(self.triage, self.context, self.agencies)

    @cached_property
    def _answering(self) -> Answering:
        return Answering(self.asking)

    def leaves(self, user_input: UserInput) -> bool:
        """Says whether the input leaves the triage, and records nothing."""
        return user_input.verb in LEAVES or (not user_input.verb and steering(user_input.text) == "cancel")

    def handle(self, draft: Draft, user_input: UserInput) -> FlowStep:
        """Answers what came in. What the answers lead to is noted as shown, once all of them are given."""
        reply = self._handled(draft, user_input)
        if draft.updating and reply.draft.revision == draft.revision:
            # What the case leads to as it stands is no news.
            return reply
        return replace(reply, draft=with_indication(self.triage, reply.draft))

    def _handled(self, draft: Draft, user_input: UserInput) -> FlowStep:
        if user_input.verb:
            return self.press(draft, user_input)
        return self.asking.again(draft, user_input.problem) if user_input.problem else self.hear(draft, user_input)

    def press(self, draft: Draft, user_input: UserInput) -> FlowStep:
        if is_stale(draft, user_input):
            return FlowStep(draft, self._already(draft, user_input))
        step = self.triage.steps.get(user_input.text_of("step"))
        if user_input.problem:
            return self._pointed_out(draft, step, user_input, user_input.problem)
        if user_input.verb == "back":
            draft = self._keeping_typed(draft, step, user_input)
        if user_input.verb in CHILD_VERBS:
            return CHILD_VERBS[user_input.verb](self, draft, _child_of(user_input))
        if user_input.verb in STEP_VERBS:
            return STEP_VERBS[user_input.verb](self, draft, step, user_input) if step else FlowStep(draft)
        return VERBS[user_input.verb](self, draft) if user_input.verb in VERBS else FlowStep(draft)

    def _pointed_out(self, draft: Draft, step: Step | None, user_input: UserInput, problem: InvalidInput) -> FlowStep:
        """Asks again with everything that stood in the card's boxes, open for the answer that was pressed."""
        typed, along = stood_in(user_input), self.triage.taken_along(draft, step) if step else None
        if choice := user_input.text_of("choice"):
            draft = draft.model_copy(update={"unproven": choice})
        return self.asking.again(draft, problem, typed, user_input.text_of(along.id) if along else "")

    def hear(self, draft: Draft, user_input: UserInput) -> FlowStep:
        """Takes a typed text: a button of the card on show, one of the words that steer, or an answer."""
        step = self.triage.next_step(draft)
        if named := self._named(draft, step, user_input.text):
            return self._pressed_by_name(draft, step, named.id, user_input)
        if defined := definition(self.triage.framework, user_input.text):
            return FlowStep(draft, beside=(defined,))
        if steered := steering(user_input.text):
            return STEERING[steered](self, draft)
        return self._hear_answer(draft, step, user_input)

    def _hear_answer(self, draft: Draft, step: Step | None, user_input: UserInput) -> FlowStep:
        if draft.is_leaving:
            return self.asking.show(draft, self.asking.ask_now(draft))
        if step is None:
            problem = "Press a button: open the case, change an answer, add a child, or cancel."
            return self.asking.again(draft, problem)
        return self._answering.heard(draft, step, user_input)

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
        return self._answering.pressed(draft, step, user_input)

    def _confirm_date(self, draft: Draft, step: Step, user_input: UserInput) -> FlowStep:
        if draft.unconfirmed is None or step.id != draft.asking:
            return FlowStep(draft, self._already(draft, user_input))
        return self._answering.confirmed_day(draft, step, date.fromisoformat(draft.unconfirmed), user_input.today)

    def _change(self, draft: Draft, step: Step, user_input: UserInput) -> FlowStep:
        changed = self.triage.reask(draft, step.id, draft.of(_child_of(user_input)).number)
        return self.asking.show(changed, replacement=closed_card(f"Changing: {step.title}."))

    def _back(self, draft: Draft) -> FlowStep:
        before = self.triage.back(draft)
        if before == draft:
            return self.asking.again(draft, _first_question(self.triage.child_asked(draft)))
        return self.asking.show(before, replacement=closed_card("Going back one question."))

    def _why(self, draft: Draft) -> FlowStep:
        """Shows why the question is asked. The question keeps its place, with what stands in its boxes."""
        step = self.triage.next_step(draft)
        if step is None:
            return self.asking.again(draft, "All questions are answered. Open the case, change an answer, or cancel.")
        return FlowStep(draft, beside=(CardMessage(why_card(self.triage, step), "Why this is asked"),))

    def _skip(self, draft: Draft) -> FlowStep:
        return self.asking.again(draft, NOTHING_IS_SKIPPED)

    def _stop(self, draft: Draft) -> FlowStep:
        return FlowStep(draft, text=WAITS)

    def _add_child(self, draft: Draft) -> FlowStep:
        if self.triage.next_step(draft):
            return self.asking.again(draft, "Answer this question first. Then another child can be added.")
        added = self.triage.with_another_child(draft)
        return self.asking.show(
            added, replacement=closed_card(f"{child_name(added.child)} is added. Its questions follow.")
        )

    def _take_out(self, draft: Draft, child: int) -> FlowStep:
        if child not in {other.number for other in draft.others}:
            return self.asking.again(draft, "There is no such child among your answers.")
        taken = draft.without_child(child)
        return self.asking.show(taken, replacement=closed_card(f"{child_name(child)} is taken out."))

    def _start_concern(self, draft: Draft) -> FlowStep:
        """Records the answers, and leads on to the referral: only where they lead to a Case of Concern."""
        if self.triage.next_step(draft) or not leads_to_concern(self.triage, draft):
            return self.asking.again(draft, "These answers do not lead to a Case of Concern.")
        return FlowStep(draft, end=Ending.REFER)

    def _show_child(self, draft: Draft, child: int) -> FlowStep:
        shown = draft.of(child).number
        return self.asking.show(
            draft.with_(child=shown), replacement=closed_card(f"{child_name(shown)} is shown below.")
        )

    def _cancel(self, draft: Draft) -> FlowStep:
        if self._is_asked_anyway(draft):
            asked = draft.with_(asked_anyway=True, is_leaving=True)
            return FlowStep(asked, closed_card("You cancelled here."), (self.asking.ask_now(asked),))
        return FlowStep(draft, closed_card(KEPT_NOTHING), end=self._ending(draft))

    def _is_asked_anyway(self, draft: Draft) -> bool:
        """Says whether whoever leaves is asked once more: after a death or a harm once, and whenever it was shown that
        a duty follows."""
        if draft.is_leaving:
            return False
        tells = self.triage.tells_of_harm(draft) and not draft.asked_anyway
        return tells or bool(new_duties(draft))

    def _ending(self, draft: Draft) -> Ending:
        left = (self.triage.tells_of_harm(draft) or bool(new_duties(draft))) and not draft.updating
        return Ending.LEFT if left else Ending.CANCELLED

    def _leave(self, draft: Draft) -> FlowStep:
        return FlowStep(draft, closed_card(KEPT_NOTHING), end=self._ending(draft))

    def _resume(self, draft: Draft) -> FlowStep:
        return self.asking.show(draft.with_(), replacement=closed_card("Going on with the questions."))

    def _record(self, draft: Draft) -> FlowStep:
        return FlowStep(draft, end=Ending.RECORD)

    def _keeping_typed(self, draft: Draft, step: Step | None, user_input: UserInput) -> Draft:
        """Keeps what stood in the card's box, so that it is there when the question is asked again."""
        if step is None:
            return draft
        child, along = self.triage.asked_of(draft), self.triage.taken_along(draft, step)
        stood = {step.id: stood_in(user_input)}
        if along:
            stood[along.id] = user_input.text_of(along.id)
        typed = {name: text[:LONGEST_EVIDENCE] for name, text in stood.items() if text}
        return draft.with_child(child.model_copy(update={"typed": {**child.typed, **typed}})) if typed else draft

    def _already(self, draft: Draft, user_input: UserInput) -> Card:
        step, child = self.triage.steps.get(user_input.text_of("step")), draft.of(_child_of(user_input))
        if step and step.id in child.values:
            return answered_card(self.triage, step, child.values[step.id], child.evidence.get(step.id), again=True)
        return closed_card("Already answered. The conversation goes on below.")


def _first_question(child: int) -> str:
    if child == FIRST:
        return "This is the first question."
    name = child_name(child)
    return f'This is the first question about {name}. To leave {name} out, press or type "take out {name}".'


def _child_of(user_input: UserInput) -> int:
    """Returns the number of the child that a button is about: it is a stranger's word, until the draft knows it."""
    child = user_input.data.get("child")
    return child if isinstance(child, int) else FIRST


STEERING: Mapping[Steering, Callable[[TriageFlow, Draft], FlowStep]] = {
    "back": TriageFlow._back,
    "skip": TriageFlow._skip,
    "why": TriageFlow._why,
    "stop": TriageFlow._stop,
    "cancel": TriageFlow._cancel,
}
VERBS: Mapping[str, Callable[[TriageFlow, Draft], FlowStep]] = {
    "back": TriageFlow._back,
    "cancel": TriageFlow._cancel,
    "leave": TriageFlow._leave,
    "resume": TriageFlow._resume,
    "record": TriageFlow._record,
    "add_child": TriageFlow._add_child,
    "start_concern": TriageFlow._start_concern,
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
