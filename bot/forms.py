"""A card that is a form: shown first, and shown again with what was typed where something is missing."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from microsoft_teams.cards import AdaptiveCard, CardElement

from bot.casework import Casework
from bot.pressed import Pressed
from bot.turn import Turn
from cards.elements import LONGEST_EVIDENCE
from cards.inputs import Values
from cards.reason_form import reason_card
from dialogs.typed_answers import read_date
from safeguarding.case.errors import BadInput, OutOfDate
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.people import Person

T = TypeVar("T")
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
    work: Casework, turn: Turn, card: Reasoned, step: Callable[[FreeText], Awaitable[Pressed]]
) -> Pressed:
    """Asks for the reason, then takes the step with it."""

    def asked(typed: Values, problem: str | None) -> AdaptiveCard:
        return reason_card(
            card.title, card.said, turn.verb, dict(card.data), problem, typed.get("reason", ""), card.more
        )

    return await filled_in(turn, asked, lambda: step(text(work, turn, "reason", LONGEST_EVIDENCE, "Reason")))


async def filled_in(turn: Turn, asked: Asked, step: Callable[[], Awaitable[Pressed]]) -> Pressed:
    """The empty form, or what the step answers; the form again where the step says what is missing."""
    if not turn.incoming.data.get("confirmed"):
        return asked({}, None)
    if turn.problem:
        return asked(values(turn), turn.problem)
    try:
        return await step()
    except (BadInput, OutOfDate) as refused:
        return asked(values(turn), str(refused))


def values(turn: Turn) -> dict[str, str]:
    """Everything that was typed or chosen."""
    data = turn.incoming.data
    return {name: turn.incoming.typed(name) for name in data if isinstance(data[name], str)}


def text(work: Casework, turn: Turn, name: str, longest: int, label: str) -> FreeText:
    """Raises BadInput where it is empty or too long."""
    typed = turn.incoming.typed(name)
    if not typed:
        raise BadInput(f"{label}: write it in a sentence or two.")
    return short(work, typed, longest, label)


def short(work: Casework, typed: str, longest: int, label: str) -> FreeText:
    if len(typed) > longest:
        raise BadInput(f"{label}: shorten it to {longest} characters.")
    return work.text(typed)


def day(turn: Turn, name: str, label: str) -> date:
    """Raises BadInput where there is none."""
    found = optional_day(turn, name, label)
    if found is None:
        raise BadInput(f"{label}: give the day.")
    return found


def optional_day(turn: Turn, name: str, label: str) -> date | None:
    typed = turn.incoming.typed(name)
    if not typed:
        return None
    found = read_date(typed, turn.incoming.today)
    if found is None:
        raise BadInput(f"{label}: give a day, for example 12/11/2026.")
    return found


def chosen(turn: Turn, name: str, options: Iterable[T], label: str) -> T:
    """Raises BadInput where none of them was chosen."""
    typed = turn.incoming.typed(name)
    for option in options:
        if option == typed:
            return option
    raise BadInput(f"{label}: choose one.")


def several(turn: Turn, name: str) -> tuple[str, ...]:
    """The values of a choice that takes several."""
    return tuple(value for value in turn.incoming.typed(name).split(",") if value)


def person(value: str) -> Person:
    """As it stands among a choice's values: the tenant, a bar, and the directory id. Raises BadInput."""
    tenant, bar, id = value.partition("|")
    if not bar:
        raise BadInput("Choose a person from the list.")
    return Person(tenant=tenant, id=id)


def person_value(who: Person) -> str:
    return f"{who.tenant}|{who.id}"
