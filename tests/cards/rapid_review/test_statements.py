"""A list of statements is one choice, and the boxes that come after it are made from what it asks."""

from cards.elements import card
from cards.rapid_review.statements import boxes, carried, statements_box
from safeguarding.framework.statements import evidence_boxes
from tests.support.case_stages import FRAMEWORK
from tests.support.drawn import filled, inputs, titles, words
from tests.support.fake_teams.server import texts

REASONS = {item.id: item for item in FRAMEWORK.question("reasons_not_to_commission").items}


def test_the_statements_are_one_choice_and_their_examples_are_folded() -> None:
    shown = card(statements_box("Which hold?", list(REASONS.values()), {"ticked": "legal_constraints,made_up"}))
    assert filled(shown) == {"ticked": "legal_constraints"} and inputs(shown)["ticked"]["label"] == "Which hold?"
    assert "a family court restricts" not in words(shown)
    assert any("a family court restricts" in text for text in texts(shown.model_dump(by_alias=True), unfolded=True))
    assert titles(card(statements_box("Which?", [REASONS["thematic_route"]], {}))) == []


def test_each_box_is_drawn_as_what_it_takes_with_what_was_typed() -> None:
    asked = evidence_boxes([REASONS["legal_constraints"], REASONS["other_statutory_review"]])
    typed = {"on_legal_constraints": "2027-03-01", "kind_other_statutory_review": "DARD"}
    shown = card(boxes(asked, typed))
    assert filled(shown) == typed
    kinds = {name: (box["type"], bool(box.get("isMultiline"))) for name, box in inputs(shown).items()}
    assert kinds == {
        "evidence_legal_constraints": ("Input.Text", True),
        "on_legal_constraints": ("Input.Date", False),
        "evidence_other_statutory_review": ("Input.Text", True),
        "kind_other_statutory_review": ("Input.Text", False),
    }


def test_only_what_was_typed_is_brought_along() -> None:
    typed = {"evidence_other": "seen", "text": "", "choice": "none", "kind": "near_miss", "ref": "X", "ticked": "other"}
    assert carried(typed) == {"evidence_other": "seen", "choice": "none"}
    assert carried(typed, ["kind"]) == {"evidence_other": "seen", "choice": "none", "kind": "near_miss"}
