"""There are grounds to escalate after a disagreement, while a seat that has to sign is vacant, or once the day has
passed without an answer; a seat that has signed or has nothing to sign is no ground."""

from datetime import date, timedelta

import pytest

from safeguarding.case.case import Case
from safeguarding.case.state.escalation import CRITERIA, LCSPR, disagreed_on, refusal_to_escalate
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.steps.decision import look_again, propose_decision
from safeguarding.dates.working_days import spoken
from safeguarding.people import Seat
from tests.support.case_stages import (
    BUSINESS_TEAM,
    COUNCIL,
    DEFERRING,
    PARTNERS_DSPS,
    PARTNERSHIP,
    POLICE,
    TODAY,
    circumstances,
    decided,
    put_to_the_dsps,
    recommendation,
    signed_by,
    text,
)
from tests.support.case_stages import disputed as disputed_decision
from tests.support.later_death import dead_after_decision, updates
from tests.support.people.everybody import OPENED_AT


@pytest.mark.parametrize("seat", Seat)
def test_a_vacant_seat_counts_only_where_its_signature_is_needed_and_missing(case: Case, seat: Seat) -> None:
    vacant = circumstances(partnership=PARTNERSHIP.model_copy(update={"vacant_since": {seat: TODAY}}))
    council_signed = signed_by(case, NOTIFICATION_CRITERIA, COUNCIL)
    can_escalate = refusal_to_escalate(council_signed, CRITERIA, vacant) is None
    assert can_escalate == (seat in (Seat.ICB, Seat.POLICE))


def test_the_day_has_passed_from_the_day_after_it_on_and_the_refusal_names_it(case: Case) -> None:
    due = date(2026, 6, 8)
    refused = refusal_to_escalate(case, CRITERIA, circumstances(due))
    assert str(refused).endswith("is vacant, and the day, Monday 8 June 2026, has not passed.")
    assert refusal_to_escalate(case, CRITERIA, circumstances(due + timedelta(days=1))) is None


def test_after_an_update_and_after_a_legal_constraint_the_day_of_the_new_decision_counts(submitted: Case) -> None:
    after_update = put_to_the_dsps(updates(dead_after_decision()))
    gone = look_again(decided(submitted, DEFERRING), None, text("the trial is over"), BUSINESS_TEAM, OPENED_AT)
    proposed = propose_decision(gone, recommendation("commission"), COUNCIL, OPENED_AT)
    for put, due in ((after_update, date(2026, 7, 24)), (proposed, date(2026, 6, 9))):
        refused = refusal_to_escalate(put, LCSPR, circumstances(due))
        assert str(refused).endswith(f"and the day, {spoken(due)}, has not passed.")
        assert refusal_to_escalate(put, LCSPR, circumstances(due + timedelta(days=1))) is None


def test_what_all_have_agreed_on_is_never_escalated(case: Case) -> None:
    agreed = signed_by(case, NOTIFICATION_CRITERIA, *PARTNERS_DSPS)
    for when in (circumstances(), circumstances(date(2027, 1, 1))):
        assert refusal_to_escalate(agreed, CRITERIA, when) is not None


def test_the_first_disagreement_gives_the_day(case: Case, submitted: Case) -> None:
    assert disagreed_on(case, CRITERIA) is None
    assert disagreed_on(signed_by(case, NOTIFICATION_CRITERIA, POLICE, agrees=False), CRITERIA) == TODAY
    assert disagreed_on(disputed_decision(submitted), LCSPR) == TODAY
