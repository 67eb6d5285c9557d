"""The form of a step is what a button of a case mostly leads to: the case is read, the form asks what the step needs,
the step is taken with what was filled in, and its receipt takes the form's place. Each is a row of a table: the form,
and what sending it does."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.cases.rules_in_force import RulesInForce
from bot.handlers.answers import Receipts, readable
from bot.handlers.results import ActionResult
from bot.handlers.turn import Turn, read_case
from cards.elements import LONGEST_EVIDENCE
from cards.inputs import Values
from dialogs.forms import ReasonForm, read_choice, read_day, read_optional_text, read_text, submit_form, submit_reason
from dialogs.user_input import UserInput
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.events.free_text import FreeText
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor

T = TypeVar("T")
Step = Callable[[Case, Actor, datetime], Case]
"""A step takes the case as it is now, who takes it, and when."""


@dataclass(frozen=True)
class CasePress(Receipts):
    """The press of a button on a case reads what was filled in, takes the step, and answers with the receipt."""

    turn: Turn
    case: Case

    @property
    def rules(self) -> RulesInForce:
        return self.service.rules

    @property
    def typed(self) -> UserInput:
        return self.turn.user_input

    def text(self, name: str, label: str, longest: int = LONGEST_EVIDENCE) -> FreeText:
        return read_text(self.typed, self.service.text, name, longest, label)

    def optional_text(self, name: str, label: str, longest: int = LONGEST_EVIDENCE) -> FreeText | None:
        return read_optional_text(self.typed, self.service.text, name, longest, label)

    def day(self, name: str, label: str) -> date:
        return read_day(self.typed, name, label)

    def choice(self, name: str, options: Iterable[T], label: str) -> T:
        return read_choice(self.typed, name, options, label)

    async def take(self, step: Step) -> Case:
        """Takes the step on the case, by whoever pressed. Raises StepRefused."""
        return await self.service.apply(self.case.ref, lambda now: step(now, self.actor, self.rules.now()))


Read = Callable[[CaseService, Turn], Awaitable[Case]]
FormCard = Callable[[CasePress, Values], AdaptiveCard]
Sent = Callable[[CasePress], Awaitable[ActionResult]]
ReasonCard = Callable[[CasePress], ReasonForm]
SentWithReason = Callable[[CasePress, FreeText], Awaitable[ActionResult]]


async def read_record(service: CaseService, turn: Turn) -> Case:
    """Reads the case for whoever may read the record of its review. Raises NotAllowed."""
    return await readable(service, turn.actor, turn.user_input.text_of("ref"))


@dataclass(frozen=True)
class FormAction:
    """The action shows the form until it is sent, and again with why where the step is refused. A form that is opened
    asks the rule of its ``step`` first, so that nobody fills it in for nothing; sent, the step itself asks it."""

    form: FormCard
    sent: Sent
    step: str = ""
    read: Read = read_case

    async def __call__(self, service: CaseService, turn: Turn) -> ActionResult:
        press = await read_press(service, turn, self.read, self.step)
        return await submit_form(press.typed, lambda filled: self.form(press, filled), lambda: self.sent(press))


@dataclass(frozen=True)
class ReasonAction:
    """The action asks for a reason, and what its form asks besides. ``step`` and ``read`` as in ``FormAction``."""

    form: ReasonCard
    sent: SentWithReason
    step: str = ""
    read: Read = read_case

    async def __call__(self, service: CaseService, turn: Turn) -> ActionResult:
        press = await read_press(service, turn, self.read, self.step)
        form = self.form(press)
        about = replace(form, data={"ref": press.case.ref, **form.data})
        return await submit_reason(press.typed, service.text, about, lambda reason: self.sent(press, reason))


async def read_press(service: CaseService, turn: Turn, read: Read = read_case, step: str = "") -> CasePress:
    press = CasePress(service, turn.actor, turn, await read(service, turn))
    if step and not press.typed.is_confirmed:
        STEPS[step].require(press.case, press.actor)
    return press


def of_case(card: Callable[[Case, Values], AdaptiveCard]) -> FormCard:
    """Makes the form of a card that is drawn from the case and what was filled in alone."""
    return lambda press, filled: card(press.case, filled)


def under_rules(card: Callable[[Case, Framework, Values], AdaptiveCard]) -> FormCard:
    """Makes the form of a card that needs the rules besides."""
    return lambda press, filled: card(press.case, press.rules.framework, filled)


def asks(title: str, does: str, said: str) -> ReasonCard:
    """Makes the form that asks for the reason alone. ``title`` has ``{ref}`` for the case."""
    return lambda press: ReasonForm(title.format(ref=press.case.ref), does, said)


def takes(
    step: Callable[[Case, FreeText, Actor, datetime], Case], said: str, follows: str, *, changes: Collection[str] = ()
) -> SentWithReason:
    """Takes a step that needs the reason alone, and answers with its receipt. ``said`` has ``{ref}`` for the case."""

    async def sent(press: CasePress, reason: FreeText) -> AdaptiveCard:
        after = await press.take(lambda now, by, at: step(now, reason, by, at))
        return press.receipt(after, said.format(ref=after.ref), follows, changes=changes)

    return sent
