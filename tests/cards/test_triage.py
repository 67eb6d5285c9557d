"""The cards of a triage ask its questions."""

import json
from typing import Any

import pytest

from cards.elements import as_json
from cards.triage import (
    answered_card,
    check_card,
    confirm_date_card,
    draft_data,
    open_anyway_card,
    question_card,
    why_card,
)
from safeguarding.draft import ChildDraft, Draft
from safeguarding.triage import Triage
from tests.support.case_stages import ENGINE
from tests.support.drawn import behind, filled, inputs, titles, words
from tests.support.people.everybody import EVERYBODY

TRIAGE = Triage(ENGINE)
ANSWERS = {
    "harm": "died",
    "age": "under_18",
    "abuse_or_neglect": "known",
    "care_experienced": "no",
    "incident_on": "2026-05-31",
    "became_aware": "2026-06-01",
    "happened_in": "croydon",
    "lives_in": "croydon",
    "agency": "A school",
    "record_number": "12",
}


def draft(**more: Any) -> Draft:
    return Draft(id="d", person=EVERYBODY["opener"].person, rules_version=ENGINE.framework.version, **more)


def test_a_question_shows_how_far_it_is_and_every_answer() -> None:
    shown = question_card(TRIAGE, draft(), ())
    assert "Question 1 of at most" in words(shown)
    assert titles(shown) == [answer.label for answer in ENGINE.framework.question("harm").answers]
    assert behind(shown, "Died")[1] == {"draft": "d", "revision": 0, "step": "harm", "choice": "died"}


def test_agencies_are_buttons_and_a_list_where_a_name_is_too_long_for_a_button() -> None:
    asked = draft(asking="agency")
    assert "Police" in titles(question_card(TRIAGE, asked, ("Police", "Health")))
    long = ("Police", "Croydon Health Services NHS Trust, children's services")
    shown = question_card(TRIAGE, asked, long)
    assert not {*long} & {*titles(shown)}
    assert [choice["value"] for choice in inputs(shown)["agency"]["choices"]] == [*long]


def test_what_was_typed_stands_in_the_box_again() -> None:
    shown = question_card(TRIAGE, draft(), (), "Seen by the crew.")
    assert filled(shown) == {"evidence": "Seen by the crew."}


def test_agencies_are_offered_as_buttons() -> None:
    shown = question_card(TRIAGE, draft(asking="agency"), ("A school", "Metropolitan Police"))
    assert {"A school", "Metropolitan Police"} <= set(titles(shown))


def test_a_text_is_written_in_a_line_and_a_day_chosen_from_a_calendar() -> None:
    assert inputs(question_card(TRIAGE, draft(asking="record_number"), ()))["value"]["type"] == "Input.Text"
    assert inputs(question_card(TRIAGE, draft(asking="incident_on"), ()))["value"]["type"] == "Input.Date"


def test_a_day_is_asked_back_before_it_is_taken() -> None:
    shown = confirm_date_card(TRIAGE, draft(), TRIAGE.steps["incident_on"], "2025-01-01", "That is long ago.")
    assert "Wednesday 1 January 2025: is that right?" in words(shown)
    assert behind(shown, "Yes, that is the day")[0] == "confirm_date"


def test_all_answers_can_be_changed_before_anything_is_recorded() -> None:
    shown = check_card(TRIAGE, draft(values=ANSWERS))
    assert "Nothing is recorded yet." in words(shown)
    changes = ["Change"] * len(TRIAGE.answers_given(draft(values=ANSWERS)))
    assert titles(shown) == [*changes, "Open the case", "Add another child", "Cancel"]
    assert "Save the changes" in titles(check_card(TRIAGE, draft(values=ANSWERS, updating="CSCP-2026-001")))


def test_what_was_answered_has_no_button_left() -> None:
    shown = answered_card(TRIAGE, TRIAGE.steps["harm"], "died", "Seen by the crew.", again=True)
    assert titles(shown) == []
    assert words(shown) == "Already answered:\nHarm: Died\nSeen by the crew."


def test_a_death_is_not_left_without_being_asked_once_more() -> None:
    assert behind(open_anyway_card(draft()), "Open the case with what is known")[1]["anyway"] is True


@pytest.mark.parametrize("step", TRIAGE.steps)
def test_why_a_question_is_asked_is_told_with_its_source(step: str) -> None:
    assert "Source: " in words(why_card(TRIAGE, TRIAGE.steps[step]))


def test_the_button_of_a_rehearsal_says_that_it_is_one() -> None:
    assert draft_data(draft(rehearsal=True)) == {"draft": "d", "revision": 0, "rehearsal": True}
    assert "rehearsal" not in draft_data(draft())


def several(**more: Any) -> Draft:
    answers = {name: value for name, value in ANSWERS.items() if name not in ("place", "agency")}
    second = ChildDraft(number=2, values={"part": "other_child", **answers, "harm": "neither", "record_number": "13"})
    return draft(values={"part": "harmed", **ANSWERS}, others=(second,), **more)


def test_every_question_about_a_further_child_names_it() -> None:
    asked = draft(values=ANSWERS, others=(ChildDraft(number=2),), child=2)
    shown = question_card(TRIAGE, asked, ())
    assert words(shown).startswith("Child 2\nQuestion 1 of at most")
    assert behind(shown, "Take out Child 2")[1]["child"] == 2
    later = asked.with_child(ChildDraft(number=2, values={"part": "harmed"}))
    assert "Take out" not in str(as_json(question_card(TRIAGE, later, ())))
    assert "Child 1" in words(question_card(TRIAGE, several(asking="harm"), ()))


def test_the_day_of_child_1_is_one_press_for_a_further_child() -> None:
    shown = question_card(TRIAGE, several(asking="incident_on", child=2), ())
    assert behind(shown, "The same as Child 1")[1]["choice"] == "as_child_1"
    assert "The same as Child 1" not in titles(question_card(TRIAGE, several(asking="incident_on"), ()))


def test_of_several_children_one_is_shown_in_full_and_the_others_in_a_line_each() -> None:
    shown = check_card(TRIAGE, several(child=2))
    assert behind(shown, "Show")[0] == "show_child" and behind(shown, "Take out Child 2")[0] == "take_out"
    assert "Part in the incident: Harmed; Harm: Died; Age: Under 18" in words(shown)
    assert "Part in the incident: Other child of the household" in words(shown)
    assert words(shown).index("The incident") < words(shown).index("A school")
    first = check_card(TRIAGE, several(child=1))
    assert "Take out" not in " ".join(titles(first)) and behind(first, "Show")[1]["child"] == 2


def test_more_children_than_the_national_form_takes_are_said() -> None:
    more = tuple(ChildDraft(number=number, values=ANSWERS) for number in range(2, 6))
    assert "details of up to four" in words(check_card(TRIAGE, draft(values=ANSWERS, others=more)))
    assert "details of up to four" not in words(check_card(TRIAGE, draft(values=ANSWERS, others=more[:-1])))


def test_the_check_of_many_children_fits_a_card() -> None:
    long = dict.fromkeys(("harm", "abuse_or_neglect", "care_experienced"), "x" * 600)
    more = tuple(ChildDraft(number=number, values=ANSWERS, evidence=long) for number in range(2, 13))
    shown = check_card(TRIAGE, draft(values=ANSWERS, evidence=long, others=more, child=2))
    assert len(json.dumps(as_json(shown))) < 25_000
