"""A receipt says in its place what was recorded, when, and what follows, and leads to the case."""

from cards.case.receipt import recorded_card
from cards.elements import as_json, button, paragraph
from cards.folds import Fold
from tests.support.drawn import behind, titles, unfolded, words
from tests.support.plain_case import REF, opened


def test_it_says_what_was_recorded_when_and_what_follows() -> None:
    shown = recorded_card(opened(), f"{REF}: noted.", "Nobody is told.")
    assert words(shown).splitlines()[:3] == [
        "Tuesday 2 June 2026, 11:00",
        f"{REF}: noted.",
        "Nobody is told.",
    ]
    assert as_json(shown)["body"][1]["style"] == "good"
    assert behind(shown, "Open") == ("case", {"ref": REF})


def test_what_was_recorded_can_be_changed_from_it_and_what_else_there_is_to_know_unfolds() -> None:
    change = button("Reopen the case", "reopen", {"ref": REF})
    shown = recorded_card(opened(), "Closed.", changes=[change], folds=[Fold("Show more", (paragraph("More."),))])
    assert titles(shown) == ["Reopen the case", "Open"]
    assert words(shown).startswith(f"Case {REF}, Tuesday 2 June 2026, 11:00"), "the line itself does not name the case"
    assert "More." not in words(shown).splitlines() and "More." in unfolded(shown)
