"""Rows are encrypted with another key: the new one opens everything, and the old one nothing."""

import os

import pytest

from store.encryption import AesGcmCodec
from store.errors import BadKey, NotWritable, Unfinished, WrongKey
from store.postgres.maintenance import key_rotation
from tests.support.postgres.bots import CROYDON, SUTTON, bot
from tests.support.postgres.rows import NEW, OLD, filled, rows_of, state
from tests.support.postgres.server import Server
from tests.support.postgres.wire import Wire
from tests.support.stores.steps import add


async def test_after_a_change_of_the_key_the_new_one_opens_everything_and_the_old_one_nothing(
    shared_database: str,
) -> None:
    name = await filled(shared_database)
    async with await bot(shared_database, name, OLD) as store:
        before = await state(store)
    assert await rows_of(shared_database, name).rotate(NEW) == 7
    with pytest.raises(WrongKey):
        await bot(shared_database, name, OLD)
    with pytest.raises(WrongKey):
        await rows_of(shared_database, name).rotate(NEW)
    async with await bot(shared_database, name, NEW) as store:
        assert await state(store) == before
        assert (await add(store, "a")).opened.triage == "a", "it is found by its hash still"
        assert (await add(store, "new")).ref == "CSCP-2026-005"
    assert (await rows_of(shared_database, name, NEW).verify())[0].faults == ()


async def test_a_bot_with_the_old_key_writes_nothing_from_then_on(shared_database: str) -> None:
    name = await filled(shared_database)
    async with await bot(shared_database, name, OLD) as left_running:
        await rows_of(shared_database, name).rotate(NEW)
        for asked in (add(left_running, "new"), left_running.drafts.set("ada", {"step": 9})):
            with pytest.raises(Unfinished, match="start it with the key that they have now"):
                await asked
    async with await bot(shared_database, name, NEW) as store:
        assert store.drafts.all() == {"ada": {"step": 1}}


async def test_a_change_of_the_key_that_was_cut_off_goes_on_and_serves_nobody_before(
    server: Server, shared_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_rotation, "TOGETHER", 1)
    name, wire = await filled(shared_database), Wire(server.folder)
    async with await bot(shared_database, name, OLD) as store:
        before = await state(store)
    for _ in range(3):
        wire.arm(1, word=b"SET body", stays_cut=True)
        with pytest.raises(NotWritable):
            await rows_of(wire.address(shared_database), name).rotate(NEW)
        wire.mend()
        for key in (OLD, NEW):
            with pytest.raises(Unfinished, match="Run rotate-key again"):
                await bot(shared_database, name, key)
        with pytest.raises(WrongKey, match="set both keys as they were then"):
            await rows_of(shared_database, name).rotate(AesGcmCodec(os.urandom(32)))
    wire.close()
    assert await rows_of(shared_database, name).rotate(NEW) == 7 - 3, "each time one row had been done"
    async with await bot(shared_database, name, NEW) as store:
        assert await state(store) == before


async def test_the_key_is_changed_to_another_one_alone_and_of_one_partnership_alone(database: str) -> None:
    await filled(database, CROYDON)
    await filled(database, SUTTON)
    with pytest.raises(BadKey, match="The new key is the old one"):
        await rows_of(database, CROYDON).rotate(OLD)
    await rows_of(database, CROYDON).rotate(NEW)
    async with await bot(database, SUTTON, OLD) as store:
        assert len(store.cases.open_cases()) == 2
