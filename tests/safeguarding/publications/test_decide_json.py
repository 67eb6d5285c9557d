"""``decide`` takes facts as JSON and answers what follows from them as JSON. The cases themselves stand in
scenarios.toml."""

import json
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import current
from safeguarding.publications.decide_json import decide, read_input

RULES = current()
ENGINE = Engine(RULES)
ENGINE = Engine(RULES)
CALENDAR = WorkingCalendar(RULES.calendar.published_until)
CHILD_DIED = {"age": "under_18", "harm": "died"}
DATES = {"became_aware": "2026-11-23", "sin_submitted": "2026-11-27", "commissioned": "2026-12-15"}

facts = st.fixed_dictionaries(
    {}, optional={q.id: st.sampled_from([a.id for a in q.answers]) for q in RULES.asked_at("triage")}
)
review = st.fixed_dictionaries(
    {}, optional={q.id: st.lists(st.sampled_from([i.id for i in q.items])) for q in RULES.asked_at("review")}
)
in_order = st.lists(st.dates(date(2000, 1, 1), date(2060, 1, 1)), min_size=3, max_size=3).map(sorted)
kept = st.lists(st.booleans(), min_size=3, max_size=3)


def answer(given: dict[str, Any]) -> dict[str, Any]:
    return decide(json.dumps(given), ENGINE, CALENDAR)


def test_the_answer_has_all_its_parts_and_the_version_of_the_rules() -> None:
    found = answer({"facts": {}})
    assert list(found) == ["decisions", "route", "due", "reasons", "would_change", "settled_by", "version"]
    assert list(found["decisions"]) == ["sin", "rapid_review", "partners_agree", "lcspr_criteria", "commissioning"]
    assert found["version"] == RULES.version


def test_a_reason_names_its_decision_its_source_and_the_answers_behind_it() -> None:
    sin = answer({"facts": {**CHILD_DIED, "abuse_or_neglect": "suspected"}})["reasons"][0]
    assert sin == {
        "decision": "sin",
        "text": "The local authority submits a SIN when a child has died or been seriously harmed and abuse or neglect "
        "is known or suspected. (Harm: Died; Age: Under 18; Abuse or neglect: Suspected.)",
        "source": "CSCP briefing for Review Group members: SIN notifications",
    }


def test_an_open_decision_says_which_facts_settle_it_and_which_bring_the_duty() -> None:
    found = answer({"facts": {**CHILD_DIED, "care_experienced": "no"}})
    assert found["settled_by"] == ["abuse_or_neglect"]
    assert found["would_change"] == [
        {"fact": "abuse_or_neglect", "to": to, "decision": decision, "value": "required"}
        for to in ("known", "suspected")
        for decision in ("sin", "rapid_review")
    ] + [{"fact": "care_experienced", "to": "yes", "decision": "sin", "value": "required"}]


def test_what_the_review_has_to_find_is_not_among_the_facts_that_settle() -> None:
    found = answer({"facts": {**CHILD_DIED, "abuse_or_neglect": "known"}})
    assert found["decisions"]["lcspr_criteria"] == "not_yet_known"
    assert found["settled_by"] == []


def test_leaving_a_fact_out_is_the_same_as_not_known() -> None:
    unknown = {question.id: "not_known" for question in RULES.asked_at("triage")}
    assert answer({"facts": {}}) == answer({"facts": unknown})


def test_an_empty_list_means_none_and_a_list_left_out_means_not_known() -> None:
    facts = {**CHILD_DIED, "abuse_or_neglect": "known"}
    looked = answer({"facts": facts, "review": {"indicators": [], "categories": []}})
    assert looked["decisions"]["lcspr_criteria"] == "not_met"
    half_done: list[dict[str, list[str]]] = [{}, {"indicators": []}, {"categories": []}]
    for review in half_done:
        assert answer({"facts": facts, "review": review})["decisions"]["lcspr_criteria"] == "not_yet_known"
    assert answer({"facts": facts, "review": {}}) == answer({"facts": facts})


def test_due_dates_stand_only_for_dates_given_and_decisions_required_or_open() -> None:
    def due(given: dict[str, str], **dates: str) -> dict[str, str]:
        found: dict[str, str] = answer({"facts": given, **dates})["due"]
        return found

    open_death = CHILD_DIED
    care_leaver = {"age": "18_to_24", "harm": "died", "care_experienced": "yes"}
    nothing_due = {"age": "25_or_over"}
    fifteen = {"rapid_review": "2026-12-18", "dsp_sign_off": "2026-12-18"}
    assert due(open_death) == {}
    assert due(open_death, became_aware="2026-11-23") == {"sin": "2026-11-30"}
    assert due(open_death, sin_submitted="2026-11-27") == fifteen
    assert due(open_death, **DATES) == {"sin": "2026-11-30", **fifteen, "lcspr": "2027-06-15"}
    assert due(care_leaver, **DATES) == {"sin": "2026-11-30", "lcspr": "2027-06-15"}
    assert due(nothing_due, **DATES) == {"lcspr": "2027-06-15"}
    assert due(nothing_due, became_aware="2026-11-23", sin_submitted="2026-11-27") == {}


def test_future_dates_are_computed_since_no_today_is_read() -> None:
    assert answer({"facts": CHILD_DIED, "became_aware": "2099-03-02"})["due"] == {"sin": "2099-03-09"}


def test_all_three_dates_may_be_one_day() -> None:
    same = dict.fromkeys(DATES, "2026-11-23")
    assert set(answer({"facts": CHILD_DIED, **same})["due"]) == {"sin", "rapid_review", "dsp_sign_off", "lcspr"}


def test_dates_at_the_ends_of_the_range_are_computed() -> None:
    for day in ("1900-01-01", "2199-12-31"):
        found = answer({"facts": CHILD_DIED, **dict.fromkeys(DATES, day)})["due"]
        assert all(due > day for due in found.values())


@given(facts, review, in_order, kept)
def test_whatever_is_well_formed_is_answered_as_the_engine_answers_it(
    facts: dict[str, str], review: dict[str, list[str]], days: list[date], kept: list[bool]
) -> None:
    dates = {name: str(day) for name, day, keep in zip(DATES, days, kept, strict=True) if keep}
    found = answer({"facts": facts, **dates, "review": review})
    ticked = {name: "some" if ids else "none" for name, ids in review.items()}
    values = ENGINE.values({**facts, **ticked})
    assert {**found["decisions"], "route": found["route"]} == values
    assert [reason["decision"] for reason in found["reasons"]] == list(values)
    starts = {deadline.id: deadline.starts for deadline in RULES.deadlines}
    assert {starts[name] for name in found["due"]} <= set(dates)
    assert ("lcspr" in found["due"]) == ("commissioned" in dates)
    assert ("sin" in found["due"]) == ("became_aware" in dates and values["sin"] != "not_required")
    assert ("rapid_review" in found["due"]) == ("dsp_sign_off" in found["due"])
    reviewed = "sin_submitted" in dates and values["rapid_review"] != "not_required"
    assert ("rapid_review" in found["due"]) == reviewed


def test_the_input_is_kept_as_answers_and_dates() -> None:
    text = json.dumps({"facts": CHILD_DIED, "became_aware": "2026-11-23", "review": {"indicators": ["other"]}})
    given = read_input(text, RULES)
    assert given.answers == {**CHILD_DIED, "indicators": "some"}
    assert given.dates == {"became_aware": date(2026, 11, 23)}


def test_of_several_children_the_strictest_decision_counts_and_each_has_its_own() -> None:
    safe, killed = {"harm": "neither", "age": "under_18"}, {**CHILD_DIED, "abuse_or_neglect": "known"}
    found = answer({"facts": safe, "children": [killed, safe], "became_aware": "2026-11-23"})
    assert found["decisions"]["sin"] == "required" and found["due"] == {"sin": "2026-11-30"}
    assert [child["decisions"]["sin"] for child in found["children"]] == ["not_required", "required", "not_required"]
    assert "reasons" not in found and found["children"][1]["reasons"]
    assert answer({"facts": CHILD_DIED, "children": []}) == answer({"facts": CHILD_DIED})
