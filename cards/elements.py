"""All cards are made of these few elements. Words of a person are shown as text, never as Markdown."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from microsoft_teams.cards import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    Column,
    ColumnSet,
    Container,
    ExecuteAction,
    Fact,
    FactSet,
    RichTextBlock,
    TextBlock,
    TextRun,
    ToggleVisibilityAction,
)

from safeguarding.rehearsal import NOTICE, names_rehearsal

Body = Iterable[CardElement]
LONGEST_EVIDENCE = 600
KEPT_CONTROLS = "\n"
HIDDEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
# These are letters, marks or symbols by category, and nothing to the eye: fillers, variation selectors, and others.
UNSEEN = frozenset(
    map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2800, 0x3164, 0xFFA0))
) | frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
BLANKS = str.maketrans({"\t": " ", "\u2028": " ", "\u2029": " ", "\r": "\n"})
HOLDS_BUTTONS = ("body", "items", "columns", "actions", "selectAction", "refresh", "action")
"""In these fields the parts of a card hold its buttons, or parts that may. Most of a card is texts and choices, which
hold none."""
WRITTEN_OUT = json.JSONEncoder(ensure_ascii=False)
MESSAGE_BYTES = 80_000
"""Teams advises so many bytes of UTF-16 for a message at most, with everything in it and around it."""
LIST_BYTES = 56_000
"""A list, or whatever else may grow on a card, has so many of them: the rest is for headings and the envelope."""
STACKED = "stacked_"
LONG_WORD = re.compile(r"\S{30}(?=\S)")
ZERO_WIDTH_SPACE = "\u200b"
SHOWN_AT_ONCE = 6
"""Teams shows so many buttons in a row."""
WIDTH_BESIDE = 160
"""On a card of 320 pixels so many are left for buttons beside a text of 140."""
LONGEST_TITLE = 29
"""A longer title is cut on a phone of 390 pixels by the widest letters that a client shows."""
LETTER, BUTTON_EDGES, BUTTON_GAP = 8, 26, 8
"""A letter of a title takes so many pixels at most on average, the edges of a button so many, the gap between two."""


def card(body: Body, actions: Sequence[Action] = ()) -> AdaptiveCard:
    return AdaptiveCard(version="1.5", body=list(body), actions=list(actions) or None)


def told_card(title: str, *texts: str, actions: Sequence[Action] = ()) -> AdaptiveCard:
    """The card has a heading, and paragraphs of our own words below it."""
    return card([heading(title), *map(paragraph, texts)], actions)


def card_about(ref: str, title: str, *body: CardElement, steps: Sequence[Action] = ()) -> AdaptiveCard:
    """The card tells of a case under its reference, and leads there."""
    return card([heading(f"{ref}: {title}"), *body], [*steps, open_case(ref)])


def stacked(*cards: AdaptiveCard) -> AdaptiveCard:
    """Makes one card of several, one below the other, each with its own buttons; one alone stays as it is."""
    if len(cards) == 1:
        return cards[0]
    parts = ([*(shown.body or ()), *([buttons(shown.actions)] if shown.actions else [])] for shown in cards)
    return card(
        [
            Container(id=f"{STACKED}{number}", items=part, separator=number > 0, spacing="Large")
            for number, part in enumerate(parts)
        ]
    )


def headed(shown: AdaptiveCard, text: str, style: str) -> AdaptiveCard:
    """Puts a notice before everything that the card shows."""
    return card([notice(text, style), *(shown.body or ())], shown.actions or ())


def closed_card(text: str) -> AdaptiveCard:
    """The text is all that stays of a card that is no longer needed."""
    return card([paragraph(text)])


@dataclass(frozen=True)
class SharedCard:
    """A shared card is shown to many: ``made`` is rendered once, as it is sent, and ``own`` is what its buttons carry
    for one reader."""

    made: Mapping[str, Any]
    own: Mapping[str, Any]


@dataclass(frozen=True)
class DrawnCard:
    """A drawn card is rendered already, as it is sent: several people are shown it, or it was compared with what they
    have."""

    made: Mapping[str, Any]


Card = AdaptiveCard | SharedCard | DrawnCard


def as_json(shown: Card) -> dict[str, Any]:
    """Renders the card as it is sent. Every card passes here, so one of a rehearsal is marked here as such: no card can
    forget it. The buttons tell, since what a person wrote has no way into them."""
    if isinstance(shown, SharedCard):
        filled: dict[str, Any] = _fill_buttons(shown.made, shown.own)
        return filled
    if isinstance(shown, DrawnCard):
        return dict(shown.made)
    plain, buttons = _rendered(shown)
    if any(_is_stacked(part) for part in plain["body"]):
        _tell_folds_apart(plain)
    if _lead_to_rehearsals(buttons):
        plain["body"] = [_rendered(notice(NOTICE, "warning"))[0], *plain["body"]]
    return plain


def _fill_buttons(part: Any, own: Mapping[str, Any]) -> Any:
    """Copies a part of a card, in which each button carries ``own`` besides."""
    if isinstance(part, list):
        return [_fill_buttons(each, own) for each in part]
    if part.get("type") == "Action.Execute":
        filled = {**part, "data": {**part.get("data", {}), **own}}
        return {**filled, "fallback": _of_old_clients(filled)}
    filled = {name: _fill_buttons(part[name], own) for name in HOLDS_BUTTONS if name in part}
    return {**part, **filled} if filled else part


def _lead_to_rehearsals(buttons: Iterable[Mapping[str, Any]]) -> bool:
    """Says whether a card's buttons lead to rehearsals, and to rehearsals alone."""
    kinds = {kind for each in buttons if (kind := _is_rehearsal(each.get("data") or {})) is not None}
    return kinds == {True}


def _is_rehearsal(data: Mapping[str, Any]) -> bool | None:
    """Says whether a button leads to a rehearsal; none for one that leads to no case."""
    if "draft" in data:
        return bool(data.get("rehearsal"))
    return names_rehearsal(str(data["ref"])) if "ref" in data else None


def _is_stacked(part: Mapping[str, Any]) -> bool:
    return str(part.get("id", "")).startswith(STACKED)


def _tell_folds_apart(card: dict[str, Any]) -> None:
    """Gives what a button folds, in each card of a stack, a name that no other card of the stack has: a client opens
    the first that it finds under a name."""
    # A card of a stack may be a stack itself, and its folds are named first.
    for stacked in reversed([part for part in _parts_of(card) if _is_stacked(part)]):
        parts = _parts_of(stacked)[1:]
        targets = [target for part in parts for target in part.get("targetElements", ())]
        names = (*map(_name_of_target, targets), *(part["id"] for part in parts if _is_stacked(part)))
        named = {name: f"{stacked['id']}_{name}" for name in names}
        for part in parts:
            if "id" in part:
                part["id"] = named.get(part["id"], part["id"])
            if "targetElements" in part:
                part["targetElements"] = [_led_to(target, named) for target in part["targetElements"]]


def _name_of_target(target: str | Mapping[str, Any]) -> str:
    return target if isinstance(target, str) else str(target["elementId"])


def _led_to(target: str | Mapping[str, Any], named: Mapping[str, str]) -> str | Mapping[str, Any]:
    name = named[_name_of_target(target)]
    return name if isinstance(target, str) else {**target, "elementId": name}


def _buttons_in(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for part in _parts_of(card) if part.get("type") == "Action.Execute"]


def _parts_of(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns the card, or an element of one, and all its parts that may hold a button."""
    # They are added while they are gone through: every card passes here, and each of its elements once more to be
    # weighed.
    parts = [card]
    for part in parts:
        for name in HOLDS_BUTTONS:
            if name in part:
                parts += part[name] if isinstance(part[name], list) else [part[name]]
    return parts


def _rendered(shown: AdaptiveCard | CardElement) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Renders a card, or an element of one, and returns the buttons in it besides."""
    plain: dict[str, Any] = shown.model_dump(mode="json", by_alias=True, exclude_none=True)
    buttons = _buttons_in(plain)
    for execute in buttons:
        execute["fallback"] = _of_old_clients(execute)
    return plain, buttons


def _of_old_clients(execute: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the button for a client that knows no Action.Execute: it sends a message with the data, the verb among
    them."""
    # It sends the card's inputs too unless it is told not to.
    shown = {name: execute[name] for name in ("title", "associatedInputs") if execute.get(name, "auto") != "auto"}
    return {"type": "Action.Submit", **shown, "data": {**execute.get("data", {}), "verb": execute["verb"]}}


def weight(element: CardElement) -> int:
    """Weighs the element as Teams does: its bytes in UTF-16."""
    return len(WRITTEN_OUT.encode(_rendered(element)[0]).encode("utf-16-le"))


def weight_of(shown: AdaptiveCard) -> int:
    """Weighs what a card is made of."""
    return sum(map(weight, shown.body or ()))


def fitting(elements: Iterable[CardElement], budget: int) -> list[CardElement]:
    """Returns as many elements from the start as fit into so many bytes."""
    shown: list[CardElement] = []
    for element in elements:
        budget -= weight(element)
        if budget < 0:
            break
        shown.append(element)
    return shown


def heading(text: str) -> CardElement:
    return TextBlock(text=text, size="Large", weight="Bolder", wrap=True, style="heading")


def subheading(text: str) -> CardElement:
    return TextBlock(text=text, weight="Bolder", wrap=True, spacing="Medium", style="heading")


def paragraph(text: str) -> CardElement:
    """A paragraph has our own words; they may hold Markdown."""
    return TextBlock(text=text, wrap=True)


def small(text: str) -> CardElement:
    return TextBlock(text=text, wrap=True, size="Small", is_subtle=True, spacing="Small")


def bullets(texts: Iterable[str]) -> CardElement:
    return TextBlock(text="\n".join(f"- {text}" for text in texts), wrap=True)


def notice(text: str, style: str = "attention") -> CardElement:
    """A notice is a line that must be seen: ``attention``, ``warning``, ``accent`` or ``good``. The words carry it, not
    the colour."""
    return Container(style=style, items=[TextBlock(text=text, wrap=True, weight="Bolder")])


def badge(text: str, more: str, style: str) -> CardElement:
    """A badge is the line by which something is due, with its day below it: ``accent``, ``warning`` or
    ``attention``."""
    first = TextBlock(text=text, wrap=True, weight="Bolder")
    return Container(style=style, items=[first, TextBlock(text=more, wrap=True, spacing="None")])


def facts(rows: Iterable[tuple[str, str]]) -> CardElement:
    """Facts are rows of our own words, the values below each other; they may hold Markdown."""
    return FactSet(facts=[Fact(title=title, value=value) for title, value in rows])


def row(label: str, value: str) -> CardElement:
    """A row has a label with its value; both may hold a person's words."""
    runs = [TextRun(text=f"{_breakable(label)}: ", weight="Bolder"), TextRun(text=_breakable(value))]
    return RichTextBlock(inlines=list(runs), spacing="Small")


def beside(main: Body, *actions: Action) -> CardElement:
    """Puts elements and their buttons in one row, or the buttons below where they would leave the text too little on a
    phone. Teams shows only six buttons at a card's foot; these do not count."""
    items = list(main)
    columns = [Column(width="stretch", items=items)]
    if not actions:
        return ColumnSet(spacing="Small", columns=columns)
    placed = ActionSet(actions=list(actions))
    if _width(actions) > WIDTH_BESIDE:
        return Container(spacing="Small", items=[*items, placed])
    return ColumnSet(spacing="Small", columns=[*columns, Column(width="auto", items=[placed])])


def is_too_long(title: str) -> bool:
    """Says whether a button's title would be cut on a phone."""
    return len(title) > LONGEST_TITLE


def _width(actions: Sequence[Action]) -> int:
    """Returns the pixels that the buttons take side by side."""
    titles = [str(getattr(action, "title", "")) for action in actions]
    widths = sum(len(title) * LETTER + BUTTON_EDGES for title in titles)
    return widths + BUTTON_GAP * (len(actions) - 1)


def together(items: Body) -> CardElement:
    """Keeps elements together that make up one entry of a list."""
    return Container(items=list(items), spacing="Small")


def buttons(actions: Sequence[Action]) -> CardElement:
    return ActionSet(actions=list(actions))


def in_rows(actions: Sequence[Action]) -> Iterator[CardElement]:
    """Yields as many rows of buttons as show all of them at once."""
    for start in range(0, len(actions), SHOWN_AT_ONCE):
        yield buttons(actions[start : start + SHOWN_AT_ONCE])


def turning(verb: str, data: Mapping[str, Any], page: int, pages: int) -> Iterator[CardElement]:
    """Yields which page it is, and the buttons that turn to the next and to the one before; nothing for a page
    alone."""
    if pages == 1:
        return
    yield small(f"Page {page} of {pages}")
    after = button("Next page", verb, {**data, "page": page + 1}, inputs=False)
    before = button("Page before", verb, {**data, "page": page - 1}, inputs=False)
    yield buttons([*([after] if page < pages else []), *([before] if page > 1 else [])])


def apart(elements: Sequence[CardElement]) -> list[CardElement]:
    """Draws a line above the first of the elements."""
    return [
        each.model_copy(update={"separator": True}) if number == 0 else each for number, each in enumerate(elements)
    ]


def folded(id: str, title: str, body: Body, *, spoken: str | None = None) -> tuple[Action, CardElement]:
    """Returns a button, and what it unfolds without asking the bot. What stands in the card's boxes stays. ``spoken``
    is for a screen reader, as in ``button``."""
    shows = ToggleVisibilityAction(title=title, tooltip=spoken, target_elements=[id])
    return shows, Container(id=id, items=list(body), is_visible=False)


def quotation(text: str) -> CardElement:
    """A quotation has a person's own words."""
    return RichTextBlock(inlines=[TextRun(text=_breakable(text), italic=True)], spacing="Small")


def button(
    title: str,
    verb: str,
    data: dict[str, Any],
    *,
    primary: bool = False,
    inputs: bool = True,
    spoken: str | None = None,
) -> Action:
    """Makes a button. ``inputs`` says whether the card's inputs are checked and sent along, ``spoken`` what a screen
    reader says where the title alone does not tell buttons apart."""
    return ExecuteAction(
        title=title,
        tooltip=spoken,
        verb=verb,
        data=data,
        style="positive" if primary else None,
        associated_inputs="auto" if inputs else "none",
    )


def open_case(ref: str) -> Action:
    return button(f"Open {ref}", "case", {"ref": ref}, inputs=False)


def with_primary(actions: Iterable[Action]) -> list[Action]:
    """Makes the first of the buttons the one to press."""
    made = list(actions)
    return [each.model_copy(update={"style": "positive"}) for each in made[:1]] + made[1:]


def neutral(text: str) -> str:
    """Keeps visible characters alone, and no angle bracket: a mention begins with one."""
    return visible(text).replace("<", "\u2039").replace(">", "\u203a")


def _breakable(text: str) -> str:
    """Returns the text with places at which a long word, an address say, may go on in the next line: the renderer
    breaks none by itself here, and it would run out of the card."""
    return LONG_WORD.sub(rf"\g<0>{ZERO_WIDTH_SPACE}", neutral(text))


def visible(text: str) -> str:
    """Removes the characters that are not seen, or that change how other text is shown: controls, bidi marks,
    zero-width characters, fillers, variation selectors. A tab and a line separator become a blank."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text.translate(BLANKS) if c in KEPT_CONTROLS or not _is_hidden(c))


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in HIDDEN or character in UNSEEN
