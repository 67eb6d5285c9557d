"""Every list is asked in the same way: first what holds, then the evidence of that alone."""

from collections.abc import Collection

from safeguarding.framework.entries import NONE, NOT_KNOWN, Part
from safeguarding.framework.loader import current
from safeguarding.framework.statements import LONGEST_PART, LONGEST_REASON, NextAsked, asked, evidence_boxes

FRAMEWORK = current()
LISTS = [part for part in FRAMEWORK.parts if part.kind == "ticks"]
OTHERS = [part for part in FRAMEWORK.parts if part.kind != "ticks"]


def ask(part: Part, ticked: Collection[str] | None = None) -> NextAsked:
    return asked(part, FRAMEWORK, ticked)


def test_a_list_asks_first_which_of_its_statements_hold_and_nothing_else() -> None:
    for part in LISTS:
        assert ask(part) == NextAsked(statements=FRAMEWORK.items_of(part))


def test_then_each_statement_that_holds_asks_for_its_evidence_and_no_other_does() -> None:
    for part in LISTS:
        for item in FRAMEWORK.items_of(part):
            found = ask(part, [item.id])
            assert not found.statements and not found.options
            assert found.boxes[0].id == f"evidence_{item.id}" and found.boxes[0].label == item.label
            assert all(box.id.endswith(item.id) for box in found.boxes)


def test_where_nothing_holds_a_list_that_is_needed_asks_why_and_another_one_nothing() -> None:
    for part in LISTS:
        for nothing in ((), ["made_up"]):
            found = ask(part, nothing)
            if part.needed:
                assert found.options == (NONE, NOT_KNOWN) and [box.longest for box in found.boxes] == [LONGEST_REASON]
            else:
                assert found == NextAsked()


def test_a_part_without_a_list_asks_for_its_text_and_one_of_its_answers() -> None:
    for part in OTHERS:
        found = ask(part)
        assert found.options == part.choices and [(box.id, box.longest) for box in found.boxes] == [
            ("text", LONGEST_PART)
        ]


def test_a_legal_constraint_asks_when_to_look_again_and_another_review_which_it_is() -> None:
    reasons = {item.id: item for item in FRAMEWORK.question("reasons_not_to_commission").items}
    asks = {name: [box.id.partition("_")[0] for box in evidence_boxes([item])] for name, item in reasons.items()}
    assert asks.pop("legal_constraints") == ["evidence", "on"]
    assert asks.pop("other_statutory_review") == ["evidence", "kind"]
    assert set(map(tuple, asks.values())) == {("evidence",)}
