"""Access is kept from people in two ways: by a restriction to named people, and by a conflict of interest."""

from datetime import date
from itertools import product

from safeguarding.case.access import Access, stood_back_after
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.case_events import (
    ConflictDeclared,
    ConflictWithdrawn,
    MergedFrom,
    Restricted,
    RestrictionLifted,
    Signed,
)
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.people import Person, Seat
from tests.support.case_stages import LATER, text
from tests.support.each import for_each
from tests.support.people.everybody import EVERYBODY, OPENED_AT

WHY = text("as agreed")
ICB, POLICE, TEAM = (EVERYBODY[kind].person for kind in ("icb", "police", "business_team"))


def restricted(*visible_to: Person) -> Restricted:
    return Restricted(by=TEAM, at=OPENED_AT, visible_to=visible_to, review_on=LATER, reason=WHY)


def lifted() -> RestrictionLifted:
    return RestrictionLifted(by=TEAM, at=OPENED_AT, reason=WHY)


def declared(by: Person = ICB) -> ConflictDeclared:
    return ConflictDeclared(by=by, at=OPENED_AT, reason=WHY)


def withdrawn(person: Person = ICB) -> ConflictWithdrawn:
    return ConflictWithdrawn(by=TEAM, at=OPENED_AT, person=person, reason=WHY)


def merged(*conflicted: Person) -> MergedFrom:
    return MergedFrom(
        by=TEAM,
        at=OPENED_AT,
        other="CSCP-2",
        aware_from=date(2026, 6, 1),
        provisional=False,
        sin_submitted=None,
        conflicted=conflicted,
        reason=WHY,
    )


def signed(signer: Person = ICB) -> Signed:
    return Signed(by=signer, at=OPENED_AT, matter=NOTIFICATION_CRITERIA, digest="as it was", seat=Seat.ICB, agrees=True)


def test_a_case_of_which_nothing_was_said_keeps_nobody_out() -> None:
    access = Access.of([])
    assert not access.is_restricted
    assert not any(access.bars(by.person) for by in EVERYBODY.values())


def test_a_restriction_keeps_out_everybody_whom_it_does_not_name() -> None:
    access = Access.of([restricted(ICB, TEAM)])
    assert access.is_restricted
    assert [access.bars(person) for person in (ICB, TEAM, POLICE)] == [False, False, True]


def test_a_later_restriction_stands_in_the_place_of_the_earlier_one() -> None:
    access = Access.of([restricted(ICB, TEAM), restricted(POLICE, TEAM)])
    assert [access.bars(person) for person in (ICB, TEAM, POLICE)] == [True, False, False]


def test_a_restriction_that_was_lifted_keeps_nobody_out_until_there_is_another() -> None:
    assert not Access.of([restricted(TEAM), lifted()]).bars(ICB)
    assert Access.of([restricted(TEAM), lifted(), restricted(TEAM)]).bars(ICB)


def test_a_conflict_of_interest_keeps_out_a_person_whom_the_restriction_names() -> None:
    access = Access.of([declared(), restricted(ICB, TEAM)])
    assert access.bars(ICB) and not access.bars(TEAM)


def test_lifting_a_restriction_lets_in_nobody_who_has_a_conflict_of_interest() -> None:
    assert Access.of([restricted(ICB), declared(), lifted()]).bars(ICB)


def test_withdrawing_a_conflict_of_interest_lets_in_nobody_whom_the_restriction_does_not_name() -> None:
    assert Access.of([restricted(TEAM), declared(), withdrawn()]).bars(ICB)


def test_a_conflict_of_interest_is_withdrawn_for_one_person_alone() -> None:
    access = Access.of([declared(ICB), declared(POLICE), withdrawn(POLICE)])
    assert access.conflicted == {ICB}


SAID: dict[str, AnyEvent] = {"declared": declared(), "taken in by a merge": merged(ICB), "withdrawn": withdrawn()}


@for_each("said", [said for length in range(1, 5) for said in product(SAID, repeat=length)])
def test_whether_a_person_stands_back_is_what_was_said_last(said: tuple[str, ...]) -> None:
    others: list[AnyEvent] = [declared(POLICE), merged(POLICE), restricted(ICB, POLICE)]
    access = Access.of([*(SAID[each] for each in said), *others])
    assert access.bars(ICB) == (said[-1] != "withdrawn")


def test_a_merge_without_conflicts_of_interest_takes_none_away() -> None:
    assert Access.of([declared(), merged()]).bars(ICB)


def test_a_signature_counts_until_its_signer_declares_a_conflict_of_interest() -> None:
    signature = signed()
    assert not stood_back_after([signature], signature)
    assert stood_back_after([signature, declared()], signature)


def test_a_signature_counts_no_more_once_a_duplicate_brings_in_the_signers_conflict_of_interest() -> None:
    signature = signed()
    assert stood_back_after([signature, merged(POLICE, ICB)], signature)


def test_a_signature_still_counts_when_others_declare_a_conflict_of_interest() -> None:
    signature = signed()
    assert not stood_back_after([signature, declared(POLICE), merged(POLICE)], signature)


def test_a_signature_given_after_the_conflict_of_interest_was_withdrawn_counts() -> None:
    signature = signed()
    assert not stood_back_after([declared(), withdrawn(), signature], signature)


def test_withdrawing_a_conflict_of_interest_does_not_bring_the_signature_back() -> None:
    signature = signed()
    assert stood_back_after([signature, declared(), withdrawn()], signature)
