"""The cases that lack the signature of a vacant seat are named."""

from collections.abc import Mapping

from safeguarding.case.case import Case
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.views.vacancies import waiting_for_seat
from safeguarding.people import Seat
from tests.support.case_stages import PARTNERS_DSPS, POLICE, signed_by


def test_a_case_waits_for_a_seat_while_a_signature_of_it_is_missing(case: Case) -> None:
    by_police = signed_by(case, NOTIFICATION_CRITERIA, POLICE)
    assert [*waiting_for_seat([case, by_police], Seat.ICB)] == [case.ref, case.ref]
    assert [*waiting_for_seat([case, by_police], Seat.POLICE)] == [case.ref]
    assert [*waiting_for_seat([signed_by(case, NOTIFICATION_CRITERIA, *PARTNERS_DSPS)], Seat.ICB)] == []


def test_nothing_that_is_settled_or_closed_waits(cases: Mapping[str, Case]) -> None:
    settled = [cases["not_met"], cases["closed"], cases["merged"]]
    assert not [*waiting_for_seat(settled, Seat.POLICE), *waiting_for_seat(settled, Seat.DCS)]
