"""The cards show the record of a Rapid Review at a glance, and part by part."""

import re

from cards.elements import as_json, button
from cards.rapid_review.part import read_card
from cards.rapid_review.record import review_card
from safeguarding.case.case import Case
from safeguarding.case.events.review_events import ReviewAnswered
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
from tests.support.drawn import titles, words
from tests.support.fake_teams.server import buttons, texts
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import CARDS, office, submitted

PARTS = {part.id: part for part in FRAMEWORK.parts}
TEXT = next(part for part in FRAMEWORK.parts if part.kind == "text")
TICKS = next(part for part in FRAMEWORK.parts if part.kind == "ticks")
ITEM = FRAMEWORK.items_of(TICKS)[0]


def glance(case: Case) -> str:
    return "\n".join(texts(as_json(review_card(case, CARDS, office, [], writes=True)), unfolded=True))


def test_the_glance_counts_the_parts_and_offers_each_that_is_missing() -> None:
    case = answered(submitted(), TEXT.id, written())
    shown = review_card(case, CARDS, office, [], writes=True)
    assert f"1 of {len(PARTS)} parts filled in" in words(shown)
    assert titles(shown).count("Change") == 1 and titles(shown).count("Fill in") == len(PARTS) - 1


def test_who_may_not_write_reads_what_is_there() -> None:
    case = answered(submitted(), TEXT.id, written())
    assert titles(review_card(case, CARDS, office, [], writes=False)) == ["Read all", "Back to the case", "Read"]
    assert "what the meeting knows" in words(read_card(case, TEXT, CARDS, office))
    assert "Not filled in yet." in words(read_card(submitted(), TEXT, CARDS, office))


def test_one_step_comes_first_for_each_reader_and_the_rest_is_behind_more() -> None:
    chair = button("Name the chair", "name_chair", {})
    determine = button("Record the determination", "determine", {})
    confirm = button("Confirm the determination", "confirm_determination", {}, primary=True)
    complete = filled_in(submitted())
    for case, may, writes, first in (
        (submitted(), [chair, determine], True, "Fill in part 1 of 18"),
        (answered(submitted(), TEXT.id, written()), [chair, determine], True, "Fill in part 2 of 18"),
        (complete, [chair, determine], True, "Record the determination"),
        (determined(chaired(submitted())), [chair, confirm], True, "Confirm the determination"),
    ):
        shown = as_json(review_card(case, CARDS, office, may, writes=writes))
        assert [each["title"] for each in buttons(shown) if each.get("style") == "positive"] == [first]
        assert not {"Name the chair", "Change", "Fill in"} & set(texts(shown)), "these are folded"
    reads = as_json(review_card(submitted(), CARDS, office, [], writes=False))
    assert not [each for each in buttons(reads) if each.get("style") == "positive"]


def test_the_answers_stand_under_their_parts_with_the_newest_author() -> None:
    said = glance(answered(submitted(), TEXT.id, written()))
    assert re.search(rf"{TEXT.title}\*\*\n[^\n]+2 June 2026[^\n]*\n(Change\n)?what the meeting knows", said)


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


def test_a_determination_that_waits_for_the_chair_is_told_apart_from_a_confirmed_one() -> None:
    waits = words(review_card(determined(chaired(submitted())), CARDS, office, [], writes=False))
    assert "Determined by the Review Group, waiting for the chair to confirm it" in waits
    confirmed = words(review_card(put_to_the_dsps(submitted()), CARDS, office, [], writes=False))
    assert "Determined by the Review Group, confirmed by the chair" in confirmed
