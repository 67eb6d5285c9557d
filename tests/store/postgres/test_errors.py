"""A database that is away, hangs, is full or may not be written: said in one sentence, and over when it is over."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import date

import pytest

from safeguarding.case.case import Case
from safeguarding.case.state.retention import tombstone_of
from store.errors import Busy, Conflict, NotReadable, NotWritable, StoreFault
from store.postgres import connections, write_queue
from store.postgres.address import Address
from store.postgres.store import PostgresStore
from tests.support.postgres.bots import OpenBot, bot, fresh_name
from tests.support.postgres.server import Server
from tests.support.postgres.wire import Wire
from tests.support.stores.steps import AT, SECRET, add, closed, merged, updated

Change = Callable[[PostgresStore], Awaitable[object]]


async def saving(store: PostgresStore) -> None:
    await store.cases.save(updated(await _case(store, "a")), 1)


async def merging(store: PostgresStore) -> None:
    both = merged(await _case(store, "a"), await _case(store, "b"))
    await store.cases.save_all(*((case, 1) for case in both))


async def burying(store: PostgresStore) -> None:
    await store.cases.delete_closed([tombstone_of(await _case(store, "c"), date(2036, 6, 3))])


async def putting_over(store: PostgresStore) -> None:
    document = store.drafts.get("ada")
    assert document
    await store.drafts.put("ada", {"step": 2}, document.etag)


async def claiming(store: PostgresStore) -> None:
    assert await store.ledger.claim({"one": {"by": "x"}, "two": {"by": "x"}}, {"one": None, "two": None})


CHANGES: dict[str, Change] = {
    "add": lambda store: add(store, "new"),
    "save": saving,
    "merge": merging,
    "bury": burying,
    "put": lambda store: store.drafts.put("eve", {"step": 1}, None),
    "put over": putting_over,
    "claim": claiming,
    "delete": lambda store: store.drafts.delete("ada"),
    "export": lambda store: store.record_export("CSCP-2026-001", "ada", AT, "report"),
}


@pytest.fixture
async def store(own_server: Server) -> AsyncIterator[PostgresStore]:
    async with await bot(own_server.address()) as store:
        yield store


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    wire = Wire(server.folder)
    yield wire
    wire.close()


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


async def test_a_database_that_hangs_holds_nobody_up_for_long(
    own_server: Server, store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(store, "a")
    await _turn(store)
    monkeypatch.setattr(write_queue, "LONGEST_SECONDS", 0.5)
    monkeypatch.setattr("store.postgres.conversation_locks.STATEMENT_SECONDS", 0.5)
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


async def test_a_bot_that_stalls_in_the_middle_of_a_write_holds_the_others_up_for_seconds_only(
    server: Server, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LOCK_SECONDS", 1)
    async with await bot(database) as store:
        stalled = await connections.connect(Address(database))
        async with stalled.transaction(force_rollback=True):
            await stalled.execute("UPDATE partnerships SET revision = revision + 1")
            began = time.monotonic()
            with pytest.raises(Busy, match="Try again"):
                await add(store, "a")
            assert time.monotonic() - began < 5
        await stalled.close()
        assert (await add(store, "a")).ref == "CSCP-2026-001"


@pytest.mark.parametrize("change", CHANGES)
async def test_a_commit_whose_answer_was_lost_is_found_and_not_done_twice(
    wire: Wire, shared_database: str, change: str
) -> None:
    async with await bot(wire.address(shared_database), fresh_name()) as store:
        await _filled(store)
        wire.arm(word=b"COMMIT", arrives=True)
        await CHANGES[change](store)
        assert wire.is_cut
        for name in (store.partnership, await _undisturbed(shared_database, change)):
            async with await bot(shared_database, name) as beside:
                assert await _state(store) == await _state(beside)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("arrives", [True, False])
async def test_a_commit_that_may_be_done_is_never_acknowledged(
    wire: Wire, shared_database: str, change: str, arrives: bool
) -> None:
    async with await bot(wire.address(shared_database), fresh_name()) as store:
        await _filled(store)
        before = await _state(store)
        wire.arm(word=b"COMMIT", arrives=arrives, stays_cut=True)
        with pytest.raises(NotWritable, match="may be recorded or not"):
            await CHANGES[change](store)
        assert store.drafts.all() == {"ada": {"step": 1}, "ben": {"step": 1}}
        wire.mend()
        await store.refresh()
        async with await bot(shared_database, await _undisturbed(shared_database, change)) as undisturbed:
            assert await _state(store) == (await _state(undisturbed) if arrives else before)


async def test_a_change_that_was_recorded_by_another_meanwhile_is_no_success(wire: Wire, shared_database: str) -> None:
    """The answer is lost, the other bot goes on from there, and only then the first asks again."""
    name = fresh_name()
    async with await bot(wire.address(shared_database), name) as store, await bot(shared_database, name) as other:
        case = await add(store, "a")
        wire.arm(word=b"COMMIT", arrives=True, stays_cut=True)
        with pytest.raises(NotWritable):
            await store.cases.save(updated(case), 1)
        await other.refresh()
        await other.cases.save(closed(updated(case)), 2)
        wire.mend()
        with pytest.raises(Conflict):
            await store.cases.save(updated(case), 1)


async def _filled(store: PostgresStore) -> None:
    for triage in "abc":
        await add(store, triage)
    await store.cases.save(closed(await _case(store, "c")), 1)
    await store.drafts.set_all({"ada": {"step": 1}, "ben": {"step": 1}})


async def _undisturbed(database: str, change: str) -> str:
    """The partnership in which the same was done, and no wire was cut."""
    name = fresh_name()
    async with await bot(database, name) as store:
        await _filled(store)
        await CHANGES[change](store)
    return name


async def _state(store: PostgresStore) -> object:
    cases = store.cases
    return (cases.open_cases(), await cases.closed(), dict(cases.tombstones()), store.drafts.all(), store.ledger.all())


async def _case(store: PostgresStore, triage: str) -> Case:
    case = await store.cases.by_triage(triage)
    assert case
    return case


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
