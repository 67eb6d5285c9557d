"""The row of stages says of every case what is done, where it is now, what is to come, and what is not needed."""

from collections.abc import Mapping

from safeguarding.case.case import Case
from safeguarding.case.stage import ENDED, Stage
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.views.desk.stages import stages
from tests.support.case_stages import (
    BUSINESS_TEAM,
    DEFERRING,
    PARTNERS_DSPS,
    closed_anyway,
    concern_decided,
    decided,
    put_to_the_dsps,
    recommendation,
    referred,
    signed_by,
    text,
)
from tests.support.later_death import dead_after_decision
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import care_leaver, opened, submitted


def in_words(case: Case) -> str:
    return ", ".join(each.standing for each in stages(case))


def test_each_stage_of_the_way_is_said() -> None:
    finished = recommendation("not_commission")
    told = {
        "now, to come, to come, not known": opened(),
        "now, not known, not known, not known": opened(abuse_or_neglect="not_known"),
        "now, not needed, not needed, not needed": opened(abuse_or_neglect="neither", care_experienced="no"),
        "not needed, not needed, not needed, not needed": opened(harm="neither"),
        "done, now, to come, not known": submitted(),
        "done, done, now, not known": put_to_the_dsps(submitted()),
        "done, done, done, not needed": decided(submitted(), finished),
        "done, done, done, put off": decided(submitted(), DEFERRING),
        "done, done, done, now": decided(submitted()),
        "done, not needed, not needed, not needed": care_leaver(),
        "done, not needed, now, not known": referred(care_leaver()),
    }
    for words, case in told.items():
        assert in_words(case) == words
    assert in_words(concern_decided(care_leaver())) == "done, not needed, done, not needed"
    assert in_words(concern_decided(care_leaver(), "lcspr")) == "done, not needed, done, now"


def test_not_required_is_settled_once_the_three_partners_have_agreed() -> None:
    case = opened(abuse_or_neglect="neither", care_experienced="no")
    assert in_words(case).startswith("now")
    assert in_words(signed_by(case, NOTIFICATION_CRITERIA, *PARTNERS_DSPS)).startswith("not needed")


def test_a_death_after_the_submission_is_to_be_told_of() -> None:
    assert in_words(dead_after_decision()).startswith(("now, done", "to update, done"))


def test_a_closed_case_says_what_was_left_open() -> None:
    closed = closed_anyway(opened(), text("finished"), BUSINESS_TEAM, OPENED_AT)
    assert in_words(closed) == "left open, left open, left open, left open"
    over = closed_anyway(decided(submitted(), recommendation("not_met")), text("over"), BUSINESS_TEAM, OPENED_AT)
    assert in_words(over) == "done, done, done, not needed"


def test_a_case_that_ended_elsewhere_has_no_row_and_at_every_open_stage_something_stands(
    cases: Mapping[str, Case],
) -> None:
    for stage in Stage:
        found = stages(cases[stage])
        assert bool(found) == (stage not in ENDED - {Stage.CLOSED})
        assert not found or len(found) == 4
