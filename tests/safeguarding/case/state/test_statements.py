"""Statements of the facts are compared in words, child by child where there are several."""

from safeguarding.case.case import Case
from safeguarding.case.state.statements import changed_titles, changes, child_in_words, days_asked, outcome_changes
from tests.support.case_stages import FRAMEWORK, text
from tests.support.children import KILLED, SAFE, a_child, of_children, opened_with, siblings, with_children
from tests.support.later_death import HARMED, dies
from tests.support.plain_case import opened, submitted

HURT = {**KILLED, "harm": "seriously_harmed"}


def stated(*children: dict[str, str]) -> Case:
    return opened_with(of_children(*children))


def test_what_changed_of_an_only_child_names_no_child() -> None:
    assert changes(opened(), opened(**HARMED), FRAMEWORK) == ("Harm: Died \u2192 Seriously harmed",)
    assert changed_titles(opened(), opened(**HARMED), FRAMEWORK) == ("Harm",)


def test_what_changed_of_one_of_several_children_names_it() -> None:
    lines = changes(siblings(), stated(KILLED, HURT), FRAMEWORK)
    assert lines == ("Child 2, Harm: Died \u2192 Seriously harmed",)
    rewritten = a_child(2, KILLED).model_copy(update={"evidence": {"harm": text("a"), "abuse_or_neglect": text("b")}})
    anew = opened_with(with_children(of_children(KILLED), rewritten))
    assert changed_titles(siblings(), anew, FRAMEWORK)[0] == "Child 2, Harm (its evidence)"


def test_a_child_who_is_added_is_told_in_one_line_and_one_taken_out_by_its_name() -> None:
    added = changes(stated(KILLED), stated(KILLED, SAFE), FRAMEWORK)
    assert len(added) == 1 and added[0].startswith("Child 2 is added: Part in the incident: Harmed; Harm: Nobody")
    assert changes(stated(KILLED, SAFE), stated(KILLED), FRAMEWORK) == ("Child 2 is taken out",)
    assert changed_titles(stated(KILLED), stated(KILLED, SAFE), FRAMEWORK) == ("Child 2",)


def test_the_part_of_a_child_is_told_where_there_are_several() -> None:
    part = FRAMEWORK.detail("part").title
    assert part not in child_in_words(opened(), opened().facts.children[0], FRAMEWORK)
    assert child_in_words(siblings(), siblings().facts.children[1], FRAMEWORK)[part] == "Harmed"


def test_the_day_of_a_later_death_is_asked_of_the_child_who_died_later() -> None:
    died = dies(submitted(opened(**HARMED)))
    assert [name for name, _ in days_asked(died, died.facts.children[0])][-1] == "aware_of_death"
    assert [name for name, _ in days_asked(opened(), opened().facts.children[0])] == ["incident_on", "became_aware"]


def test_what_follows_otherwise_is_said_of_the_incident() -> None:
    found = outcome_changes(stated(SAFE).outcome, stated(SAFE, KILLED).outcome, FRAMEWORK)
    assert found[0] == "Serious Incident Notification (SIN): not required \u2192 required"
