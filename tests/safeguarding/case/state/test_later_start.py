"""A later suspicion starts the SIN's clock only where neither had been recorded and agreed, and two confirm it."""

from datetime import date

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, SeatTaken
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.later_start import ruled_out_on
from safeguarding.case.state.matters import FACTS_CHANGE, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.lifecycle import open_case, submit_sin, update
from safeguarding.people import Actor, Seat
from tests.support.case_stages import (
    BUSINESS_TEAM,
    CALENDAR,
    COUNCIL,
    ENGINE,
    FRAMEWORK,
    ICB,
    PARTNERS_DSPS,
    POLICE,
    TODAY,
    signed_by,
)
from tests.support.incidents.later_suspicion import (
    AT_SUSPICION,
    NO_ABUSE,
    SUSPECTED_ON,
    counted_anew,
    ruled_out,
    suspects,
)
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import REF, facts, opened

DCS = EVERYBODY["dcs"]
AWARE = date(2026, 6, 1)


def sin_due(case: Case) -> date:
    (due,) = [clock.due.due for clock in clocks(case, FRAMEWORK, CALENDAR) if clock.due.id == "sin"]
    return due


def test_the_suspicion_counts_at_once_and_the_earlier_day_until_the_later_one_is_counted_anew() -> None:
    case = suspects(ruled_out())
    assert case.facts.answers["abuse_or_neglect"] == "suspected" and case.outcome.values["sin"] == "required"
    assert case.proposals.update and not case.proposals.update.ends
    assert case.aware.day == AWARE and sin_due(case) == date(2026, 6, 8)


@pytest.mark.parametrize(("proposer", "other"), [(BUSINESS_TEAM, COUNCIL), (COUNCIL, ICB), (POLICE, COUNCIL)])
def test_the_dcs_and_another_partner_confirm_it_in_either_order(proposer: Actor, other: Actor) -> None:
    for first, second in ((DCS, other), (other, DCS)):
        one = signed_by(suspects(ruled_out(), by=proposer), FACTS_CHANGE, first)
        assert one.aware.day == AWARE and one.proposals.update
        both = signed_by(one, FACTS_CHANGE, second)
        assert (both.aware.day, both.aware.first) == (SUSPECTED_ON, AWARE)
        assert sin_due(both) == date(2026, 6, 26) and both.proposals.update is None


def test_two_partners_without_the_dcs_do_not_confirm_it() -> None:
    case = signed_by(suspects(ruled_out()), FACTS_CHANGE, COUNCIL)
    sign_off = sign_off_of(case, FACTS_CHANGE)
    assert sign_off and sign_off.missing == (Seat.DCS,) and case.aware.day == AWARE
    with pytest.raises(SeatTaken, match="Nothing more is needed from you"):
        signed_by(case, FACTS_CHANGE, ICB)


def test_one_who_disagrees_keeps_the_earlier_day() -> None:
    case = signed_by(suspects(ruled_out()), FACTS_CHANGE, DCS)
    case = signed_by(case, FACTS_CHANGE, POLICE, agrees=False)
    assert case.aware.day == AWARE and case.proposals.update


def test_the_proposers_own_seat_does_not_confirm_it() -> None:
    sign_off = sign_off_of(suspects(ruled_out(), by=COUNCIL), FACTS_CHANGE)
    assert sign_off and Seat.LOCAL_AUTHORITY not in sign_off.matter.seats


def test_the_dcs_who_confirms_it_does_not_propose_it() -> None:
    with pytest.raises(NotAllowed, match="Somebody else proposes it"):
        suspects(ruled_out(), by=DCS)


def test_after_not_known_a_suspicion_never_starts_the_clock_anew() -> None:
    not_known = opened(abuse_or_neglect="not_known", care_experienced="no")
    for case in (not_known, suspects(ruled_out(), on=None, abuse_or_neglect="not_known")):
        assert ruled_out_on(case, 1) is None
        with pytest.raises(InvalidInput, match="counted from the awareness of the incident"):
            suspects(case)


def test_neither_that_the_partners_did_not_agree_to_starts_nothing_anew() -> None:
    two_of_three = signed_by(opened(**NO_ABUSE), NOTIFICATION_CRITERIA, COUNCIL, ICB)
    for case in (opened(**NO_ABUSE), two_of_three, opened()):
        assert ruled_out_on(case, 1) is None
        with pytest.raises(InvalidInput, match="the three partners had agreed"):
            suspects(case)


def test_where_a_sin_was_due_for_another_reason_nothing_starts_anew() -> None:
    in_care = signed_by(
        opened(abuse_or_neglect="neither", care_experienced="yes"), NOTIFICATION_CRITERIA, *PARTNERS_DSPS
    )
    assert ruled_out_on(in_care, 1) is None


def test_a_second_suspicion_is_no_first_one() -> None:
    assert ruled_out_on(suspects(ruled_out()), 1) == TODAY
    assert ruled_out_on(suspects(suspects(ruled_out()), on=None, abuse_or_neglect="known"), 1) == TODAY
    assert ruled_out_on(signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS), 1) is None


def test_a_day_before_the_partners_agreed_or_in_the_future_is_refused() -> None:
    with pytest.raises(InvalidInput, match="when the partners agreed"):
        suspects(ruled_out(), on=AWARE)
    with pytest.raises(InvalidInput, match="is in the future"):
        suspects(ruled_out(), on=date(2026, 6, 23))
    with pytest.raises(InvalidInput, match="first partner became aware of the incident as well"):
        suspects(ruled_out(), became_aware=None)


def test_awareness_before_the_harm_is_refused() -> None:
    with pytest.raises(InvalidInput, match="can't have become aware"):
        suspects(ruled_out(), became_aware=date(2026, 5, 30))


def test_a_case_is_not_opened_with_a_later_start() -> None:
    stated = facts().model_copy(update={"abuse_known_on": TODAY})
    with pytest.raises(InvalidInput, match="counted from the awareness"):
        open_case(REF, "t", stated, ENGINE, BUSINESS_TEAM, OPENED_AT)


def test_the_sin_may_have_gone_in_before_the_suspicion_and_then_nothing_starts_anew() -> None:
    submitted = submit_sin(counted_anew(), date(2026, 6, 18), BUSINESS_TEAM, AT_SUSPICION)
    assert submitted.sin_submitted == date(2026, 6, 18) and ruled_out_on(submitted, 1) is None


def test_the_later_start_ends_when_abuse_is_no_longer_suspected() -> None:
    stated = counted_anew().facts.model_copy(
        update={"answers": {**counted_anew().facts.answers, "abuse_or_neglect": "not_known"}}
    )
    case = update(counted_anew(), stated, ENGINE, BUSINESS_TEAM, AT_SUSPICION)
    agreed = signed_by(case, FACTS_CHANGE, *PARTNERS_DSPS, DCS)
    assert agreed.facts.answers["abuse_or_neglect"] == "not_known" and agreed.aware.day == AWARE


def test_a_still_later_day_is_confirmed_anew_and_an_earlier_one_counts_at_once() -> None:
    later = suspects(counted_anew(), on=date(2026, 6, 22))
    assert later.proposals.update and later.aware.day == SUSPECTED_ON
    earlier = suspects(counted_anew(), on=date(2026, 6, 5))
    assert earlier.proposals.update is None and earlier.aware.day == date(2026, 6, 5)


def test_both_days_are_told_with_the_clock() -> None:
    (sin,) = [clock for clock in clocks(counted_anew(), FRAMEWORK, CALENDAR) if clock.due.id == "sin"]
    assert "first known or suspected" in sin.explanation() and "Monday 1 June 2026" in sin.explanation()
