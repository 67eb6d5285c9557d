"""The stores of many partnerships in one process share a few connections, and disturb each other in nothing."""

import asyncio

import pytest

from store.encryption import PlainCodec
from store.errors import Conflict, StoreFault
from store.postgres import connections, write_queue
from store.postgres.address import Address
from store.postgres.cache import Changes
from store.postgres.pool import Database
from store.postgres.store import PostgresStore
from store.postgres.write_queue import Writing
from tests.support.postgres.server import Server
from tests.support.stores.steps import add, closed, updated

MOST = connections.WRITERS + connections.READERS + 1


async def stores(shared: Database, count: int) -> list[PostgresStore]:
    return [await PostgresStore.open(shared, f"borough-{number}", PlainCodec()) for number in range(count)]


def connected(server: Server, database: str) -> int:
    ((count,),) = server.do(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name = 'cscp-review-bot'",
        database,
    )
    assert isinstance(count, int)
    return count


async def a_day(store: PostgresStore) -> None:
    async with store.turn("the same conversation everywhere"):
        await store.refresh()
        case = await add(store, "the same triage everywhere")
        await store.cases.save(closed(case), 1)
        assert list(await store.cases.closed()) == [case.ref]
        assert await store.ledger.claim({"one": {"by": store.partnership}}, {"one": None})


async def test_thirty_partnerships_have_no_more_connections_than_one_and_each_keeps_its_own(
    shared: Database, server: Server, database: str
) -> None:
    thirty = await stores(shared, 30)
    days = asyncio.gather(*(a_day(store) for store in thirty))
    most = 0
    while not days.done():
        most = max(most, connected(server, database))
        await asyncio.sleep(0.01)
    await days
    assert 1 < most <= MOST <= 12
    for store in thirty:
        assert store.ledger.all() == {"one": {"by": store.partnership}}
        assert list(await store.cases.closed()) == ["CSCP-2026-001"]


async def test_a_partnership_that_is_held_up_holds_up_no_other(
    shared: Database, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LOCK_SECONDS", 60)
    stuck, *others = await stores(shared, 5)
    stalled = await connections.connect(Address(database))
    async with stalled.transaction(force_rollback=True):
        await stalled.execute("UPDATE partnerships SET revision = revision + 1 WHERE partnership = 'borough-0'")
        waiting = asyncio.create_task(add(stuck, "a"))
        await asyncio.gather(*(add(store, "a") for store in others))
        assert not waiting.done()
    await stalled.close()
    assert (await waiting).ref == "CSCP-2026-001"


async def test_what_one_did_not_finish_is_never_gone_on_with_by_another(
    shared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection whose transaction was given up in the middle is lent to the next one."""
    one, other = await stores(shared, 2)
    case = await add(other, "a")
    monkeypatch.setattr(write_queue, "LONGEST_SECONDS", 0.2)

    async def never_ends(writing: Writing) -> tuple[None, Changes]:
        await writing.session.change("UPDATE partnerships SET cleaned = 99 WHERE partnership = %(partnership)s")
        await asyncio.sleep(60)
        return None, Changes()

    with pytest.raises(StoreFault):
        await one._queue.write(never_ends)
    monkeypatch.undo()
    await other.cases.save(updated(case), 1)
    with pytest.raises(Conflict):
        await other.cases.save(closed(case), 1)
    again = await PostgresStore.open(shared, "borough-0", PlainCodec())
    for store in (one, again):
        await store.refresh()
        assert store.cases.open_cases() == ()
    await add(one, "a")


async def test_turns_that_one_leaves_behind_end_with_its_store_and_those_of_others_go_on(
    shared: Database, database: str
) -> None:
    one, other = await stores(shared, 2)
    elsewhere = Database(Address(database))
    beside = [await PostgresStore.open(elsewhere, store.partnership, PlainCodec()) for store in (one, other)]
    async with other.turn("conversation"):
        async with one.turn("conversation"):
            await one.close()
            async with asyncio.timeout(5), beside[0].turn("conversation"):
                pass
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3), beside[1].turn("conversation"):
                pass
    async with asyncio.timeout(5), beside[1].turn("conversation"):
        pass
    await elsewhere.close()


async def test_a_database_that_was_put_back_is_read_anew_by_all_though_it_counts_the_same(own_server: Server) -> None:
    shared = Database(Address(own_server.address()))
    many = await stores(shared, 3)
    for store in many:
        await store.drafts.set("ada", {"step": 1})
    own_server.do("DELETE FROM documents", own_server.address())
    await many[0].refresh()
    assert many[0].drafts.all(), "nobody deletes rows behind the bot but by putting the database back"
    own_server.stop()
    own_server.start()
    for store in many:
        await store.refresh()
        assert store.drafts.all() == {}
    await shared.close()


async def test_after_a_restart_of_the_database_all_of_them_go_on(own_server: Server) -> None:
    shared = Database(Address(own_server.address()))
    many = await stores(shared, 12)
    await asyncio.gather(*(add(store, "a") for store in many))
    own_server.stop()
    own_server.start()
    await asyncio.gather(*(add(store, "b") for store in many))
    for store in many:
        await store.refresh()
        assert len(store.cases.open_cases()) == 2
    await shared.close()
