"""Abuse was recorded as neither and the three partners agreed; weeks later it is first suspected."""

from datetime import date, datetime
from typing import Any

from safeguarding.case.case import Case
from safeguarding.case.state.matters import FACTS_CHANGE, NOTIFICATION_CRITERIA
from safeguarding.case.steps.lifecycle import update
from safeguarding.people import Actor
from tests.support.case_stages import BUSINESS_TEAM, COUNCIL, ENGINE, PARTNERS_DSPS, signed_by
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import facts, opened

NO_ABUSE: dict[str, Any] = {"abuse_or_neglect": "neither", "care_experienced": "no"}
SUSPECTED_ON = date(2026, 6, 19)
AT_SUSPICION = datetime.combine(date(2026, 6, 22), OPENED_AT.timetz())


def ruled_out(**different: Any) -> Case:
    """Returns a case of a death without abuse, on which the three partners agree that no SIN is required."""
    return signed_by(opened(**{**NO_ABUSE, **different}), NOTIFICATION_CRITERIA, *PARTNERS_DSPS)


def counted_anew() -> Case:
    """Returns the case once the DCS and another partner have confirmed from which day its SIN counts."""
    return signed_by(suspects(ruled_out()), FACTS_CHANGE, EVERYBODY["dcs"], COUNCIL)


def suspects(
    case: Case, on: date | None = SUSPECTED_ON, by: Actor = BUSINESS_TEAM, at: datetime = AT_SUSPICION, **different: Any
) -> Case:
    """States the suspicion, with the day on which a partner first had it."""
    stated = facts(**{**NO_ABUSE, "abuse_or_neglect": "suspected", **different})
    return update(case, stated.model_copy(update={"abuse_known_on": on}), ENGINE, by, at)
