"""Every card can be used by keyboard and screen reader, and says nothing by its colour alone."""

from collections.abc import Iterator
from typing import Any

from tests.cards.all_cards.test_every_card import cards as fullest_cards
from tests.cards.all_cards.test_every_card import nodes
from tests.cards.all_cards.typical_cards import typical_cards
from tests.support.each import for_each

Json = dict[str, Any]


def cards() -> Json:
    return {**fullest_cards(), **typical_cards()}


def of_type(name: str, kind: str) -> Iterator[Json]:
    return (node for node in nodes(cards()[name]) if str(node.get("type", "")).startswith(kind))


def holds_anything(node: Json) -> bool:
    """Says whether there are words, a box or a button in it."""
    kinds = ("Input.", "Action.", "TextBlock", "RichTextBlock", "FactSet")
    return any(str(inner.get("type", "")).startswith(kinds) for inner in nodes(node))


def words_in(node: Json) -> str:
    return " ".join(str(inner["text"]) for inner in nodes(node) if isinstance(inner.get("text"), str))


@for_each("name", cards)
def test_an_input_is_named_apart_from_the_others_and_a_required_one_says_what_is_missing(name: str) -> None:
    inputs = list(of_type(name, "Input."))
    labels = [each["label"].strip() for each in inputs]
    assert all(labels) and len(set(labels)) == len(labels)
    assert all(each["errorMessage"] for each in inputs if each.get("isRequired"))
    assert all(choice["title"].strip() for each in inputs for choice in each.get("choices", []))


@for_each("name", cards)
def test_two_buttons_that_are_spoken_alike_do_the_same(name: str) -> None:
    done: dict[str, object] = {}
    for action in of_type(name, "Action."):
        if action["type"] == "Action.Submit":
            # An old client shows it in the place of another, which is looked at here.
            continue
        spoken = action.get("tooltip") or action["title"]
        does = (action.get("verb"), action.get("data"), action.get("url"), action.get("targetElements"))
        assert done.setdefault(spoken, does) == does


@for_each("name", cards)
def test_a_button_shows_words_and_its_longer_name_begins_as_they_do(name: str) -> None:
    """Whoever steers by voice says what is to be seen."""
    for action in of_type(name, "Action."):
        assert action["title"].strip()
        assert (action.get("tooltip") or action["title"]).startswith(action["title"].split(":")[0])


@for_each("name", cards)
def test_a_card_that_is_more_than_a_line_or_two_has_a_heading(name: str) -> None:
    shown = cards()[name]
    headings = [node for node in nodes(shown) if node.get("type") == "TextBlock" and node.get("style") == "heading"]
    has_inputs = any(True for _ in of_type(name, "Input."))
    assert headings or (len(shown["body"]) <= 5 and not has_inputs)
    assert all(node["text"].strip() and node["wrap"] for node in headings)


@for_each("name", cards)
def test_what_looks_like_a_heading_is_read_out_as_one(name: str) -> None:
    large = (text for text in of_type(name, "TextBlock") if text.get("size") in ("Large", "ExtraLarge", "Medium"))
    assert all(text.get("style") == "heading" for text in large)


@for_each("name", cards)
def test_what_a_colour_says_is_said_in_words_too_and_no_picture_is_without_its_text(name: str) -> None:
    for container in of_type(name, "Container"):
        assert "style" not in container or len(words_in(container)) > 3
    coloured = [text for kind in ("TextBlock", "TextRun") for text in of_type(name, kind) if "color" in text]
    assert all(any(letter.isalpha() for letter in text["text"]) for text in coloured)
    assert all(image["altText"].strip() for image in of_type(name, "Image"))
    assert all(table.get("firstRowAsHeaders", True) for table in of_type(name, "Table"))


@for_each("name", cards)
def test_every_text_wraps_so_that_none_is_cut_off_where_letters_are_large(name: str) -> None:
    assert all(text.get("wrap") for text in of_type(name, "TextBlock"))


SAYS_NOTHING = frozenset({"Show", "Read", "More", "Open", "Change", "Continue"})
"""Whoever hears these titles alone does not know what they open or send."""


@for_each("name", cards)
def test_what_unfolds_is_there_and_holds_something_and_its_button_says_what_it_opens(name: str) -> None:
    folds = {node["id"]: node for node in nodes(cards()[name]) if "id" in node}
    for toggle in of_type(name, "Action.ToggleVisibility"):
        targets = [each if isinstance(each, str) else each["elementId"] for each in toggle["targetElements"]]
        assert targets and all(holds_anything(folds[target]) for target in targets)
        assert toggle.get("tooltip", toggle["title"]) not in SAYS_NOTHING, toggle


@for_each("name", cards)
def test_whoever_goes_through_a_form_comes_to_its_button_after_its_boxes(name: str) -> None:
    parts = list(nodes(cards()[name]))
    boxes = [number for number, node in enumerate(parts) if str(node.get("type", "")).startswith("Input.")]
    sends = [
        number
        for number, node in enumerate(parts)
        if node.get("type") in ("Action.Execute", "Action.Submit") and node.get("associatedInputs") == "auto"
    ]
    assert not boxes or max(boxes) < max(sends)
