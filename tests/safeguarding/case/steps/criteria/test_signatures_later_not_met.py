"""All three partners and the DCS must agree, after the submission, that the criteria were not met after all."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import permutations

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, OutOfDate, SeatTaken, WrongStage
from safeguarding.case.events.case_events import FoundNotMet, OutsideTeams
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.matters import LATER_NOT_MET
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.steps.lifecycle import reopen
from safeguarding.case.steps.signatures import propose_not_met, record_signature, sign
from safeguarding.case.views.history import history
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.framework import Framework
from safeguarding.people import PARTNERS, Actor, Person, Seat
from tests.support.case_stages import closed_anyway

Agreed = Callable[..., Case]
Signed = Callable[..., Case]
Standing = Callable[..., SignOff]
Text = Callable[..., FreeText]

WHY = "the inquest found a natural cause"


@pytest.fixture
def proposed(submitted: Case, icb: Actor, at: datetime, text: Text) -> Case:
    return propose_not_met(submitted, text(WHY), icb, at)


@pytest.fixture
def agreed(signed: Signed) -> Agreed:
    return lambda case, *people: signed(case, *people, matter=LATER_NOT_MET)


@pytest.fixture
def four(council: Actor, icb: Actor, police: Actor, dcs: Actor) -> tuple[Actor, ...]:
    return council, icb, police, dcs


@pytest.fixture
def council_and_dcs(council: Actor) -> Actor:
    """A DSP of the council is its Director of Children's Services too."""
    return council.model_copy(update={"seats": frozenset({Seat.LOCAL_AUTHORITY, Seat.DCS})})


def test_a_proposal_says_who_when_and_why_and_ends_nothing(
    submitted: Case, proposed: Case, icb: Actor, at: datetime, text: Text
) -> None:
    event = proposed.events[-1]
    assert event.type == "not_met_proposed"
    assert (event.by, event.at, event.reason) == (icb.person, at, text(WHY))
    assert proposed.stage is submitted.stage is Stage.RAPID_REVIEW


def test_it_is_put_to_the_three_partners_and_the_dcs(submitted: Case, proposed: Case, sign_off: Standing) -> None:
    assert sign_off_of(submitted, LATER_NOT_MET) is None
    assert sign_off(proposed, LATER_NOT_MET).missing == (*PARTNERS, Seat.DCS)


def test_a_seat_holder_or_the_business_team_proposes_and_nobody_else(
    submitted: Case, actors: Mapping[str, Actor], at: datetime, text: Text
) -> None:
    for name, by in actors.items():
        if name in ("opener", "practitioner", "chair", "review_group"):
            with pytest.raises(NotAllowed, match="Only the partners, the DCS and the Business Team can propose this"):
                propose_not_met(submitted, text(WHY), by, at)
        else:
            assert propose_not_met(submitted, text(WHY), by, at).version == submitted.version + 1


def test_a_closed_case_takes_no_proposal(
    submitted: Case, icb: Actor, business_team: Actor, at: datetime, text: Text
) -> None:
    with pytest.raises(WrongStage, match="CSCP-1 is closed"):
        propose_not_met(closed_anyway(submitted, text("finished"), business_team, at), text(WHY), icb, at)


def test_a_proposal_needs_its_reason(submitted: Case, icb: Actor, at: datetime, text: Text) -> None:
    with pytest.raises(InvalidInput, match="Give the reason"):
        propose_not_met(submitted, text("  "), icb, at)


def test_the_same_proposal_twice_is_harmless_and_lapses_no_signature(
    proposed: Case, agreed: Agreed, council: Actor, icb: Actor, at: datetime, text: Text
) -> None:
    case = agreed(proposed, council)
    assert propose_not_met(case, text(WHY, salt="f" * 16), icb, at) is case


def test_another_reason_is_a_new_question_and_the_signatures_on_the_first_lapse(
    proposed: Case, agreed: Agreed, council: Actor, icb: Actor, at: datetime, text: Text, sign_off: Standing
) -> None:
    again = propose_not_met(agreed(proposed, council), text("the harm was not serious"), icb, at)
    now = sign_off(again, LATER_NOT_MET)
    assert not now.signatures
    assert [lapsed.seat for lapsed in now.lapsed] == [Seat.LOCAL_AUTHORITY]
    old = sign_off(proposed, LATER_NOT_MET).matter.digest
    with pytest.raises(OutOfDate):
        sign(again, LATER_NOT_MET, old, icb, at, agrees=True)


def test_all_four_must_agree_in_any_order_and_the_last_agreement_ends_the_lane(
    proposed: Case, agreed: Agreed, four: tuple[Actor, ...], sign_off: Standing
) -> None:
    for order in permutations(four):
        three = agreed(proposed, *order[:3])
        assert (three.stage, three.of(FoundNotMet)) == (Stage.RAPID_REVIEW, ())
        assert len(sign_off(three, LATER_NOT_MET).missing) == 1
        found = agreed(three, order[3])
        assert found.stage is Stage.FOUND_NOT_MET
        assert [event.type for event in found.events[-2:]] == ["signed", "found_not_met"]
        assert found.events[-1].by == order[3].person


def test_one_person_in_two_seats_fills_only_one_and_a_deputy_is_needed(
    proposed: Case, agreed: Agreed, council_and_dcs: Actor, icb: Actor, police: Actor, dcs: Actor, sign_off: Standing
) -> None:
    three = agreed(proposed, council_and_dcs, icb, police)
    assert agreed(three, council_and_dcs) is three
    assert sign_off(three, LATER_NOT_MET).missing == (Seat.DCS,)
    assert three.stage is Stage.RAPID_REVIEW
    assert agreed(three, dcs).stage is Stage.FOUND_NOT_MET


def test_the_second_seat_of_one_person_is_not_filled_from_outside_teams_either(
    proposed: Case,
    agreed: Agreed,
    council_and_dcs: Actor,
    business_team: Actor,
    at: datetime,
    outside: Callable[..., OutsideTeams],
) -> None:
    case, given = agreed(proposed, council_and_dcs), outside(council_and_dcs)
    with pytest.raises(SeatTaken, match=r"has signed for the seat Local authority\. One person fills one seat"):
        record_signature(case, LATER_NOT_MET, Seat.DCS, given, business_team, at, agrees=True)


def test_a_last_agreement_from_outside_teams_ends_the_lane_too(
    proposed: Case,
    agreed: Agreed,
    council: Actor,
    icb: Actor,
    police: Actor,
    dcs: Actor,
    business_team: Actor,
    at: datetime,
    outside: Callable[..., OutsideTeams],
) -> None:
    case = agreed(proposed, council, icb, police)
    case = record_signature(case, LATER_NOT_MET, Seat.DCS, outside(dcs), business_team, at, agrees=True)
    assert case.stage is Stage.FOUND_NOT_MET


def test_a_dissent_keeps_the_lane_open_even_where_all_have_signed(
    proposed: Case, agreed: Agreed, signed: Signed, four: tuple[Actor, ...], text: Text, sign_off: Standing
) -> None:
    for unconvinced in four:
        others = [by for by in four if by != unconvinced]
        case = signed(proposed, unconvinced, matter=LATER_NOT_MET, agrees=False, reason=text("too early to say"))
        case = agreed(case, *others)
        assert not sign_off(case, LATER_NOT_MET).missing
        assert (case.stage, case.of(FoundNotMet)) == (Stage.RAPID_REVIEW, ())


def test_the_clocks_of_the_review_run_until_the_last_agreement(
    proposed: Case, agreed: Agreed, four: tuple[Actor, ...], framework: Framework, calendar: WorkingCalendar
) -> None:
    three = agreed(proposed, *four[:3])
    running = clocks(three, framework, calendar)
    assert {clock.due.id for clock in running if not clock.due.deadline.local_practice} == {
        "rapid_review",
        "dsp_sign_off",
    }
    assert clocks(agreed(three, four[3]), framework, calendar) == ()


def test_nothing_is_deleted(proposed: Case, agreed: Agreed, four: tuple[Actor, ...]) -> None:
    found = agreed(proposed, *four)
    assert found.events[: proposed.version] == proposed.events
    assert found.sin_submitted == date(2026, 6, 2)
    assert found.facts == proposed.facts
    assert found.outcome == proposed.outcome


def test_what_was_found_is_not_proposed_or_signed_again(
    proposed: Case, agreed: Agreed, four: tuple[Actor, ...], icb: Actor, icb_deputy: Actor, at: datetime, text: Text
) -> None:
    found = agreed(proposed, *four)
    with pytest.raises(WrongStage, match="The criteria were found not met already"):
        propose_not_met(found, text("another reason"), icb, at)
    assert agreed(found, icb) is found
    with pytest.raises(SeatTaken, match="The seat ICB was signed"):
        agreed(found, icb_deputy)


def test_a_later_change_of_the_facts_opens_the_lane_again_and_asks_all_four_anew(
    proposed: Case, agreed: Agreed, four: tuple[Actor, ...], updated: Callable[..., Case], sign_off: Standing
) -> None:
    changed = updated(agreed(proposed, *four), abuse_or_neglect="suspected")
    assert changed.stage is Stage.RAPID_REVIEW
    assert not sign_off(changed, LATER_NOT_MET).signatures
    assert agreed(changed, *four).stage is Stage.FOUND_NOT_MET


def test_facts_changed_back_do_not_bring_the_finding_back_and_can_be_signed_anew(
    proposed: Case, agreed: Agreed, four: tuple[Actor, ...], updated: Callable[..., Case], sign_off: Standing
) -> None:
    back = updated(updated(agreed(proposed, *four), abuse_or_neglect="suspected"))
    assert back.facts == proposed.facts
    assert back.stage is Stage.RAPID_REVIEW
    assert sign_off(back, LATER_NOT_MET).missing == (*PARTNERS, Seat.DCS)
    assert agreed(back, *four).stage is Stage.FOUND_NOT_MET


def test_closed_and_reopened_it_is_still_found_not_met_and_no_question_is_asked(
    proposed: Case, agreed: Agreed, four: tuple[Actor, ...], business_team: Actor, at: datetime, text: Text
) -> None:
    closed = closed_anyway(agreed(proposed, *four), text("finished"), business_team, at)
    assert closed.stage is Stage.CLOSED
    assert reopen(closed, text("it was not"), business_team, at).stage is Stage.FOUND_NOT_MET


def test_the_history_names_the_proposal_and_who_gave_the_last_agreement(
    proposed: Case, agreed: Agreed, four: tuple[Actor, ...], framework: Framework
) -> None:
    def who(person: Person) -> str:
        return person.id

    lines = history(agreed(proposed, *four), framework, who)
    assert lines[2] == f"Tuesday 2 June 2026, 11:00: icb dsp proposed that the criteria were not met. Reason: {WHY}"
    assert lines[-1] == "Tuesday 2 June 2026, 11:00: dcs gave the last agreement: the criteria were found not met."
    assert len(lines) == proposed.version + 5
