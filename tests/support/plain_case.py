"""The plain case: a child died on Sunday 31 May 2026, it was known on Monday 1 June and opened on Tuesday 2 June."""

from datetime import date
from typing import Any

from cards.context import CardContext
from reports.context import ReportContext
from safeguarding.case.case import Case
from safeguarding.case.events.facts import Facts
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.steps.lifecycle import open_case, submit_sin, update
from safeguarding.people import Person
from tests.support.case_stages import BUSINESS_TEAM, CALENDAR, ENGINE, FRAMEWORK, TODAY, text
from tests.support.people.everybody import EVERYBODY, OPENED_AT

REF = "CSCP-2026-001"
SEEN = "Seen by the ambulance crew."


def office(person: Person) -> str:
    return f"The {person.id}"


CARDS = CardContext(ENGINE, CALENDAR, TODAY)
REPORTS = ReportContext(ENGINE, CALENDAR, office, OPENED_AT)


def facts(*, became_aware: date | None = date(2026, 6, 1), **answers: str) -> Facts:
    given = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known", **answers}
    needed = [name for name, value in given.items() if FRAMEWORK.question(name).answer(value).evidence]
    return Facts(
        answers=given,
        evidence={name: text(SEEN) for name in needed},
        incident_on=date(2026, 5, 31),
        became_aware=became_aware,
        happened_in="croydon",
        lives_in="croydon",
    )


def opened(ref: str = REF, **changes: Any) -> Case:
    return open_case(ref, f"triage of {ref}", facts(**changes), ENGINE, EVERYBODY["opener"], OPENED_AT)


def updated(case: Case, **changes: Any) -> Case:
    return update(case, facts(**changes), ENGINE, EVERYBODY["opener"], OPENED_AT)


def submitted(case: Case | None = None) -> Case:
    return submit_sin(case or opened(), TODAY, BUSINESS_TEAM, OPENED_AT)


def standing(case: Case, matter: str = NOTIFICATION_CRITERIA) -> SignOff:
    found = sign_off_of(case, matter)
    assert found
    return found


def care_leaver() -> Case:
    """The care leaver's case is submitted, and no Rapid Review follows."""
    return submitted(opened(age="18_to_24", care_experienced="yes"))
