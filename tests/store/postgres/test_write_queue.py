"""A write is acknowledged when it is committed, and is done once however the database answers."""

import pytest

from store.errors import Busy, Conflict, NotWritable, Uncertain
from store.postgres import connections
from store.postgres.address import Address
from store.postgres.store import PostgresStore
from tests.support.postgres.bots import bot, fresh_name
from tests.support.postgres.changes import CHANGES, filled
from tests.support.postgres.server import Server
from tests.support.postgres.wire import Wire
from tests.support.stores.steps import add, closed, updated


async def test_a_bot_that_stalls_in_the_middle_of_a_write_holds_the_others_up_for_seconds_only(
    server: Server, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LOCK_SECONDS", 1)
    async with await bot(database) as store:
        stalled = await connections.connect(Address(database))
        async with stalled.transaction(force_rollback=True):
            await stalled.execute("UPDATE partnerships SET revision = revision + 1")
            with pytest.raises(Busy, match="Try again"):
                await add(store, "a")
        await stalled.close()
        assert (await add(store, "a")).ref == "CSCP-2026-001"


@pytest.mark.parametrize("change", CHANGES)
async def test_a_commit_whose_answer_was_lost_is_found_and_not_done_twice(
    wire: Wire, shared_database: str, change: str
) -> None:
    async with await bot(wire.address(shared_database), fresh_name()) as store:
        await filled(store)
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
        await filled(store)
        before = await _state(store)
        wire.arm(word=b"COMMIT", arrives=arrives, stays_cut=True)
        with pytest.raises(Uncertain, match="may be recorded or not"):
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


async def _undisturbed(database: str, change: str) -> str:
    """Returns the partnership in which the same was done, and no wire was cut."""
    name = fresh_name()
    async with await bot(database, name) as store:
        await filled(store)
        await CHANGES[change](store)
    return name


async def _state(store: PostgresStore) -> object:
    cases = store.cases
    return (cases.open_cases(), await cases.closed(), dict(cases.tombstones()), store.drafts.all(), store.ledger.all())
