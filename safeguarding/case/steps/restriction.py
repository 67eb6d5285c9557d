"""A restriction names the people who may see a case; a conflict of interest takes one of them out."""

from collections.abc import Mapping
from datetime import date, datetime

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.case_events import ConflictDeclared, ConflictWithdrawn, Restricted, RestrictionLifted
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.steps.guards import require_reason
from safeguarding.case.steps.signatures import conclude_without_dissent
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.people import Actor, Person, in_order


def restrict(
    case: Case,
    visible_to: frozenset[Person],
    review_on: date,
    needed: Mapping[str, frozenset[Person]],
    reason: FreeText,
    by: Actor,
    at: datetime,
) -> Case:
    """Restricts the case to the people named, until it is reviewed. ``needed`` names the offices without which the case
    would stand still, with whoever holds them: one of each has to be named."""
    STEPS["restrict"].require(case, by)
    require_reason(reason)
    if by.person not in visible_to:
        raise InvalidInput("Name yourself too: you could not lift the restriction otherwise.", "visible_to")
    for office, holders in needed.items():
        if visible_to.isdisjoint(holders):
            raise InvalidInput(f"Name somebody for {office}: the case would stand still otherwise.", "visible_to")
    if review_on <= london_date(at):
        raise InvalidInput(
            f"{spoken(review_on)} is not a day to come. Give the day on which to review the restriction.",
            "review_on",
        )
    named = in_order(visible_to)
    restricted = Restricted(by=by.person, at=at, visible_to=named, review_on=review_on, reason=reason)
    return case.then_unless_said(restricted, case.access.restriction)


def lift_restriction(case: Case, reason: FreeText, by: Actor, at: datetime) -> Case:
    if STEPS["lift_restriction"].is_repeated(case, by, done=case.is_open and not case.access.is_restricted):
        return case
    require_reason(reason)
    return case.then(RestrictionLifted(by=by.person, at=at, reason=reason))


def declare_conflict(case: Case, reason: FreeText, by: Actor, at: datetime) -> Case:
    """Declares a conflict of interest, by anyone who has a part in the case: they take none from now on, and see it no
    more. A deputy signs instead."""
    STEPS["declare_conflict"].require(case, by)
    if by.person in case.access.conflicted:
        return case
    require_reason(reason)
    return conclude_without_dissent(case.then(ConflictDeclared(by=by.person, at=at, reason=reason)), at)


def withdraw_conflict(case: Case, person: Person, reason: FreeText, by: Actor, at: datetime) -> Case:
    """Withdraws a conflict of interest, recorded by the Business Team: the person does not see the case."""
    if STEPS["withdraw_conflict"].is_repeated(case, by, done=case.is_open and person not in case.access.conflicted):
        return case
    require_reason(reason)
    return case.then(ConflictWithdrawn(by=by.person, at=at, person=person, reason=reason))
