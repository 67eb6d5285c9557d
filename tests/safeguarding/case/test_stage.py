"""The stage of a case is derived from its events, at every turn."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.stage import Stage
from safeguarding.case.steps.lifecycle import reopen, submit_sin
from safeguarding.people import Actor
from tests.support.case_stages import agreed_to, closed_anyway

Opened = Callable[..., Case]
Text = Callable[..., FreeText]

TUESDAY = date(2026, 6, 2)


@pytest.mark.parametrize(
    ("answers", "after_submission"),
    [
        ({}, Stage.RAPID_REVIEW),
        ({"abuse_or_neglect": "not_known", "care_experienced": "yes"}, Stage.RAPID_REVIEW),
        ({"abuse_or_neglect": "neither", "care_experienced": "yes"}, Stage.SIN_ONLY),
        ({"age": "18_to_24", "care_experienced": "yes"}, Stage.SIN_ONLY),
        ({"harm": "neither"}, Stage.SIN_ONLY),
    ],
    ids=["child, abuse known", "child in care, abuse not known", "child in care, no abuse", "care leaver", "no harm"],
)
def test_a_case_is_a_notification_until_the_sin_is_in(
    opened: Opened, council: Actor, at: datetime, answers: dict[str, str], after_submission: Stage
) -> None:
    case = opened(**answers)
    assert case.stage is Stage.NOTIFICATION
    assert submit_sin(case, TUESDAY, council, at).stage is after_submission


def test_an_update_after_the_submission_moves_the_case_between_the_two_lanes(
    submitted: Case, updated: Callable[..., Case]
) -> None:
    no_review = agreed_to(updated(submitted, abuse_or_neglect="neither", care_experienced="yes"))
    assert no_review.stage is Stage.SIN_ONLY
    assert updated(no_review, abuse_or_neglect="suspected").stage is Stage.RAPID_REVIEW


def test_signatures_move_no_stage(
    case: Case, council: Actor, icb: Actor, police: Actor, signed: Callable[..., Case]
) -> None:
    assert signed(case, council, icb, police).stage is Stage.NOTIFICATION


def test_closed_wins_over_the_lane_and_the_latest_of_closed_and_reopened_counts(
    submitted: Case, business_team: Actor, at: datetime, text: Text
) -> None:
    case, stages = submitted, []
    for step in (closed_anyway, reopen, closed_anyway, reopen):
        case = step(case, text("as asked"), business_team, at)
        stages.append(case.stage)
    assert stages == [Stage.CLOSED, Stage.RAPID_REVIEW, Stage.CLOSED, Stage.RAPID_REVIEW]


def test_every_stage_has_a_label_of_its_own() -> None:
    assert len({stage.label for stage in Stage}) == len(Stage)
