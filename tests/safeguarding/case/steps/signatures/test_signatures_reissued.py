"""A matter is reissued: its seats are asked once more, after a dissent was talked over."""

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, OutOfDate, WrongStage
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.matters import LATER_NOT_MET, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.steps.signatures import propose_not_met, reissue, sign
from safeguarding.case.views.history import history
from safeguarding.framework.framework import Framework
from safeguarding.people import PARTNERS, Actor, Person, Seat
from tests.support.case_stages import closed_anyway

Again = Callable[..., Case]
Signed = Callable[..., Case]
Standing = Callable[..., SignOff]
Text = Callable[..., FreeText]


@pytest.fixture
def again(business_team: Actor, at: datetime, text: Text) -> Again:
    def again(
        case: Case, by: Actor = business_team, matter: str = NOTIFICATION_CRITERIA, words: str = "talked over"
    ) -> Case:
        return reissue(case, matter, text(words), by, at)

    return again


@pytest.fixture
def disputed(case: Case, council: Actor, icb: Actor, police: Actor, signed: Signed, text: Text) -> Case:
    """The council and the ICB agree that the criteria are met, and the police do not."""
    return signed(signed(case, council, icb), police, agrees=False, reason=text("an accident"))


def test_it_says_who_put_what_again_when_and_why(
    disputed: Case, again: Again, business_team: Actor, at: datetime, text: Text
) -> None:
    event = again(disputed).events[-1]
    assert event.type == "put_again"
    assert (event.matter, event.by, event.at) == (NOTIFICATION_CRITERIA, business_team.person, at)
    assert event.reason == text("talked over")


def test_all_seats_sign_anew_and_what_they_said_before_has_lapsed(
    disputed: Case, again: Again, sign_off: Standing
) -> None:
    now = sign_off(again(disputed))
    assert now.missing == PARTNERS
    assert not now.signatures
    assert [given.seat for given in now.lapsed] == [Seat.LOCAL_AUTHORITY, Seat.ICB, Seat.POLICE]


def test_who_disagreed_may_agree_in_the_new_round_and_then_it_is_agreed(
    disputed: Case, again: Again, council: Actor, icb: Actor, police: Actor, signed: Signed, sign_off: Standing
) -> None:
    two = signed(again(disputed), police, council)
    assert not sign_off(two).is_agreed
    assert sign_off(signed(two, icb)).is_agreed


def test_a_deputy_may_sign_where_the_dsp_signed_in_the_round_before(
    disputed: Case, again: Again, icb_deputy: Actor, signed: Signed, sign_off: Standing
) -> None:
    case = signed(again(disputed), icb_deputy)
    assert sign_off(case).signatures[Seat.ICB].signer == icb_deputy.person


def test_only_after_a_dissent(
    case: Case, again: Again, council: Actor, icb: Actor, police: Actor, signed: Signed
) -> None:
    for undisputed in (case, signed(case, council), signed(case, council, icb, police)):
        with pytest.raises(WrongStage, match="Nobody has disagreed, so there is nothing to put again"):
            again(undisputed)


def test_what_the_case_does_not_ask_for_is_not_put_again_by_a_seat_or_by_anybody_else(
    case: Case, again: Again, council: Actor, opener: Actor
) -> None:
    with pytest.raises(WrongStage, match="the case does not ask for it"):
        again(case, council, LATER_NOT_MET)
    with pytest.raises(NotAllowed, match="Only the Business Team and those who sign"):
        again(case, opener, LATER_NOT_MET)


def test_a_second_click_puts_it_only_once(disputed: Case, again: Again) -> None:
    with pytest.raises(WrongStage, match="Nobody has disagreed"):
        again(again(disputed))


def test_a_dissent_that_has_lapsed_is_none(disputed: Case, again: Again, updated: Callable[..., Case]) -> None:
    with pytest.raises(WrongStage, match="Nobody has disagreed"):
        again(updated(disputed, abuse_or_neglect="suspected"))


def test_each_dissent_allows_one_more_round(
    disputed: Case, again: Again, police: Actor, signed: Signed, sign_off: Standing, text: Text
) -> None:
    digests, case = {sign_off(disputed).matter.digest}, disputed
    for words in ("talked over", "talked over", "for the last time"):
        case = signed(again(case, words=words), police, agrees=False, reason=text("an accident"))
        digests.add(sign_off(case).matter.digest)
    assert len(digests) == 4
    assert len(sign_off(case).lapsed) == 5


def test_the_business_team_and_those_who_sign_the_matter_may_put_it_again(
    disputed: Case, again: Again, actors: Mapping[str, Actor]
) -> None:
    may = ("business_team", "council", "icb", "icb_deputy", "police")
    for name, by in actors.items():
        if name in may:
            assert again(disputed, by).version == disputed.version + 1
        else:
            with pytest.raises(NotAllowed, match="Only the Business Team and those who sign can put a matter again"):
                again(disputed, by)


def test_the_dcs_puts_the_quality_again_and_a_partner_does_not(
    case: Case, again: Again, dcs: Actor, police: Actor, signed: Signed, sign_off: Standing, text: Text
) -> None:
    case = signed(case, dcs, matter=SIN_QUALITY, agrees=False, reason=text("a date is missing"))
    with pytest.raises(NotAllowed):
        again(case, police, SIN_QUALITY)
    assert sign_off(signed(again(case, dcs, SIN_QUALITY), dcs, matter=SIN_QUALITY), SIN_QUALITY).is_agreed


def test_it_needs_a_reason(disputed: Case, again: Again) -> None:
    with pytest.raises(InvalidInput, match="Give the reason"):
        again(disputed, words=" ")


def test_a_card_of_the_round_before_is_out_of_date(
    disputed: Case, again: Again, police: Actor, at: datetime, sign_off: Standing
) -> None:
    seen = sign_off(disputed).matter.digest
    with pytest.raises(OutOfDate, match="nothing was signed"):
        sign(again(disputed), NOTIFICATION_CRITERIA, seen, police, at, agrees=True)


def test_other_matters_keep_their_signatures(
    disputed: Case, again: Again, dcs: Actor, signed: Signed, sign_off: Standing
) -> None:
    assert sign_off(again(signed(disputed, dcs, matter=SIN_QUALITY)), SIN_QUALITY).is_agreed


def test_what_the_case_does_not_ask_for_is_not_put_again(disputed: Case, again: Again) -> None:
    for matter in (LATER_NOT_MET, "lunch"):
        with pytest.raises(WrongStage, match="nothing to sign here"):
            again(disputed, matter=matter)


def test_a_closed_case_puts_nothing_again(
    disputed: Case, again: Again, business_team: Actor, at: datetime, text: Text
) -> None:
    with pytest.raises(WrongStage, match="CSCP-1 is closed"):
        again(closed_anyway(disputed, text("opened twice"), business_team, at))


def test_a_dissent_on_the_later_finding_can_be_talked_over_too(
    submitted: Case,
    again: Again,
    council: Actor,
    icb: Actor,
    police: Actor,
    dcs: Actor,
    at: datetime,
    signed: Signed,
    text: Text,
) -> None:
    case = signed(propose_not_met(submitted, text("no abuse"), icb, at), council, icb, police, matter=LATER_NOT_MET)
    case = again(signed(case, dcs, matter=LATER_NOT_MET, agrees=False, reason=text("too early")), dcs, LATER_NOT_MET)
    assert not signed(case, dcs, matter=LATER_NOT_MET).found_not_met, "the three of the round before do not count"
    assert signed(case, dcs, council, icb, police, matter=LATER_NOT_MET).found_not_met


def test_the_history_keeps_both_rounds(
    disputed: Case, again: Again, police: Actor, signed: Signed, framework: Framework
) -> None:
    case = signed(again(disputed), police)
    assert case.events[: disputed.version] == disputed.events

    def who(person: Person) -> str:
        return person.id

    assert [line.partition("11:00: ")[2] for line in history(case, framework, who)][1:] == [
        "council dsp agreed for the seat Local authority.",
        "icb dsp agreed for the seat ICB.",
        "police dsp disagreed for the seat Police. Reason: an accident",
        "business team member put the notification criteria to the seats once more. Reason: talked over",
        "police dsp agreed for the seat Police.",
    ]


def test_putting_again_moves_no_stage_and_asks_nobody_new(disputed: Case, again: Again) -> None:
    after = again(disputed)
    assert after.stage is disputed.stage
    assert sign_off_of(after, LATER_NOT_MET) is None
