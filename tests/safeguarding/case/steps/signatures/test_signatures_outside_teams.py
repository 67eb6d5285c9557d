"""The Business Team records a signature that was given outside Teams."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

import pytest

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, SeatTaken, WrongStage
from safeguarding.case.events.case_events import OutsideTeams
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.matter_rules import for_matter
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.state.sign_off import SignOff
from safeguarding.case.steps.signatures import record_signature, sign
from safeguarding.dates.working_days import london_date
from safeguarding.people import Actor, Seat
from tests.support.case_stages import circumstances, closed_anyway
from tests.support.people.offices import OFFICES

Outside = Callable[..., OutsideTeams]
Recorded = Callable[..., Case]
Signed = Callable[..., Case]
Standing = Callable[..., SignOff]
Text = Callable[..., FreeText]


@pytest.fixture
def recorded(business_team: Actor, at: datetime) -> Recorded:
    def recorded(
        case: Case,
        seat: Seat,
        outside: OutsideTeams,
        *,
        by: Actor = business_team,
        matter: str = NOTIFICATION_CRITERIA,
        agrees: bool = True,
        reason: FreeText | None = None,
    ) -> Case:
        return record_signature(case, matter, seat, outside, by, at, agrees=agrees, reason=reason)

    return recorded


def test_it_shows_who_signed_who_recorded_it_when_and_how(
    case: Case, police: Actor, business_team: Actor, outside: Outside, recorded: Recorded, sign_off: Standing
) -> None:
    signature = sign_off(recorded(case, Seat.POLICE, outside(police))).signatures[Seat.POLICE]
    assert (signature.signer, signature.by) == (police.person, business_team.person)
    assert signature.outside_teams == outside(police)


def test_it_is_offered_until_all_have_agreed_since_a_dissent_can_be_changed(
    case: Case, business_team: Actor, council: Actor, icb: Actor, police: Actor, signed: Signed, text: Text
) -> None:
    allowed = OFFICES.model_copy(update={"allow_signatures_outside_teams": True})
    rule = STEPS[for_matter("record_signature", NOTIFICATION_CRITERIA)]
    two = signed(case, council, icb)
    disputed = signed(two, police, agrees=False, reason=text("an accident"))
    now = circumstances(partnership=allowed)
    for case_still_open in (two, disputed):
        assert rule.is_available(case_still_open, business_team, now)
    assert not rule.is_available(signed(two, police), business_team, now)


def test_it_counts_like_one_given_in_teams(
    case: Case,
    council: Actor,
    icb: Actor,
    police: Actor,
    outside: Outside,
    recorded: Recorded,
    signed: Signed,
    sign_off: Standing,
) -> None:
    assert sign_off(recorded(signed(case, council, icb), Seat.POLICE, outside(police))).is_agreed


def test_only_the_business_team_records_it(
    case: Case, actors: Mapping[str, Actor], police: Actor, outside: Outside, recorded: Recorded
) -> None:
    for name, by in actors.items():
        if name != "business_team":
            with pytest.raises(NotAllowed, match="Only the Business Team can record a signature given outside Teams"):
                recorded(case, Seat.POLICE, outside(police), by=by)


def test_a_day_in_the_future_is_refused(case: Case, police: Actor, outside: Outside, recorded: Recorded) -> None:
    with pytest.raises(InvalidInput, match="Wednesday 3 June 2026 is in the future"):
        recorded(case, Seat.POLICE, outside(police, on=date(2026, 6, 3)))


def test_a_letter_of_a_day_before_another_partner_signed_counts_since_what_it_signs_is_the_same(
    case: Case, council: Actor, police: Actor, outside: Outside, business_team: Actor, sign_off: Standing, at: datetime
) -> None:
    digest, letter = sign_off(case).matter.digest, outside(police)
    case = sign(case, NOTIFICATION_CRITERIA, digest, council, at + timedelta(days=2), agrees=True)
    recorded = at + timedelta(days=3)
    case = record_signature(case, NOTIFICATION_CRITERIA, Seat.POLICE, letter, business_team, recorded, agrees=True)
    assert letter.on < london_date(at + timedelta(days=2))
    assert sign_off(case).missing == (Seat.ICB,)


def test_a_dissent_needs_its_reason(
    case: Case, police: Actor, outside: Outside, recorded: Recorded, text: Text, sign_off: Standing
) -> None:
    with pytest.raises(InvalidInput, match="Give the reason"):
        recorded(case, Seat.POLICE, outside(police), agrees=False)
    dissent = recorded(case, Seat.POLICE, outside(police), agrees=False, reason=text("too early"))
    assert [signature.signer for signature in sign_off(dissent).dissents] == [police.person]


def test_recording_twice_is_harmless_also_after_signing_in_teams(
    case: Case, police: Actor, outside: Outside, recorded: Recorded, signed: Signed
) -> None:
    once = recorded(case, Seat.POLICE, outside(police))
    assert recorded(once, Seat.POLICE, outside(police)) is once
    assert signed(once, police) is once
    in_teams = signed(case, police)
    assert recorded(in_teams, Seat.POLICE, outside(police)) is in_teams


def test_another_verdict_of_the_same_person_is_refused(
    case: Case, police: Actor, outside: Outside, recorded: Recorded, signed: Signed, text: Text
) -> None:
    with pytest.raises(SeatTaken, match="agreed for the seat Police"):
        recorded(signed(case, police), Seat.POLICE, outside(police), agrees=False, reason=text("too early"))


def test_a_seat_that_has_signed_is_taken(
    case: Case, icb: Actor, icb_deputy: Actor, outside: Outside, recorded: Recorded, signed: Signed
) -> None:
    with pytest.raises(SeatTaken, match="The seat ICB was signed"):
        recorded(signed(case, icb), Seat.ICB, outside(icb_deputy))
    with pytest.raises(SeatTaken, match="The seat ICB was signed"):
        signed(recorded(case, Seat.ICB, outside(icb)), icb_deputy)


def test_one_person_does_not_fill_a_second_seat_by_letter(
    case: Case, council_and_icb: Actor, outside: Outside, recorded: Recorded, signed: Signed, sign_off: Standing
) -> None:
    case = signed(case, council_and_icb)
    with pytest.raises(SeatTaken, match="has signed for the seat Local authority"):
        recorded(case, Seat.ICB, outside(council_and_icb))
    assert sign_off(case).missing == (Seat.ICB, Seat.POLICE)


def test_the_seat_must_be_one_of_the_matter(case: Case, dcs: Actor, outside: Outside, recorded: Recorded) -> None:
    with pytest.raises(NotAllowed, match="It is signed by: Local authority, ICB, Police"):
        recorded(case, Seat.DCS, outside(dcs))
    assert recorded(case, Seat.DCS, outside(dcs), matter=SIN_QUALITY).version == 2


def test_it_lapses_like_one_given_in_teams(
    case: Case,
    police: Actor,
    outside: Outside,
    recorded: Recorded,
    updated: Callable[..., Case],
    sign_off: Standing,
) -> None:
    changed = updated(recorded(case, Seat.POLICE, outside(police)), abuse_or_neglect="suspected")
    assert [signature.signer for signature in sign_off(changed).lapsed] == [police.person]
    assert not sign_off(changed).signatures


def test_a_closed_case_takes_none(
    case: Case, police: Actor, business_team: Actor, outside: Outside, recorded: Recorded, text: Text, at: datetime
) -> None:
    closed = closed_anyway(case, text("opened twice"), business_team, at)
    with pytest.raises(WrongStage, match="CSCP-1 is closed"):
        recorded(closed, Seat.POLICE, outside(police))


def test_a_matter_that_the_case_does_not_ask_for_takes_none(
    opened: Callable[..., Case], dcs: Actor, outside: Outside, recorded: Recorded
) -> None:
    with pytest.raises(WrongStage, match="nothing to sign here"):
        recorded(opened(harm="neither"), Seat.DCS, outside(dcs), matter=SIN_QUALITY)
