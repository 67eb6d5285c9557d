"""The data holds the whole of the briefing: every section and bullet, and the right number of everything."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from safeguarding.framework.loader import current
from tests.support.each import for_each

RULES = current()
SECTIONS: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parents[2] / "briefing_sections.toml").read_text("utf-8")
)
PLACES = [f"{section}/{key}" for section, keys in SECTIONS.items() for key in keys]
CLAIMED = {place for _, source in RULES.with_source() for place in source}

READINGS = {
    "care_experienced_child",
    "under_25",
    "looked_after",
    "which_partner",
    "disagreement",
    "day_zero",
    "who_determines",
    "concern_decided_by",
    "caused_or_suspected",
    "other_authority",
    "care_leaver_lead",
    "transfer",
    "transfer_of_one_child",
    "other_partnership",
    "categories_count",
    "later_not_met",
    "who_confirms",
    "determination_lapses",
    "commission_against",
    "six_months_from",
    "legal_constraint",
    "concern_quorum",
    "concern_after",
    "unasked_sin",
    "no_duty_by_one",
    "day_moved_later",
    "threshold",
    "neither_before",
    "later_suspicion",
    "strictest_of_children",
    "first_awareness",
    "died_later",
    "child_added",
    "facts_come_back",
    "escalate_criteria",
    "vacant_seat",
    "opened_in_error",
    "recorded_in_error",
    "record_needed",
    "escalated_round",
    "looked_after_harm",
    "thirteen_weeks",
    "unborn",
    "adult_discloses",
    "category_a",
    "one_tick",
    "review_held",
    "change_not_agreed",
    "closed_days",
    "prompts",
    "notification_form",
    "forms_of_abuse",
    "same_incident",
    "linked",
}
INDICATORS = (
    "single_agency_concern improvements_needed no_agency_involvement recurrent_themes more_than_one_area "
    "institutional_setting working_together panel_suggests_local_review other"
)
REASONS = "no_multi_agency_learning legal_constraints other_statutory_review thematic_route family_circumstances other"
CATEGORIES = {
    "a": "decision_making_broke_down risk_not_assessed childs_voice_not_understood inequalities_influenced",
    "b": "child_sexual_abuse domestic_abuse coercive_control teenage_relationship_abuse "
    "group_or_online_exploitation harm_outside_home",
    "c": "intersectionality racism_and_discrimination cumulative_harm hidden_vulnerabilities",
    "d": "standards_not_followed drift_or_delay poor_assessment weak_safety_planning lack_of_challenge",
    "summary": "multi_agency_failure organisational_abuse risk_from_outside_home professional_practice_concerns",
    None: "other",
}


@for_each("place", PLACES)
def test_every_section_and_bullet_of_the_briefing_stands_in_the_rules(place: str) -> None:
    section, _, key = place.partition("/")
    assert place in CLAIMED, f"no entry of the rules claims {place}: {SECTIONS[section][key]}"


def test_the_rules_name_no_place_that_the_briefing_does_not_have() -> None:
    assert CLAIMED - set(PLACES) == set()


def test_the_sections_of_the_rules_are_those_of_the_briefing_in_its_order() -> None:
    assert [section.id for section in RULES.sections] == list(SECTIONS)


def test_each_bullet_that_can_be_ticked_is_one_item_of_its_own() -> None:
    ticked = ("indicators", "systemic_weaknesses", "hidden_harms", "multiple_harms", "standards", "summary")
    headings = {"list", "category", "kinds", "why", "follow_framework", "systemic_learning_prioritised"}
    introductions = {"several_at_once", "national_standards", "priority"}
    bullets = {f"{s}/{key}" for s in ticked for key in set(SECTIONS[s]) - headings - introductions}
    items = [place for q in RULES.asked_at("review") for item in q.items for place in item.source]
    assert {place: items.count(place) for place in bullets} == dict.fromkeys(bullets, 1)


def test_all_eight_indicators_stand_in_the_list_and_it_stays_open() -> None:
    assert [item.id for item in RULES.question("indicators").items] == INDICATORS.split()


def test_all_five_reasons_not_to_commission_stand_in_the_list_and_it_stays_open() -> None:
    assert [item.id for item in RULES.question("reasons_not_to_commission").items] == REASONS.split()


def test_the_reasons_carry_all_the_examples_of_the_briefing() -> None:
    examples = {item.id: len(item.examples) for item in RULES.question("reasons_not_to_commission").items}
    assert examples == dict(zip(REASONS.split(), (4, 2, 4, 0, 2, 0), strict=True))


def test_a_legal_constraint_asks_when_to_look_again_and_another_review_asks_which() -> None:
    details = {item.id: item.detail for item in RULES.question("reasons_not_to_commission").items if item.detail}
    assert details == {"legal_constraints": "look_again_on", "other_statutory_review": "kind_of_review"}


@pytest.mark.parametrize("group", CATEGORIES)
def test_every_item_of_each_wt2026_category_stands_in_the_list(group: str | None) -> None:
    items = [item.id for item in RULES.question("categories").items if item.group == group]
    assert items == CATEGORIES[group].split()


def test_the_categories_count_four_six_four_five_and_four() -> None:
    sizes = Counter(item.group for item in RULES.question("categories").items)
    assert sizes == {"a": 4, "b": 6, "c": 4, "d": 5, "summary": 4, None: 1}


@pytest.mark.parametrize(
    "form",
    [
        "physical",
        "emotional",
        "sexual abuse",
        "exploitation",
        "online",
        "domestic abuse",
        "coercive control",
        "teenage relationships",
        "honour",
        "faith",
        "child sexual exploitation",
    ],
)
def test_every_form_of_abuse_is_named(form: str) -> None:
    assert [item for item in RULES.definition("abuse").items if form in item]


@for_each(
    "term",
    lambda: [
        *RULES.definition("abuse").items,
        *("neglect", "harm outside the home", "organisational abuse", "SUDI", "SUDI/C", "CDOP", "unborn child", "CSE"),
    ],
)
def test_each_form_of_abuse_and_term_that_people_meet_is_defined(term: str) -> None:
    assert RULES.explain(term.partition(" (")[0]), term


def test_what_the_briefing_names_and_does_not_define_is_marked_as_this_projects_reading() -> None:
    own = [each for each in RULES.definitions if "project/forms_of_abuse" in each.source]
    assert len(own) == 13
    assert all("This project's reading" in RULES.describe_source(each.source) for each in own)


def test_the_rest_is_complete_in_number() -> None:
    assert len(RULES.criteria) == 3
    assert len(RULES.purposes) == 6
    assert len(RULES.glossary) == len(SECTIONS["glossary"]) == 17


def test_each_glossary_entry_claims_the_term_it_explains() -> None:
    assert [entry.source for entry in RULES.glossary] == [(f"glossary/{e.term.lower()}",) for e in RULES.glossary]


def test_every_question_for_the_partnership_is_put_with_the_reading_chosen() -> None:
    assert {reading.id for reading in RULES.readings} == READINGS


def test_must_should_may_and_ideally_keep_the_strength_of_the_briefing() -> None:
    deadlines = {deadline.id: deadline.strength for deadline in RULES.deadlines}
    after_a_death = {"sin_update": "must", "new_determination": "must"}
    of_the_briefing = {"sin": "must", "rapid_review": "must", "dsp_sign_off": "must", "lcspr": "should"}
    assert deadlines == {**of_the_briefing, **after_a_death}
    assert RULES.principle("priority").strength == "must"
    assert "must give it priority" in RULES.principle("priority").text
    for advised in ("dcs_oversight", "known_learning", "family_impact"):
        assert RULES.principle(advised).strength == "should"
    assert RULES.principle("chair").strength == "ideally"
    assert RULES.principle("local_learning").strength == "may"
    assert RULES.principle("employers").strength == "should"


def test_reviews_are_for_learning_and_the_other_processes_are_named() -> None:
    text = RULES.principle("learning_not_blame").text
    assert "not hold people, organisations or agencies to account" in text
    for process in ("employment law", "regulation", "criminal"):
        assert process in text


def test_the_wording_counts_as_not_approved_until_the_partnership_says_so() -> None:
    assert RULES.approval.status == "draft"
    assert RULES.approval.notice == "Wording not yet approved by CSCP"
