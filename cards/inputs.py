"""The inputs of a form. What was typed comes back into them when a form is shown again, so that nothing is lost."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from microsoft_teams.cards import CardElement, Choice, ChoiceSetInput, DateInput, TextInput, ToggleInput

from cards.elements import LONGEST_EVIDENCE

SHOWN_AT_ONCE = 4
YES = "true"

NameT = TypeVar("NameT", bound=str)
Values = Mapping[str, str]
"""What stands in a form, by the ids of its inputs."""


def text_box(id: str, label: str, value: str = "", longest: int = LONGEST_EVIDENCE, hint: str = "") -> CardElement:
    """Several lines, at most so many characters."""
    return TextInput(
        id=id,
        label=label,
        value=value[:longest] or None,
        placeholder=hint or None,
        is_multiline=True,
        max_length=float(longest),
    )


def line_box(id: str, label: str, value: str = "", longest: int = 80) -> CardElement:
    return TextInput(id=id, label=label, value=value[:longest] or None, max_length=float(longest))


def date_box(id: str, label: str, value: str = "") -> CardElement:
    return DateInput(id=id, label=label, value=_iso_or_none(value))


def choice_box(id: str, label: str, options: Mapping[NameT, str], value: str = "") -> CardElement:
    """``options``: titles by value. A few are shown at once, more in a list to open."""
    style = "expanded" if len(options) <= SHOWN_AT_ONCE else "compact"
    return ChoiceSetInput(
        id=id, label=label, choices=_choices(options), style=style, value=value if value in options else None
    )


def several_box(id: str, label: str, options: Mapping[NameT, str], value: str = "") -> CardElement:
    """Any number of them; the values come back with commas between."""
    return ChoiceSetInput(
        id=id,
        label=label,
        choices=_choices(options),
        style="expanded",
        is_multi_select=True,
        value=_among(options, value),
    )


def tick_box(id: str, label: str, *, ticked: bool) -> CardElement:
    return ToggleInput(id=id, label=label, title="This holds", value=YES if ticked else "false", wrap=True)


def _choices(options: Mapping[NameT, str]) -> list[Choice]:
    return [Choice(title=title, value=name) for name, title in options.items()]


def _among(options: Mapping[NameT, str], value: str) -> str | None:
    """Those values that are offered: what comes back from a card may be anything."""
    chosen = set(value.split(","))
    return ",".join(name for name in options if name in chosen) or None


def _iso_or_none(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
