"""The card to prepare the notification names what is missing first, and unfolds what the record has, group by group."""

from typing import Any

from cards.case.outcome import outcome_card
from cards.elements import as_json
from cards.notification import OWN, details_missing, notification_card
from tests.support.drawn import behind, titles, words
from tests.support.england.elsewhere import opened_elsewhere
from tests.support.plain_case import CARDS, REF, SEEN, opened, submitted


def folded_under(card: Any, title: str) -> str:
    """Returns what unfolds under the button of this title."""
    for element in as_json(card)["body"]:
        actions = [action for item in element.get("items", ()) for action in item.get("actions", ())]
        if title in [action["title"] for action in actions]:
            return str(element["items"][1])
    raise AssertionError(title)


def test_it_says_first_what_is_missing_and_by_when_the_sin_is_due() -> None:
    said = words(notification_card(opened(age="not_known"), CARDS))
    assert said.startswith(f"Prepare the notification: {REF}") and "The bot submits nothing." in said
    assert "Submit the SIN, if one is required (required by law or guidance): Monday 8 June 2026" in said
    assert "3 details still missing\n- Age\n- Agency's record number\n- Agency that told of it" in said


def test_where_another_authority_notifies_it_says_that_this_is_for_them() -> None:
    theirs = words(notification_card(opened_elsewhere("Kent"), CARDS))
    assert "To be submitted by **Kent**" in theirs and "Copy it there" not in theirs
    assert "Copy it there" in words(notification_card(opened(), CARDS))


def test_each_group_unfolds_with_what_is_recorded_and_what_is_to_be_filled_in_there() -> None:
    shown = notification_card(opened(), CARDS)
    child = folded_under(shown, "The child")
    assert SEEN in child and "To fill in there, and not here:** Name; Date of birth" in child
    assert "Legal status *" in child and OWN in words(shown)
    assert "Croydon" in folded_under(shown, "Who reports") and "Location" in folded_under(shown, "The incident")


def test_it_leads_to_the_word_document_and_to_what_can_be_changed() -> None:
    shown = notification_card(opened(), CARDS)
    assert titles(shown) == ["Take it as a Word document", "Change facts or dates", f"Open {REF}"]
    assert behind(shown, "Take it as a Word document") == ("notification_document", {"ref": REF})
    assert titles(notification_card(submitted(), CARDS)) == ["Take it as a Word document", f"Open {REF}"]


def test_the_count_says_nothing_of_what_is_missing() -> None:
    assert (details_missing(1), details_missing(3)) == ("1 detail still missing", "3 details still missing")


def test_the_next_steps_name_what_is_missing_while_the_sin_is_due() -> None:
    assert "Still missing for the notification: Agency's record number" in words(outcome_card(opened(), CARDS))
    assert "Still missing" not in words(outcome_card(submitted(), CARDS))
