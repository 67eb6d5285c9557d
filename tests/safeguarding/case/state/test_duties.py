"""A duty that is open says what has not been done and whose step it is."""

from collections.abc import Mapping

import pytest

from safeguarding.case.case import Case
from safeguarding.case.state.duties import open_duties, review_hangs_on_abuse
from tests.support.plain_case import opened

OPEN_AT = {
    "notification": ["a SIN is required and not recorded as submitted (Local authority)"],
    "rapid_review": ["the Rapid Review is not determined (Review Group)"],
    "decision": ["the DSPs have not decided on an LCSPR (Local authority, ICB, Police)"],
    "lcspr": ["the LCSPR is commissioned and not recorded as completed (Business Team)"],
    "concern": ["a Case of Concern is referred and not decided (Review Group)"],
}


def test_each_stage_has_the_duties_of_the_design_and_all_others_have_none(cases: Mapping[str, Case]) -> None:
    for stage, case in cases.items():
        assert [duty.in_words for duty in open_duties(case)] == OPEN_AT.get(stage, []), stage


@pytest.mark.parametrize(
    ("age", "hangs"), [("under_18", True), ("not_known", True), ("18_to_24", False), ("25_or_over", False)]
)
def test_a_rapid_review_hangs_on_abuse_for_whoever_was_or_may_have_been_under_18(age: str, hangs: bool) -> None:
    assert review_hangs_on_abuse(opened(age=age)) is hangs
