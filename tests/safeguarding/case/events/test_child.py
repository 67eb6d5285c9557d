"""A child has facts of its own, and keeps its number."""

from safeguarding.case.events.child import children_named
from tests.support.case_stages import text
from tests.support.children import KILLED, SAFE, a_child


def test_children_are_named_by_their_numbers_in_one_phrase() -> None:
    assert a_child(1, KILLED).name == children_named([1]) == "Child 1"
    assert children_named([1, 2]) == "Children 1 and 2"
    assert children_named([1, 2, 4]) == "Children 1, 2 and 4"


def test_each_answer_and_each_detail_of_a_child_changes_by_itself() -> None:
    before, after = a_child(2, KILLED), a_child(2, SAFE, "other_child", became_aware=None)
    changes = list(after.changes_from(before))
    assert len(changes) == len({"harm", "abuse_or_neglect", "part", "became_aware"})
    child = before
    for change in changes:
        child = change(child)
    assert child == after
    assert not list(after.changes_from(after))


def test_a_child_keeps_what_was_answered_before_and_is_asked_no_more() -> None:
    kept = a_child(2, SAFE).keeping_answers_of(a_child(2, KILLED))
    assert kept.answers == {**SAFE, "abuse_or_neglect": "known"}
    assert kept.evidence["abuse_or_neglect"].shown == "What shows abuse_or_neglect of child 2."


def test_a_text_of_a_child_that_reads_as_before_stays_that_very_one() -> None:
    before = a_child(2, KILLED, record_number=text("MH-2"))
    salted = {name: text(found.shown, "another salt 123") for name, found in before.evidence.items()}
    again = before.model_copy(update={"evidence": salted, "record_number": text("MH-2", "another salt 123")})
    assert again != before and again.as_read == before.as_read
    assert again.keeping_texts_of(before) == before


def test_a_child_who_was_harmed_is_written_without_its_part() -> None:
    assert "part" not in a_child(2, KILLED).model_dump()
    assert a_child(2, KILLED, "other_child").model_dump()["part"] == "other_child"
