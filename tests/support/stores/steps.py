"""These cases and their steps are there to be stored."""

from datetime import UTC, date, datetime
from functools import cache, partial

from safeguarding.case.case import Case
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps import lifecycle, redaction, signatures
from safeguarding.case.steps.merging import merge
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import current
from safeguarding.people import Actor, Person, Role, Seat
from store.interface import Store
from tests.support.case_stages import closed_anyway

AT = datetime(2026, 6, 2, 10, tzinfo=UTC)
SALT = "0123456789abcdef"
SECRET = "bruises seen by the school nurse"
TEXT = FreeText.of(SECRET, SALT)
REASON = FreeText.of("as the Business Team decided", SALT)
TEAM = Actor(person=Person(tenant="council", id="business team"), roles=frozenset({Role.BUSINESS_TEAM}))


def opened(ref: str, triage: str) -> Case:
    return lifecycle.open_case(ref, triage, _facts("1"), _engine(), TEAM, AT)


async def add_case(store: Store) -> Case:
    """Adds the case of which the notes in the ledger speak."""
    return await store.cases.add("1", "CSCP", 2026, partial(opened, triage="1"))


def updated(case: Case) -> Case:
    """Makes the case one event longer, with other facts each time."""
    return lifecycle.update(case, _facts(str(case.version + 1)), _engine(), TEAM, AT)


def closed(case: Case) -> Case:
    return closed_anyway(case, REASON, TEAM, AT)


def reopened(case: Case) -> Case:
    return lifecycle.reopen(case, REASON, TEAM, AT)


def redacted(case: Case) -> Case:
    """Redacts SECRET; the case stays as it is if that is gone already."""
    return redaction.redact(case, TEXT.digest, REASON, TEAM, AT)


def signed(case: Case) -> Case:
    """Signs by the council's seat and by the DCS."""
    for seat, matter in ((Seat.LOCAL_AUTHORITY, NOTIFICATION_CRITERIA), (Seat.DCS, SIN_QUALITY)):
        person = Person(tenant="council", id=f"the {seat}")
        actor = Actor(person=person, roles=frozenset({Role.PRACTITIONER}), seats=frozenset({seat}))
        sign_off = sign_off_of(case, matter)
        assert sign_off
        case = signatures.sign(case, matter, sign_off.matter.digest, actor, AT, agrees=True)
    return case


def merged(duplicate: Case, into: Case) -> tuple[Case, Case]:
    return merge(duplicate, into, REASON, _engine().framework, _calendar(), TEAM, AT)


async def add(store: Store, triage: str) -> Case:
    return await store.cases.add(triage, "CSCP", 2026, lambda ref: opened(ref, triage))


@cache
def _engine() -> Engine:
    return Engine(current())


@cache
def _calendar() -> WorkingCalendar:
    return WorkingCalendar(_engine().framework.calendar.published_until)


def _facts(record_number: str) -> Facts:
    return Facts(
        answers={"harm": "died", "age": "under_18", "abuse_or_neglect": "known"},
        evidence={"harm": TEXT, "abuse_or_neglect": TEXT},
        incident_on=date(2026, 5, 31),
        became_aware=date(2026, 6, 1),
        happened_in="croydon",
        lives_in="croydon",
        record_number=FreeText.of(record_number, SALT),
    )
