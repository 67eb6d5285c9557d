"""A bot keeps nothing in memory of a case that was closed long ago, and loses nothing of it."""

import pytest

from store.encryption import PlainCodec
from store.errors import Conflict
from store.postgres.address import Address
from store.postgres.maintenance.rows import Rows
from store.postgres.maintenance.transfer import PostgresMover
from store.postgres.store import PostgresStore
from tests.support.postgres.bots import OpenBot
from tests.support.stores.steps import add, closed, reopened

REF = "CSCP-2026-001"
SAID = {f"opened|{REF}|person|t|{number}": {"state": "sent", "number": number} for number in range(60)}


@pytest.fixture
async def one(open_bot: OpenBot) -> PostgresStore:
    """The bot's only case is closed, and what was said of it is archived."""
    store = await open_bot()
    case = await add(store, "a")
    await store.ledger.set_all(SAID)
    await store.cases.save(closed(case), case.version)
    await store.ledger.archive(dict.fromkeys(SAID, REF))
    return store


async def test_no_bot_has_it_in_memory(one: PostgresStore, open_bot: OpenBot) -> None:
    later = await open_bot()
    assert one.ledger.all() == later.ledger.all() == {}


async def test_a_bot_that_had_it_lets_go_of_it_and_has_it_again_with_its_etag(open_bot: OpenBot) -> None:
    one, other = await open_bot(), await open_bot()
    case = await add(one, "a")
    await one.ledger.set_all(SAID)
    await other.refresh()
    kept = {key: other.ledger.get(key) for key in SAID}
    await one.cases.save(closed(case), case.version)
    await one.ledger.archive(dict.fromkeys(SAID, REF))
    await other.refresh()
    assert other.ledger.all() == {}
    await one.cases.save(reopened(closed(case)), 2)
    await other.refresh()
    assert {key: other.ledger.get(key) for key in SAID} == kept


async def test_what_another_bot_has_opened_again_meanwhile_is_not_laid_by(open_bot: OpenBot) -> None:
    one, other = await open_bot(), await open_bot()
    case = await add(one, "a")
    await one.ledger.set_all(SAID)
    await one.cases.save(closed(case), case.version)
    await other.refresh()
    await one.cases.save(reopened(closed(case)), 2)
    await other.ledger.archive(dict.fromkeys(SAID, REF))
    assert one.ledger.all() == other.ledger.all() == SAID


async def test_a_reopening_that_is_refused_brings_nothing_back(one: PostgresStore) -> None:
    case = await one.cases.get(REF)
    assert case
    with pytest.raises(Conflict):
        await one.cases.save(reopened(case), 1)
    assert one.ledger.all() == {}


async def test_it_is_verified_and_moved_with_the_rest(one: PostgresStore, shared_database: str) -> None:
    address, codec = Address(shared_database), PlainCodec()
    found, _ = await Rows(address, one.partnership, codec).verify()
    assert (found.files, found.faults) == (1 + len(SAID), ())
    await one.close()
    contents = await PostgresMover(address, one.partnership, codec).read()
    assert contents.documents["ledger"] == SAID
