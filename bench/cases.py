"""The benchmark's cases are all alike: a child has died, and abuse is known."""

from datetime import date, datetime, timedelta

from bench.deployment import TENANT, person
from bench.servers.ours import MONDAY
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Closed
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.steps import lifecycle
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import current
from safeguarding.people import Actor, Person, Role
from store.folder.store import FolderStore

SALT = "0123456789abcdef"
SAID = FreeText.of("As the agency's record shows, and as the hospital has confirmed.", SALT)
ENGINE = Engine(current())
OPENER = Actor(person=Person(tenant=TENANT, id=person("practitioner")))
BUSINESS_TEAM = Actor(person=Person(tenant=TENANT, id=person("business_team")), roles=frozenset({Role.BUSINESS_TEAM}))
THIS_MORNING, LAST_FRIDAY = MONDAY - timedelta(hours=1), MONDAY - timedelta(days=3)


def facts(record_number: str) -> Facts:
    return Facts(
        answers={"harm": "died", "age": "under_18", "abuse_or_neglect": "known"},
        evidence={"harm": SAID, "abuse_or_neglect": SAID},
        incident_on=date(2026, 11, 18),
        became_aware=date(2026, 11, 18),
        happened_in="croydon",
        lives_in="croydon",
        agency=FreeText.of("Health", SALT),
        record_number=FreeText.of(record_number, SALT),
    )


def opened(ref: str, triage: str, at: datetime = THIS_MORNING) -> Case:
    """Returns a new case. Opened this morning, it has nothing more to say today; opened on Friday, it is nudged
    about."""
    return lifecycle.open_case(ref, triage, facts("MH-1"), ENGINE, OPENER, at)


def updated(case: Case) -> Case:
    """Returns the case one event longer, each time."""
    return lifecycle.update(case, facts(f"MH-{case.version + 1}"), ENGINE, BUSINESS_TEAM, MONDAY)


def closed(case: Case) -> Case:
    """Ends the case, whatever was due: what is measured is the store, not what the partners have to agree first."""
    return case.then(Closed(by=BUSINESS_TEAM.person, at=MONDAY, reason=SAID)) if case.is_open else case


async def add(store: FolderStore, triage: str, at: datetime = THIS_MORNING) -> Case:
    return await store.cases.add(triage, "CSCP", MONDAY.year, lambda ref: opened(ref, triage, at))
