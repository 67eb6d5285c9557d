"""A form is a card that is shown first, and shown again with what was typed where something is missing."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.elements import LONGEST_EVIDENCE
from cards.inputs import Values, too_long
from cards.reason_form import reason_card
from cards.refusal import Style, refused_card
from dialogs.typed_answers import parse_date
from dialogs.user_input import UserInput
from safeguarding.case.errors import InvalidInput, PointedOut, StepRefused
from safeguarding.case.events.free_text import FreeText
from safeguarding.people import Person

T = TypeVar("T")
ResultT = TypeVar("ResultT")
MakeText = Callable[[str], FreeText]
RenderForm = Callable[[Values], AdaptiveCard]
"""RenderForm makes the form with values in it."""


@dataclass(frozen=True)
class ReasonForm:
    """The reason form is the card of a step that needs a reason alone: ``title`` is over it, ``does`` on its button,
    and ``more`` asked above the reason. Its button carries ``data``, the case's reference among it."""

    title: str
    does: str
    said: str
    data: Mapping[str, str] = field(default_factory=dict)
    more: Sequence[CardElement] = ()


async def submit_reason(
    typed: UserInput, make_text: MakeText, card: ReasonForm, step: Callable[[FreeText], Awaitable[ResultT]]
) -> ResultT | AdaptiveCard:
    """Asks for the reason, then takes the step with it."""

    def asked(filled: Values) -> AdaptiveCard:
        return reason_card(card.title, card.does, card.said, typed.verb, card.data, filled.get("reason", ""), card.more)

    return await submit_form(
        typed, asked, lambda: step(read_text(typed, make_text, "reason", LONGEST_EVIDENCE, "Reason"))
    )


async def submit_form(
    typed: UserInput, render: RenderForm, step: Callable[[], Awaitable[ResultT]]
) -> ResultT | AdaptiveCard:
    """Returns the empty form, or what the step answers; where it is refused, the form again with why."""
    if not typed.is_confirmed:
        return render({})
    try:
        require_no_problem(typed)
        return await step()
    except StepRefused as refused:
        return refused_form(render(values(typed)), typed, refused)


def refused_form(shown: AdaptiveCard, typed: UserInput, refused: StepRefused) -> AdaptiveCard:
    """Returns the form that was pressed, with why nothing was recorded."""
    return refused_card(shown, str(refused), refused.about, {**typed.data, "verb": typed.verb}, style_of(refused))


def style_of(refused: StepRefused) -> Style:
    """Returns how loud a refusal is: what pressing again settles is said quietly."""
    return "warning" if isinstance(refused, PointedOut) else "attention"


def require_no_problem(typed: UserInput) -> None:
    """Raises InvalidInput where what was typed should not be saved as it is."""
    if typed.problem:
        raise typed.problem


def values(typed: UserInput) -> dict[str, str]:
    """Returns everything that was typed or chosen, by the names of the inputs."""
    return {name: typed.text_of(name) for name in typed.data if isinstance(typed.data[name], str)}


def read_text(typed: UserInput, make_text: MakeText, name: str, longest: int, label: str) -> FreeText:
    """Reads a free text. Raises InvalidInput where it is empty or too long."""
    words = typed.text_of(name)
    if not words:
        raise InvalidInput(f"{label}: write it in a sentence or two.", name)
    return text_within(make_text, words, longest, label, name)


def read_optional_text(typed: UserInput, make_text: MakeText, name: str, longest: int, label: str) -> FreeText | None:
    """Reads a free text; none where nothing was written. Raises InvalidInput where it is too long."""
    words = typed.text_of(name)
    return text_within(make_text, words, longest, label, name) if words else None


def text_within(make_text: MakeText, words: str, longest: int, label: str, name: str) -> FreeText:
    """Raises InvalidInput about the box ``name`` where the text is too long."""
    if len(words) > longest:
        raise InvalidInput(f"{label}: {too_long(words, longest)}", name)
    return make_text(words)


def read_day(typed: UserInput, name: str, label: str) -> date:
    """Reads a day. Raises InvalidInput where there is none."""
    found = read_optional_day(typed, name, label)
    if found is None:
        raise InvalidInput(f"{label}: give the day.", name)
    return found


def read_optional_day(typed: UserInput, name: str, label: str) -> date | None:
    words = typed.text_of(name)
    if not words:
        return None
    found = parse_date(words, typed.today)
    if found is None:
        raise InvalidInput(f"{label}: give a day, for example 12/11/2026.", name)
    return found


def read_choice(typed: UserInput, name: str, options: Iterable[T], label: str) -> T:
    """Reads the chosen option. Raises InvalidInput where none of the options was chosen."""
    words = typed.text_of(name)
    for option in options:
        if option == words:
            return option
    raise InvalidInput(f"{label}: choose one.", name)


def read_multi_choice(typed: UserInput, name: str) -> tuple[str, ...]:
    """Returns the values of a choice that takes several."""
    return tuple(value for value in typed.text_of(name).split(",") if value)


def read_person(value: str, name: str = "") -> Person:
    """Reads a person as they stand among a choice's values: the tenant, a bar, and the directory id. Raises
    InvalidInput."""
    tenant, bar, id = value.partition("|")
    if not bar:
        raise InvalidInput("Choose a person from the list.", name)
    return Person(tenant=tenant, id=id)


def person_value(who: Person) -> str:
    return f"{who.tenant}|{who.id}"
