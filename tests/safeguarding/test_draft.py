"""A draft holds what is answered about each child, and loads whatever it was saved by."""

from safeguarding.case.events.answer_events import TAKEN_OUT
from safeguarding.draft import AnswerChange, ChildDraft, Draft
from safeguarding.people import Person
from tests.support.each import for_each

PERSON = Person(tenant="t", id="p")
START = Draft(id="d1", person=PERSON, rules_version="2026.2", values={"harm": "died"}, evidence={"harm": "Seen."})


def numbers(draft: Draft) -> list[int]:
    return [child.number for child in draft.children]


def test_a_draft_that_was_saved_before_there_were_further_children_is_one_about_child_1() -> None:
    saved = START.model_dump(exclude={"others", "child", "known"})
    draft = Draft.model_validate(saved)
    assert draft == START and numbers(draft) == [1]
    assert draft.of(1).values == {"harm": "died"} and draft.of(7) == draft.of(1)


def test_what_is_answered_about_a_child_stands_apart_from_what_is_answered_about_the_others() -> None:
    two = START.with_another_child()
    told = two.with_child(ChildDraft(number=2, values={"harm": "hurt"}, evidence={"harm": "A doctor said so."}))
    assert (told.values, told.of(2).values) == ({"harm": "died"}, {"harm": "hurt"})
    assert list(told.texts()) == ["Seen.", "died", "A doctor said so.", "hurt"]
    again = told.with_child(ChildDraft(number=1, values={"harm": "neither"}))
    assert (again.values, again.others) == ({"harm": "neither"}, told.others)


def test_before_there_is_a_case_the_numbers_of_the_children_close_the_gap() -> None:
    four = START.with_another_child().with_another_child().with_another_child()
    assert numbers(four) == [1, 2, 3, 4] and four.child == 4
    assert numbers(four.without_child(2)) == [1, 2, 3] and four.without_child(2).child == 1


def test_on_a_case_no_number_is_given_twice() -> None:
    case = START.model_copy(update={"updating": "CSCP-2026-001", "known": 3})
    more = case.with_another_child().with_another_child()
    assert numbers(more) == [1, 4, 5] and numbers(more.without_child(4)) == [1, 5]


@for_each("change", [Draft.with_another_child, lambda draft: draft.without_child(2), Draft.with_])
def test_an_old_card_is_told_apart_by_the_revision(change: "object") -> None:
    assert callable(change) and change(START).revision == START.revision + 1


SHOWN = START.model_copy(update={"indicated": ("sin",)})


def change(was: str, now: str, child: int = 1) -> AnswerChange:
    return AnswerChange(child=child, step="harm", was=was, now=now, evidence="Seen.")


def test_a_change_is_noted_once_it_was_shown_what_follows_from_what_it_was_then_to_what_it_is_now() -> None:
    assert START.noting(change("died", "hurt")) == START
    twice = SHOWN.noting(change("died", "hurt")).noting(change("hurt", "neither"))
    assert twice.changed == (change("died", "neither"),)
    assert twice.noting(change("neither", "died")).changed == ()
    assert [*twice.texts()][-1] == "Seen."


def test_a_child_that_is_taken_out_after_it_was_shown_what_follows_stays_noted() -> None:
    told = [ChildDraft(number=number, values={"harm": "died"}) for number in (2, 3)]
    three = SHOWN.with_child(told[0]).with_child(told[1]).noting(change("died", "hurt", 3))
    taken = three.noting(change("died", "neither", 2)).without_child(2)
    assert taken.changed == (change("died", "hurt", 2), AnswerChange(child=2, step=TAKEN_OUT))
    assert START.with_child(told[0]).without_child(2).changed == ()
    assert SHOWN.with_another_child().without_child(2).changed == ()


def test_a_draft_that_was_saved_before_anything_was_shown_of_what_follows_goes_on() -> None:
    saved = START.model_dump(mode="json", exclude={"indicated", "duties", "changed"})
    assert Draft.model_validate(saved) == START


def test_a_draft_that_was_changed_has_the_children_of_the_change() -> None:
    assert START.of(1).values == {"harm": "died"}
    changed = START.model_copy(update={"values": {"harm": "hurt"}})
    assert changed.of(1).values == {"harm": "hurt"} and START.of(1).values == {"harm": "died"}
