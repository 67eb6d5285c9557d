"""The Business Team closes a case when no duty is open, and reopens it; each with a reason."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, WrongStage
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import LATER_NOT_MET, NOTIFICATION_CRITERIA
from safeguarding.case.steps.lcspr import complete_lcspr
from safeguarding.case.steps.lifecycle import RuledOut, close, reopen, submit_sin
from safeguarding.case.steps.signatures import propose_not_met
from safeguarding.case.views.history import history
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor
from tests.support.case_stages import (
    COUNCIL,
    DEFERRING,
    ICB,
    PARTNERS_DSPS,
    concern_decided,
    decided,
    merged,
    proposed,
    put_to_the_dsps,
    recommendation,
    referred,
    signed_by,
    started,
)
from tests.support.people.everybody import EVERYBODY

Text = Callable[..., FreeText]
LEAVER = {"age": "18_to_24", "care_experienced": "yes"}
IN_CARE = {"abuse_or_neglect": "neither", "care_experienced": "yes"}
NOTHING_WRONG = {"harm": "neither", "abuse_or_neglect": "neither"}
DCS = EVERYBODY["dcs"]


@pytest.fixture
def nothing_due(opened: Callable[..., Case]) -> Case:
    """Nobody died or was seriously harmed, and nobody ever said that somebody might have been."""
    return opened(**NOTHING_WRONG)


@pytest.fixture
def care_leaver(opened: Callable[..., Case], council: Actor, at: datetime) -> Case:
    """The care leaver is 22 years old and care experienced: the SIN is in, and no Rapid Review follows."""
    return submit_sin(opened(**LEAVER), date(2026, 6, 2), council, at)


@pytest.fixture
def child_in_care(opened: Callable[..., Case], council: Actor, at: datetime) -> Case:
    """The child died in care, and abuse is neither known nor suspected: the SIN is in, and no Rapid Review follows."""
    return submit_sin(opened(**IN_CARE), date(2026, 6, 2), council, at)


@pytest.fixture
def stages(
    case: Case, submitted: Case, opened: Callable[..., Case], nothing_due: Case, at: datetime, text: Text
) -> Mapping[str, Case]:
    unlikely = {"abuse_or_neglect": "neither", "care_experienced": "no"}
    not_met = signed_by(propose_not_met(submitted, text("an illness"), ICB, at), LATER_NOT_MET, *PARTNERS_DSPS)
    not_required = opened(**unlikely)
    return {
        "a SIN is required": case,
        "it is not known": opened(abuse_or_neglect="not_known"),
        "a death, no SIN, nobody has agreed": not_required,
        "a death, no SIN, two have agreed": signed_by(not_required, NOTIFICATION_CRITERIA, COUNCIL, ICB),
        "a death, no SIN, all have agreed": signed_by(not_required, NOTIFICATION_CRITERIA, *PARTNERS_DSPS),
        "the SIN is in": submitted,
        "the three agree that it was not met, the DCS does not": not_met,
        "it was not met after all": signed_by(not_met, LATER_NOT_MET, DCS),
        "it is determined": put_to_the_dsps(submitted),
        "no LCSPR is decided": decided(submitted, recommendation("not_commission")),
        "an LCSPR is put off by law": decided(submitted, DEFERRING),
        "an LCSPR is decided": decided(submitted),
        "an LCSPR has begun": started(decided(submitted)),
        "a concern is referred": referred(nothing_due),
        "an outcome is proposed": proposed(referred(nothing_due)),
        "a concern is decided": concern_decided(nothing_due),
    }


@pytest.mark.parametrize(
    ("stage", "waits_for"),
    [
        ("a SIN is required", r"a SIN is required and not recorded as submitted \(Local authority\)"),
        ("it is not known", r"it is not known yet whether a SIN is required \(the person who opened the case, Local"),
        (
            "a death, no SIN, nobody has agreed",
            r"not agreed that no SIN is required \(Local authority, ICB, Police",
        ),
        ("a death, no SIN, two have agreed", "the three partners have not agreed"),
        ("the SIN is in", r"the Rapid Review is not determined \(Review Group\)"),
        ("the three agree that it was not met, the DCS does not", "the Rapid Review is not determined"),
        ("it is determined", r"the DSPs have not decided on an LCSPR \(Local authority, ICB, Police\)"),
        ("an LCSPR is decided", r"the LCSPR is commissioned and not recorded as completed \(Business Team\)"),
        ("an LCSPR has begun", "the LCSPR is commissioned and not recorded as completed"),
        ("a concern is referred", r"a Case of Concern is referred and not decided \(Review Group\)"),
        ("an outcome is proposed", "a Case of Concern is referred and not decided"),
    ],
)
def test_closing_is_refused_while_a_duty_is_open_and_says_which_and_whose_step_it_is(
    stages: Mapping[str, Case], stage: str, waits_for: str, business_team: Actor, at: datetime, text: Text
) -> None:
    with pytest.raises(WrongStage, match=f"stays open while a duty is: .*{waits_for}"):
        close(stages[stage], text("Dealt with elsewhere."), business_team, at, "yes")


@pytest.mark.parametrize(
    "stage",
    [
        *("a death, no SIN, all have agreed", "it was not met after all", "no LCSPR is decided"),
        *("an LCSPR is put off by law", "a concern is decided"),
    ],
)
def test_it_is_closed_when_what_was_due_is_done_or_agreed(
    stages: Mapping[str, Case], stage: str, business_team: Actor, at: datetime, text: Text
) -> None:
    assert open_duties(stages[stage]) == ()
    assert close(stages[stage], text("Nothing is left."), business_team, at).stage is Stage.CLOSED


def test_no_case_with_a_clock_of_the_guidance_can_be_closed(
    stages: Mapping[str, Case], framework: Framework, calendar: WorkingCalendar
) -> None:
    statutory = {deadline.id for deadline in framework.deadlines}
    for name, case in stages.items():
        running = {clock.due.id for clock in clocks(case, framework, calendar)} & statutory
        assert not running or open_duties(case), name


def test_an_lcspr_that_is_completed_closes_the_case_and_no_duty_is_left(
    submitted: Case, at: datetime, text: Text
) -> None:
    done = complete_lcspr(
        started(decided(submitted)), date(2026, 6, 2), text("published"), EVERYBODY["business_team"], at
    )
    assert done.stage is Stage.CLOSED
    assert open_duties(done) == ()


def test_closing_keeps_the_reason_and_who_gave_it(
    nothing_due: Case, business_team: Actor, at: datetime, text: Text
) -> None:
    closed = close(nothing_due, text("opened twice"), business_team, at)
    event = closed.events[-1]
    assert event.type == "closed"
    assert (event.reason, event.by, event.at) == (text("opened twice"), business_team.person, at)
    assert closed.stage is Stage.CLOSED
    assert not closed.is_open


def test_a_reopened_case_stands_where_it_stood(submitted: Case, business_team: Actor, at: datetime, text: Text) -> None:
    case = decided(submitted, DEFERRING)
    reopened = reopen(close(case, text("finished"), business_team, at), text("it was not"), business_team, at)
    event = reopened.events[-1]
    assert event.type == "reopened"
    assert event.reason == text("it was not")
    assert reopened.stage is case.stage is Stage.DEFERRED
    assert reopened.is_open


def test_a_case_can_be_closed_again_after_it_was_reopened(
    nothing_due: Case, business_team: Actor, at: datetime, text: Text
) -> None:
    reopened = reopen(close(nothing_due, text("one"), business_team, at), text("two"), business_team, at)
    assert close(reopened, text("three"), business_team, at).stage is Stage.CLOSED


def test_only_the_business_team_closes_and_reopens(
    nothing_due: Case, actors: Mapping[str, Actor], business_team: Actor, at: datetime, text: Text
) -> None:
    closed = close(nothing_due, text("opened twice"), business_team, at)
    for by in (actor for name, actor in actors.items() if name != "business_team"):
        with pytest.raises(NotAllowed, match="Only the Business Team can close a case"):
            close(nothing_due, text("opened twice"), by, at)
        with pytest.raises(NotAllowed, match="Only the Business Team can reopen a case"):
            reopen(closed, text("it was not"), by, at)


def test_both_need_a_reason(nothing_due: Case, business_team: Actor, at: datetime, text: Text) -> None:
    with pytest.raises(InvalidInput, match="Give the reason"):
        close(nothing_due, text(" "), business_team, at)
    with pytest.raises(InvalidInput, match="Give the reason"):
        reopen(close(nothing_due, text("opened twice"), business_team, at), text(" "), business_team, at)


def test_closing_a_closed_case_and_reopening_an_open_one_are_harmless(
    case: Case, nothing_due: Case, business_team: Actor, at: datetime, text: Text
) -> None:
    closed = close(nothing_due, text("opened twice"), business_team, at)
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
def test_any_answer_closes_a_young_adults_case_and_the_history_says_which(
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
    nothing_due: Case, business_team: Actor, at: datetime, text: Text, framework: Framework
) -> None:
    closed = close(nothing_due, text("Finished."), business_team, at)
    assert history(closed, framework, lambda person: person.id)[-1].endswith("closed the case. Reason: Finished.")


@pytest.mark.parametrize("answer", ["no", "not_known"])
def test_a_childs_case_is_not_closed_while_abuse_is_not_ruled_out_since_that_answer_decides(
    child_in_care: Case, business_team: Actor, at: datetime, text: Text, answer: RuledOut
) -> None:
    with pytest.raises(InvalidInput, match="Answer first whether abuse or neglect is known or suspected"):
        close(child_in_care, text("no review follows"), business_team, at, answer)
    assert close(child_in_care, text("no review follows"), business_team, at, "yes").stage is Stage.CLOSED


def test_closing_a_closed_care_leavers_case_again_is_harmless_and_asks_nothing(
    care_leaver: Case, business_team: Actor, at: datetime, text: Text
) -> None:
    closed = close(care_leaver, text("no review follows"), business_team, at, "no")
    assert close(closed, text("no review follows"), business_team, at) is closed
