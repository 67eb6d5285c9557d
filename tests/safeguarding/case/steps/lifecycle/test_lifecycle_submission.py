"""The submission of the SIN by the local authority is recorded."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, WrongStage
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.stage import Stage
from safeguarding.case.state.matters import SIN_QUALITY
from safeguarding.case.state.sign_off import SignOff
from safeguarding.case.steps.lifecycle import submit_sin
from safeguarding.people import Actor, Person, Seat
from tests.support.case_stages import closed_anyway

MONDAY, TUESDAY, WEDNESDAY = date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)
Opened = Callable[..., Case]
Signed = Callable[..., Case]
Text = Callable[..., FreeText]


@pytest.mark.parametrize("who", ["business_team", "dcs", "council"])
def test_the_business_team_the_dcs_and_the_local_authority_record_it(
    case: Case, actors: Mapping[str, Actor], at: datetime, who: str
) -> None:
    submitted = submit_sin(case, TUESDAY, actors[who], at)
    assert submitted.sin_submitted == TUESDAY
    assert submitted.events[-1].by == actors[who].person


@pytest.mark.parametrize("who", ["opener", "practitioner", "review_group", "icb", "icb_deputy", "police"])
def test_nobody_else_records_it(case: Case, actors: Mapping[str, Actor], at: datetime, who: str) -> None:
    with pytest.raises(NotAllowed, match="Only the Business Team, the DCS and the local authority's DSP"):
        submit_sin(case, TUESDAY, actors[who], at)


def test_recording_the_same_day_again_is_harmless_whoever_does_it(
    submitted: Case, business_team: Actor, dcs: Actor, at: datetime
) -> None:
    assert submit_sin(submitted, TUESDAY, business_team, at) is submitted
    assert submit_sin(submitted, TUESDAY, dcs, at) is submitted


def test_another_day_is_refused_once_one_is_recorded(submitted: Case, dcs: Actor, at: datetime) -> None:
    with pytest.raises(WrongStage, match="recorded already, on Tuesday 2 June 2026"):
        submit_sin(submitted, MONDAY, dcs, at)


def test_a_submission_in_the_future_is_refused(case: Case, business_team: Actor, at: datetime) -> None:
    with pytest.raises(InvalidInput, match="Wednesday 3 June 2026 is in the future"):
        submit_sin(case, WEDNESDAY, business_team, at)


def test_today_is_the_day_in_london(case: Case, business_team: Actor) -> None:
    half_past_midnight_in_london = datetime(2026, 6, 2, 23, 30, tzinfo=UTC)
    assert submit_sin(case, WEDNESDAY, business_team, half_past_midnight_in_london).sin_submitted == WEDNESDAY


def test_a_submission_before_a_partner_was_aware_is_refused(case: Case, business_team: Actor, at: datetime) -> None:
    with pytest.raises(
        InvalidInput, match="Sunday 31 May 2026 is before Monday 1 June 2026, the day the first partner"
    ):
        submit_sin(case, date(2026, 5, 31), business_team, at)
    assert submit_sin(case, MONDAY, business_team, at).sin_submitted == MONDAY


def test_a_submission_before_the_incident_is_refused_when_awareness_is_not_known(
    opened: Opened, business_team: Actor, at: datetime
) -> None:
    case = opened(became_aware=None)
    with pytest.raises(
        InvalidInput, match="Saturday 30 May 2026 is before Sunday 31 May 2026, the day on which it happened"
    ):
        submit_sin(case, date(2026, 5, 30), business_team, at)
    assert submit_sin(case, date(2026, 5, 31), business_team, at).sin_submitted == date(2026, 5, 31)


def test_a_provisional_start_refuses_no_day_before_the_case_was_opened(
    opened: Opened, business_team: Actor, at: datetime
) -> None:
    case = opened(became_aware=None, incident_on=None)
    assert submit_sin(case, MONDAY, business_team, at).sin_submitted == MONDAY


def dcs_had_signed(case: Case, by: Actor, at: datetime) -> bool:
    event = submit_sin(case, TUESDAY, by, at).events[-1]
    assert event.type == "sin_submitted"
    return event.dcs_had_signed


def test_a_missing_signature_of_the_dcs_is_flagged_and_stops_nothing(
    case: Case, business_team: Actor, dcs: Actor, at: datetime, signed: Signed
) -> None:
    assert not dcs_had_signed(case, business_team, at)
    assert dcs_had_signed(signed(case, dcs, matter=SIN_QUALITY), business_team, at)


def test_a_dissent_of_the_dcs_is_no_signature_on_the_quality(
    case: Case, business_team: Actor, dcs: Actor, at: datetime, signed: Signed, text: Text
) -> None:
    dissent = signed(case, dcs, matter=SIN_QUALITY, agrees=False, reason=text("the dates are wrong"))
    assert not dcs_had_signed(dissent, business_team, at)


def test_a_lapsed_signature_of_the_dcs_is_no_signature_on_the_quality(
    case: Case, business_team: Actor, dcs: Actor, at: datetime, signed: Signed, updated: Callable[..., Case]
) -> None:
    lapsed = updated(signed(case, dcs, matter=SIN_QUALITY), abuse_or_neglect="suspected")
    assert not dcs_had_signed(lapsed, business_team, at)


def test_the_dcs_can_still_sign_after_the_submission(
    submitted: Case, dcs: Actor, signed: Signed, sign_off: Callable[..., SignOff]
) -> None:
    assert sign_off(signed(submitted, dcs, matter=SIN_QUALITY), SIN_QUALITY).is_agreed


def test_no_dissent_stops_the_local_authority(
    case: Case, council: Actor, icb: Actor, police: Actor, at: datetime, signed: Signed, text: Text
) -> None:
    all_disagree = signed(case, council, icb, police, agrees=False, reason=text("not serious harm"))
    assert submit_sin(all_disagree, TUESDAY, council, at).sin_submitted == TUESDAY


@pytest.mark.parametrize(
    "answers",
    [{"harm": "neither"}, {"abuse_or_neglect": "neither", "care_experienced": "no"}],
    ids=["no harm", "no abuse"],
)
def test_a_sin_is_accepted_where_the_rules_ask_for_none(
    opened: Opened, council: Actor, at: datetime, answers: dict[str, str]
) -> None:
    submitted = submit_sin(opened(**answers), TUESDAY, council, at)
    assert submitted.outcome.values["sin"] == "not_required"
    assert submitted.stage is Stage.SIN_ONLY


def test_a_closed_case_takes_no_submission(case: Case, business_team: Actor, at: datetime, text: Text) -> None:
    with pytest.raises(WrongStage, match="CSCP-1 is closed"):
        submit_sin(closed_anyway(case, text("opened twice"), business_team, at), TUESDAY, business_team, at)


def test_a_person_with_a_seat_of_the_local_authority_among_others_may_record_it(case: Case, at: datetime) -> None:
    by = Actor(person=Person(tenant="council", id="two hats"), seats=frozenset({Seat.POLICE, Seat.LOCAL_AUTHORITY}))
    assert submit_sin(case, TUESDAY, by, at).sin_submitted == TUESDAY
