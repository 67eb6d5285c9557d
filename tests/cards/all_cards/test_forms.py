"""Every form can be left, opens its boxes in place, and gives back what was typed, however long."""

from collections.abc import Iterator
from typing import Any

from cards.elements import as_json
from cards.inputs import counted
from cards.refusal import refused_card
from tests.cards.all_cards.test_every_card import cards, forms, nodes
from tests.support.drawn import inputs
from tests.support.each import for_each
from tests.support.fake_teams.server import buttons

LEADING_BACK = frozenset({"back", "case", "page", "review", "type"})
"""These verbs open what the reader came from, and record nothing."""
FIRST_ASKED = ("question harm", "empty question", "a triage from a message")
"""Nothing is before the first question of a triage: it is left by its own "Cancel"; the form over a message, by the
closing of the dialog that Teams shows it in."""


def ways_back(card: dict[str, Any]) -> Iterator[str]:
    """Yields the buttons that lead back."""
    for each in buttons(card):
        if each["verb"] in LEADING_BACK:
            yield each["title"]


@for_each("name", forms)
def test_each_form_can_be_left_also_once_it_was_refused(name: str) -> None:
    if name.startswith(FIRST_ASKED):
        return
    form = forms()[name]
    assert list(ways_back(as_json(form)))
    assert list(ways_back(as_json(refused_card(form, "Say why."))))


@for_each("name", cards)
def test_no_box_is_shut_away_where_its_button_would_not_send_it_and_none_cuts_what_is_pasted(name: str) -> None:
    """A parent's Execute does not send what stands in a ShowCard, and Teams cuts a pasted text at maxLength."""
    for node in nodes(cards()[name]):
        assert node.get("type") != "Action.ShowCard"
        assert "maxLength" not in node


@for_each("name", forms)
def test_each_box_for_a_text_says_how_long_it_may_be(name: str) -> None:
    for box in inputs(forms()[name]).values():
        if box["type"] == "Input.Text" and box.get("isMultiline"):
            assert "characters" in box["placeholder"]


def test_a_text_is_counted_once_its_limit_is_near() -> None:
    assert counted("Reason", "x" * 539, 600) == "Reason"
    assert counted("Reason", "x" * 540, 600) == "Reason (540 of 600 characters)"
    assert counted("Reason", "x" * 11_880, 2_000) == "Reason (11,880 of 2,000 characters)"
