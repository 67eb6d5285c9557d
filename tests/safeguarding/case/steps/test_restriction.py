"""A restriction says who may see a case and never makes it stand still; a conflict ends what one person does in it."""

from datetime import date

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed
from safeguarding.case.steps.restriction import declare_conflict, lift_restriction, restrict, withdraw_conflict
from safeguarding.people import Actor, Person
from tests.support.case_stages import BUSINESS_TEAM, CHAIR, COUNCIL, ICB, POLICE, TODAY, chaired, text
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import opened, submitted

WHY = text("a relative of a member of staff")
REVIEW = date(2026, 7, 1)
PARTNERS = {str(seat): frozenset({by.person}) for by in (COUNCIL, ICB, POLICE) for seat in by.seats}
EVERYONE = frozenset({by.person for by in (BUSINESS_TEAM, COUNCIL, ICB, POLICE)})


def restricted(
    case: Case, visible_to: frozenset[Person] = EVERYONE, review_on: date = REVIEW, by: Actor = BUSINESS_TEAM
) -> Case:
    return restrict(case, visible_to, review_on, PARTNERS, WHY, by, OPENED_AT)


def test_only_the_people_named_see_it_until_it_is_lifted() -> None:
    case = restricted(opened())
    assert (
        case.access.is_restricted
        and set(case.access.restriction.visible_to if case.access.restriction else ()) == EVERYONE
    )
    assert not lift_restriction(case, WHY, COUNCIL, OPENED_AT).access.is_restricted


def test_whoever_restricts_names_themselves_and_somebody_for_every_office() -> None:
    with pytest.raises(InvalidInput, match="Name yourself too"):
        restricted(opened(), EVERYONE - {BUSINESS_TEAM.person})
    with pytest.raises(InvalidInput, match="Name somebody for police: the case would stand still"):
        restricted(opened(), EVERYONE - {POLICE.person})


def test_nobody_is_shut_out_or_let_in_again_without_a_reason() -> None:
    blank, whole, conflicted = text(" "), restricted(opened()), declare_conflict(opened(), WHY, POLICE, OPENED_AT)
    with pytest.raises(InvalidInput, match="Give the reason"):
        restrict(opened(), EVERYONE, REVIEW, PARTNERS, blank, BUSINESS_TEAM, OPENED_AT)
    with pytest.raises(InvalidInput, match="Give the reason"):
        lift_restriction(whole, blank, BUSINESS_TEAM, OPENED_AT)
    with pytest.raises(InvalidInput, match="Give the reason"):
        declare_conflict(opened(), blank, POLICE, OPENED_AT)
    with pytest.raises(InvalidInput, match="Give the reason"):
        withdraw_conflict(conflicted, POLICE.person, blank, BUSINESS_TEAM, OPENED_AT)


def test_a_restriction_is_reviewed_on_a_day_to_come() -> None:
    with pytest.raises(InvalidInput, match="is not a day to come"):
        restricted(opened(), review_on=TODAY)


def test_a_practitioner_restricts_nothing() -> None:
    with pytest.raises(NotAllowed, match="Only the Business Team and the three partners' DSPs"):
        restricted(opened(), by=EVERYBODY["practitioner"])


def test_the_same_restriction_again_and_a_lift_of_none_are_harmless() -> None:
    case = restricted(opened())
    assert restricted(case) == case
    assert lift_restriction(opened(), WHY, BUSINESS_TEAM, OPENED_AT) == opened()


def test_a_conflict_is_declared_once_by_who_has_a_part_and_withdrawn_by_the_business_team() -> None:
    case = declare_conflict(opened(), WHY, POLICE, OPENED_AT)
    assert case.access.conflicted == {POLICE.person}
    assert declare_conflict(case, WHY, POLICE, OPENED_AT) == case
    with pytest.raises(NotAllowed, match="You have no part in this case"):
        declare_conflict(opened(), WHY, EVERYBODY["practitioner"], OPENED_AT)
    with pytest.raises(NotAllowed, match="Only the Business Team can withdraw"):
        withdraw_conflict(case, POLICE.person, WHY, COUNCIL, OPENED_AT)
    assert not withdraw_conflict(case, POLICE.person, WHY, BUSINESS_TEAM, OPENED_AT).access.conflicted


def test_a_chair_in_conflict_chairs_no_more_until_the_conflict_is_withdrawn() -> None:
    named = chaired(submitted())
    case = declare_conflict(named, WHY, CHAIR, OPENED_AT)
    assert case.chair is None
    assert withdraw_conflict(case, CHAIR.person, WHY, BUSINESS_TEAM, OPENED_AT).chair == CHAIR.person
