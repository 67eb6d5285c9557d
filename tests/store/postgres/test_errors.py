"""A database that is away, hangs, is full or may not be written is said in one sentence, and over when it is over."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable

import pytest

from store.errors import Busy, NotReadable, NotWritable, StoreFault
from store.postgres import connections, write_queue
from store.postgres.store import PostgresStore
from tests.support.postgres.bots import OpenBot, bot
from tests.support.postgres.server import Server
from tests.support.stores.steps import SECRET, add, closed, updated


@pytest.fixture
async def store(own_server: Server) -> AsyncIterator[PostgresStore]:
    async with await bot(own_server.address()) as store:
        yield store


@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "crashed"])
async def test_a_database_that_comes_back_is_used_again(
    own_server: Server, store: PostgresStore, how: signal.Signals
) -> None:
    first = await add(store, "a")
    await store.cases.save(closed(await add(store, "b")), 1)
    own_server.stop(how)
    for asked in (add(store, "c"), store.check_writable()):
        with pytest.raises(NotWritable, match="goes on by itself when it is back"):
            await asked
    reads: tuple[Awaitable[object], ...] = (store.refresh(), store.cases.get("CSCP-2026-002"), _turn(store))
    for read in reads:
        with pytest.raises(NotReadable, match="can't be reached"):
            await read
    assert store.cases.open_cases() == (first,)
    own_server.start()
    assert (await add(store, "c")).ref == "CSCP-2026-003"
    await store.refresh()
    assert list(await store.cases.closed()) == ["CSCP-2026-002"]
    await _turn(store)


async def test_a_restart_that_nobody_noticed_is_not_noticed(own_server: Server, store: PostgresStore) -> None:
    await add(store, "a")
    await _turn(store)
    await store.cases.closed()
    own_server.stop()
    own_server.start()
    await add(store, "b")
    await store.refresh()
    await _turn(store)
    assert await store.cases.closed() == {}


async def test_a_database_that_was_put_back_to_an_earlier_state_is_read_anew(
    own_server: Server, store: PostgresStore
) -> None:
    case = await add(store, "a")
    await store.drafts.set("ada", {"step": 1})
    url = own_server.address()
    own_server.do("DELETE FROM documents", url)
    own_server.do("UPDATE partnerships SET revision = revision - 1", url)
    own_server.stop()
    own_server.start()
    await store.refresh()
    assert store.drafts.all() == {} and store.cases.open_cases() == (case,)


@pytest.mark.long
async def test_a_database_that_hangs_holds_nobody_up_for_long(
    own_server: Server, store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(store, "a")
    await _turn(store)
    monkeypatch.setattr(write_queue, "LONGEST_SECONDS", 0.5)
    monkeypatch.setattr(connections, "LONGEST_SECONDS", 0.5)
    monkeypatch.setattr(connections, "WRITER_SECONDS", 0.5)
    monkeypatch.setattr("store.postgres.conversation_locks.STATEMENT_SECONDS", 0.5)
    monkeypatch.setattr("store.postgres.conversation_locks.LONGEST_SECONDS", 0.5)
    own_server.hang()
    try:
        asked = (add(store, "b"), store.refresh(), _turn(store), store.cases.closed())
        outcomes = await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), 45)
    finally:
        own_server.go_on()
    assert all(isinstance(outcome, StoreFault) for outcome in outcomes)
    assert (await add(store, "b")).ref == "CSCP-2026-002"
    await _turn(store)


async def test_a_read_only_database_serves_reading_and_says_why_it_does_not_write(
    own_server: Server, store: PostgresStore
) -> None:
    first = await add(store, "a")
    _make_read_only(own_server, "on")
    for asked in (add(store, "b"), store.drafts.set("ada", {"step": 1}), store.check_writable()):
        with pytest.raises(NotWritable, match="is read-only"):
            await asked
    await store.refresh()
    assert store.cases.open_cases() == (first,)
    _make_read_only(own_server, "off")
    assert (await add(store, "b")).ref == "CSCP-2026-002"


@pytest.mark.parametrize(
    ("state", "kind", "sentence"),
    [
        ("disk_full", NotWritable, "disk of the database is full"),
        ("query_canceled", Busy, "did not answer in time"),
        ("insufficient_privilege", NotWritable, "rights"),
        ("check_violation", NotWritable, "SQLSTATE 23514"),
    ],
)
async def test_what_the_database_refuses_is_said_without_its_words(
    server: Server, database: str, state: str, kind: type[StoreFault], sentence: str
) -> None:
    async with await bot(database) as store:
        case = await add(store, "a")
        server.do(_refusing(state), database)
        for asked in (store.cases.save(updated(case), 1), store.drafts.set("ada", {"said": SECRET})):
            with pytest.raises(kind, match=sentence) as caught:
                await asked
            assert SECRET not in str(caught.value) and "quoted" not in str(caught.value)
        assert store.cases.open_cases() == (case,) and store.drafts.all() == {}
        server.do("DROP FUNCTION refuse CASCADE", database)
        await store.cases.save(updated(case), 1)


async def test_when_all_readers_are_in_use_for_long_others_are_told_to_come_again(
    open_bot: OpenBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await open_bot()
    monkeypatch.setattr(connections, "READER_SECONDS", 0.1)
    async with asyncio.TaskGroup() as group:
        in_use = asyncio.Event()
        for _ in range(connections.READERS):
            group.create_task(_holding(store, in_use))
        await asyncio.sleep(0.1)
        with pytest.raises(Busy, match="Try again"):
            await store.cases.closed()
        in_use.set()
    assert await store.cases.closed() == {}


async def _turn(store: PostgresStore) -> None:
    async with store.turn("conversation"):
        pass


async def _holding(store: PostgresStore, until: asyncio.Event) -> None:
    async with store.cases._readers.connection():
        await until.wait()


def _make_read_only(server: Server, value: str) -> None:
    server.do(f"ALTER SYSTEM SET default_transaction_read_only = {value}".encode())
    server.do("SELECT pg_reload_conf()")
    time.sleep(0.2)


def _refusing(state: str) -> bytes:
    return f"""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'quoted: %', NEW USING ERRCODE = '{state}'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION refuse();
        CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION refuse();
    """.encode()
