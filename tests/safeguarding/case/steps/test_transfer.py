"""What another partnership was told and answered is recorded by the Business Team; the transfer's own tests stand among
the ways out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, WrongStage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.steps.transfer import record_partnership
from safeguarding.people import Actor
from tests.support.case_stages import BUSINESS_TEAM, CALENDAR, FRAMEWORK, TODAY, text
from tests.support.england.elsewhere import opened_elsewhere
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import opened


def recorded(case: Case, answer: Any = "waiting", by: Actor = BUSINESS_TEAM, **more: Any) -> Case:
    told = {"authority": "Surrey", "told_on": TODAY, **more}
    return record_partnership(case, told.pop("authority"), told.pop("told_on"), answer, by, OPENED_AT, **told)


def local(case: Case) -> set[str]:
    return {clock.due.id for clock in clocks(case, FRAMEWORK, CALENDAR)} & {"tell_authorities", "authorities_answer"}


def test_its_telling_and_its_answer_are_awaited_and_end_no_duty() -> None:
    case = opened_elsewhere()
    joint = recorded(case, "joint_review", answered_on=TODAY, host="other")
    assert [local(each) for each in (case, recorded(case), joint)] == [
        {"tell_authorities"},
        {"authorities_answer"},
        set(),
    ]
    assert open_duties(case) == open_duties(recorded(case)) == open_duties(joint)


def test_where_no_sin_is_required_nobody_is_pressed_to_tell_it() -> None:
    nobody_hurt = opened_elsewhere(harm="neither", abuse_or_neglect="neither")
    assert local(nobody_hurt) == set()
    assert recorded(nobody_hurt).other_partnerships.unanswered == ("Surrey",), "it can be recorded all the same"


@pytest.mark.parametrize(
    ("answer", "more", "said"),
    [
        ("waiting", {"authority": "Kent"}, "Choose one that the case names: Surrey"),
        ("waiting", {"told_on": date(2026, 6, 3)}, "is in the future"),
        ("own_review", {}, "Give the day on which it answered"),
        ("own_review", {"answered_on": date(2026, 6, 3)}, "is in the future"),
        ("own_review", {"answered_on": date(2026, 6, 1)}, "before it was told"),
        ("joint_review", {"answered_on": TODAY}, "Say who hosts the joint review"),
    ],
)
def test_what_can_not_be_right_is_refused(answer: str, more: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        recorded(opened_elsewhere(), answer, **more)


def test_what_does_not_belong_to_the_answer_is_left_out() -> None:
    case = recorded(opened_elsewhere(), "waiting", answered_on=TODAY, host="croydon")
    record = case.other_partnerships.recorded["Surrey"]
    assert (record.answered_on, record.host) == (None, None)
    alone = recorded(case, "own_review", answered_on=TODAY, host="croydon")
    assert alone.other_partnerships.recorded["Surrey"].host is None


def test_the_same_again_is_harmless_and_another_answer_takes_its_place() -> None:
    once = recorded(opened_elsewhere(), note=text("by telephone"))
    assert recorded(once, note=text("by telephone", "f" * 16)) is once
    assert recorded(once, note=text("by letter")) is not once
    assert recorded(once, "no_review", answered_on=TODAY).other_partnerships.recorded["Surrey"].answer == "no_review"


def test_only_the_business_team_records_it_and_only_where_another_authority_is_named(
    actors: Mapping[str, Actor],
) -> None:
    for name, by in actors.items():
        if name != "business_team":
            with pytest.raises(NotAllowed, match="Only the Business Team"):
                recorded(opened_elsewhere(), by=by)
    with pytest.raises(WrongStage, match="The facts name no other authority"):
        recorded(opened())
