"""The cards of a triage ask its questions."""

from cards.elements import as_json
from cards.triage.question import confirm_date_card, question_card
from safeguarding.draft import ChildDraft
from tests.support.case_stages import ENGINE
from tests.support.drawn import behind, filled, inputs, titles, words
from tests.support.fake_teams.server import texts
from tests.support.incidents.triage_drafts import ANSWERS, TRIAGE, draft, several


def test_a_question_shows_how_far_it_is_and_every_answer() -> None:
    shown = question_card(TRIAGE, draft(), ())
    said = words(shown)
    assert "Question 1 of at most" in said
    assert all(answer.label in said for answer in ENGINE.framework.question("harm").answers)
    assert "Evidence" not in said and "Continue" not in said
    assert behind(shown, "Not known yet")[1] == {"draft": "d", "revision": 0, "step": "harm", "choice": "not_known"}


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


def test_what_words_mean_and_why_it_is_asked_unfold_without_asking_the_bot() -> None:
    shown = as_json(question_card(TRIAGE, draft(), ()))
    assert "even if the child later recovers" not in "".join(texts(shown))
    unfolded = "".join(texts(shown, unfolded=True))
    assert "even if the child later recovers" in unfolded and "The answer decides on" in unfolded


def test_an_answer_typed_without_its_evidence_stands_open() -> None:
    shown = question_card(TRIAGE, draft(unproven="died"), ())
    assert (
        "Died. How is the death known?" in words(shown).replace("*", "")
        and titles(shown) == ["Not known yet"] + ["Continue"] * 4
    )
    again = question_card(TRIAGE, draft(values={"harm": "hurt"}, evidence={"harm": "Seen."}, asking="harm"), ())
    assert "How was the person hurt" in words(again) and filled(again) == {"evidence": "Seen."}


def test_another_authority_is_chosen_only_where_it_is_another() -> None:
    elsewhere = question_card(TRIAGE, draft(asking="happened_in"), ())
    assert "Which authority is the place in?" not in words(elsewhere)
    again = question_card(TRIAGE, draft(values={"happened_in": "Surrey"}, asking="happened_in"), ())
    assert "Which authority is the place in?" in words(again) and filled(again) == {"authority": "Surrey"}


def test_the_record_number_is_asked_beside_the_agency_and_the_home_beside_the_place() -> None:
    agency = question_card(TRIAGE, draft(asking="agency"), ("Police",), along="MH-1")
    assert filled(agency) == {"record_number": "MH-1"}
    assert "record_number" not in inputs(question_card(TRIAGE, draft(values=ANSWERS, asking="agency"), ("Police",)))
    place = question_card(TRIAGE, draft(asking="happened_in"), ())
    assert behind(place, "In Croydon, and lives there")[1]["choice"] == "both"
    assert "lives there" not in words(question_card(TRIAGE, draft(values=ANSWERS, asking="happened_in"), ()))


def test_another_agency_unfolds_its_line_and_one_written_before_stands_in_it() -> None:
    shown = question_card(TRIAGE, draft(asking="agency"), ("Police",))
    assert "Which?" not in words(shown)
    again = question_card(TRIAGE, draft(values={"agency": "A school"}, asking="agency"), ("Police",))
    assert "Which?" in words(again) and filled(again)["value"] == "A school"
