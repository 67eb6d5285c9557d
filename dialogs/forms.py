"""A card that is a form: shown first, and shown again with what was typed where something is missing."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.elements import LONGEST_EVIDENCE
from cards.inputs import Values
from cards.reason_form import reason_card
from dialogs.typed_answers import read_date
from dialogs.user_input import Incoming
from safeguarding.case.errors import BadInput, OutOfDate
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.people import Person

T = TypeVar("T")
ResultT = TypeVar("ResultT")
MakeText = Callable[[str], FreeText]
Asked = Callable[[Values, str | None], AdaptiveCard]
"""The form with values in it and a problem, if there is one."""


@dataclass(frozen=True)
class Reasoned:
    """What the card of a step says that needs a reason alone; ``more`` is asked above the reason."""

    title: str
    said: str
    data: Mapping[str, str]
    more: Sequence[CardElement] = ()


async def with_reason(
    typed: Incoming, make_text: MakeText, card: Reasoned, step: Callable[[FreeText], Awaitable[ResultT]]
) -> ResultT | AdaptiveCard:
    """Asks for the reason, then takes the step with it."""

    def asked(filled: Values, problem: str | None) -> AdaptiveCard:
        return reason_card(
            card.title, card.said, typed.verb, dict(card.data), problem, filled.get("reason", ""), card.more
        )

    return await filled_in(typed, asked, lambda: step(text(typed, make_text, "reason", LONGEST_EVIDENCE, "Reason")))


async def filled_in(typed: Incoming, asked: Asked, step: Callable[[], Awaitable[ResultT]]) -> ResultT | AdaptiveCard:
    """The empty form, or what the step answers; the form again where the step says what is missing."""
    if not typed.data.get("confirmed"):
        return asked({}, None)
    if typed.problem:
        return asked(values(typed), typed.problem)
    try:
        return await step()
    except (BadInput, OutOfDate) as refused:
        return asked(values(typed), str(refused))


def values(typed: Incoming) -> dict[str, str]:
    """Everything that was typed or chosen."""
    return {name: typed.typed(name) for name in typed.data if isinstance(typed.data[name], str)}


def text(typed: Incoming, make_text: MakeText, name: str, longest: int, label: str) -> FreeText:
    """Raises BadInput where it is empty or too long."""
    words = typed.typed(name)
    if not words:
        raise BadInput(f"{label}: write it in a sentence or two.")
    return short(make_text, words, longest, label)


def short(make_text: MakeText, words: str, longest: int, label: str) -> FreeText:
    if len(words) > longest:
        raise BadInput(f"{label}: shorten it to {longest} characters.")
    return make_text(words)


def day(typed: Incoming, name: str, label: str) -> date:
    """Raises BadInput where there is none."""
    found = optional_day(typed, name, label)
    if found is None:
        raise BadInput(f"{label}: give the day.")
    return found


def optional_day(typed: Incoming, name: str, label: str) -> date | None:
    words = typed.typed(name)
    if not words:
        return None
    found = read_date(words, typed.today)
    if found is None:
        raise BadInput(f"{label}: give a day, for example 12/11/2026.")
    return found


def chosen(typed: Incoming, name: str, options: Iterable[T], label: str) -> T:
    """Raises BadInput where none of them was chosen."""
    words = typed.typed(name)
    for option in options:
        if option == words:
            return option
    raise BadInput(f"{label}: choose one.")


def several(typed: Incoming, name: str) -> tuple[str, ...]:
    """The values of a choice that takes several."""
    return tuple(value for value in typed.typed(name).split(",") if value)


def person(value: str) -> Person:
    """As it stands among a choice's values: the tenant, a bar, and the directory id. Raises BadInput."""
    tenant, bar, id = value.partition("|")
    if not bar:
        raise BadInput("Choose a person from the list.")
    return Person(tenant=tenant, id=id)


def person_value(who: Person) -> str:
    return f"{who.tenant}|{who.id}"
