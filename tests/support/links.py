"""Two cases are linked by the Business Team, as the same family unless another kind is given."""

from safeguarding.case.case import Case
from safeguarding.case.events.link_events import LinkKind
from safeguarding.case.steps.linking import link, unlink
from tests.support.case_stages import BUSINESS_TEAM, text
from tests.support.people.everybody import OPENED_AT

BELONG = text("siblings, says the school")


def linked(case: Case, other: Case, kind: LinkKind = "same_family", theme: str = "") -> tuple[Case, Case]:
    return link(case, other, kind, text(theme) if theme else None, BELONG, BUSINESS_TEAM, OPENED_AT)


def grouped(case: Case, other: Case, theme: str = "youth violence") -> tuple[Case, Case]:
    """Links the two for a thematic review."""
    return linked(case, other, "thematic_review", theme)


def unlinked(case: Case, other: Case, kind: LinkKind = "same_family") -> tuple[Case, Case]:
    return unlink(case, other, kind, text("it was another school"), BUSINESS_TEAM, OPENED_AT)
