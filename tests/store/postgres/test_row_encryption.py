"""Row encryption leaves nothing in the database that can be read or swapped, or that another partnership sees."""

import os
from datetime import date

import pytest

from safeguarding.case.state.retention import tombstone_of
from store.encryption import AesGcmCodec, PlainCodec
from store.errors import StoreDamaged, StoreFault, WrongKey
from store.postgres.row_encryption import HASH_KEY_BYTES, RowEncryption
from tests.support.postgres.bots import CROYDON, SUTTON, bot
from tests.support.postgres.server import Server
from tests.support.stores.steps import AT, SECRET, add, closed

TABLES = ("partnerships", "cases", "tombstones", "numbers", "documents", "exports")
PERSON = "0c1bb06c-a1d7-4a4b-9a0e-1d6a1e2f3a4b"


async def test_nobody_reads_in_the_database_what_was_written(server: Server, database: str) -> None:
    async with await bot(database, codec=AesGcmCodec(os.urandom(32))) as store:
        case, gone = await add(store, "triage of ada"), closed(await add(store, "triage of ben"))
        await store.cases.save(gone, 1)
        await store.cases.delete_closed([tombstone_of(gone, date(2036, 6, 3))])
        await store.drafts.set(PERSON, {"said": SECRET})
        await store.ledger.set(f"opened|{case.ref}|{PERSON}", {"to": PERSON})
        await store.ledger.delete(f"opened|{case.ref}|{PERSON}")
        await store.record_export(case.ref, PERSON, AT, "report")
    whole = b"".join(everything(server, database))
    assert case.ref.encode() in whole
    for text in (SECRET, PERSON, "business team", "triage of", "opened", "required", "report"):
        assert text.encode() not in whole


async def test_two_partnerships_see_nothing_of_each_other(database: str) -> None:
    keys = {name: AesGcmCodec(os.urandom(32)) for name in (CROYDON, SUTTON)}
    async with await bot(database, CROYDON, keys[CROYDON]) as one, await bot(database, SUTTON, keys[SUTTON]) as other:
        case = closed(await add(one, "triage"))
        await one.cases.save(case, 1)
        await one.drafts.set("ada", {"step": 1})
        await other.refresh()
        assert other.cases.open_cases() == () and await other.cases.closed() == {}
        assert await other.cases.get(case.ref) is None and await other.cases.by_triage("triage") is None
        assert other.drafts.all() == {}
        assert (await add(other, "triage")).ref == case.ref, "references are counted by each for itself"
        await other.drafts.delete("ada")
        await other.drafts.set("ada", {"step": 2})
        await one.refresh()
        assert await one.cases.closed() == {case.ref: case} and one.drafts.all() == {"ada": {"step": 1}}
    with pytest.raises(WrongKey):
        await bot(database, SUTTON, keys[CROYDON])


async def test_a_wrong_key_is_told_before_anything_is_written(server: Server, database: str) -> None:
    async with await bot(database, codec=AesGcmCodec(os.urandom(32))) as store:
        await add(store, "a")
    before = everything(server, database)
    for wrong in (AesGcmCodec(os.urandom(32)), PlainCodec()):
        with pytest.raises(WrongKey, match="Start with"):
            await bot(database, codec=wrong)
    assert everything(server, database) == before


@pytest.mark.parametrize(
    "swap",
    [
        "UPDATE cases SET body = (SELECT body FROM cases WHERE ref = 'CSCP-2026-002') WHERE ref = 'CSCP-2026-001'",
        "UPDATE cases SET version = 2 WHERE ref = 'CSCP-2026-001'",
        "UPDATE documents SET body = (SELECT body FROM documents WHERE kind = 'ledger') WHERE kind = 'drafts'",
        "UPDATE documents SET kind = 'conversations' WHERE kind = 'ledger'",
        "UPDATE documents SET etag = 'another' WHERE kind = 'ledger'",
        "UPDATE documents SET deleted_at = now() WHERE kind = 'ledger'",
        "UPDATE documents SET body = substring(body FOR 40)",
        "UPDATE documents SET partnership = 'sutton' WHERE kind = 'ledger'",
        "UPDATE cases SET body = '' WHERE ref = 'CSCP-2026-001'",
    ],
)
async def test_a_row_that_is_not_what_was_written_is_told_and_stands_in_for_none(
    server: Server, database: str, swap: str
) -> None:
    codec = AesGcmCodec(os.urandom(32))
    for partnership in (SUTTON, CROYDON):
        async with await bot(database, partnership, codec) as store:
            await store.check_writable()
            if partnership == CROYDON:
                await add(store, "a")
                await add(store, "b")
                await store.ledger.set("one", {"n": 1})
                await store.drafts.set("two", {"n": 2})
    server.do(swap.encode(), database)
    with pytest.raises(StoreDamaged, match=r"is damaged.*restore the database from its backup"):
        for partnership in (SUTTON, CROYDON):
            async with await bot(database, partnership, codec):
                pass


@pytest.mark.parametrize("name", ["", "Croydon", "a/b", "a b", "x" * 64, "-a", "a'; DROP TABLE cases"])
async def test_a_partnership_whose_name_might_be_taken_for_another_is_refused(shared_database: str, name: str) -> None:
    with pytest.raises(StoreFault, match="small letters, digits and hyphens"):
        await bot(shared_database, name)


def test_the_hash_of_a_key_tells_nothing_without_the_key_of_hashes() -> None:
    seals = [RowEncryption(name, PlainCodec(), os.urandom(HASH_KEY_BYTES)) for name in (CROYDON, CROYDON)]
    seals.append(RowEncryption(SUTTON, PlainCodec(), seals[0].hash_key))
    hashes = {seal.key(kind, key) for seal in seals for kind in ("a", "b") for key in ("ada", "ben")}
    assert len(hashes) == 12


def everything(server: Server, database: str) -> list[bytes]:
    rows = [server.do(f"SELECT * FROM {table} ORDER BY 1, 2".encode(), database) for table in TABLES]
    return [
        value if isinstance(value, bytes) else str(value).encode() for table in rows for row in table for value in row
    ]
