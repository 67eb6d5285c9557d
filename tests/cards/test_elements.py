"""The elements of all cards keep a person's words as text, make lists fit, and mark a rehearsal."""

import pytest
from microsoft_teams.cards import AdaptiveCard

from cards.elements import (
    ZERO_WIDTH_SPACE,
    SharedCard,
    as_json,
    beside,
    button,
    card,
    fitting,
    headed,
    neutral,
    paragraph,
    quotation,
    row,
    stacked,
    visible,
    weight,
    weight_of,
)
from cards.folds import Fold, fold_section
from safeguarding.rehearsal import NOTICE
from tests.support.drawn import behind, titles, words
from tests.support.fake_teams.server import mixed_up_folds, opened_by, texts


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("seen by the school nurse", "seen by the school nurse"),
        ("one\ttwo\u2028three", "one two three"),
        ("line\nline", "line\nline"),
        ("a\u202eb\u200bc\u0007d\ufe0fe\u3164f", "abcdef"),
        ("Zo\u00eb \U0001f6d1", "Zo\u00eb \U0001f6d1"),
    ],
)
def test_what_cannot_be_seen_is_taken_out_of_a_text_and_nothing_else(typed: str, shown: str) -> None:
    assert visible(typed) == shown


def test_nobody_is_mentioned_by_what_a_person_typed() -> None:
    assert neutral("<at>all</at>") == "\u2039at\u203aall\u2039/at\u203a"
    assert "<" not in words(card([row("<at>", "<at>all</at>")]))


def test_a_list_ends_where_the_next_row_would_not_fit() -> None:
    rows = [paragraph("x" * 100) for _ in range(5)]
    assert fitting(rows, 3 * weight(rows[0])) == rows[:3]
    assert fitting(rows, weight(rows[0]) - 1) == []


def test_a_card_that_many_are_shown_carries_each_ones_own_in_its_buttons() -> None:
    made = as_json(card([beside([paragraph("Died?")], button("Yes", "answer", {"step": "harm"}))]))
    mine, yours = SharedCard(made, {"draft": "mine"}), SharedCard(made, {"draft": "yours"})
    assert behind(mine, "Yes") == ("answer", {"step": "harm", "draft": "mine"})
    assert behind(yours, "Yes") == ("answer", {"step": "harm", "draft": "yours"})


@pytest.mark.parametrize(
    ("refs", "marked"),
    [
        (["REHEARSAL-2026-001"], True),
        (["REHEARSAL-2026-001", "REHEARSAL-2026-002"], True),
        (["REHEARSAL-2026-001", "CSCP-2026-001"], False),
        (["CSCP-2026-001"], False),
        ([], False),
    ],
)
def test_a_card_is_marked_where_its_buttons_lead_to_rehearsals_alone(refs: list[str], marked: bool) -> None:
    shown = card([paragraph("A case.")], [button(f"Open {ref}", "case", {"ref": ref}) for ref in refs])
    assert (NOTICE in words(shown)) is marked


def test_a_notice_stands_before_everything_else_on_a_card() -> None:
    shown = headed(card([paragraph("The case.")]), "Recorded already.", "default")
    assert words(shown) == "Recorded already.\nThe case."


def test_every_button_has_one_for_old_clients_that_carries_the_same_and_its_verb() -> None:
    shown = card([paragraph("Agree?")], [button("Agree", "agree", {"ref": "CSCP-2026-001"}, inputs=False)])
    (execute,) = as_json(shown)["actions"]
    assert execute["fallback"] == {
        "type": "Action.Submit",
        "title": "Agree",
        "associatedInputs": "none",
        "data": {"ref": "CSCP-2026-001", "verb": "agree"},
    }
    shared = SharedCard(as_json(card([], [button("Yes", "answer", {"step": "harm"})])), {"draft": "mine"})
    (filled,) = as_json(shared)["actions"]
    assert filled["fallback"]["data"] == {"step": "harm", "draft": "mine", "verb": "answer"}


def test_buttons_that_leave_a_text_too_little_on_a_phone_stand_below_it() -> None:
    def row_of(*titles: str) -> str:
        shown = beside(iter([paragraph("CSCP-2026-001")]), *(button(title, "open", {}) for title in titles))
        assert words(card([shown])) == "\n".join(["CSCP-2026-001", *titles])
        return str(as_json(card([shown]))["body"][0]["type"])

    assert row_of("Open") == row_of("Correct it") == "ColumnSet"
    once = beside(
        iter([paragraph("CSCP-2026-001")]), button("Open", "open", {}), button("Sign or disagree", "sign", {})
    )
    assert words(card([once])).startswith("CSCP-2026-001"), "what makes the lines can be gone through only once"
    assert row_of("Open", "Sign or disagree") == row_of("Record the submission") == "Container"


def test_a_long_word_may_go_on_in_the_next_line_and_a_short_one_is_left_as_it_is() -> None:
    shown = words(card([quotation("a" * 70 + " and b")]))
    assert shown.split(ZERO_WIDTH_SPACE) == ["a" * 30, "a" * 30, "a" * 10 + " and b"]
    assert words(card([row("Agency", "c" * 30)])) == "Agency: " + "c" * 30


def test_cards_in_one_stand_below_each_other_each_with_its_own_buttons() -> None:
    first = card([paragraph("One.")], [button("First", "case", {"ref": "CSCP-2026-001"})])
    second = card([paragraph("Two.")], [button("Second", "mondays", {})])
    shown = stacked(first, second)
    assert words(shown) == "One.\nFirst\nTwo.\nSecond" and titles(shown) == ["First", "Second"]
    assert stacked(first) is first and weight_of(shown) > weight_of(second)


def test_in_a_stack_each_button_opens_the_fold_of_its_own_card() -> None:
    def folding(text: str) -> AdaptiveCard:
        return card([paragraph(text), *fold_section([Fold(f"Why {text}", (paragraph(f"Since {text}."),))])])

    pair = stacked(folding("one"), folding("two"))
    for shown in (pair, stacked(folding("nought"), pair)):
        assert mixed_up_folds(as_json(shown)) == []
        for each in ("one", "two"):
            opened = list(texts(opened_by(as_json(shown), f"Why {each}")))
            assert [line for line in opened if line.startswith("Since")] == [f"Since {each}."]
