"""Each child of an incident is asked about, one after the other; the position is computed for each from its answers."""

from datetime import date
from typing import Any

from safeguarding.case.events.facts import Facts
from safeguarding.case.steps.lifecycle import open_case, update
from safeguarding.draft import ChildDraft, Draft
from safeguarding.framework.entries import NOT_KNOWN
from safeguarding.offered_answers import AS_CHILD_1
from safeguarding.triage import Triage, is_of_child
from tests.support.case_stages import BUSINESS_TEAM, ENGINE
from tests.support.children import KILLED, SAFE, a_child, of_children, opened_with, siblings, with_children
from tests.support.each import for_each
from tests.support.people.everybody import EVERYBODY, OPENED_AT

TRIAGE = Triage(ENGINE)
PERSON = EVERYBODY["opener"].person
OF_THE_CHILD = {
    "incident_on": "2026-05-31",
    "became_aware": "2026-06-01",
    "lives_in": "croydon",
    "record_number": "S 1",
}
FIRST = {**KILLED, "care_experienced": "no", **OF_THE_CHILD, "happened_in": "croydon", "agency": "A school"}


def draft(values: dict[str, str] = FIRST, **more: Any) -> Draft:
    evidence = {"harm": "Seen.", "abuse_or_neglect": "Seen."}
    version = ENGINE.framework.version
    return Draft(id="d1", person=PERSON, rules_version=version, values=values, evidence=evidence, **more)


def answered(draft: Draft, **answers: str) -> list[tuple[int, str]]:
    """Answers what is asked, with "not known" where there is no answer; returns what was asked of whom."""
    asked = []
    while step := TRIAGE.next_step(draft):
        asked.append((TRIAGE.child_asked(draft), step.id))
        draft = TRIAGE.with_answer(draft, step, answers.get(step.id, NOT_KNOWN))
    return asked


def facts(draft: Draft) -> Facts:
    return TRIAGE.facts(draft, lambda: "0" * 32)


def test_one_child_is_asked_no_question_more_than_ever() -> None:
    assert answered(draft()) == [] and {step for _, step in answered(draft({}))}.isdisjoint({"part"})


def test_a_further_child_is_asked_first_for_its_part_and_then_what_its_own_facts_need() -> None:
    asked = answered(TRIAGE.with_another_child(draft()), part="other_child", **SAFE)
    assert {child for child, _ in asked} == {2}
    assert [step for _, step in asked] == [
        "part",
        "harm",
        "age",
        "incident_on",
        "became_aware",
        "lives_in",
        "record_number",
    ]


def test_what_is_answered_about_a_child_goes_on_the_case_as_its_own() -> None:
    two = TRIAGE.with_another_child(draft())
    two = two.with_child(ChildDraft(number=2, values={"part": "other_child", **SAFE, "record_number": "S 2"}))
    first, second = facts(two).children
    assert (first.part, first.answers["harm"], first.record_number and first.record_number.shown) == (
        ("harmed", "died", "S 1")
    )
    assert (second.number, second.part, second.answers) == (2, "other_child", SAFE)
    assert second.record_number and second.record_number.shown == "S 2"
    stated = facts(two)
    assert stated.happened_in == "croydon" and stated.agency and stated.agency.shown == "A school"


def test_one_child_goes_on_the_case_as_before() -> None:
    assert facts(draft()).others == () and "part" not in facts(draft()).model_dump()


def test_the_day_of_child_1_is_offered_for_a_further_child_and_followed_when_it_is_corrected() -> None:
    two = TRIAGE.with_another_child(draft())
    two = two.with_child(ChildDraft(number=2, values={"part": "harmed", **SAFE}))
    step = TRIAGE.next_step(two)
    assert step and step.id == "incident_on"
    assert [choice.id for choice in TRIAGE.choices(two, step)] == [AS_CHILD_1, NOT_KNOWN]
    same = TRIAGE.with_answer(two, step, AS_CHILD_1)
    assert TRIAGE.label(step, AS_CHILD_1) == "The same as Child 1"
    moved = same.with_child(same.of(1).model_copy(update={"values": {**FIRST, "incident_on": "2026-05-30"}}))
    for of, on in ((same, date(2026, 5, 31)), (moved, date(2026, 5, 30))):
        assert [child.incident_on for child in facts(of).children] == [on, on]
    assert [choice.id for choice in TRIAGE.choices(draft(), step)] == [NOT_KNOWN]


def test_going_back_stays_with_the_child_who_is_asked_about() -> None:
    two = TRIAGE.with_another_child(draft())
    assert TRIAGE.back(two) == two, "there is nothing before the first question about Child 2"
    later = two.with_child(ChildDraft(number=2, values={"part": "harmed", "harm": "died"}))
    back = TRIAGE.back(later)
    assert (back.asking, TRIAGE.child_asked(back)) == ("harm", 2)
    assert TRIAGE.back(back).asking == "part"
    assert TRIAGE.progress(later)[0] == len(("part", "harm", "age"))


def test_the_answers_of_several_children_come_back_from_a_case_and_go_on_it_unchanged() -> None:
    case = siblings()
    again = TRIAGE.draft_of(case, "d2", PERSON)
    assert TRIAGE.next_step(again) is not None, "care was never asked"
    known = with_children(of_children({**KILLED, "care_experienced": "no"}), a_child(2, SAFE, "other_child"))
    case = opened_with(known)
    again = TRIAGE.draft_of(case, "d2", PERSON)
    assert TRIAGE.next_step(again) is None
    assert again.of(2).values["became_aware"] == AS_CHILD_1 and again.of(2).values["part"] == "other_child"
    assert facts(again).same_content_as(case.facts)
    assert update(case, facts(again), ENGINE, BUSINESS_TEAM, OPENED_AT) is case


def test_a_triage_that_is_left_tells_of_the_harm_of_any_child() -> None:
    two = TRIAGE.with_another_child(draft({**FIRST, "harm": "neither"}))
    assert not TRIAGE.tells_of_harm(two)
    assert TRIAGE.tells_of_harm(two.with_child(ChildDraft(number=2, values={"part": "harmed", "harm": "hurt"})))


@for_each("number", [1, 2])
def test_under_new_rules_the_answers_about_each_child_that_hold_are_kept(number: int) -> None:
    two = TRIAGE.with_another_child(draft())
    two = two.with_child(two.of(number).model_copy(update={"values": {"part": "harmed", **SAFE}}))
    renewed = TRIAGE.under_current_rules(two.model_copy(update={"rules_version": "2026.1"}))
    assert renewed.of(number).values == {"part": "harmed", "age": "under_18"}, "nobody hurt meant something else then"


def test_nobody_takes_out_a_child_whom_they_have_not_seen_and_no_number_is_given_twice() -> None:
    """Two people add a child each, to the case as it was before."""
    case = opened_with(of_children(KILLED))
    one = with_children(case.facts, a_child(2, KILLED))
    other = with_children(case.facts, a_child(2, SAFE))
    case = update(case, one, ENGINE, BUSINESS_TEAM, OPENED_AT)
    both = other.beside_children_since(case.facts, known=1)
    assert [(child.number, child.answers["harm"]) for child in both.others] == [(2, "died"), (3, "neither")]
    assert one.beside_children_since(case.facts, known=1) == case.facts, "told twice, it is the same child"
    without = of_children(KILLED)
    assert without.beside_children_since(case.facts, known=1) == case.facts
    assert without.beside_children_since(case.facts, known=2) == without


def test_the_case_that_is_opened_of_a_draft_has_all_its_children() -> None:
    two = TRIAGE.with_another_child(draft())
    two = two.with_child(ChildDraft(number=2, values={"part": "harmed", **SAFE}, evidence={"harm": "Seen well."}))
    case = open_case("CSCP-2026-002", "t", facts(two), ENGINE, EVERYBODY["opener"], OPENED_AT)
    assert [values["sin"] for values in case.outcome.children] == ["required", "not_required"]


def test_the_place_and_the_agency_are_the_incidents_and_all_else_is_a_childs() -> None:
    assert [name for name, step in TRIAGE.steps.items() if not is_of_child(step)] == ["happened_in", "agency"]
