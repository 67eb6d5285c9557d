"""A case goes to another authority when the DCS and another partner have agreed, and that authority has accepted it."""

from collections.abc import Mapping
from datetime import date
from itertools import combinations

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, OutOfDate, SeatTaken, WrongStage
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import TRANSFER
from safeguarding.case.state.retention import closed_on
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.steps.lifecycle import reopen, submit_sin, update
from safeguarding.case.steps.signatures import reissue, sign
from safeguarding.case.steps.transfer import accept_transfer, propose_transfer
from safeguarding.people import Actor, Role, Seat
from tests.support.case_stages import BUSINESS_TEAM, CALENDAR, COUNCIL, ENGINE, FRAMEWORK, ICB, POLICE, TODAY, text
from tests.support.case_stages import signed_by as signed
from tests.support.england.elsewhere import accepted, opened_elsewhere, transfer_agreed, transfer_proposed, transferred
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import opened

DCS = EVERYBODY["dcs"]
TOMORROW = date(2026, 6, 3)


def standing(case: Case) -> SignOff:
    found = sign_off_of(case, TRANSFER)
    assert found
    return found


def is_as_before(case: Case, before: Case) -> bool:
    same = [what(case) == what(before) for what in (lambda each: each.stage, open_duties)]
    return all(same) and clocks(case, FRAMEWORK, CALENDAR) == clocks(before, FRAMEWORK, CALENDAR)


def test_nothing_ends_before_the_acceptance_is_recorded() -> None:
    case = opened_elsewhere()
    proposed = transfer_proposed(case)
    for waiting in (proposed, signed(proposed, TRANSFER, DCS), transfer_agreed(case)):
        assert is_as_before(waiting, case)
        assert waiting.is_open


def test_with_the_acceptance_the_case_is_closed_as_transferred_and_its_clocks_stop() -> None:
    gone = transferred()
    assert (gone.stage, gone.stage.label) == (Stage.TRANSFERRED, "Closed, transferred to another authority")
    assert not gone.is_open and not open_duties(gone) and not clocks(gone, FRAMEWORK, CALENDAR)
    assert closed_on(gone) == TODAY


def test_the_acceptance_is_refused_until_the_dcs_and_another_partner_have_agreed() -> None:
    proposed = transfer_proposed()
    for signers in ((), (DCS,), (ICB,), (POLICE,)):
        waiting = signed(proposed, TRANSFER, *signers)
        with pytest.raises(WrongStage, match="The DCS and another partner have to agree to the transfer first"):
            accepted(waiting)
    with pytest.raises(WrongStage, match="No transfer is proposed that still stands"):
        accepted(opened_elsewhere())


def test_the_dcs_is_needed_and_one_partner_who_is_not_the_councils() -> None:
    proposed = transfer_proposed()
    for pair in ((DCS, ICB), (POLICE, DCS)):
        assert standing(signed(proposed, TRANSFER, *pair)).is_agreed
    assert standing(signed(proposed, TRANSFER, ICB)).missing == (Seat.DCS,), "one partner is enough beside the DCS"
    with pytest.raises(SeatTaken, match="Enough have agreed"):
        signed(proposed, TRANSFER, ICB, POLICE)
    with pytest.raises(NotAllowed, match="You don't sign this one"):
        signed(proposed, TRANSFER, COUNCIL)


def test_a_disagreement_keeps_the_case_here_until_it_is_put_again() -> None:
    disputed = signed(transfer_proposed(), TRANSFER, POLICE, agrees=False)
    with pytest.raises(WrongStage):
        accepted(signed(disputed, TRANSFER, DCS, ICB))
    again = reissue(disputed, TRANSFER, text("we have talked"), BUSINESS_TEAM, OPENED_AT)
    assert accepted(signed(again, TRANSFER, DCS, ICB)).stage is Stage.TRANSFERRED


def test_nobody_confirms_what_they_have_proposed_themselves() -> None:
    for by in (DCS, ICB, POLICE):
        both = by.model_copy(update={"roles": frozenset({Role.BUSINESS_TEAM})})
        with pytest.raises(NotAllowed, match="Nobody confirms their own proposal"):
            signed(transfer_proposed(by=both), TRANSFER, both)


def test_no_one_person_transfers_a_case(actors: Mapping[str, Actor]) -> None:
    """Whoever takes any of the steps alone, whatever offices they hold, ends nothing."""
    for by in actors.values():
        everything = by.model_copy(update={"roles": frozenset(Role), "seats": frozenset(Seat)})
        proposed = transfer_proposed(by=everything)
        with pytest.raises(NotAllowed):
            signed(proposed, TRANSFER, everything)
        with pytest.raises(WrongStage):
            accepted(proposed, everything)
        if by.person == BUSINESS_TEAM.person:
            continue
        once = signed(transfer_proposed(), TRANSFER, everything)
        with pytest.raises(SeatTaken):
            signed(once, TRANSFER, everything, agrees=False)
        with pytest.raises(WrongStage):
            accepted(once, everything)


def test_only_the_business_team_proposes_it_and_records_the_acceptance(actors: Mapping[str, Actor]) -> None:
    for name, by in actors.items():
        if name == "business_team":
            continue
        with pytest.raises(NotAllowed, match="Only the Business Team"):
            transfer_proposed(by=by)
        with pytest.raises(NotAllowed, match="Only the Business Team"):
            accepted(transfer_agreed(), by)


def test_it_goes_only_to_an_authority_that_the_facts_name() -> None:
    with pytest.raises(WrongStage, match="The facts name no other authority"):
        transfer_proposed(opened(care_experienced="no"))
    with pytest.raises(InvalidInput, match="Choose one that the case names: Surrey"):
        propose_transfer(opened_elsewhere(), "Kent", TODAY, text("why"), BUSINESS_TEAM, OPENED_AT)
    for named in (("croydon", "Surrey", None), ("croydon", "croydon", "Surrey")):
        assert transferred(opened_elsewhere(*named)).stage is Stage.TRANSFERRED


def test_what_is_signed_lapses_with_the_facts_the_submission_and_the_proposal() -> None:
    agreed = transfer_agreed()
    digest = standing(agreed).matter.digest
    moved = agreed.facts.model_copy(update={"happened_in": "Kent", "lives_in": "Surrey"})
    changed = [
        update(agreed, moved, ENGINE, EVERYBODY["opener"], OPENED_AT),
        submit_sin(agreed, TODAY, BUSINESS_TEAM, OPENED_AT),
        transfer_proposed(agreed, reason="another reason"),
    ]
    for case in changed:
        assert standing(case).missing
        with pytest.raises(WrongStage):
            accepted(case)
        with pytest.raises(OutOfDate):
            sign(case, TRANSFER, digest, DCS, OPENED_AT, agrees=True)
    home = agreed.facts.model_copy(update={"happened_in": "croydon"})
    with pytest.raises(WrongStage):
        accepted(update(agreed, home, ENGINE, EVERYBODY["opener"], OPENED_AT))


def test_the_days_have_to_be_possible_and_what_is_needed_is_asked_for() -> None:
    with pytest.raises(InvalidInput, match="is in the future"):
        propose_transfer(opened_elsewhere(), "Surrey", TOMORROW, text("why"), BUSINESS_TEAM, OPENED_AT)
    with pytest.raises(InvalidInput, match="Give the reason"):
        transfer_proposed(reason=" ")
    wrong = [
        (text("Head"), TOMORROW, text("Letter"), "is in the future"),
        (text("Head"), date(2026, 6, 1), text("Letter"), "before it was told"),
        (text(" "), TODAY, text("Letter"), "Say which office there accepted it"),
        (text("Head"), TODAY, text(" "), "Say which office there accepted it"),
    ]
    for by, on, confirmation, said in wrong:
        with pytest.raises(InvalidInput, match=said):
            accept_transfer(transfer_agreed(), by, on, confirmation, BUSINESS_TEAM, OPENED_AT)


def test_each_step_twice_is_harmless() -> None:
    proposed, gone = transfer_proposed(), transferred()
    assert transfer_proposed(proposed) is proposed
    assert accepted(gone) is gone


def test_any_partner_the_dcs_the_business_team_or_the_opener_reopens_it_and_its_duties_are_open_again(
    actors: Mapping[str, Actor],
) -> None:
    case, gone = opened_elsewhere(), transferred()
    for name, by in actors.items():
        if name in ("practitioner", "chair", "review_group"):
            with pytest.raises(NotAllowed, match="can reopen it"):
                reopen(gone, text("Surrey has sent it back"), by, OPENED_AT)
        else:
            again = reopen(gone, text("Surrey has sent it back"), by, OPENED_AT)
            assert is_as_before(again, case)
            assert sign_off_of(again, TRANSFER) is None, "it is proposed anew"


def test_a_death_that_is_stated_opens_it_again() -> None:
    harmed = transferred(opened_elsewhere(harm="seriously_harmed"))
    died = harmed.facts.model_copy(
        update={"answers": {**harmed.facts.answers, "harm": "died"}, "evidence": opened_elsewhere().facts.evidence}
    )
    assert update(harmed, died, ENGINE, EVERYBODY["opener"], OPENED_AT).stage is Stage.NOTIFICATION


def test_no_two_of_the_people_who_sign_can_do_without_the_dcs() -> None:
    proposed = transfer_proposed()
    for pair in combinations((ICB, POLICE, EVERYBODY["icb_deputy"]), 2):
        case = proposed
        for by in pair:
            try:
                case = signed(case, TRANSFER, by)
            except SeatTaken:
                continue
        assert standing(case).missing == (Seat.DCS,)
