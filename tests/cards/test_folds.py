"""A text that may wait until it is wanted is folded under a button."""

from cards.elements import as_json, card, paragraph
from cards.folds import Fold, fold_section, in_turn
from tests.support.fake_teams.server import opened_by, texts


def fold(number: int) -> Fold:
    return Fold(f"Show {number}", (paragraph(f"The text of {number}"),))


def test_each_button_opens_its_own_text_which_is_closed_at_first() -> None:
    body = as_json(card(fold_section(map(fold, range(3)))))["body"]
    actions, opened = body[0]["actions"], body[1:]
    assert [each["type"] for each in actions] == ["Action.ToggleVisibility"] * 3
    assert [each["targetElements"] for each in actions] == [[each["id"]] for each in opened]
    assert all(each["isVisible"] is False for each in opened)
    assert [each["items"][0]["text"] for each in opened] == ["The text of 0", "The text of 1", "The text of 2"]


def test_a_fold_with_something_to_see_to_can_be_open_at_first() -> None:
    (_, opened) = as_json(card(fold_section([Fold("Say why", (paragraph("Why"),), is_open=True)])))["body"]
    assert opened["isVisible"] is True


def test_nothing_is_offered_that_opens_nothing() -> None:
    assert fold_section([Fold("Show the evidence", ())]) == []


def test_more_buttons_than_teams_shows_in_a_row_take_further_rows() -> None:
    body = as_json(card(fold_section(map(fold, range(8)))))["body"]
    assert [len(each["actions"]) for each in body if each["type"] == "ActionSet"] == [6, 2]


def test_of_what_is_seen_in_turn_one_part_is_open_and_each_button_shows_its_own_alone() -> None:
    first, second = (Fold(f"{number}. Part", (paragraph(f"Text {number}"),)) for number in (1, 2))
    form = as_json(card(in_turn([first, second])))
    assert [*texts(form)] == ["1. Part", "2. Part", "Text 1"]
    there = opened_by(form, "2. Part")
    assert [*texts(there)] == ["1. Part", "2. Part", "Text 2"]
    assert [*texts(opened_by(there, "1. Part"))] == [*texts(form)]
