"""A proposal waits until it is agreed, or until something else takes its place."""

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Reopened
from tests.support.case_stages import BUSINESS_TEAM, correction_proposed, like, merge_proposed, said_in_error, text
from tests.support.people.everybody import OPENED_AT


def reopened(case: Case) -> Case:
    return case.then(Reopened(by=BUSINESS_TEAM.person, at=OPENED_AT, reason=text("it goes on")))


def test_nothing_is_proposed_in_a_case_that_was_only_opened(case: Case) -> None:
    waiting = case.proposals
    assert not any((waiting.update, waiting.correction, waiting.opened_in_error, waiting.merge))


def test_a_case_said_to_be_opened_in_error_waits_for_the_partners_until_it_goes_on(case: Case) -> None:
    proposed = said_in_error(case)
    assert proposed.proposals.opened_in_error
    assert reopened(proposed).proposals.opened_in_error is None


def test_a_merge_waits_for_the_partners_and_the_dcs_until_the_case_goes_on(case: Case, submitted: Case) -> None:
    proposed = merge_proposed(like(case, "CSCP-2"), submitted)
    assert proposed.proposals.merge
    assert reopened(proposed).proposals.merge is None


def test_a_correction_waits_and_any_change_of_what_is_due_takes_its_place() -> None:
    proposed = correction_proposed()
    assert proposed.proposals.correction and proposed.proposals.agreed_correction is None
    assert reopened(proposed).proposals.correction is None
