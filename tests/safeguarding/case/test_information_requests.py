"""Information requests say which agencies were asked, and which of their returns stand."""

from datetime import date
from itertools import product

import pytest

from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.review_events import InformationRequested, InformationReturned, ReturnTakenBack
from safeguarding.case.information_requests import InformationRequests
from tests.support.case_stages import BUSINESS_TEAM, text
from tests.support.people.everybody import OPENED_AT

TEAM = BUSINESS_TEAM.person
SCHOOL, HEALTH, POLICE = "A school", "Health Services", "Metropolitan Police"
SOONER, LATER = date(2026, 6, 9), date(2026, 6, 16)


def asked(*agencies: str, due: date = LATER) -> InformationRequested:
    return InformationRequested(by=TEAM, at=OPENED_AT, agencies=agencies, due=due)


def returned(agency: str = SCHOOL) -> InformationReturned:
    return InformationReturned(by=TEAM, at=OPENED_AT, agency=agency)


def taken_back(agency: str = SCHOOL) -> ReturnTakenBack:
    return ReturnTakenBack(by=TEAM, at=OPENED_AT, agency=agency, reason=text("sent by mistake"))


def test_where_no_agency_was_asked_nothing_is_due() -> None:
    requests = InformationRequests.of([])
    assert (requests.due, requests.outstanding, requests.returned, requests.next_due) == ({}, (), (), None)
    assert requests.latest_return(SCHOOL) is None


def test_an_agency_that_was_asked_is_outstanding_until_its_return_is_recorded() -> None:
    waiting = InformationRequests.of([asked(SCHOOL, HEALTH)])
    assert (waiting.outstanding, waiting.returned) == ((SCHOOL, HEALTH), ())
    one_sent = InformationRequests.of([asked(SCHOOL, HEALTH), returned(SCHOOL)])
    assert (one_sent.outstanding, one_sent.returned) == ((HEALTH,), (SCHOOL,))


def test_the_next_day_due_is_the_earliest_of_those_whose_return_is_outstanding() -> None:
    both = [asked(SCHOOL, due=SOONER), asked(HEALTH, due=LATER)]
    assert InformationRequests.of(both).next_due == SOONER
    assert InformationRequests.of([*both, returned(SCHOOL)]).next_due == LATER
    assert InformationRequests.of([*both, returned(SCHOOL), returned(HEALTH)]).next_due is None


def test_the_latest_request_to_an_agency_gives_its_day() -> None:
    requests = InformationRequests.of([asked(SCHOOL, HEALTH, due=SOONER), asked(SCHOOL, due=LATER)])
    assert requests.due == {SCHOOL: LATER, HEALTH: SOONER}


def test_a_return_that_was_taken_back_is_due_by_the_same_day_as_before() -> None:
    requests = InformationRequests.of([asked(SCHOOL, due=SOONER), returned(), taken_back()])
    assert (requests.outstanding, requests.returned, requests.next_due) == ((SCHOOL,), (), SOONER)


def test_the_latest_return_is_found_though_it_was_taken_back() -> None:
    first, second = returned(), returned()
    requests = InformationRequests.of([asked(SCHOOL), first, taken_back(), second, returned(POLICE), taken_back()])
    assert requests.latest_return(SCHOOL) is second
    assert requests.latest_return(HEALTH) is None
    assert len(requests.recorded) == 3


SAID: dict[str, AnyEvent] = {"asked": asked(SCHOOL), "returned": returned(), "taken back": taken_back()}


@pytest.mark.parametrize("said", [said for length in range(4) for said in product(SAID, repeat=length)])
def test_whether_an_agencys_return_is_outstanding_is_what_was_said_last(said: tuple[str, ...]) -> None:
    requests = InformationRequests.of([asked(SCHOOL, HEALTH), *(SAID[each] for each in said)])
    last = said[-1] if said else "asked"
    assert (SCHOOL in requests.outstanding) == (last != "returned")
    assert (SCHOOL in requests.returned) == (last == "returned")
    assert HEALTH in requests.outstanding
