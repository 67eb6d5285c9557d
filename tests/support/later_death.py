"""A child who was seriously harmed dies a month after the SIN went in, and the notification is updated."""

from datetime import date, datetime, timedelta
from typing import Any

from safeguarding.case.case import Case
from safeguarding.case.steps.lifecycle import submit_update, update
from safeguarding.people import Actor
from tests.support.case_stages import BUSINESS_TEAM, ENGINE, decided, recommendation
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import facts, opened, submitted

HARMED: dict[str, Any] = {"harm": "seriously_harmed"}
AWARE, UPDATED = date(2026, 7, 1), date(2026, 7, 3)
AT_DEATH = datetime.combine(date(2026, 7, 2), OPENED_AT.timetz())
AT_UPDATE = AT_DEATH + timedelta(days=1)


def dies(case: Case, by: Actor = BUSINESS_TEAM, aware: date | None = AWARE, **answers: str) -> Case:
    """States the death, with the day on which a partner became aware of it."""
    given: dict[str, Any] = {**case.facts.answers, "harm": "died", **answers}
    stated = facts(**given).model_copy(update={"aware_of_death": aware})
    return update(case, stated, ENGINE, by, AT_DEATH)


def updates(case: Case, on: date = UPDATED) -> Case:
    return submit_update(case, on, BUSINESS_TEAM, AT_UPDATE)


def decided_without_lcspr() -> Case:
    return decided(submitted(opened(**HARMED)), recommendation("not_met"))


def dead_after_decision() -> Case:
    return dies(decided_without_lcspr())
