"""Two cases about children of one incident become one: the children of the one go on as further children of the other,
and no duty of either ends by it."""

from datetime import date

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import WrongStage
from safeguarding.case.events.case_events import MergedFrom, MergedInto, MergeProposed
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.matters import MERGE, content_digest
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.lifecycle import submit_sin, update
from safeguarding.case.steps.merging import merge, merge_as_agreed
from tests.support.case_stages import (
    BUSINESS_TEAM,
    CALENDAR,
    ENGINE,
    FRAMEWORK,
    PARTNERS_DSPS,
    TODAY,
    signed_by,
    text,
)
from tests.support.merges import apart
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import opened

SIBLINGS = text("brother and sister")
BROTHER, SISTER = opened("CSCP-1"), opened("CSCP-2", harm="seriously_harmed")


def joined(case: Case, into: Case) -> tuple[Case, Case]:
    return merge(case, into, SIBLINGS, FRAMEWORK, CALENDAR, BUSINESS_TEAM, OPENED_AT, as_children=True)


def days(case: Case) -> dict[str, date]:
    return {clock.due.id: clock.due.due for clock in clocks(case, FRAMEWORK, CALENDAR)}


def told(case: Case) -> list[tuple[int, str]]:
    return [(child.number, child.answers["harm"]) for child in case.facts.children]


def test_the_child_of_the_one_case_becomes_a_further_child_of_the_other_and_the_one_ends() -> None:
    ended, kept = joined(SISTER, BROTHER)
    assert told(kept) == [(1, "died"), (2, "seriously_harmed")]
    assert (ended.merged_into, ended.is_open, kept.is_open) == ("CSCP-1", False, True)
    assert ended.of(MergedInto)[-1].as_children and kept.of(MergedFrom)[-1].children == (2,)


def test_each_child_keeps_its_own_facts_and_the_incident_has_the_strictest_decision() -> None:
    nobody_hurt = opened("CSCP-1", harm="neither")
    _, kept = joined(SISTER, nobody_hurt)
    assert kept.facts.by_number[2].as_read[1:] == SISTER.facts.children[0].as_read[1:]
    assert kept.outcome.values["sin"] == "required" and nobody_hurt.outcome.values["sin"] == "not_required"


def test_the_earlier_clock_is_kept() -> None:
    early = opened("CSCP-2", became_aware=date(2026, 5, 31))
    _, kept = joined(early, BROTHER)
    assert days(kept)["sin"] <= min(days(early)["sin"], days(BROTHER)["sin"])


def test_all_children_come_along_with_numbers_that_were_never_given() -> None:
    _, two = joined(SISTER, BROTHER)
    _, three = joined(two, opened("CSCP-3"))
    assert [number for number, _ in told(three)] == [1, 2, 3]


def test_what_was_signed_on_the_facts_of_the_one_child_lapses() -> None:
    signed = signed_by(BROTHER, "notification_criteria", *PARTNERS_DSPS)
    _, kept = joined(SISTER, signed)
    sign_off = sign_off_of(kept, "notification_criteria")
    assert sign_off and not sign_off.signatures and content_digest(kept) != content_digest(signed)


def test_where_the_sin_of_the_one_would_count_for_the_other_child_four_people_agree_first() -> None:
    submitted = submit_sin(BROTHER, TODAY, BUSINESS_TEAM, OPENED_AT)
    proposed, unchanged = joined(SISTER, submitted)
    assert unchanged is submitted and told(submitted) == [(1, "died")], "nothing of it holds yet"
    assert proposed.is_open and proposed.of(MergeProposed)[-1].as_children and "sin" in days(proposed)
    assert joined(proposed, submitted) == (proposed, submitted), "proposed twice it is proposed once"
    agreed = signed_by(proposed, MERGE, *PARTNERS_DSPS, EVERYBODY["dcs"])
    ended, kept = merge_as_agreed(agreed, submitted, FRAMEWORK, CALENDAR, OPENED_AT)
    assert told(kept) == [(1, "died"), (2, "seriously_harmed")] and ended.merged_into == "CSCP-1"
    assert kept.notification.update_is_due, "one notification is of one incident: it has to be updated with the child"


def test_undone_on_its_day_both_cases_are_what_they_were() -> None:
    ended, kept = joined(SISTER, BROTHER)
    again, alone = apart(ended, kept)
    assert told(alone) == told(BROTHER) and told(again) == told(SISTER)
    assert (days(alone), alone.outcome, alone.stage) == (days(BROTHER), BROTHER.outcome, BROTHER.stage)
    assert (days(again), again.stage) == (days(SISTER), SISTER.stage)
    assert apart(again, alone) == (again, alone), "undone twice it is as if undone once"
    assert told(joined(again, alone)[1]) == [(1, "died"), (3, "seriously_harmed")], "a number is never given again"


def test_what_was_changed_of_the_first_child_since_stays_when_it_is_undone() -> None:
    ended, kept = joined(SISTER, BROTHER)
    changed = kept.facts.model_copy(update={"place": "not_known"})
    _, alone = apart(ended, update(kept, changed, ENGINE, BUSINESS_TEAM, OPENED_AT))
    assert alone.facts.place == changed.place and told(alone) == told(BROTHER)


def test_what_was_changed_of_the_child_that_came_along_is_not_lost_by_undoing_it() -> None:
    ended, kept = joined(opened("CSCP-2", abuse_or_neglect="suspected"), BROTHER)
    brother, sister = kept.facts.children
    known = sister.model_copy(update={"answers": {**sister.answers, "abuse_or_neglect": "known"}})
    changed = update(kept, kept.facts.with_children([brother, known]), ENGINE, BUSINESS_TEAM, OPENED_AT)
    assert changed.facts.by_number[2].answers["abuse_or_neglect"] == "known"
    with pytest.raises(WrongStage, match="What is said of Child 2 was changed in CSCP-1 since the merge"):
        apart(ended, changed)
