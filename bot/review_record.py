"""The record of a Rapid Review: who reads it, who writes in it, and what a person may do next there."""

from microsoft_teams.cards import Action, AdaptiveCard

from bot.casework import Casework
from cards.elements import button
from cards.review import review_card
from dialogs.messages import Shown
from safeguarding.case.case import Case
from safeguarding.case.errors import NotAllowed, WrongStage
from safeguarding.case.people import PARTNERS, Actor, Role
from safeguarding.case.steps.review import IN_REVIEW


async def review_answer(work: Casework, actor: Actor, ref: str) -> Shown:
    """``review REF``: the record at a glance."""
    case = await readable(work, actor, ref)
    if not has_record(case):
        raise WrongStage(f"{case.ref} has no Rapid Review: it is at the stage {case.stage.label}.")
    return Shown(record(work, actor, case), f"{case.ref}: Rapid Review")


def has_record(case: Case) -> bool:
    """From the submission on, also when all is decided."""
    return case.sin_submitted is not None and case.outcome.values["rapid_review"] != "not_required"


async def readable(work: Casework, actor: Actor, ref: str) -> Case:
    """What the agencies sent is not for whoever only opened the case."""
    case = await work.find(ref, actor)
    if not reads_review(case, actor):
        raise NotAllowed("The record of a Rapid Review is for the Review Group, the partners and the Business Team.")
    return case


def reads_review(case: Case, actor: Actor) -> bool:
    offices = actor.seats or actor.roles & {Role.BUSINESS_TEAM, Role.REVIEW_GROUP}
    return bool(offices) or actor.person == case.chair


def record(work: Casework, actor: Actor, case: Case) -> AdaptiveCard:
    return review_card(case, work.reader(), work.office, review_steps(case, actor), writes=writes(case, actor))


def writes(case: Case, actor: Actor) -> bool:
    return Role.REVIEW_GROUP in actor.roles and case.stage in IN_REVIEW


def review_steps(case: Case, actor: Actor) -> list[Action]:
    """What this person may do next in the review, as buttons."""
    if case.stage not in IN_REVIEW:
        return []
    data = {"ref": case.ref}
    business, member = Role.BUSINESS_TEAM in actor.roles, Role.REVIEW_GROUP in actor.roles
    confirms = actor.person == case.chair and case.determination is not None and not case.is_determined
    return [
        *([button("Confirm the determination", "confirm_determination", data, primary=True)] if confirms else []),
        *([button("Name the chair", "name_chair", data)] if actor.seats & set(PARTNERS) else []),
        *([button("Record the liaison", "liaison", data)] if business else []),
        *([button("Ask agencies", "request", data)] if business else []),
        *([button("Agency returns", "returns", data)] if business else []),
        *([button("Record the determination", "determine", data)] if member else []),
    ]
