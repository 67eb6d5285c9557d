"""A part of the record is read and filled in: of a list first what holds, then the evidence of that alone."""

from dataclasses import replace

from cards.rapid_review.part import (
    BESIDE,
    Form,
    answer_lines,
    first_form,
    hints_of,
    in_brief,
    part_card,
    shares_with,
    values_of,
)
from safeguarding.case.state.review_record import latest_answers
from tests.support.case_stages import FRAMEWORK, NOT_KNOWN_YET, answered, ticks, written
from tests.support.children import twins
from tests.support.drawn import behind, filled, inputs, titles, words, words_of
from tests.support.plain_case import CARDS, office, submitted

TEXT = next(part for part in FRAMEWORK.parts if part.kind == "text")
TICKS = next(part for part in FRAMEWORK.parts if part.kind == "ticks")
STANDARDS = next(part for part in FRAMEWORK.parts if part.id == "categories_d")
ITEM, OTHER, *_ = FRAMEWORK.items_of(TICKS)


def test_a_part_says_which_of_all_parts_it_is() -> None:
    for number, part in enumerate(FRAMEWORK.parts, 1):
        shown = part_card(submitted(), part, CARDS, office, Form(0))
        assert f"part {number} of {len(FRAMEWORK.parts)}" in words(shown)


def test_a_list_is_one_choice_with_whole_statements() -> None:
    for part in (part for part in FRAMEWORK.parts if part.kind == "ticks"):
        box, *_ = inputs(part_card(submitted(), part, CARDS, office, Form(0))).values()
        assert box["isMultiSelect"] and box["wrap"] and box["id"] == "ticked"
        assert [choice["title"] for choice in box["choices"]] == [item.label for item in FRAMEWORK.items_of(part)]


def test_a_list_that_leaves_room_for_it_asks_at_once_why_none_of_it_holds() -> None:
    lists = [part for part in FRAMEWORK.parts if part.kind == "ticks"]
    asking = {part.id for part in lists if "text" in inputs(part_card(submitted(), part, CARDS, office, Form(0)))}
    assert asking == {part.id for part in lists if part.needed} - {"indicators"}
    shown = part_card(submitted(), STANDARDS, CARDS, office, Form(0, {"choice": "none", "text": "no sign"}))
    assert filled(shown) == {"choice": "none", "text": "no sign"}
    assert behind(shown, "Continue")[1] == {"ref": "CSCP-2026-001", "part": STANDARDS.id, "seen": 0}


def test_of_several_children_a_list_asks_first_what_holds_then_whom_it_is_about() -> None:
    assert list(inputs(part_card(twins(), STANDARDS, CARDS, office, Form(0)))) == ["ticked"]
    assert {"text", "children"} <= inputs(part_card(twins(), STANDARDS, CARDS, office, Form(0, ticked=()))).keys()


def test_why_none_holds_goes_along_while_something_is_ticked_and_is_said_not_to_be_saved() -> None:
    ticked = FRAMEWORK.items_of(STANDARDS)[0].id
    form = Form(0, {"choice": "none", "text": "no sign"}, ticked=(ticked,))
    shown = part_card(submitted(), STANDARDS, CARDS, office, form)
    assert "Why none holds is not saved, since something is ticked." in words(shown)
    assert behind(shown, "Change what is ticked")[1]["text"] == "no sign"
    assert "text" not in behind(shown, "Save")[1]


def test_only_what_was_ticked_asks_for_its_evidence_under_its_whole_statement() -> None:
    shown = part_card(submitted(), TICKS, CARDS, office, Form(0, ticked=(ITEM.id,)))
    assert {name: box["label"] for name, box in inputs(shown).items()} == {f"evidence_{ITEM.id}": ITEM.label}
    assert behind(shown, "Save")[1] == {"ref": "CSCP-2026-001", "part": TICKS.id, "seen": 0, "ticked": ITEM.id}


def test_where_nothing_is_ticked_it_is_asked_why() -> None:
    shown = inputs(part_card(submitted(), TICKS, CARDS, office, Form(0, ticked=())))
    assert [choice["value"] for choice in shown["choice"]["choices"]] == ["none", "not_known"] and "text" in shown


def test_the_list_brings_along_what_was_typed_so_that_a_changed_tick_loses_nothing() -> None:
    typed = {"ticked": ITEM.id, f"evidence_{ITEM.id}": "seen", "ref": "elsewhere", "made_up": "x"}
    shown = part_card(submitted(), TICKS, CARDS, office, Form(2, typed))
    verb, data = behind(shown, "Continue")
    assert verb == "tick" and data == {
        "ref": "CSCP-2026-001",
        "part": TICKS.id,
        "seen": 2,
        f"evidence_{ITEM.id}": "seen",
    }
    assert filled(shown) == {"ticked": ITEM.id}


def test_who_saved_last_and_when_stands_on_the_form_and_what_was_saved_just_now() -> None:
    case = answered(submitted(), TEXT.id, written())
    form = replace(first_form(case, TEXT), saved=(TICKS,))
    said = words(part_card(case, TEXT, CARDS, office, form))
    assert said.startswith(f"Saved: {TICKS.title}") and "Last saved by" in said


def test_an_answer_is_said_in_a_line_and_a_long_one_is_cut_where_it_can_be_seen() -> None:
    assert in_brief(TICKS, ticks(ITEM.id), FRAMEWORK) == ITEM.label
    assert in_brief(TEXT, NOT_KNOWN_YET, FRAMEWORK) == "Not known; nobody could say"
    assert in_brief(TICKS, ticks(), FRAMEWORK) == "None of these."
    long = in_brief(TEXT, written("x" * 500), FRAMEWORK)
    assert len(long) == 121 and long.endswith("\u2026")


def test_a_form_offers_not_known_exactly_where_a_determination_needs_the_part() -> None:
    for part in FRAMEWORK.parts:
        form = part_card(submitted(), part, CARDS, office, Form(0, ticked=() if part.kind == "ticks" else None))
        offered = "choice" in inputs(form) and "Not known" in str(form.model_dump())
        assert offered == part.needed, part.id


def test_an_answer_that_is_no_longer_offered_is_said_to_go_to_the_history() -> None:
    case = answered(submitted(), TEXT.id, NOT_KNOWN_YET)
    rarely = TEXT.model_copy(update={"needed": False})
    said = words(part_card(case, rarely, CARDS, office, first_form(case, rarely)))
    assert "Answered before, and no longer asked." in said and "Answer: Not known" in said


def test_cases_linked_for_a_thematic_review_are_named_with_the_reason_that_it_is_the_better_way() -> None:
    reasons = next(part for part in FRAMEWORK.parts if part.question == "reasons_not_to_commission")
    linked = replace(first_form(submitted(), reasons), hints=hints_of({"knives": ("CSCP-1", "CSCP-2")}))
    said = "Linked for a thematic review (knives): CSCP-1, CSCP-2."
    assert said in words(part_card(submitted(), reasons, CARDS, office, linked))
    assert said not in words(part_card(submitted(), reasons, CARDS, office, first_form(submitted(), reasons)))
    assert "thematic_route" in {item.id for item in FRAMEWORK.items_of(reasons)}


def test_a_part_is_filled_in_on_what_its_author_has_seen() -> None:
    case = answered(submitted(), TEXT.id, written())
    form = first_form(case, TEXT)
    shown = part_card(case, TEXT, CARDS, office, form)
    assert filled(shown)["text"] == "what the meeting knows"
    assert behind(shown, "Save")[1]["seen"] == form.seen == 1
    assert first_form(submitted(), TEXT) == Form(0)


def test_where_another_member_has_saved_meanwhile_both_versions_are_shown() -> None:
    case = answered(submitted(), TEXT.id, written("theirs"))
    form = Form(1, {"text": "mine"}, theirs=latest_answers(case)[TEXT.id])
    shown = part_card(case, TEXT, CARDS, office, form)
    assert "theirs" in words(shown) and filled(shown)["text"] == "mine"
    assert titles(shown) == ["Save my version", "Keep theirs"]


def test_an_answer_stands_in_the_form_as_it_was_given() -> None:
    values = values_of(ticks(ITEM.id, words="three agencies knew"))
    assert values["ticked"] == ITEM.id and values[f"evidence_{ITEM.id}"] == "three agencies knew"


def test_that_none_of_the_items_holds_is_an_answer_too() -> None:
    assert "None of these." in words_of(answer_lines(TICKS, ticks(), CARDS))
    said = words_of(answer_lines(TICKS, ticks(ITEM.id), CARDS))
    assert f"{ITEM.label}: what shows it" in said and "None of these." not in said


IMPROVEMENTS, CONTEXT = (next(part for part in FRAMEWORK.parts if part.id == id) for id in ("improvements", "context"))


def test_two_short_parts_that_nobody_has_written_share_a_card_and_each_has_its_own_box_and_state() -> None:
    beside = shares_with(submitted(), IMPROVEMENTS, FRAMEWORK)
    assert beside == CONTEXT
    form = first_form(submitted(), IMPROVEMENTS, beside=beside)
    shown = part_card(submitted(), IMPROVEMENTS, CARDS, office, form)
    assert list(inputs(shown)) == ["text", f"text{BESIDE}"]
    assert f", parts 3 and 4 of {len(FRAMEWORK.parts)}" in words(shown)
    assert IMPROVEMENTS.ask in words(shown) and CONTEXT.ask in words(shown)
    assert behind(shown, "Save")[1] == {
        "ref": "CSCP-2026-001",
        "part": "improvements",
        "seen": 0,
        "beside": "context",
        f"seen{BESIDE}": 0,
    }


def test_a_part_that_is_needed_or_a_list_or_written_or_of_one_child_of_several_has_a_card_to_itself() -> None:
    sharing = {part.id for part in FRAMEWORK.parts if shares_with(submitted(), part, FRAMEWORK)}
    assert sharing == {"improvements", "additional_learning", "national_review"}
    for written_first in (IMPROVEMENTS, CONTEXT):
        assert shares_with(answered(submitted(), written_first.id, written()), IMPROVEMENTS, FRAMEWORK) is None
    assert shares_with(twins(), IMPROVEMENTS, FRAMEWORK) is None
