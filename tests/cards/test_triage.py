"""The cards of a triage ask its questions."""

from typing import Any

import pytest

from cards.triage import (
    answered_card,
    check_card,
    confirm_date_card,
    draft_data,
    open_anyway_card,
    question_card,
    why_card,
)
from safeguarding.triage import Draft, Triage
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
    "place": "croydon",
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
    assert titles(shown) == ["Change"] * len(TRIAGE.answers_given(draft(values=ANSWERS))) + ["Open the case", "Cancel"]
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
