"""Buttons that ask something else than a question are typed by their words, those about a child by its number too."""

from dialogs.triage.flow import CHILD_VERBS, STEP_VERBS, VERBS
from dialogs.triage.typed_buttons import CONFIRMING, LEAVING, SAVING, of_children
from dialogs.typed_answers import parse_choice
from safeguarding.draft import Draft
from tests.support.people.everybody import EVERYBODY

ONE = Draft(id="d", person=EVERYBODY["opener"].person, rules_version="2026.2")


def test_every_typed_button_does_what_a_button_does() -> None:
    assert {each.id for each in (*LEAVING, *CONFIRMING, *SAVING)} <= {*VERBS, *STEP_VERBS}
    assert {each.id.partition(" ")[0] for each in of_children(ONE.with_another_child(), checked=True)} == {*CHILD_VERBS}


def test_a_child_is_taken_out_at_any_question_and_shown_where_all_answers_are() -> None:
    two = ONE.with_another_child()
    assert [each.label for each in of_children(two, checked=False)] == ["Take out Child 2"]
    assert [each.label for each in of_children(two, checked=True)] == [
        "Take out Child 2",
        "Show Child 1",
        "Show Child 2",
    ]
    assert list(of_children(ONE, checked=True)) == []
    found = parse_choice("child 2", tuple(of_children(two, checked=True)))
    assert found and found.id == "show_child of child 2"
