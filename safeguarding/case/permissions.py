"""Who may see what of a case."""

from safeguarding.case.case import Case
from safeguarding.case.people import Actor, Role
from safeguarding.case.steps.review import IN_REVIEW


def has_record(case: Case) -> bool:
    """From the submission on, also when all is decided."""
    return case.sin_submitted is not None and case.outcome.values["rapid_review"] != "not_required"


def reads_review(case: Case, actor: Actor) -> bool:
    offices = actor.seats or actor.roles & {Role.BUSINESS_TEAM, Role.REVIEW_GROUP}
    return bool(offices) or actor.person == case.chair


def writes(case: Case, actor: Actor) -> bool:
    return Role.REVIEW_GROUP in actor.roles and case.stage in IN_REVIEW
