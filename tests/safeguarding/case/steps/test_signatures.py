"""A signature in Teams is one person's, for one seat: one verdict on what the case says now."""

from collections.abc import Callable
from datetime import datetime
from itertools import permutations, product

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, OutOfDate, SeatTaken, WrongStage
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.state.sign_off import SignOff
from safeguarding.case.steps.lifecycle import reopen
from safeguarding.case.steps.signatures import sign
from safeguarding.people import PARTNERS, Actor, Seat
from tests.support.case_stages import closed_anyway, merged

Signed = Callable[..., Case]
Standing = Callable[..., SignOff]
Text = Callable[..., FreeText]


def test_a_signature_says_who_when_for_which_seat_and_on_what(
    case: Case, council: Actor, at: datetime, sign_off: Standing, signed: Signed
) -> None:
    signature = sign_off(signed(case, council)).signatures[Seat.LOCAL_AUTHORITY]
    assert (signature.signer, signature.by, signature.at) == (council.person, council.person, at)
    assert signature.digest == sign_off(case).matter.digest
    assert signature.agrees


def test_the_criteria_are_agreed_when_all_three_partners_agree(
    case: Case, council: Actor, icb: Actor, police: Actor, sign_off: Standing, signed: Signed
) -> None:
    two = signed(case, council, police)
    assert not sign_off(two).is_agreed
    assert sign_off(two).missing == (Seat.ICB,)
    agreed = sign_off(signed(two, icb))
    assert agreed.is_agreed
    assert not agreed.lapsed


def test_a_dissent_is_recorded_with_its_reason_and_the_criteria_are_not_agreed(
    case: Case, council: Actor, icb: Actor, police: Actor, text: Text, sign_off: Standing, signed: Signed
) -> None:
    case = signed(signed(case, council, icb), police, agrees=False, reason=text("the harm is disputed"))
    now = sign_off(case)
    assert [(dissent.seat, dissent.reason) for dissent in now.dissents] == [(Seat.POLICE, text("the harm is disputed"))]
    assert not now.missing
    assert not now.is_agreed


@pytest.mark.parametrize("words", [None, "", "   "])
def test_a_dissent_without_a_reason_is_refused(
    case: Case, police: Actor, text: Text, signed: Signed, words: str | None
) -> None:
    with pytest.raises(InvalidInput, match="Give the reason"):
        signed(case, police, agrees=False, reason=None if words is None else text(words))


def test_signing_twice_the_same_is_harmless(case: Case, police: Actor, signed: Signed, text: Text) -> None:
    once = signed(case, police)
    assert signed(once, police) is once
    dissent = signed(case, police, agrees=False, reason=text("too early"))
    assert signed(dissent, police, agrees=False, reason=text("far too early")) is dissent


def test_a_changed_mind_is_refused_on_the_same_content(case: Case, police: Actor, signed: Signed, text: Text) -> None:
    with pytest.raises(SeatTaken, match="You agreed for the seat Police on Tuesday 2 June 2026"):
        signed(signed(case, police), police, agrees=False, reason=text("too early"))
    with pytest.raises(SeatTaken, match="You disagreed for the seat Police on Tuesday 2 June 2026"):
        signed(signed(case, police, agrees=False, reason=text("too early")), police)


def test_the_second_dsp_of_a_partner_is_told_that_the_seat_has_signed(
    case: Case, icb: Actor, icb_deputy: Actor, signed: Signed
) -> None:
    with pytest.raises(SeatTaken, match=r"The seat ICB was signed on Tuesday 2 June 2026\. Nothing more is needed"):
        signed(signed(case, icb), icb_deputy)


def test_a_deputy_fills_the_seat_like_the_dsp(
    case: Case, icb: Actor, icb_deputy: Actor, sign_off: Standing, signed: Signed
) -> None:
    case = signed(case, icb_deputy)
    assert sign_off(case).signatures[Seat.ICB].signer == icb_deputy.person
    with pytest.raises(SeatTaken):
        signed(case, icb)


def test_a_person_with_two_seats_of_one_matter_fills_only_one(
    case: Case, council_and_icb: Actor, police: Actor, sign_off: Standing, signed: Signed
) -> None:
    once = signed(case, police, council_and_icb)
    assert signed(once, council_and_icb) is once
    assert sign_off(once).missing == (Seat.ICB,)


def test_a_person_with_two_seats_takes_the_one_that_is_free(
    case: Case, council_and_icb: Actor, council: Actor, sign_off: Standing, signed: Signed
) -> None:
    case = signed(case, council, council_and_icb)
    assert sign_off(case).signatures[Seat.ICB].signer == council_and_icb.person


def test_a_person_without_a_seat_of_the_matter_is_told_who_signs(
    case: Case, business_team: Actor, dcs: Actor, police: Actor, signed: Signed
) -> None:
    with pytest.raises(NotAllowed, match="It is signed by: Local authority, ICB, Police"):
        signed(case, business_team)
    with pytest.raises(NotAllowed, match="You don't sign this one"):
        signed(case, dcs)
    with pytest.raises(NotAllowed, match="It is signed by: Director of Children's Services"):
        signed(case, police, matter=SIN_QUALITY)


def test_a_matter_that_does_not_exist_is_refused(case: Case, police: Actor, at: datetime, sign_off: Standing) -> None:
    with pytest.raises(WrongStage, match="nothing to sign here"):
        sign(case, "lunch", sign_off(case).matter.digest, police, at, agrees=True)


def test_a_card_of_before_the_change_is_out_of_date(
    case: Case, updated: Callable[..., Case], police: Actor, at: datetime, sign_off: Standing
) -> None:
    seen = sign_off(case).matter.digest
    changed = updated(case, abuse_or_neglect="suspected")
    with pytest.raises(OutOfDate, match="nothing was signed"):
        sign(changed, NOTIFICATION_CRITERIA, seen, police, at, agrees=True)


def test_the_digest_of_one_matter_signs_no_other(case: Case, dcs: Actor, at: datetime, sign_off: Standing) -> None:
    criteria = sign_off(case).matter.digest
    with pytest.raises(OutOfDate):
        sign(case, SIN_QUALITY, criteria, dcs, at, agrees=True)


def test_a_closed_case_is_not_signed_and_a_reopened_one_is(
    case: Case, business_team: Actor, police: Actor, at: datetime, text: Text, sign_off: Standing
) -> None:
    digest = sign_off(case).matter.digest
    closed = closed_anyway(case, text("opened twice"), business_team, at)
    with pytest.raises(WrongStage, match="CSCP-1 is closed"):
        sign(closed, NOTIFICATION_CRITERIA, digest, police, at, agrees=True)
    reopened = reopen(closed, text("it was not"), business_team, at)
    assert sign(reopened, NOTIFICATION_CRITERIA, digest, police, at, agrees=True).version == reopened.version + 1


def test_a_merged_case_is_not_signed(
    case: Case,
    opened: Callable[..., Case],
    business_team: Actor,
    police: Actor,
    at: datetime,
    text: Text,
    signed: Signed,
) -> None:
    ended, _ = merged(case, opened("CSCP-2"))
    with pytest.raises(WrongStage, match=r"CSCP-1 was merged into CSCP-2\. Go on there"):
        signed(ended, police)


@pytest.mark.parametrize("verdicts", list(product([True, False], repeat=3)))
def test_the_order_of_three_signatures_does_not_matter(
    case: Case,
    council: Actor,
    icb: Actor,
    police: Actor,
    text: Text,
    sign_off: Standing,
    signed: Signed,
    verdicts: tuple[bool, bool, bool],
) -> None:
    clicks = list(zip((council, icb, police), verdicts, strict=True))
    for order in permutations(clicks):
        now = case
        for by, agrees in order:
            now = signed(now, by, agrees=agrees, reason=text("as I see it"))
        assert {seat: sign_off(now).signatures[seat].agrees for seat in PARTNERS} == dict(
            zip(PARTNERS, verdicts, strict=True)
        )
        assert sign_off(now).is_agreed == all(verdicts)
        assert not sign_off(now).missing
