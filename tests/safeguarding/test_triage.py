"""The position of a triage is computed from its answers: changing one costs nothing that still holds."""

from datetime import UTC, date, datetime
from itertools import count

import pytest

from safeguarding.case.case import Case
from safeguarding.case.events.free_text import REDACTED, FreeText
from safeguarding.case.steps.lifecycle import open_case, submit_sin, update
from safeguarding.draft import Draft
from safeguarding.framework import loader
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import NOT_KNOWN
from safeguarding.offered_answers import choices
from safeguarding.people import Actor, Person, Role
from safeguarding.triage import Triage
from tests.support import plain_case
from tests.support.incidents.later_suspicion import NO_ABUSE, SUSPECTED_ON, ruled_out, suspects

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOMEONE = Person(tenant="t", id="p")
TEAM = Actor(person=SOMEONE, roles=frozenset({Role.BUSINESS_TEAM}))
TRIAGE = Triage(Engine(loader.current()))
CHILD = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known", "care_experienced": "no"}
DETAILS = {
    "incident_on": "2026-11-20",
    "became_aware": "2026-11-21",
    "happened_in": "croydon",
    "lives_in": "croydon",
    "agency": "A school",
    "record_number": "S 1",
}
EVIDENCE = {"harm": "A doctor said so.", "abuse_or_neglect": "Seen."}
IN_CARE = {"care_experienced": "In care since 2024."}


def draft(values: dict[str, str] | None = None, **more: object) -> Draft:
    start = Draft(id="d1", person=SOMEONE, rules_version=TRIAGE.framework.version, evidence=EVIDENCE)
    return start.model_copy(update={"values": values or {}, **more})


def asked(values: dict[str, str]) -> str | None:
    step = TRIAGE.next_step(draft(values))
    return step.id if step else None


def case(values: dict[str, str], evidence: dict[str, str] | None = None) -> Case:
    salts = (f"{number:032x}" for number in count())
    facts = TRIAGE.facts(draft(values, evidence={**EVIDENCE, **(evidence or {})}), lambda: next(salts))
    return open_case("CSCP-2026-001", "d1", facts, TRIAGE.engine, Actor(person=SOMEONE), NOON)


def test_the_first_question_is_about_the_harm() -> None:
    assert asked({}) == "harm"


def test_the_details_follow_when_no_question_matters_any_more() -> None:
    assert asked(CHILD) == "incident_on"
    assert asked({**CHILD, **DETAILS}) is None


NEAR_MISS = {"harm": "neither", "age": "under_18"}


def test_after_nobody_was_hurt_nothing_is_asked_but_the_age_and_under_25_whether_in_care() -> None:
    assert asked({"harm": "neither"}) == "age"
    assert asked(NEAR_MISS) is None and asked({"harm": "neither", "age": "25_or_over"}) is None
    # Whether a Case of Concern may follow hangs on it.
    assert asked({"harm": "neither", "age": "18_to_24"}) == "care_experienced"
    assert TRIAGE.progress(draft(NEAR_MISS))[1] == 3


def test_what_was_answered_before_it_turned_out_that_nobody_was_hurt_is_kept() -> None:
    told = draft({**NEAR_MISS, "agency": "A school", "incident_on": "2026-11-20"})
    facts = TRIAGE.facts(told, lambda: "0" * 32)
    assert facts.agency and facts.agency.shown == "A school" and facts.incident_on == date(2026, 11, 20)


def test_a_child_beside_one_who_was_not_hurt_is_asked_about_first_and_then_the_incident() -> None:
    two = TRIAGE.with_another_child(draft(NEAR_MISS))
    step = TRIAGE.next_step(two)
    assert step and step.id == "part" and TRIAGE.child_asked(two) == 2
    died = two.with_child(two.of(2).model_copy(update={"values": {"part": "harmed", "harm": "died"}}))
    step = TRIAGE.next_step(died)
    assert step and step.id == "age" and TRIAGE.child_asked(died) == 2
    told = died.with_child(died.of(2).model_copy(update={"values": {"part": "harmed", **CHILD, **DETAILS}}))
    step = TRIAGE.next_step(told)
    assert step and step.id == "incident_on" and TRIAGE.child_asked(told) == 1


def test_a_case_that_is_changed_keeps_its_details_after_nobody_was_hurt() -> None:
    assert TRIAGE.details(draft(NEAR_MISS, updating="CSCP-2026-001"))
    assert asked({"harm": "hurt", "age": "25_or_over", "abuse_or_neglect": "neither"}) == "incident_on"


def test_care_is_asked_under_25() -> None:
    assert asked({"harm": "died", "age": "18_to_24", "abuse_or_neglect": NOT_KNOWN}) == "care_experienced"
    assert asked({"harm": "hurt", "age": "under_18", "abuse_or_neglect": "neither"}) == "care_experienced"
    assert asked({"harm": "died", "age": "25_or_over"}) == "incident_on"


def test_a_neither_of_the_rules_of_before_is_asked_again_in_a_draft_that_goes_on() -> None:
    """Under 2026.1 it meant "neither died nor seriously harmed"; now it means that nobody was hurt."""
    old = draft({"harm": "neither", "age": "under_18"}, rules_version="2026.1")
    new = TRIAGE.under_current_rules(old)
    assert (new.values, new.evidence) == ({"age": "under_18"}, {})
    step = TRIAGE.next_step(new)
    assert step is not None and step.id == "harm"
    assert TRIAGE.under_current_rules(draft({"harm": "neither"})).values == {"harm": "neither"}


def test_a_care_status_on_record_is_not_dropped_by_a_later_answer() -> None:
    on_record = TRIAGE.draft_of(case({**CHILD, "care_experienced": "yes", **DETAILS}, IN_CARE), "d2", SOMEONE)
    for later in ({"harm": "neither"}, {"age": "25_or_over"}):
        changed = on_record.model_copy(update={"values": {**on_record.values, **later}})
        assert "care_experienced" not in [step.id for step, _ in TRIAGE.answers_given(changed)]
        assert ("care_experienced", "yes") in [(step.id, value) for step, value in TRIAGE.answers_kept(changed)]
        assert TRIAGE.facts(changed, lambda: "0" * 32).answers["care_experienced"] == "yes"


def test_the_day_of_a_first_suspicion_is_asked_only_where_the_partners_had_ruled_it_out() -> None:
    for made, asks in ((ruled_out(), True), (plain_case.opened(**NO_ABUSE), False)):
        before = TRIAGE.draft_of(made, "d2", SOMEONE)
        assert "abuse_known_on" not in [detail.id for detail in TRIAGE.details(before)]
        suspected = TRIAGE.with_answer(before, TRIAGE.steps["abuse_or_neglect"], "suspected", "The post-mortem.")
        assert ("abuse_known_on" in [detail.id for detail in TRIAGE.details(suspected)]) is asks
    asked_again = TRIAGE.draft_of(suspects(ruled_out(), on=None), "d3", SOMEONE)
    assert asked_again.values["abuse_known_on"] == NOT_KNOWN
    told = TRIAGE.with_answer(asked_again, TRIAGE.steps["abuse_known_on"], "2026-06-19")
    assert TRIAGE.facts(told, lambda: "0" * 32).abuse_known_on == SUSPECTED_ON


def test_an_answer_of_another_route_is_kept_and_left_out_of_what_was_given() -> None:
    changed = draft({**CHILD, "age": "25_or_over", "care_experienced": "no"})
    assert [step.id for step, _ in TRIAGE.answers_given(changed)] == ["harm", "age"]
    assert "abuse_or_neglect" in changed.values


def test_an_answer_of_another_route_does_not_go_on_the_case() -> None:
    facts = TRIAGE.facts(draft({**CHILD, "age": "25_or_over"}), lambda: "0" * 32)
    assert facts.answers == {"harm": "died", "age": "25_or_over"}
    assert list(facts.evidence) == ["harm"]


def test_what_is_not_known_is_no_fact() -> None:
    facts = TRIAGE.facts(draft({**CHILD, **dict.fromkeys(DETAILS, NOT_KNOWN)}), lambda: "0" * 32)
    assert (facts.incident_on, facts.became_aware, facts.agency, facts.record_number) == (None, None, None, None)
    assert facts.place == NOT_KNOWN


def test_a_triage_that_was_left_gives_the_facts_that_are_there() -> None:
    facts = TRIAGE.facts(draft({"harm": "died"}), lambda: "0" * 32)
    assert facts.answers == {"harm": "died"}
    assert facts.place == NOT_KNOWN


def test_each_text_gets_a_salt_of_its_own() -> None:
    made = case({**CHILD, **DETAILS}).facts
    texts = [*made.evidence.values(), made.agency, made.record_number]
    assert len({text.salt for text in texts if text}) == len(texts) == 4


def test_going_back_asks_the_answer_before_and_changes_none() -> None:
    before = draft(CHILD)
    back = TRIAGE.back(before)
    assert (back.asking, back.values, back.revision) == ("care_experienced", CHILD, 1)
    assert TRIAGE.back(back).asking == "abuse_or_neglect"


def test_going_back_from_the_first_question_is_no_change() -> None:
    assert TRIAGE.back(draft()) == draft()
    first = TRIAGE.reask(draft(CHILD), "harm")
    assert TRIAGE.back(first) == first


def test_after_a_changed_answer_it_goes_on_where_it_was() -> None:
    back = TRIAGE.reask(draft({**CHILD, **DETAILS}), "age")
    after = TRIAGE.with_answer(back, TRIAGE.steps["age"], "25_or_over")
    assert TRIAGE.next_step(after) is None
    assert after.values["abuse_or_neglect"] == "known"


def test_a_new_answer_drops_the_evidence_of_the_one_before() -> None:
    after = TRIAGE.with_answer(draft(CHILD), TRIAGE.steps["harm"], NOT_KNOWN)
    assert after.evidence == {"abuse_or_neglect": "Seen."}


@pytest.mark.parametrize("values", [{}, CHILD, {**CHILD, **DETAILS}, {"harm": "neither"}])
def test_the_progress_never_goes_beyond_its_end(values: dict[str, str]) -> None:
    number, total = TRIAGE.progress(draft(values))
    assert 1 <= number <= total


def test_every_answer_brings_the_end_nearer_or_leaves_it() -> None:
    totals = [TRIAGE.progress(draft(dict(list(CHILD.items())[:n])))[1] for n in range(5)]
    assert totals == sorted(totals, reverse=True)


def test_answers_that_newer_rules_do_not_know_are_asked_again() -> None:
    old = draft({**CHILD, "age": "teenager", "shoe_size": "40", "agency": "A school"}, rules_version="2025.1")
    new = TRIAGE.under_current_rules(old)
    assert new.values == {
        "harm": "died",
        "abuse_or_neglect": "known",
        "care_experienced": "no",
        "agency": "A school",
    }
    assert new.rules_version == TRIAGE.framework.version
    step = TRIAGE.next_step(new)
    assert step is not None and step.id == "age"


@pytest.mark.parametrize(
    ("harm", "told"),
    [("died", True), ("seriously_harmed", True), ("hurt", True), ("neither", False), (NOT_KNOWN, False)],
)
def test_only_what_tells_of_a_death_or_a_harm_must_not_end_in_silence(harm: str, told: bool) -> None:
    assert TRIAGE.tells_of_harm(draft({"harm": harm})) is told


def test_a_case_comes_back_as_the_draft_that_made_it() -> None:
    again = TRIAGE.draft_of(case({**CHILD, **DETAILS}), "d2", SOMEONE)
    assert again.values == {**CHILD, **DETAILS}
    assert again.evidence == EVIDENCE
    assert again.updating == "CSCP-2026-001"
    assert TRIAGE.next_step(again) is None


def test_a_case_saved_as_it_is_has_the_same_content() -> None:
    made = case({**CHILD, **DETAILS})
    facts = TRIAGE.facts(TRIAGE.draft_of(made, "d2", SOMEONE), lambda: "f" * 32)
    assert facts.same_content_as(made.facts)
    assert facts.keeping_texts_of(made.facts) == made.facts


def test_a_redacted_text_is_still_the_redacted_one_after_a_change() -> None:
    made = case({**CHILD, **DETAILS})
    redacted = made.facts.model_copy(update={"agency": FreeText.of("A school", "0" * 32).redacted()})
    hidden = Case((made.opened.model_copy(update={"facts": redacted}),))
    again = TRIAGE.draft_of(hidden, "d2", SOMEONE)
    assert again.values["agency"] == REDACTED
    assert TRIAGE.facts(again, lambda: "f" * 32).keeping_texts_of(hidden.facts).agency == redacted.agency


def test_every_step_can_be_left_unknown() -> None:
    for step in TRIAGE.steps.values():
        assert choices(step)[-1].id == NOT_KNOWN
        assert not choices(step)[-1].evidence


def test_dates_are_shown_as_people_read_them_and_texts_as_they_are() -> None:
    steps = TRIAGE.steps
    assert TRIAGE.label(steps["incident_on"], date(2026, 11, 20).isoformat()) == "Friday 20 November 2026"
    assert TRIAGE.label(steps["agency"], "2026-11-20") == "2026-11-20"
    assert TRIAGE.label(steps["record_number"], NOT_KNOWN) == "Not known yet"
    assert TRIAGE.label(steps["harm"], "died") == "Died"


def test_the_day_of_awareness_of_a_death_is_asked_only_of_one_that_came_after_the_sin() -> None:
    assert asked({**CHILD, **DETAILS}) is None
    harmed = submit_sin(case({**CHILD, **DETAILS, "harm": "seriously_harmed"}), NOON.date(), TEAM, NOON)
    changing = TRIAGE.draft_of(harmed, "d2", SOMEONE)
    assert TRIAGE.next_step(changing) is None
    died = TRIAGE.with_answer(changing, TRIAGE.steps["harm"], "died", "A doctor said so.")
    step = TRIAGE.next_step(died)
    assert step is not None and step.id == "aware_of_death"
    known = TRIAGE.with_answer(died, step, "2026-11-22")
    facts = TRIAGE.facts(known, lambda: "0" * 32)
    assert (facts.aware_of_death, TRIAGE.next_step(known)) == (date(2026, 11, 22), None)
    again = TRIAGE.draft_of(update(harmed, facts, TRIAGE.engine, TEAM, NOON), "d3", SOMEONE)
    assert again.values["aware_of_death"] == "2026-11-22", "it can be changed"


def test_a_death_that_the_sin_holds_has_no_day_of_awareness_of_its_own() -> None:
    died = submit_sin(case({**CHILD, **DETAILS}), NOON.date(), TEAM, NOON)
    assert TRIAGE.next_step(TRIAGE.draft_of(died, "d2", SOMEONE)) is None


def test_a_death_or_serious_harm_after_a_lesser_hurt_has_its_own_day_of_awareness() -> None:
    hurt = TRIAGE.draft_of(case({**CHILD, **DETAILS, "harm": "neither"}), "d2", SOMEONE)
    harm = TRIAGE.steps["harm"]
    for worse in ("died", "seriously_harmed"):
        assert "became_aware" not in TRIAGE.with_answer(hurt, harm, worse, "Seen.").values
    for as_before in ("neither", NOT_KNOWN):
        assert "became_aware" in TRIAGE.with_answer(hurt, harm, as_before).values
    harmed = TRIAGE.draft_of(case({**CHILD, **DETAILS, "harm": "seriously_harmed"}), "d3", SOMEONE)
    assert "became_aware" in TRIAGE.with_answer(harmed, harm, "died", "Seen.").values


def test_who_is_responsible_is_asked_of_somebody_care_experienced_alone() -> None:
    care = {**CHILD, **DETAILS, "care_experienced": "yes"}
    assert asked(care) == "responsible"
    assert asked({**care, "responsible": "nobody"}) is None
    assert asked({**CHILD, **DETAILS, "care_experienced": NOT_KNOWN}) is None
    facts = TRIAGE.facts(draft({**CHILD, **DETAILS, "responsible": "Kent"}), lambda: "0" * 32)
    assert facts.responsible is None, "it was asked under another answer"


def test_the_authorities_named_go_on_the_case_and_come_back_to_be_changed() -> None:
    named = {**DETAILS, "happened_in": "Surrey", "lives_in": "Kent", "responsible": "Essex"}
    made = case({**CHILD, **named, "care_experienced": "yes"}, IN_CARE)
    assert (made.facts.happened_in, made.facts.lives_in, made.facts.responsible) == ("Surrey", "Kent", "Essex")
    again = TRIAGE.draft_of(made, "d2", SOMEONE)
    assert {name: again.values[name] for name in ("happened_in", "lives_in", "responsible")} == {
        "happened_in": "Surrey",
        "lives_in": "Kent",
        "responsible": "Essex",
    }


@pytest.mark.parametrize(
    ("place", "kept", "asked_again"),
    [
        ("croydon", {"happened_in": "croydon", "lives_in": "croydon"}, None),
        ("elsewhere", {"lives_in": "croydon"}, "happened_in"),
        ("other_authority", {"happened_in": "croydon"}, "lives_in"),
        (NOT_KNOWN, {"happened_in": NOT_KNOWN, "lives_in": NOT_KNOWN}, None),
    ],
)
def test_an_older_answer_on_the_place_is_asked_again_only_where_it_leaves_something_open(
    place: str, kept: dict[str, str], asked_again: str | None
) -> None:
    made = case({**CHILD, **DETAILS})
    older = made.facts.model_copy(update={"place": place, "happened_in": None, "lives_in": None})
    was = open_case("CSCP-2026-001", "d1", older, TRIAGE.engine, Actor(person=SOMEONE), NOON)
    again = TRIAGE.draft_of(was, "d2", SOMEONE)
    assert {name: again.values[name] for name in ("happened_in", "lives_in") if name in again.values} == kept
    step = TRIAGE.next_step(again)
    assert (step.id if step else None) == asked_again
    if step is None:
        now = TRIAGE.facts(again, lambda: "1" * 32)
        assert update(was, now, TRIAGE.engine, TEAM, NOON) is was, "a change of nothing lapses no signature"
