"""What whoever keeps the database can do: check all rows, and seal them with another key."""

import os
from datetime import date

import pytest

from safeguarding.case.state.retention import tombstone_of
from store.encryption import AesGcmCodec, Codec
from store.errors import BadKey, CommandRefused, NotWritable, StoreDamaged, Unfinished, WrongKey
from store.postgres.address import Address
from store.postgres.maintenance import key_rotation
from store.postgres.maintenance.rows import Rows
from store.postgres.store import PostgresStore
from tests.support.postgres.bots import CROYDON, SUTTON, bot, fresh_name
from tests.support.postgres.server import Server
from tests.support.postgres.wire import Wire
from tests.support.stores.steps import AT, add, closed, updated

OLD, NEW = AesGcmCodec(os.urandom(32)), AesGcmCodec(os.urandom(32))


async def test_rows_in_order_are_counted_and_read(shared_database: str) -> None:
    name = await _filled(shared_database)
    found, tombstones = await _rows(shared_database, name).verify()
    assert (found.files, len(found.cases), found.faults, found.altered) == (7, 3, (), ())
    assert list(tombstones) == ["CSCP-2026-004"]


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        ("UPDATE cases SET body = body || 'x' WHERE ref = 'CSCP-2026-002'", "croydon/cases/CSCP-2026-002 is damaged"),
        ("UPDATE cases SET is_open = NOT is_open WHERE ref = 'CSCP-2026-002'", "cases/CSCP-2026-002 is damaged"),
        ("DELETE FROM cases WHERE ref = 'CSCP-2026-002'", "lacks a case"),
        ("UPDATE tombstones SET body = ''", "croydon/tombstones/CSCP-2026-004 is damaged"),
        ("UPDATE documents SET body = '' WHERE deleted_at IS NULL", "croydon/documents/drafts/"),
        ("UPDATE exports SET body = ''", "croydon/exports/"),
    ],
)
async def test_each_row_that_is_not_in_order_is_named(server: Server, database: str, harm: str, fault: str) -> None:
    await _filled(database, CROYDON)
    server.do(harm.encode(), database)
    found, _ = await _rows(database, CROYDON).verify()
    assert len(found.faults) == 1 and fault in found.faults[0]
    with pytest.raises(StoreDamaged, match="The key was not changed"):
        await _rows(database, CROYDON).rotate(NEW)


async def test_a_partnership_that_is_not_there_is_said_and_none_is_made(server: Server, database: str) -> None:
    for asked in (_rows(database, SUTTON).verify(), _rows(database, SUTTON).rotate(NEW)):
        with pytest.raises(CommandRefused, match="holds nothing of sutton"):
            await asked
    assert server.do("SELECT count(*) FROM partnerships", database) == [(0,)]


async def test_after_a_change_of_the_key_the_new_one_opens_everything_and_the_old_one_nothing(
    shared_database: str,
) -> None:
    name = await _filled(shared_database)
    async with await bot(shared_database, name, OLD) as store:
        before = await _state(store)
    assert await _rows(shared_database, name).rotate(NEW) == 7
    with pytest.raises(WrongKey):
        await bot(shared_database, name, OLD)
    with pytest.raises(WrongKey):
        await _rows(shared_database, name).rotate(NEW)
    async with await bot(shared_database, name, NEW) as store:
        assert await _state(store) == before
        assert (await add(store, "a")).opened.triage == "a", "it is found by its hash still"
        assert (await add(store, "new")).ref == "CSCP-2026-005"
    assert (await _rows(shared_database, name, NEW).verify())[0].faults == ()


async def test_a_bot_with_the_old_key_writes_nothing_from_then_on(shared_database: str) -> None:
    name = await _filled(shared_database)
    async with await bot(shared_database, name, OLD) as left_running:
        await _rows(shared_database, name).rotate(NEW)
        for asked in (add(left_running, "new"), left_running.drafts.set("ada", {"step": 9})):
            with pytest.raises(Unfinished, match="start it with the key that they have now"):
                await asked
    async with await bot(shared_database, name, NEW) as store:
        assert store.drafts.all() == {"ada": {"step": 1}}


async def test_a_change_of_the_key_that_was_cut_off_goes_on_and_serves_nobody_before(
    server: Server, shared_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_rotation, "TOGETHER", 1)
    name, wire = await _filled(shared_database), Wire(server.folder)
    async with await bot(shared_database, name, OLD) as store:
        before = await _state(store)
    for _ in range(3):
        wire.arm(1, word=b"SET body", stays_cut=True)
        with pytest.raises(NotWritable):
            await _rows(wire.address(shared_database), name).rotate(NEW)
        wire.mend()
        for key in (OLD, NEW):
            with pytest.raises(Unfinished, match="Run rotate-key again"):
                await bot(shared_database, name, key)
        with pytest.raises(WrongKey, match="set both keys as they were then"):
            await _rows(shared_database, name).rotate(AesGcmCodec(os.urandom(32)))
    wire.close()
    assert await _rows(shared_database, name).rotate(NEW) == 7 - 3, "each time one row had been done"
    async with await bot(shared_database, name, NEW) as store:
        assert await _state(store) == before


async def test_the_key_is_changed_to_another_one_alone_and_of_one_partnership_alone(database: str) -> None:
    await _filled(database, CROYDON)
    await _filled(database, SUTTON)
    with pytest.raises(BadKey, match="The new key is the old one"):
        await _rows(database, CROYDON).rotate(OLD)
    await _rows(database, CROYDON).rotate(NEW)
    async with await bot(database, SUTTON, OLD) as store:
        assert len(store.cases.open_cases()) == 2


def _rows(url: str, partnership: str, codec: Codec = OLD) -> Rows:
    return Rows(Address(url), partnership, codec)


async def _filled(url: str, name: str | None = None) -> str:
    """Three cases, a tombstone, a document, the mark of one that was deleted, and an export: seven rows."""
    name = name or fresh_name()
    async with await bot(url, name, OLD) as store:
        cases = [await add(store, triage) for triage in "abcd"]
        await store.cases.save(updated(cases[0]), 1)
        await store.cases.save_all((closed(cases[2]), 1), (closed(cases[3]), 1))
        await store.cases.delete_closed([tombstone_of(closed(cases[3]), date(2036, 6, 3))])
        await store.drafts.set_all({"ada": {"step": 1}, "ben": {"step": 1}})
        await store.drafts.delete("ben")
        await store.record_export(cases[0].ref, "ada", AT, "report")
    return name


async def _state(store: PostgresStore) -> object:
    cases = store.cases
    return (cases.open_cases(), await cases.closed(), dict(cases.tombstones()), store.drafts.all())
