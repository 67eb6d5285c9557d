"""All answers are checked before anything is recorded."""

import json

from cards.elements import as_json
from cards.triage.check import check_card
from safeguarding.draft import ChildDraft
from tests.support.drawn import behind, titles, words
from tests.support.fake_teams.server import texts
from tests.support.incidents.triage_drafts import ANSWERS, CONTEXT, TRIAGE, draft, several


def test_all_answers_can_be_changed_before_anything_is_recorded() -> None:
    shown = check_card(TRIAGE, draft(values=ANSWERS), CONTEXT)
    assert "Nothing is recorded yet." in words(shown)
    changes = ["Change"] * len(TRIAGE.answers_given(draft(values=ANSWERS)))
    assert titles(shown) == [*changes, "Open the case", "Add a child", "Cancel"]
    assert "Save the changes" in titles(check_card(TRIAGE, draft(values=ANSWERS, updating="CSCP-2026-001"), CONTEXT))


def test_a_link_is_quiet_to_the_eye_and_whole_for_a_screen_reader_and_works_in_old_clients() -> None:
    shown = as_json(check_card(TRIAGE, draft(values=ANSWERS), CONTEXT))
    row = next(each for each in shown["body"] if each["type"] == "ColumnSet")
    press = row["columns"][1]["selectAction"]
    assert row["separator"] is True and press["tooltip"] == f"Change: {next(texts(row)).partition(':')[0]}"
    assert press["fallback"]["data"] == {**press["data"], "verb": "change"}


def test_of_several_children_one_is_shown_in_full_and_the_others_in_a_line_each() -> None:
    shown = check_card(TRIAGE, several(child=2), CONTEXT)
    assert behind(shown, "Show")[0] == "show_child" and behind(shown, "Take out Child 2")[0] == "take_out"
    assert "Part in the incident: Harmed; Harm: Died; Age: Under 18" in words(shown)
    assert "Part in the incident: Other child of the household" in words(shown)
    assert words(shown).index("The incident") < words(shown).index("A school")
    first = check_card(TRIAGE, several(child=1), CONTEXT)
    assert "Take out" not in " ".join(titles(first)) and behind(first, "Show")[1]["child"] == 2


def test_more_children_than_the_national_form_takes_are_said() -> None:
    more = tuple(ChildDraft(number=number, values=ANSWERS) for number in range(2, 6))
    assert "details of up to four" in words(check_card(TRIAGE, draft(values=ANSWERS, others=more), CONTEXT))
    assert "details of up to four" not in words(check_card(TRIAGE, draft(values=ANSWERS, others=more[:-1]), CONTEXT))


def test_the_check_of_many_children_fits_a_card() -> None:
    long = dict.fromkeys(("harm", "abuse_or_neglect", "care_experienced"), "x" * 600)
    more = tuple(ChildDraft(number=number, values=ANSWERS, evidence=long) for number in range(2, 13))
    shown = check_card(TRIAGE, draft(values=ANSWERS, evidence=long, others=more, child=2), CONTEXT)
    assert len(json.dumps(as_json(shown))) < 25_000


def test_what_the_answers_are_based_on_is_folded_and_what_they_lead_to_is_seen() -> None:
    shown = as_json(check_card(TRIAGE, draft(values=ANSWERS, evidence={"harm": "Seen by the crew."}), CONTEXT))
    assert "Seen by the crew." not in "".join(texts(shown)) and "Rapid Review: required" in "".join(texts(shown))
    assert "Harm: Died" in "".join(texts(shown, unfolded=True)) and "Seen by the crew." in str(shown)


def test_where_no_agency_was_asked_none_is_promised() -> None:
    nobody_hurt = draft(values={"harm": "neither", "age": "under_18"}, evidence={"harm": "The gas was left on."})
    assert "Show evidence" in str(as_json(check_card(TRIAGE, nobody_hurt, CONTEXT)))
    asked = draft(values=ANSWERS, evidence={"harm": "Seen by the crew."})
    assert "Show agency and evidence" in str(as_json(check_card(TRIAGE, asked, CONTEXT)))
