"""The cards show the record of a Rapid Review at a glance, and part by part."""

from cards.rapid_review.record import Form, answer_lines, first_form, part_card, read_card, review_card, values_of
from safeguarding.case.state.review_record import latest_answers
from tests.support.case_stages import (
    FRAMEWORK,
    answered,
    chaired,
    determined,
    filled_in,
    plain_answer,
    put_to_the_dsps,
    ticks,
    written,
)
from tests.support.drawn import behind, filled, titles, words, words_of
from tests.support.plain_case import CARDS, office, submitted

PARTS = {part.id: part for part in FRAMEWORK.parts}
TEXT = next(part for part in FRAMEWORK.parts if part.kind == "text")
TICKS = next(part for part in FRAMEWORK.parts if part.kind == "ticks")
ITEM = FRAMEWORK.items_of(TICKS)[0]


def test_the_glance_counts_the_parts_and_offers_each_that_is_missing() -> None:
    case = answered(submitted(), TEXT.id, written())
    shown = review_card(case, CARDS, office, [], writes=True)
    assert f"1 of {len(PARTS)} parts are filled in" in words(shown)
    assert titles(shown).count("Change") == 1 and titles(shown).count("Fill in") == len(PARTS) - 1


def test_who_may_not_write_reads_what_is_there() -> None:
    case = answered(submitted(), TEXT.id, written())
    assert titles(review_card(case, CARDS, office, [], writes=False)) == ["Read"]
    assert "what the meeting knows" in words(read_card(case, TEXT, CARDS, office))
    assert "Not filled in yet." in words(read_card(submitted(), TEXT, CARDS, office))


def test_the_last_few_missing_parts_are_named() -> None:
    *some, last = FRAMEWORK.parts
    case = submitted()
    for part in some:
        case = answered(case, part.id, plain_answer(part))
    assert f"Missing: {last.title}." in words(review_card(case, CARDS, office, [], writes=True))
    assert "Missing:" not in words(review_card(filled_in(submitted()), CARDS, office, [], writes=True))


def test_a_part_is_filled_in_on_what_its_author_has_seen() -> None:
    case = answered(submitted(), TEXT.id, written())
    form = first_form(case, TEXT)
    shown = part_card(case, TEXT, CARDS, office, form)
    assert filled(shown)["text"] == "what the meeting knows"
    assert behind(shown, "Save")[1]["seen"] == form.seen == 1
    assert first_form(submitted(), TEXT) == Form(0)


def test_where_another_member_has_saved_meanwhile_both_versions_are_shown() -> None:
    case = answered(submitted(), TEXT.id, written("theirs"))
    form = Form(1, {"text": "mine"}, "Another member has answered.", latest_answers(case)[TEXT.id])
    shown = part_card(case, TEXT, CARDS, office, form)
    assert "theirs" in words(shown) and filled(shown)["text"] == "mine"
    assert titles(shown) == ["Save my version", "Keep theirs"]


def test_an_answer_stands_in_the_form_as_it_was_given() -> None:
    values = values_of(ticks(ITEM.id, words="three agencies knew"))
    assert values[f"tick_{ITEM.id}"] == "true" and values[f"evidence_{ITEM.id}"] == "three agencies knew"


def test_that_none_of_the_items_holds_is_an_answer_too() -> None:
    assert "None of these." in words_of(answer_lines(TICKS, ticks(), CARDS))
    said = words_of(answer_lines(TICKS, ticks(ITEM.id), CARDS))
    assert f"{ITEM.label}: what shows it" in said and "None of these." not in said


def test_a_determination_that_waits_for_the_chair_is_told_apart_from_a_confirmed_one() -> None:
    waits = words(review_card(determined(chaired(submitted())), CARDS, office, [], writes=False))
    assert "Determined by the Review Group, waiting for the chair to confirm it" in waits
    confirmed = words(review_card(put_to_the_dsps(submitted()), CARDS, office, [], writes=False))
    assert "Determined by the Review Group, confirmed by the chair" in confirmed
