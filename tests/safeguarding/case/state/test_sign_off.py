"""A sign-off says who has agreed, who has not, and who is waited for."""

from collections.abc import Callable

from safeguarding.case.case import Case
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.people import PARTNERS, Seat
from tests.support.case_stages import ICB, POLICE, signed_by

Standing = Callable[..., SignOff]


def test_the_criteria_are_for_the_three_partners_and_the_quality_for_the_dcs(case: Case, sign_off: Standing) -> None:
    assert sign_off(case, NOTIFICATION_CRITERIA).missing == PARTNERS
    assert sign_off(case, SIN_QUALITY).missing == (Seat.DCS,)


def test_whoever_disagrees_is_no_longer_waited_for_and_nothing_is_agreed(case: Case, sign_off: Standing) -> None:
    disputed = signed_by(signed_by(case, NOTIFICATION_CRITERIA, ICB), NOTIFICATION_CRITERIA, POLICE, agrees=False)
    standing = sign_off(disputed, NOTIFICATION_CRITERIA)
    assert standing.missing == (Seat.LOCAL_AUTHORITY,)
    assert [signed.seat for signed in standing.dissents] == [Seat.POLICE]
    assert not standing.is_agreed


def test_nothing_stands_for_a_matter_that_does_not_exist(case: Case) -> None:
    assert sign_off_of(case, "lunch") is None
