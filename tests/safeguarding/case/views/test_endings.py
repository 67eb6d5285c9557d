"""Endings are told with what ended and by which office: of a closing, a merge, a finding, and a decision against."""

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.stage import Stage
from safeguarding.case.steps.lcspr import complete_lcspr
from safeguarding.case.steps.lifecycle import reopen
from safeguarding.case.views.endings import endings
from safeguarding.people import Person
from tests.support.case_stages import (
    BUSINESS_TEAM,
    TODAY,
    closed_anyway,
    concern_decided,
    escalated,
    in_error,
    like,
    merged,
    recommendation,
    started,
    text,
)


def who(person: Person) -> str:
    return f"the {person.id}"


def told(case: Case) -> list[str]:
    return [ending.in_words(who) for ending in endings(case)]


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        (Stage.CLOSED, "It was closed by the business team member."),
        (Stage.MERGED, "It was merged into CSCP-3, which goes on, by the business team member."),
        (Stage.OPENED_IN_ERROR, "It was closed as opened in error: there is no child. Proposed by the business team"),
        (Stage.FOUND_NOT_MET, "The three partners and the DCS found that the notification criteria were not met"),
        (Stage.DECIDED, "by the DSPs of the three partners."),
        (Stage.DEFERRED, "by the DSPs of the three partners."),
        (Stage.CONCERN_DECIDED, "The Case of Concern was decided by the Review Group: "),
    ],
)
def test_what_ended_is_told_with_the_office(stage: Stage, says: str, cases: Mapping[str, Case]) -> None:
    (said,) = told(cases[stage])
    assert says in said


def test_nothing_has_ended_where_the_case_or_an_lcspr_goes_on(cases: Mapping[str, Case]) -> None:
    for stage in ("notification", "rapid_review", "decision", "lcspr", "concern", "sin_only"):
        assert not told(cases[stage])
    assert not told(concern_decided(cases["sin_only"], "lcspr"))


def test_a_merge_that_was_agreed_says_who_proposed_and_who_agreed(case: Case, submitted: Case) -> None:
    (said,) = told(merged(like(case, "CSCP-2"), submitted)[0])
    assert "by the business team member, with the agreement of the three partners and the DCS." in said


def test_a_decision_by_escalation_is_not_told_as_unanimous(submitted: Case) -> None:
    (said,) = told(escalated(submitted, recommendation("not_commission")))
    assert "recorded by the business team member" in said and "unanimous" in said


def test_each_ending_since_the_case_was_reopened_is_told_once_under_a_number_of_its_own(
    cases: Mapping[str, Case], at: datetime, reopened_why: str = "it was not"
) -> None:
    decided = cases["decided"]
    closed = closed_anyway(decided, text("finished"), BUSINESS_TEAM, at)
    assert [ending.number for ending in endings(closed)] == [decided.version - 1, decided.version]
    assert not told(reopen(closed, text(reopened_why), BUSINESS_TEAM, at))
    done = complete_lcspr(started(cases["lcspr"]), TODAY, text("published"), BUSINESS_TEAM, at)
    assert told(done) == ["It was closed: the business team member recorded the LCSPR's completion."]


def test_every_kind_of_ending_of_a_case_is_among_them(opened: Callable[..., Case]) -> None:
    assert len(told(in_error(opened()))) == 1
