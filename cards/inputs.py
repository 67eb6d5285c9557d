"""Inputs make up a form. What was typed comes back into them when a form is shown again, so that nothing is lost."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from microsoft_teams.cards import CardElement, Choice, ChoiceSetInput, DateInput, TextInput, ToggleInput

from cards.elements import LONGEST_EVIDENCE

SHOWN_AT_ONCE = 4
LONGEST_LINE = 80
MOST_GIVEN_BACK = 20_000
"""A message of 80 KB holds so much of one text beside the rest."""
NEAR_THE_LIMIT = 0.9
"""From this share of its limit on, a text is counted."""
YES = "true"

NameT = TypeVar("NameT", bound=str)
Values = Mapping[str, str]
"""Values stand in a form, by the ids of its inputs."""

CHOICES = frozenset(
    [
        *(
            "agencies",
            "agency",
            "authority",
            "boards",
            "chair",
            "choice",
            "choice_beside",
            "children",
            "chosen",
            "kind",
            "lives_in",
            "met",
            "national",
            "office",
            "outcome",
            "person",
            "present",
            "ticked",
        ),
        *("quiet_until", "reasons", "ruled_out", "signer", "suggested", "term", "vehicle", "verdict", "visible_to"),
    ]
)
OWN_DATA = frozenset(
    [
        *(
            "beside",
            "day",
            "deadline",
            "digest",
            "draft",
            "into",
            "matter",
            "number",
            "page",
            "part",
            "question",
            "ref",
            "seen",
            "sheet",
            "step",
            "sure",
            "verb",
            "who",
        ),
        "words",
    ]
)


def may_be_text(id: str) -> bool:
    """Says whether what comes back under an id may be a person's words. Everything may but a choice and what the card
    itself carries, so an input that nobody thought of is looked through; a day or a tick has nothing to find."""
    return id not in CHOICES and id not in OWN_DATA


def text_box(id: str, label: str, value: str = "", longest: int = LONGEST_EVIDENCE, hint: str = "") -> CardElement:
    """A text box takes several lines. ``longest`` is said and not set as the box's own limit: there a pasted text would
    lose its end without a word. Raises ValueError for the id of a choice."""
    return TextInput(
        id=_id_of_text(id),
        label=counted(label, value, longest),
        value=value[:MOST_GIVEN_BACK] or None,
        placeholder=f"{hint} At most {longest:,} characters.".strip(),
        is_multiline=True,
    )


def line_box(id: str, label: str, value: str = "", longest: int = LONGEST_LINE) -> CardElement:
    """A line box takes one line. Raises ValueError for the id of a choice."""
    return TextInput(id=_id_of_text(id), label=counted(label, value, longest), value=value[:MOST_GIVEN_BACK] or None)


def counted(label: str, value: str, longest: int) -> str:
    """Returns the label with how long the text is and may be, where the limit is near or passed."""
    near = len(value) >= NEAR_THE_LIMIT * longest
    return f"{label} ({len(value):,} of {longest:,} characters)" if near else label


def too_long(text: str, longest: int) -> str:
    """Says by how much a text is too long, and how much of it its box gives back: nothing is cut in silence."""
    cut = f"the first {MOST_GIVEN_BACK:,} stand in the box" if len(text) > MOST_GIVEN_BACK else "nothing was cut"
    return f"This has {len(text):,} characters, and may have {longest:,}. Shorten it: {cut}."


def date_box(id: str, label: str, value: str = "") -> CardElement:
    return DateInput(id=id, label=label, value=_iso_or_none(value))


def escalation_inputs(values: Values) -> list[CardElement]:
    """Returns the boxes that ask how something was decided by escalation."""
    return [
        line_box("procedure", "Which procedure", values.get("procedure", ""), LONGEST_EVIDENCE),
        line_box("decided_by", "Who decided, by office", values.get("decided_by", ""), LONGEST_EVIDENCE),
        date_box("on", "Decided on", values.get("on", "")),
        text_box("evidence", "Written evidence, and where it is kept", values.get("evidence", "")),
    ]


def choice_box(id: str, label: str, options: Mapping[NameT, str], value: str = "") -> CardElement:
    """A choice box takes one answer. ``options`` are titles by value; a few are shown at once, more in a list to
    open."""
    style = "expanded" if len(options) <= SHOWN_AT_ONCE else "compact"
    chosen = value if value in options else None
    return ChoiceSetInput(id=id, label=label, choices=_choices(options), style=style, value=chosen, wrap=True)


def authority_box(id: str, label: str, options: Mapping[NameT, str], value: str = "") -> CardElement:
    """An authority box takes one of many: what is typed into it narrows the list."""
    return ChoiceSetInput(
        id=id,
        label=label,
        choices=_choices(options),
        style="filtered",
        placeholder="Type to search",
        value=value if value in options else None,
    )


def several_box(id: str, label: str, options: Mapping[NameT, str], value: str = "") -> CardElement:
    """A box for several takes any number of options; the values come back with commas between."""
    return ChoiceSetInput(
        id=id,
        label=label,
        choices=_choices(options),
        style="expanded",
        is_multi_select=True,
        value=_among(options, value),
        wrap=True,
    )


def switch(id: str, label: str, title: str, value: str, *, on: bool) -> CardElement:
    """A switch takes one choice or none: ``value`` comes back when it is on."""
    shown = value if on else "false"
    return ToggleInput(id=id, label=label, title=title, value=shown, value_on=value, wrap=True)


def _id_of_text(id: str) -> str:
    if not may_be_text(id):
        raise ValueError(f"a text under {id} would be looked through by nobody")
    return id


def _choices(options: Mapping[NameT, str]) -> list[Choice]:
    return [Choice(title=title, value=name) for name, title in options.items()]


def _among(options: Mapping[NameT, str], value: str) -> str | None:
    """Keeps the values that are offered: what comes back from a card may be anything."""
    chosen = set(value.split(","))
    return ",".join(name for name in options if name in chosen) or None


def _iso_or_none(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
