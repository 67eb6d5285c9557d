"""A refused press shows its error where the press was."""

from cards.elements import as_json, beside, button, buttons, card, heading, paragraph
from cards.folds import Fold, fold_section
from cards.inputs import text_box
from cards.refusal import NOT_RECORDED, Style, refused_card
from tests.cards.all_cards.test_every_card import nodes
from tests.support.drawn import filled, titles, words

WHY = "Say why."
STYLES: tuple[Style, ...] = ("warning", "attention")
ROWS = [
    beside([paragraph(agency)], button("Returned", "returned", {"ref": "CSCP-2026-001", "agency": agency, "seen": 3}))
    for agency in ("A school", "Metropolitan Police")
]
FORM = card(
    [
        heading("Close"),
        text_box("reason", "Reason", "as agreed"),
        text_box("evidence_risk", "Evidence"),
    ],
    [button("Close the case", "close", {"ref": "CSCP-2026-001"})],
)


def test_what_is_wrong_with_a_box_stands_at_the_box_and_the_button_points_to_it_and_what_was_typed_stays() -> None:
    shown = refused_card(FORM, WHY, "reason")
    assert words(shown) == f"Close\nReason\n{WHY}\nEvidence\n{NOT_RECORDED}\nLook at: Reason.\nClose the case"
    assert filled(shown)["reason"] == "as agreed"


def test_an_error_about_the_evidence_of_a_statement_stands_below_it() -> None:
    shown = words(refused_card(FORM, WHY, "evidence_risk"))
    assert f"Evidence\n{WHY}\n{NOT_RECORDED}\nLook at: Evidence." in shown


def test_of_a_long_statement_the_button_repeats_the_beginning_alone() -> None:
    form = card([text_box("evidence", f"{'Decision-making ' * 8}broke down.")], [button("Save", "save", {})])
    said = words(refused_card(form, WHY, "evidence")).splitlines()
    assert said[-2].startswith("Look at: Decision-making") and said[-2].endswith("\u2026") and len(said[-2]) < 75


def test_an_error_about_no_box_is_said_once_in_whole_above_the_button_and_begins_with_a_large_line() -> None:
    for about in ("", "present"):
        shown = refused_card(FORM, WHY, about)
        assert words(shown).endswith(f"{NOT_RECORDED}\n{WHY}\nClose the case") and words(shown).count(WHY) == 1
        (said,) = (node for node in nodes(as_json(shown)) if node.get("text") == NOT_RECORDED)
        assert (said["size"], said["weight"]) == ("Medium", "Bolder")


def test_among_several_buttons_the_error_stands_above_the_pressed_one() -> None:
    pressed = {"verb": "returned", "agency": "Metropolitan Police", "seen": 2}
    shown = words(
        refused_card(card(ROWS, [button("Back", "review", {})]), WHY, pressed={"ref": "CSCP-2026-001", **pressed})
    )
    assert shown == f"A school\nReturned\n{NOT_RECORDED}\n{WHY}\nMetropolitan Police\nReturned\nBack"


def test_a_fold_that_holds_the_box_or_the_pressed_button_is_open_and_the_error_stands_in_it() -> None:
    inside = [text_box("differs", "Why it differs"), buttons([button("Disagree", "disagree", {})]), paragraph("Below")]
    form = card([heading("Sign"), *fold_section([Fold("Disagree", tuple(inside))])], [button("Agree", "agree", {})])
    assert "Why it differs" not in words(form)
    said = f"Why it differs\n{WHY}\n{NOT_RECORDED}\nLook at: Why it differs.\nDisagree\nBelow\nAgree"
    assert words(refused_card(form, WHY, "differs", {"verb": "disagree"})).endswith(said)
    assert words(refused_card(form, WHY, "differs")).endswith(
        f"Why it differs\n{WHY}\nDisagree\nBelow\n{NOT_RECORDED}\nLook at: Why it differs.\nAgree"
    )


def test_where_the_button_is_gone_the_error_stands_above_those_that_are_left() -> None:
    case = card([heading("CSCP-2026-001"), buttons([button("Reopen", "reopen", {})]), paragraph("History")])
    shown = refused_card(case, WHY, pressed={"verb": "close"})
    assert words(shown) == f"CSCP-2026-001\n{NOT_RECORDED}\n{WHY}\nReopen\nHistory" and titles(shown) == ["Reopen"]


def test_where_no_button_is_known_the_error_stands_above_those_below_the_box() -> None:
    answers = card([buttons([button("No", "answer", {})]), text_box("why", "Why?"), buttons([button("Go", "go", {})])])
    assert words(refused_card(answers, WHY, "why")) == f"No\nWhy?\n{WHY}\n{NOT_RECORDED}\nLook at: Why?\nGo"


def test_what_pressing_again_settles_stands_on_yellow_and_the_rest_on_red_but_no_text_is_yellow() -> None:
    quiet, loud = (as_json(refused_card(FORM, WHY, "reason", style=style)) for style in STYLES)
    assert [node["style"] for node in nodes(quiet) if node.get("type") == "Container"] == ["warning"]
    assert [node["style"] for node in nodes(loud) if node.get("type") == "Container"] == ["attention"]
    lines = [[node["color"] for node in nodes(shown) if "color" in node] for shown in (quiet, loud)]
    assert lines == [["Default"], ["Attention"]]
