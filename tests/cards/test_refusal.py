"""A refused press shows its error where the press was."""

from cards.elements import as_json, beside, button, buttons, card, heading, paragraph
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


def test_the_error_stands_first_at_the_box_and_above_the_button_and_what_was_typed_stays() -> None:
    shown = refused_card(FORM, WHY, "reason")
    assert words(shown) == f"{WHY}\nClose\nReason\n{WHY}\nEvidence\n{NOT_RECORDED}\nClose the case"
    assert filled(shown)["reason"] == "as agreed"


def test_an_error_about_the_evidence_of_a_statement_stands_below_it() -> None:
    assert f"Evidence\n{WHY}\n{NOT_RECORDED}" in words(refused_card(FORM, WHY, "evidence_risk"))


def test_an_error_about_no_box_is_said_in_whole_above_the_button() -> None:
    for about in ("", "present"):
        assert words(refused_card(FORM, WHY, about)).endswith(f"{NOT_RECORDED} {WHY}\nClose the case")


def test_among_several_buttons_the_error_stands_above_the_pressed_one() -> None:
    pressed = {"verb": "returned", "agency": "Metropolitan Police", "seen": 2}
    shown = words(
        refused_card(card(ROWS, [button("Back", "review", {})]), WHY, pressed={"ref": "CSCP-2026-001", **pressed})
    )
    assert shown == f"{WHY}\nA school\nReturned\n{NOT_RECORDED} {WHY}\nMetropolitan Police\nReturned\nBack"


def test_where_the_button_is_gone_the_error_stands_above_those_that_are_left() -> None:
    case = card([heading("CSCP-2026-001"), buttons([button("Reopen", "reopen", {})]), paragraph("History")])
    shown = refused_card(case, WHY, pressed={"verb": "close"})
    assert words(shown) == f"{WHY}\nCSCP-2026-001\n{NOT_RECORDED} {WHY}\nReopen\nHistory" and titles(shown) == [
        "Reopen"
    ]


def test_where_no_button_is_known_the_error_stands_above_those_below_the_box() -> None:
    answers = card([buttons([button("No", "answer", {})]), text_box("why", "Why"), buttons([button("Go", "go", {})])])
    assert words(refused_card(answers, WHY, "why")) == f"{WHY}\nNo\nWhy\n{WHY}\n{NOT_RECORDED}\nGo"


def test_what_pressing_again_settles_is_said_in_yellow_and_the_rest_in_red() -> None:
    quiet, loud = (as_json(refused_card(FORM, WHY, "reason", style=style)) for style in STYLES)
    assert [node["style"] for node in nodes(quiet) if node.get("type") == "Container"] == ["warning", "warning"]
    assert [node["style"] for node in nodes(loud) if node.get("type") == "Container"] == ["attention", "attention"]
    lines = [[node["color"] for node in nodes(shown) if "color" in node] for shown in (quiet, loud)]
    assert lines == [["Warning"], ["Attention"]]
