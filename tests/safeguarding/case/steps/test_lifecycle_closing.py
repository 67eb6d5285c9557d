"""The Business Team closes and reopens a case, with a reason."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, WrongStage
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.stage import Stage
from safeguarding.case.steps.lifecycle import RuledOut, close, reopen, submit_sin
from safeguarding.case.views.history import history
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor
from tests.support.case_stages import merged

Text = Callable[..., FreeText]


@pytest.fixture
def care_leaver(opened: Callable[..., Case], council: Actor, at: datetime) -> Case:
    """The care leaver is 22 years old and care experienced: the SIN is in, and no Rapid Review follows."""
    return submit_sin(opened(age="18_to_24", care_experienced="yes"), date(2026, 6, 2), council, at)


def test_closing_keeps_the_reason_and_who_gave_it(case: Case, business_team: Actor, at: datetime, text: Text) -> None:
    closed = close(case, text("opened twice"), business_team, at)
    event = closed.events[-1]
    assert event.type == "closed"
    assert (event.reason, event.by, event.at) == (text("opened twice"), business_team.person, at)
    assert closed.stage is Stage.CLOSED
    assert not closed.is_open


def test_a_reopened_case_stands_where_it_stood(submitted: Case, business_team: Actor, at: datetime, text: Text) -> None:
    reopened = reopen(close(submitted, text("finished"), business_team, at), text("it was not"), business_team, at)
    event = reopened.events[-1]
    assert event.type == "reopened"
    assert event.reason == text("it was not")
    assert reopened.stage is submitted.stage is Stage.RAPID_REVIEW
    assert reopened.is_open


def test_a_case_can_be_closed_again_after_it_was_reopened(
    case: Case, business_team: Actor, at: datetime, text: Text
) -> None:
    reopened = reopen(close(case, text("one"), business_team, at), text("two"), business_team, at)
    assert close(reopened, text("three"), business_team, at).stage is Stage.CLOSED


def test_only_the_business_team_closes_and_reopens(
    case: Case, actors: Mapping[str, Actor], business_team: Actor, at: datetime, text: Text
) -> None:
    closed = close(case, text("opened twice"), business_team, at)
    for by in (actor for name, actor in actors.items() if name != "business_team"):
        with pytest.raises(NotAllowed, match="Only the Business Team can close a case"):
            close(case, text("opened twice"), by, at)
        with pytest.raises(NotAllowed, match="Only the Business Team can reopen a case"):
            reopen(closed, text("it was not"), by, at)


def test_both_need_a_reason(case: Case, business_team: Actor, at: datetime, text: Text) -> None:
    with pytest.raises(InvalidInput, match="Give the reason"):
        close(case, text(" "), business_team, at)
    with pytest.raises(InvalidInput, match="Give the reason"):
        reopen(close(case, text("opened twice"), business_team, at), text(" "), business_team, at)


def test_closing_a_closed_case_and_reopening_an_open_one_are_harmless(
    case: Case, business_team: Actor, at: datetime, text: Text
) -> None:
    closed = close(case, text("opened twice"), business_team, at)
    assert close(closed, text("opened twice"), business_team, at) is closed
    assert reopen(case, text("it was not"), business_team, at) is case


def test_a_merged_case_is_neither_closed_nor_reopened(
    case: Case, opened: Callable[..., Case], business_team: Actor, at: datetime, text: Text
) -> None:
    ended, _ = merged(case, opened("CSCP-2"))
    with pytest.raises(WrongStage, match=r"CSCP-1 was merged into CSCP-2\. Go on there"):
        close(ended, text("opened twice"), business_team, at)
    with pytest.raises(WrongStage, match=r"CSCP-1 was merged into CSCP-2\. Go on there"):
        reopen(ended, text("it was not"), business_team, at)


def test_a_care_leavers_case_is_not_closed_before_it_is_said_whether_abuse_can_be_ruled_out(
    care_leaver: Case, business_team: Actor, at: datetime, text: Text
) -> None:
    assert care_leaver.stage is Stage.SIN_ONLY
    with pytest.raises(InvalidInput, match="Say first whether abuse or neglect can be ruled out"):
        close(care_leaver, text("no review follows"), business_team, at)


@pytest.mark.parametrize(("answer", "words"), [("yes", "yes"), ("no", "no"), ("not_known", "not known")])
def test_any_answer_closes_it_and_the_history_says_which(
    care_leaver: Case,
    business_team: Actor,
    at: datetime,
    text: Text,
    framework: Framework,
    answer: RuledOut,
    words: str,
) -> None:
    closed = close(care_leaver, text("No review follows."), business_team, at, answer)
    event = closed.events[-1]
    assert event.type == "closed"
    assert event.abuse_ruled_out == answer
    assert history(closed, framework, lambda person: person.id)[-1] == (
        "Tuesday 2 June 2026, 11:00: business team member closed the case. Reason: No review follows. "
        f"Abuse or neglect ruled out: {words}."
    )


def test_other_cases_are_closed_without_that_answer(
    case: Case, submitted: Case, business_team: Actor, at: datetime, text: Text, framework: Framework
) -> None:
    for other in (case, submitted):
        closed = close(other, text("Finished."), business_team, at)
        assert closed.stage is Stage.CLOSED
        assert history(closed, framework, lambda person: person.id)[-1].endswith("closed the case. Reason: Finished.")


def test_closing_a_closed_care_leavers_case_again_is_harmless_and_asks_nothing(
    care_leaver: Case, business_team: Actor, at: datetime, text: Text
) -> None:
    closed = close(care_leaver, text("no review follows"), business_team, at, "no")
    assert close(closed, text("no review follows"), business_team, at) is closed
