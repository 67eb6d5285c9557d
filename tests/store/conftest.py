"""Cases to store, and stores that are closed when a test ends."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from safeguarding.case.events import Facts
from safeguarding.case.people import Actor, Person, Role
from safeguarding.case.record import Case
from safeguarding.case.redaction import redact
from safeguarding.case.text import FreeText
from safeguarding.case.transitions import close, merge, open_case, reopen, update
from safeguarding.engine import Engine
from safeguarding.loading import current
from store.codec import Codec, PlainCodec
from store.disk import Disk
from store.store import Store

OPENED_AT = datetime(2026, 6, 2, 10, tzinfo=UTC)
SECRET = "bruises seen by the school nurse"
TEXT = FreeText.of(SECRET, "0123456789abcdef")
REASON = FreeText.of("as the Business Team decided", "0123456789abcdef")
TEAM = Actor(person=Person(tenant="council", id="business team"), roles=frozenset({Role.BUSINESS_TEAM}))


def _facts(record_number: str) -> Facts:
    return Facts(
        answers={"harm": "died", "age": "under_18", "abuse_or_neglect": "known"},
        evidence={"harm": TEXT, "abuse_or_neglect": TEXT},
        incident_on=date(2026, 5, 31),
        became_aware=date(2026, 6, 1),
        place="croydon",
        record_number=FreeText.of(record_number, "0123456789abcdef"),
    )


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(current())


@pytest.fixture(scope="session")
def secret() -> str:
    """A text of every case here, which must not show where it does not belong."""
    return SECRET


@pytest.fixture(scope="session")
def opened(engine: Engine) -> Callable[[str, str], Case]:
    return lambda ref, triage: open_case(ref, triage, _facts("1"), engine, TEAM, OPENED_AT)


@pytest.fixture(scope="session")
def updated(engine: Engine) -> Callable[[Case], Case]:
    """One event longer, each time."""
    return lambda case: update(case, _facts(str(case.version + 1)), engine, TEAM, OPENED_AT)


@pytest.fixture(scope="session")
def closed() -> Callable[[Case], Case]:
    return lambda case: close(case, REASON, TEAM, OPENED_AT)


@pytest.fixture(scope="session")
def reopened() -> Callable[[Case], Case]:
    return lambda case: reopen(case, REASON, TEAM, OPENED_AT)


@pytest.fixture(scope="session")
def merged() -> Callable[[Case, Case], tuple[Case, Case]]:
    return lambda duplicate, into: merge(duplicate, into, REASON, TEAM, OPENED_AT)


@pytest.fixture(scope="session")
def redacted() -> Callable[[Case], Case]:
    return lambda case: redact(case, TEXT.digest, REASON, TEAM, OPENED_AT)


@pytest.fixture(scope="session")
def add(opened: Callable[[str, str], Case]) -> Callable[[Store, str], Awaitable[Case]]:
    """Opens the case of a triage."""
    return lambda store, triage: store.cases.add(triage, "CSCP", 2026, lambda ref: opened(ref, triage))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def contents(folder: Path) -> Callable[[], dict[str, bytes]]:
    """Every file of the folder as it is on disk."""
    return lambda: {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
async def open_store(folder: Path) -> AsyncIterator[Callable[..., Store]]:
    """Opens the store of the test's folder, again and again if asked; only one at a time can be open."""
    stores = []

    def open_store(codec: Codec | None = None, disk: Disk | None = None) -> Store:
        stores.append(Store.open(folder, codec or PlainCodec(), disk))
        return stores[-1]

    yield open_store
    for store in stores:
        await store.close()
