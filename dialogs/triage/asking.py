"""Asking makes the card for where a draft stands, again with what is needed where an answer was not taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from microsoft_teams.cards import AdaptiveCard

from cards.context import CardContext
from cards.elements import Card, SharedCard, as_json
from cards.refusal import refused_card
from cards.triage.check import check_card
from cards.triage.draft_data import draft_data, step_data
from cards.triage.leaving import open_anyway_card
from cards.triage.question import confirm_date_card, question_card
from dialogs.forms import style_of
from dialogs.messages import CardMessage
from dialogs.triage.authority_answers import input_of
from dialogs.triage.flow_step import FlowStep
from safeguarding.case.errors import StepRefused
from safeguarding.draft import Draft
from safeguarding.indication import duties_in_words
from safeguarding.offered_answers import Step
from safeguarding.triage import Triage

Problem = str | StepRefused
"""A problem is why an answer was not taken."""


@dataclass(frozen=True)
class Asking:
    triage: Triage
    context: Callable[[], CardContext]
    agencies: tuple[str, ...] = ()
    _asked: dict[tuple[object, ...], Mapping[str, Any]] = field(default_factory=dict, init=False, repr=False)

    def ask(self, draft: Draft, problem: Problem | None = None, typed: str = "", along: str = "") -> CardMessage:
        """Makes the card for where the draft stands. ``typed`` and ``along`` stand in its boxes."""
        step = self.triage.next_step(draft)
        if step is None:
            return CardMessage(_with(check_card(self.triage, draft, self.context()), problem), "Check your answers")
        child = self.triage.asked_of(draft)
        typed = typed or child.typed.get(step.id, "")
        if problem or typed or along or self._is_begun(draft, step):
            asked = question_card(self.triage, draft, self.agencies, typed, along)
            card: Card = _with(asked, problem, input_of(step), _pressed(draft, step))
        else:
            card = self._asked_first(draft, step)
        return CardMessage(card, f"Question: {step.title}")

    def ask_now(self, draft: Draft, problem: Problem | None = None, typed: str = "", along: str = "") -> CardMessage:
        """Makes the card for where the draft stands, a question that was asked in between among them."""
        if draft.is_leaving:
            # Whoever leaves is asked whether to record what is known all the same.
            anyway = open_anyway_card(draft, duties_in_words(self.triage, draft))
            return CardMessage(_with(anyway, problem), "Open the case anyway?")
        step = self.triage.next_step(draft)
        if draft.unconfirmed and step:
            why = f"That is {(self.context().today - date.fromisoformat(draft.unconfirmed)).days} days ago."
            confirmed = confirm_date_card(self.triage, draft, step, draft.unconfirmed, why)
            return CardMessage(_with(confirmed, problem), "A date")
        return self.ask(draft, problem, typed, along)

    def show(self, draft: Draft, *cards: CardMessage, replacement: Card | None = None) -> FlowStep:
        """Goes on to where the draft stands now."""
        return FlowStep(draft, replacement, cards or (self.ask(draft),))

    def again(self, draft: Draft, problem: Problem, typed: str = "", along: str = "") -> FlowStep:
        """Asks the same in place, with what is needed; nothing is lost."""
        return FlowStep(draft, self.ask_now(draft, problem, typed, along).card)

    def _is_begun(self, draft: Draft, step: Step) -> bool:
        """Says whether the card of the question holds anything of this draft alone."""
        child, along = self.triage.asked_of(draft), self.triage.taken_along(draft, step)
        is_answered = step.id in child.values or draft.unproven is not None
        return is_answered or draft.updating is not None or bool(along and along.id in child.typed)

    def _asked_first(self, draft: Draft, step: Step) -> SharedCard:
        """Makes the card of a question asked for the first time. Its buttons alone carry something of the draft, so it
        is cached, and rendered once for everybody."""
        child, offered = self.triage.child_asked(draft), len(self.triage.choices(draft, step))
        along = self.triage.taken_along(draft, step) is not None
        asked = (step.id, self.triage.progress(draft), draft.rehearsal, child if draft.others else None, offered, along)
        if asked not in self._asked:
            self._asked[asked] = as_json(question_card(self.triage, draft, self.agencies))
        return SharedCard(self._asked[asked], draft_data(draft))


def _pressed(draft: Draft, step: Step) -> Mapping[str, object]:
    """Returns the button that the answer was given with, as far as it is known."""
    chosen = {"choice": draft.unproven} if draft.unproven else {}
    return {"verb": "answer", **step_data(draft, step), **chosen}


def _with(
    shown: AdaptiveCard, problem: Problem | None, about: str = "", pressed: Mapping[str, object] | None = None
) -> AdaptiveCard:
    if problem is None:
        return shown
    if not isinstance(problem, StepRefused):
        return refused_card(shown, problem, about, pressed)
    return refused_card(shown, str(problem), problem.about or about, pressed, style_of(problem))
