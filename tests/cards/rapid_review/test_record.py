"""The cards show the record of a Rapid Review at a glance, and part by part."""

from cards.rapid_review.record import Form, answer_lines, first_form, part_card, read_card, review_card, values_of
from safeguarding.case.case import Case
from safeguarding.case.events.review_events import ReviewAnswered
from safeguarding.case.state.review_record import latest_answers
from tests.support.case_stages import (
    FRAMEWORK,
    MEMBER,
    NOT_KNOWN_YET,
    answered,
    chaired,
    determined,
    filled_in,
    plain_answer,
    put_to_the_dsps,
    ticks,
    with_needed_parts,
    written,
)
from tests.support.drawn import behind, filled, inputs, titles, words, words_of
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import CARDS, office, submitted

PARTS = {part.id: part for part in FRAMEWORK.parts}
TEXT = next(part for part in FRAMEWORK.parts if part.kind == "text")
TICKS = next(part for part in FRAMEWORK.parts if part.kind == "ticks")
ITEM = FRAMEWORK.items_of(TICKS)[0]


def glance(case: Case) -> str:
    return words(review_card(case, CARDS, office, [], writes=True))


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


def test_what_a_determination_waits_for_is_named_and_then_what_is_blank() -> None:
    needed = [part for part in FRAMEWORK.parts if part.needed]
    assert f"Needed before the determination: {len(needed)} parts\n" in glance(submitted())
    assert glance(submitted()).count("needed before the determination") == len(needed)
    case = submitted()
    for part in needed[:-6]:
        case = answered(case, part.id, plain_answer(part))
    assert f"Needed before the determination: {'; '.join(part.title for part in needed[-6:])}\n" in glance(case)
    case = with_needed_parts(case)
    assert "Needed before" not in glance(case) and "Blank: Improvements; Context of the family's" in glance(case)
    assert "Blank" not in glance(filled_in(submitted()))


def test_a_list_saved_before_without_a_tick_is_marked_until_it_is_said_why() -> None:
    saved = ReviewAnswered(by=MEMBER.person, at=OPENED_AT, part=TICKS.id, answer=ticks())
    case = Case((*filled_in(submitted()).events, saved))
    assert f"Needed before the determination: {TICKS.title}\n" in glance(case)
    assert glance(case).count("; it has to be said why none holds") == 1


def test_what_is_not_known_is_read_with_its_reason_and_marked_at_a_glance() -> None:
    case = answered(submitted(), TEXT.id, NOT_KNOWN_YET)
    assert "not known; " in glance(case)
    assert "Not known, because: nobody could say" in words(read_card(case, TEXT, CARDS, office))
    assert filled(part_card(case, TEXT, CARDS, office, first_form(case, TEXT)))["choice"] == "not_known"


def test_a_form_offers_not_known_exactly_where_a_determination_needs_the_part() -> None:
    for part in FRAMEWORK.parts:
        form = part_card(submitted(), part, CARDS, office, Form(0))
        offered = "choice" in inputs(form) and "Not known" in str(form.model_dump())
        assert offered == part.needed, part.id


def test_an_answer_that_is_no_longer_offered_is_said_to_go_to_the_history() -> None:
    case = answered(submitted(), TEXT.id, NOT_KNOWN_YET)
    rarely = TEXT.model_copy(update={"needed": False})
    said = words(part_card(case, rarely, CARDS, office, first_form(case, rarely)))
    assert "Answered before, and no longer asked." in said and "Answer: Not known" in said


def test_cases_linked_for_a_thematic_review_are_named_with_the_reason_that_it_is_the_better_way() -> None:
    reasons = next(part for part in FRAMEWORK.parts if part.question == "reasons_not_to_commission")
    linked = first_form(submitted(), reasons, {"knives": ("CSCP-1", "CSCP-2")})
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
    form = Form(1, {"text": "mine"}, latest_answers(case)[TEXT.id])
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
