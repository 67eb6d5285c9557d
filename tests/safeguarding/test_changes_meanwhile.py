"""Neither of two people who change the same case at once undoes what the other has changed."""

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import OutOfDate
from safeguarding.case.steps.lifecycle import open_case, update
from safeguarding.changes_meanwhile import brought_up_to, changed_by_both
from safeguarding.draft import ChildDraft, Draft
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import current
from safeguarding.people import Person
from safeguarding.triage import Triage
from tests.support.children import a_child
from tests.support.people.everybody import EVERYBODY, OPENED_AT

PERSON = Person(tenant="t", id="p")
TRIAGE = Triage(Engine(current()))
BEFORE = ChildDraft(number=1, values={"harm": "hurt", "agency": "Health"}, evidence={"harm": "A bruise."})
SECOND = ChildDraft(number=2, values={"harm": "died"}, evidence={"harm": "Seen."})


def draft(*children: ChildDraft, begun: tuple[ChildDraft, ...] = ()) -> Draft:
    first, *others = children
    start = Draft(id="d", person=PERSON, rules_version=current().version, updating="CSCP-2026-001", begun=begun)
    return start.with_child(first).model_copy(update={"others": tuple(others)})


def saying(child: ChildDraft, evidence: str = "", **values: str) -> ChildDraft:
    texts = {**child.evidence, "harm": evidence} if evidence else child.evidence
    return child.model_copy(update={"values": {**child.values, **values}, "evidence": texts})


def test_what_one_has_changed_goes_beside_what_the_other_has() -> None:
    ours, theirs = saying(BEFORE, agency="Police"), saying(BEFORE, "The hospital rang.", harm="died")
    mine, now = draft(ours, begun=(BEFORE,)), draft(theirs)
    assert not list(changed_by_both(mine, now))
    both = brought_up_to(mine, now)
    assert both.values == {"harm": "died", "agency": "Police"} and both.evidence == {"harm": "The hospital rang."}


def test_a_text_alone_that_the_other_has_changed_stays_so_too() -> None:
    now = draft(saying(BEFORE, "[redacted]"))
    assert brought_up_to(draft(saying(BEFORE, agency="Police"), begun=(BEFORE,)), now).evidence["harm"] == "[redacted]"


def test_the_same_answer_that_both_have_changed_is_named_unless_they_say_the_same() -> None:
    mine = draft(saying(BEFORE, "For life.", harm="seriously_harmed"), begun=(BEFORE,))
    assert list(changed_by_both(mine, draft(saying(BEFORE, harm="died")))) == [(1, "harm")]
    assert not list(changed_by_both(mine, draft(saying(BEFORE, "For life.", harm="seriously_harmed"))))


def test_an_answer_that_was_taken_away_to_be_given_anew_is_not_there_again() -> None:
    without = BEFORE.model_copy(update={"values": {"harm": "hurt"}})
    assert "agency" not in brought_up_to(draft(without, begun=(BEFORE,)), draft(BEFORE)).values


def test_a_child_who_was_taken_out_meanwhile_comes_back_only_where_something_of_it_was_changed() -> None:
    begun = (BEFORE, SECOND)
    unchanged, changed = draft(*begun, begun=begun), draft(BEFORE, saying(SECOND, harm="hurt"), begun=begun)
    assert brought_up_to(unchanged, draft(BEFORE)).others == ()
    assert list(changed_by_both(changed, draft(BEFORE))) == [(2, "harm")]


def test_a_child_whom_another_has_changed_is_not_taken_out_and_one_added_here_is_kept() -> None:
    begun, third = (BEFORE, SECOND), ChildDraft(number=3, values={"harm": "hurt"})
    mine, now = draft(BEFORE, third, begun=begun), draft(BEFORE, saying(SECOND, harm="hurt"))
    assert list(changed_by_both(mine, now)) == [(2, "harm")]
    assert brought_up_to(mine, draft(*begun)).others == (third,)


def opened() -> Case:
    facts = TRIAGE.facts(draft(saying(BEFORE, age="under_18"), saying(SECOND, age="under_18")), lambda: "0" * 32)
    return open_case("CSCP-2026-001", "t", facts, TRIAGE.engine, EVERYBODY["opener"], OPENED_AT)


def test_whoever_is_overtaken_is_told_what_it_is_about_and_of_which_child() -> None:
    case = opened()
    begun = TRIAGE.draft_of(case, "d", PERSON)
    mine = begun.with_child(saying(begun.of(2), "A bruise.", harm="hurt"))
    assert TRIAGE.brought_up_to(mine, case) == mine
    told = a_child(2, dict(case.facts.by_number[2].answers) | {"harm": "seriously_harmed"})
    theirs = case.facts.with_children([case.facts.children[0], told])
    now = update(case, theirs, TRIAGE.engine, EVERYBODY["opener"], OPENED_AT)
    with pytest.raises(OutOfDate, match=r"changed this since you began: Child 2, Harm\. Cancel, and begin"):
        TRIAGE.brought_up_to(mine, now)


def test_a_draft_that_an_earlier_version_of_the_bot_began_is_taken_as_it_is() -> None:
    old = TRIAGE.draft_of(opened(), "d", PERSON).model_copy(update={"begun": ()})
    assert TRIAGE.brought_up_to(old, opened()) is old
