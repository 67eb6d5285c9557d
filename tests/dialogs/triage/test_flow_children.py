"""Further children are added to a triage, asked about, shown and taken out, by buttons and by typed words alone."""

from datetime import date
from typing import Any

from cards.elements import as_json
from dialogs.speaker import Ending
from dialogs.triage.flow import TriageFlow
from dialogs.triage.flow_step import FlowStep
from dialogs.user_input import UserInput
from safeguarding.draft import Draft
from safeguarding.offered_answers import AS_CHILD_1
from safeguarding.triage import Triage
from tests.support.case_stages import ENGINE
from tests.support.each import for_each
from tests.support.incidents.triage_drafts import CONTEXT
from tests.support.people.everybody import EVERYBODY

TODAY = date(2026, 11, 23)
TRIAGE = Triage(ENGINE)
FLOW = TriageFlow(TRIAGE, lambda: CONTEXT, ("Croydon Council",))
SAFE = {"harm": "neither", "age": "under_18", "incident_on": "2026-11-20", "became_aware": "2026-11-20"}
CHECKED = Draft(
    id="d1",
    person=EVERYBODY["opener"].person,
    rules_version=ENGINE.framework.version,
    values={**SAFE, "happened_in": "croydon", "lives_in": "croydon", "agency": "A school", "record_number": "S 1"},
    evidence={"harm": "Seen well."},
)
TYPED = ("harmed", "not known", "not known", "not known", "not known", "the same", "the same", "not known", "not known")


def press(draft: Draft, verb: str, **data: Any) -> FlowStep:
    return FLOW.handle(draft, UserInput(TODAY, verb=verb, data={"revision": draft.revision, **data}))


def hear(draft: Draft, text: str) -> FlowStep:
    return FLOW.handle(draft, UserInput(TODAY, text))


def words(reply: FlowStep) -> str:
    shown = [reply.replacement, *(shown.card for shown in reply.cards)]
    return str([as_json(card) for card in shown if card])


def two() -> Draft:
    draft = press(CHECKED, "add_child").draft
    for said in TYPED:
        draft = hear(draft, said).draft
    assert TRIAGE.next_step(draft) is None
    return draft


def test_a_child_is_added_and_asked_about_by_typed_words_alone() -> None:
    draft = hear(CHECKED, "add another child").draft
    for said in TYPED:
        assert TRIAGE.child_asked(draft) == 2
        draft = hear(draft, said).draft
    assert TRIAGE.next_step(draft) is None
    assert draft.of(2).values["incident_on"] == draft.of(2).values["became_aware"] == AS_CHILD_1
    assert draft.values == {"part": "harmed", **CHECKED.values}
    assert hear(draft, "open the case").end is Ending.RECORD


def test_another_child_is_not_added_before_the_questions_about_the_last_one_are_answered() -> None:
    added = press(CHECKED, "add_child").draft
    again = press(added, "add_child")
    assert again.draft == added and "Answer this question first" in words(again)


def test_the_answer_taken_names_the_child() -> None:
    assert "Child 2" in words(press(press(CHECKED, "add_child").draft, "answer", step="part", choice="harmed"))


@for_each("way", ["press", "type"])
def test_a_child_is_shown_changed_and_taken_out(way: str) -> None:
    draft = two()
    shown = press(draft, "show_child", child=2) if way == "press" else hear(draft, "show child 2")
    assert "Take out Child 2" in words(shown) and shown.draft.child == 2
    changed = press(shown.draft, "change", step="harm", child=2).draft
    assert (changed.asking, TRIAGE.child_asked(changed)) == ("harm", 2)
    died = press(changed, "answer", step="harm", choice="died", evidence="Seen by the crew.").draft
    assert (died.of(2).values["harm"], died.values["harm"]) == ("died", "neither")
    out = press(draft, "take_out", child=2) if way == "press" else hear(draft, "take out child 2")
    assert out.draft.others == () and "Child 2 is taken out." in words(out)


def test_at_the_first_question_about_a_child_going_back_says_how_to_leave_it_out() -> None:
    added = press(CHECKED, "add_child").draft
    assert 'type "take out Child 2"' in words(hear(added, "back"))
    assert hear(added, "take out child 2").draft.others == ()


@for_each("child", [0, 1, 3, "2", None, 2.5])
def test_a_made_up_child_is_neither_taken_out_nor_changed(child: object) -> None:
    draft = two()
    assert press(draft, "take_out", child=child).draft == draft
    assert press(draft, "change", step="harm", child=child).draft.child == 1


def test_the_same_day_is_refused_where_it_can_not_be() -> None:
    """Child 2 was harmed after a partner had become aware of what happened to Child 1."""
    draft = press(CHECKED, "add_child").draft
    for said in (*TYPED[:5], "22/11/2026"):
        draft = hear(draft, said).draft
    refused = hear(draft, "the same")
    assert refused.draft == draft and "before it happened" in words(refused)


def test_a_later_day_of_a_child_asks_for_its_awareness_again_and_leaves_the_other_child_alone() -> None:
    draft = press(two(), "change", step="incident_on", child=2).draft
    later = hear(draft, "22/11/2026").draft
    assert "became_aware" not in later.of(2).values and later.values["became_aware"] == "2026-11-20"
    assert TRIAGE.child_asked(later) == 2
