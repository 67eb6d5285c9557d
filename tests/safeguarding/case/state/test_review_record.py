"""The Review Group fills in the parts of a Rapid Review's record together, and the answers point to an outcome."""

from collections.abc import Mapping
from itertools import combinations, product

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, OutOfDate
from safeguarding.case.events.review_events import ReviewAnswer, ReviewAnswered
from safeguarding.case.state.review_record import (
    answer_count,
    carried_over,
    indication,
    missing_parts,
    needed_parts,
    review_answers,
    ticked_items,
)
from safeguarding.case.state.review_record import latest_answers as answers_of
from safeguarding.case.steps.review import answer_part, reasons_of
from safeguarding.framework.entries import Part
from safeguarding.people import Actor
from tests.support.case_stages import (
    ENGINE,
    FRAMEWORK,
    GROUP,
    LATER,
    MEMBER,
    NONE_HOLDS,
    NOT_KNOWN_YET,
    TODAY,
    answered,
    filled_in,
    plain_answer,
    text,
    ticks,
    written,
)
from tests.support.each import for_each
from tests.support.people.everybody import OPENED_AT as NOW

OTHER_MEMBER = GROUP[1]
CATEGORY_PARTS = [part.id for part in FRAMEWORK.parts if part.question == "categories"]


def put(case: Case, part: str, answer: ReviewAnswer, last_seen: int = 0, by: Actor = MEMBER) -> Case:
    return answer_part(case, part, answer, last_seen, FRAMEWORK, by, NOW)


def test_the_six_purposes_each_have_their_part() -> None:
    asked = dict.fromkeys(part.purpose for part in FRAMEWORK.parts)
    assert list(asked) == [purpose.id for purpose in FRAMEWORK.purposes]


def test_every_tick_of_the_rules_can_be_ticked_in_exactly_one_part() -> None:
    offered = [(part.question, item.id) for part in FRAMEWORK.parts for item in FRAMEWORK.items_of(part)]
    asked = [(question.id, item.id) for question in FRAMEWORK.asked_at("review") for item in question.items]
    assert sorted(offered) == sorted(asked)


def test_the_meter_shows_every_part_that_is_still_missing(submitted: Case) -> None:
    open_parts = list(FRAMEWORK.parts)
    case = submitted
    while open_parts:
        assert missing_parts(case, FRAMEWORK) == tuple(open_parts)
        part = open_parts.pop(0)
        case = answered(case, part.id, plain_answer(part))
    assert missing_parts(case, FRAMEWORK) == ()


def test_the_childs_voice_and_the_protected_characteristics_are_parts_of_their_own() -> None:
    for part in ("childs_voice", "protected_characteristics"):
        assert FRAMEWORK.part(part).needed and "not known" in FRAMEWORK.part(part).ask


@pytest.mark.parametrize("part", [part for part in FRAMEWORK.parts if part.kind != "ticks"], ids=lambda part: part.id)
def test_a_part_without_its_text_is_refused(submitted: Case, part: Part) -> None:
    choice = part.answers[0].id if part.answers else None
    for words in (None, text("  ")):
        with pytest.raises(InvalidInput, match="Write it in a sentence or two"):
            put(submitted, part.id, ReviewAnswer(text=words, choice=choice))


@pytest.mark.parametrize("choice", [None, "perhaps"])
def test_a_choice_is_one_of_those_offered(submitted: Case, choice: str | None) -> None:
    with pytest.raises(InvalidInput, match="Choose one of the answers"):
        put(submitted, "immediate_action", written(choice=choice))


def test_a_part_that_the_rules_do_not_have_is_refused(submitted: Case) -> None:
    with pytest.raises(InvalidInput, match="does not belong to the record"):
        put(submitted, "weather", written())


NEEDED = [part for part in FRAMEWORK.parts if part.needed]
LISTS = [part for part in NEEDED if part.kind == "ticks"]


@for_each("part", NEEDED)
def test_not_known_is_an_answer_of_each_part_that_a_determination_needs_and_says_why(
    submitted: Case, part: Part
) -> None:
    assert put(submitted, part.id, NOT_KNOWN_YET).version == submitted.version + 1
    for words in (None, text("  ")):
        with pytest.raises(InvalidInput, match="Say why"):
            put(submitted, part.id, ReviewAnswer(text=words, choice="not_known"))


@for_each("part", [part for part in FRAMEWORK.parts if not part.needed])
def test_of_what_may_be_left_blank_not_known_is_no_answer(submitted: Case, part: Part) -> None:
    with pytest.raises(InvalidInput):
        put(submitted, part.id, NOT_KNOWN_YET)


@for_each("part", LISTS)
def test_a_list_without_a_tick_says_whether_none_of_it_holds_or_it_is_not_known_and_why(
    submitted: Case, part: Part
) -> None:
    assert put(submitted, part.id, NONE_HOLDS).version == submitted.version + 1
    for nothing in (ticks(), written(), written(choice="confirmed")):
        with pytest.raises(InvalidInput, match="Choose whether none of these holds, or it is not known"):
            put(submitted, part.id, nothing)
    with pytest.raises(InvalidInput, match="Say why, in a sentence or two"):
        put(submitted, part.id, ReviewAnswer(choice="none"))
    ticked = ticks(FRAMEWORK.items_of(part)[0].id)
    for both in (NONE_HOLDS, NOT_KNOWN_YET, written()):
        with pytest.raises(InvalidInput, match="Take the tick away"):
            put(submitted, part.id, ticked.model_copy(update={"text": both.text, "choice": both.choice}))


def test_a_list_saved_before_without_a_tick_or_a_reason_is_needed_again_and_counts_as_it_did(submitted: Case) -> None:
    saved = [ReviewAnswered(by=MEMBER.person, at=NOW, part=part.id, answer=ticks()) for part in LISTS]
    case = Case((*filled_in(submitted).events, *saved))
    assert needed_parts(case, FRAMEWORK) == tuple(LISTS) and missing_parts(case, FRAMEWORK) == ()
    assert review_answers(case, FRAMEWORK)["categories"] == "none"


def test_a_tick_is_one_of_those_of_its_part(submitted: Case) -> None:
    for part, name in (("indicators", "domestic_abuse"), ("categories_a", "domestic_abuse"), ("reasons", "weather")):
        with pytest.raises(InvalidInput, match="another version of the rules"):
            put(submitted, part, ticks(name))
    assert ticked_items(put(submitted, "categories_b", ticks("domestic_abuse")), "categories", FRAMEWORK) == (
        "domestic_abuse",
    )


def test_each_tick_needs_its_evidence_and_the_refusal_names_the_tick(submitted: Case) -> None:
    label = FRAMEWORK.question("indicators").items[3].label
    with pytest.raises(InvalidInput, match=f"^{label}: write the evidence"):
        put(submitted, "indicators", ticks("recurrent_themes", words=" "))


def test_a_legal_constraint_needs_a_day_to_come(submitted: Case) -> None:
    for day in (None, TODAY):
        with pytest.raises(InvalidInput, match="give a day to come on which to look again"):
            put(submitted, "reasons", ticks("legal_constraints", look_again_on=day))
    case = put(submitted, "reasons", ticks("legal_constraints", look_again_on=LATER))
    assert reasons_of(case, FRAMEWORK) == (("legal_constraints",), LATER)


def test_another_review_that_is_the_better_vehicle_says_which(submitted: Case) -> None:
    for which in (None, text(""), text("  ")):
        with pytest.raises(InvalidInput, match="say which review: DARD, SAR, MAPPA"):
            put(submitted, "reasons", ticks("other_statutory_review", kind_of_review=which))
    case = put(submitted, "reasons", ticks("other_statutory_review", kind_of_review=text("a SAR")))
    assert reasons_of(case, FRAMEWORK) == (("other_statutory_review",), None)


def test_no_reason_is_ticked_before_the_part_is_answered(submitted: Case) -> None:
    assert reasons_of(submitted, FRAMEWORK) == ((), None)


def test_one_member_goes_on_where_another_left_and_each_answer_keeps_its_author(submitted: Case) -> None:
    case = put(put(submitted, "facts", written()), "improvements", written("a handover"), by=OTHER_MEMBER)
    authors = {part: event.by for part, event in answers_of(case).items()}
    assert authors == {"facts": MEMBER.person, "improvements": OTHER_MEMBER.person}
    again = answered(case, "facts", written("as the minutes say"), by=OTHER_MEMBER)
    assert answers_of(again)["facts"].by == OTHER_MEMBER.person
    assert [event.by for event in again.of(ReviewAnswered)] == [MEMBER.person, OTHER_MEMBER.person, OTHER_MEMBER.person]


def test_an_answer_that_another_changed_since_i_saw_it_is_refused_and_both_are_kept_apart(submitted: Case) -> None:
    theirs = put(submitted, "facts", written("theirs"), by=OTHER_MEMBER)
    with pytest.raises(OutOfDate, match="Another member has answered this part since you opened it"):
        put(theirs, "facts", written("mine"), last_seen=0)
    assert answers_of(theirs)["facts"].answer == written("theirs")
    mine = put(theirs, "facts", written("mine"), last_seen=1)
    assert (answers_of(mine)["facts"].answer, answer_count(mine, "facts")) == (written("mine"), 2)


def test_a_state_that_was_never_there_is_out_of_date_too(submitted: Case) -> None:
    with pytest.raises(OutOfDate):
        put(submitted, "facts", written(), last_seen=1)


def test_two_members_write_different_parts_at_the_same_time(submitted: Case) -> None:
    case = put(submitted, "facts", written(), by=OTHER_MEMBER)
    assert put(case, "context", written(), last_seen=0).version == case.version + 1


@pytest.mark.parametrize("last_seen", [0, 1, 7])
def test_the_same_answer_again_is_harmless_however_old_the_form(submitted: Case, last_seen: int) -> None:
    for part, answer in (("facts", written()), ("indicators", ticks("other")), ("criterion_1", confirmed(True))):
        case = put(submitted, part, answer)
        salted = answer.model_copy(update={"text": text(answer.text.shown, "f" * 16)}) if answer.text else answer
        assert put(case, part, salted, last_seen, by=OTHER_MEMBER) is case


def test_an_answer_that_differs_in_one_thing_is_another(submitted: Case) -> None:
    case = put(submitted, "reasons", ticks("legal_constraints", look_again_on=LATER))
    moved = LATER.replace(month=10)
    assert put(case, "reasons", ticks("legal_constraints", look_again_on=moved), 1).version == case.version + 1
    case = put(submitted, "criterion_1", confirmed(True))
    assert put(case, "criterion_1", confirmed(False), 1).version == case.version + 1


def test_only_the_review_group_writes_in_the_record(submitted: Case, actors: Mapping[str, Actor]) -> None:
    for by in (actor for name, actor in actors.items() if name != "review_group"):
        with pytest.raises(NotAllowed, match="Only members of the Review Group can write in the record"):
            put(submitted, "facts", written(), by=by)


def test_the_triages_answers_to_criteria_1_and_2_are_carried_over_with_their_evidence(submitted: Case) -> None:
    assert carried_over(submitted, FRAMEWORK.part("criterion_1"), FRAMEWORK) == (
        "Harm: Died: what shows harm: died",
        "Age: Under 18",
    )
    assert carried_over(submitted, FRAMEWORK.part("criterion_2"), FRAMEWORK) == (
        "Abuse or neglect: Known: what shows abuse_or_neglect: known",
    )
    assert carried_over(submitted, FRAMEWORK.part("facts"), FRAMEWORK) == ()


def confirmed(holds: bool) -> ReviewAnswer:
    return written(choice="confirmed" if holds else "not_confirmed")


TICKS = {"none": NONE_HOLDS, "some": ticks("other"), "not known": NOT_KNOWN_YET, "open": None}
REASONS = {"none": ticks(), "some": ticks("other"), "open": None}
POINTS_TO = {
    # indicators or categories, reasons: what is indicated
    ("some", "some"): ("met", "not_appropriate"),
    ("some", "none"): ("met", "appropriate"),
    ("some", "open"): ("met", "not_yet_known"),
    ("none", "some"): ("not_met", "not_applicable"),
    ("none", "none"): ("not_met", "not_applicable"),
    ("none", "open"): ("not_met", "not_applicable"),
    ("open", "some"): ("not_yet_known", "not_yet_known"),
    ("open", "none"): ("not_yet_known", "not_yet_known"),
    ("open", "open"): ("not_yet_known", "not_yet_known"),
}


def third_criterion(indicators: str, categories: str) -> str:
    """One tick of either list is enough; without any, both have to be gone through, and "not known" is not that."""
    if "some" in (indicators, categories):
        return "some"
    return "none" if (indicators, categories) == ("none", "none") else "open"


@for_each("confirmation", ["confirmed", "not_confirmed", "not_known", None])
@pytest.mark.parametrize(("indicators", "categories", "reasons"), list(product(TICKS, TICKS, REASONS)))
def test_the_answers_indicate_what_the_rules_say(
    submitted: Case, indicators: str, categories: str, reasons: str, confirmation: str | None
) -> None:
    case = submitted
    parts = {"indicators": indicators, **dict.fromkeys(CATEGORY_PARTS, "none"), "reasons": reasons}
    parts["categories_summary"] = categories
    for part, state in parts.items():
        if answer := (REASONS if part == "reasons" else TICKS)[state]:
            case = answered(case, part, answer)
    if confirmation is not None:
        case = answered(case, "criterion_2", written(choice=confirmation))
    expected = POINTS_TO[third_criterion(indicators, categories), reasons]
    if confirmation in ("not_confirmed", "not_known"):
        expected = ("not_yet_known", "not_yet_known")
    assert tuple(indication(case, ENGINE).values()) == expected


@pytest.mark.parametrize(
    "left_open", [[left] for left in CATEGORY_PARTS] + [list(c) for c in combinations(CATEGORY_PARTS, 2)]
)
def test_the_categories_count_as_none_only_when_every_group_was_gone_through(
    submitted: Case, left_open: list[str]
) -> None:
    case = submitted
    for part in CATEGORY_PARTS:
        if part not in left_open:
            case = answered(case, part, NONE_HOLDS)
    assert review_answers(case, FRAMEWORK)["categories"] == "not_known"
    for part in left_open:
        case = answered(case, part, NOT_KNOWN_YET)
    assert review_answers(case, FRAMEWORK)["categories"] == "not_known"
    for part in left_open:
        case = answered(case, part, NONE_HOLDS)
    assert review_answers(case, FRAMEWORK)["categories"] == "none"


@pytest.mark.parametrize("part", ["criterion_1", "criterion_2"])
def test_a_criterion_that_is_not_confirmed_leaves_everything_not_yet_known_until_it_is(
    submitted: Case, part: str
) -> None:
    case = filled_in(submitted, {"indicators": ticks("other")})
    for unconfirmed in (confirmed(False), NOT_KNOWN_YET):
        case = answered(case, part, unconfirmed)
        assert set(indication(case, ENGINE).values()) == {"not_yet_known"}
    again = answered(case, part, confirmed(True))
    assert indication(again, ENGINE) == {"lcspr_criteria": "met", "commissioning": "appropriate"}


def test_a_tick_taken_back_no_longer_counts(submitted: Case) -> None:
    case = filled_in(submitted, {"indicators": ticks("other")})
    assert indication(case, ENGINE)["lcspr_criteria"] == "met"
    assert indication(answered(case, "indicators", NONE_HOLDS), ENGINE)["lcspr_criteria"] == "not_met"


def test_a_text_that_only_earlier_rules_asked_for_leaves_none_at_none(submitted: Case) -> None:
    """Ticks do not say what they were of; a text is no tick."""
    whole = filled_in(submitted)
    nothing_ticked = review_answers(whole, FRAMEWORK)
    answer = written("it rained")
    earlier = ReviewAnswered(by=MEMBER.person, at=NOW, part="weather", answer=answer)
    assert "none" in nothing_ticked.values()
    assert review_answers(whole.then(earlier), FRAMEWORK) == nothing_ticked
    ticked = earlier.model_copy(update={"answer": ticks("rain")})
    assert "none" not in review_answers(whole.then(ticked), FRAMEWORK).values()
