"""A store is moved from a folder into a database and back: all of it, once, and the source stays as it was."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from safeguarding.case.state.retention import tombstone_of
from safeguarding.rehearsal import REHEARSAL
from store.encryption import AesGcmCodec
from store.errors import CommandRefused, NotWritable, StoreDamaged, StoreLocked, Unfinished, WrongKey
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.maintenance.transfer import FolderMover
from store.folder.open_file import OpenFile
from store.folder.store import FolderStore
from store.interface import Store
from store.open import mover, open_store
from store.postgres.address import Address
from store.postgres.maintenance.transfer import PostgresMover
from store.references import Year
from store.transfer import Contents, move
from tests.support.fake_disk.faulty import FULL, Crash, FaultyDisk
from tests.support.postgres.bots import CROYDON, SUTTON, bot, fresh_name
from tests.support.postgres.server import Server
from tests.support.stores.steps import AT, add, closed, merged, opened, redacted, reopened, updated

CODEC = AesGcmCodec(os.urandom(32))
pytestmark = pytest.mark.usefixtures("no_power_cut")


@pytest.fixture
async def moved_from(tmp_path: Path) -> Path:
    """The folder has everything that a store can hold, a number that was lost among it."""
    folder = tmp_path / "source"
    async with FolderStore.open(folder, CODEC) as store:
        await _fill(store)
    OpenFile(Files(folder, CODEC, Disk())).save(numbers=_with_a_lost_number(await _read(folder)).numbers)
    return folder


async def test_a_store_that_went_into_a_database_and_back_is_the_same(
    moved_from: Path, tmp_path: Path, shared_database: str, contents_of: Callable[[Path], dict[str, bytes]]
) -> None:
    before, everything = contents_of(moved_from), await _read(moved_from)
    name, back = fresh_name(), tmp_path / "back"
    said = await move(mover(str(moved_from), name, CODEC), mover(shared_database, name, CODEC))
    assert str(said) == "6 cases, 1 tombstones, 4 documents and 2 recorded exports"
    await move(mover(shared_database, name, CODEC), mover(str(back), name, CODEC))
    assert await _read(back) == everything
    assert contents_of(moved_from) == before


async def test_what_was_moved_goes_on_where_it_was(moved_from: Path, shared_database: str) -> None:
    name = fresh_name()
    async with await open_store(str(moved_from), name, CODEC) as folder:
        cases, archived, drafts = folder.cases.open_cases(), await folder.cases.closed(), folder.drafts.all()
    await move(mover(str(moved_from), name, CODEC), mover(shared_database, name, CODEC))
    async with await open_store(shared_database, name, CODEC) as store:
        assert (store.cases.open_cases(), await store.cases.closed(), store.drafts.all()) == (cases, archived, drafts)
        assert await store.cases.by_triage("a") == cases[0]
        assert (await add(store, "new")).ref == "CSCP-2026-009", "008 was lost with a backup, and is not given again"
        await store.cases.save(updated(cases[0]), cases[0].version)
        assert await store.drafts.put("ada", {"step": 2}, _etag(store)) is not None


async def test_nothing_is_moved_over_anything(moved_from: Path, tmp_path: Path, database: str) -> None:
    async with await bot(database, CROYDON, CODEC) as store:
        await store.drafts.set("ada", {"step": 9})
    async with FolderStore.open(tmp_path / "other", CODEC):
        pass
    (tmp_path / "stranger").mkdir()
    (tmp_path / "stranger" / "photo.jpg").write_bytes(b"")
    for target in (database, str(tmp_path / "other"), str(tmp_path / "stranger")):
        with pytest.raises(CommandRefused, match="a move overwrites nothing"):
            await move(mover(str(moved_from), CROYDON, CODEC), mover(target, CROYDON, CODEC))
    async with await bot(database, CROYDON, CODEC) as store:
        assert store.cases.open_cases() == () and store.drafts.all() == {"ada": {"step": 9}}
    await move(mover(str(moved_from), SUTTON, CODEC), mover(database, SUTTON, CODEC))


async def test_a_folder_that_is_in_use_damaged_or_not_there_is_not_moved(
    moved_from: Path, tmp_path: Path, shared_database: str
) -> None:
    target = mover(shared_database, fresh_name(), CODEC)
    with pytest.raises(CommandRefused, match="is not there"):
        await move(mover(str(tmp_path / "nowhere"), CROYDON, CODEC), target)
    async with FolderStore.open(moved_from, CODEC):
        with pytest.raises(StoreLocked):
            await move(mover(str(moved_from), CROYDON, CODEC), target)
    archived = next((moved_from / "archive").iterdir())
    archived.write_bytes(archived.read_bytes()[:-1])
    with pytest.raises(StoreDamaged, match="Nothing was moved"):
        await move(mover(str(moved_from), CROYDON, CODEC), target)


async def test_a_store_that_a_bot_serves_is_moved_neither_from_the_database_nor_into_it(
    moved_from: Path, tmp_path: Path, database: str
) -> None:
    there, folder = mover(database, CROYDON, CODEC), tmp_path / "back"
    async with await bot(database, CROYDON, CODEC), await bot(database, SUTTON, CODEC):
        with pytest.raises(CommandRefused, match="Stop all bots of croydon, then run migrate-store again"):
            await move(mover(str(moved_from), CROYDON, CODEC), there)
    async with await bot(database, SUTTON, CODEC):
        await move(mover(str(moved_from), CROYDON, CODEC), there)
    async with await bot(database, CROYDON, CODEC):
        with pytest.raises(CommandRefused, match="Stop all bots of croydon"):
            await move(there, mover(str(folder), CROYDON, CODEC))
        assert not folder.exists()
    await move(there, mover(str(folder), CROYDON, CODEC))


async def test_a_wrong_key_moves_nothing(moved_from: Path, shared_database: str) -> None:
    name, wrong = fresh_name(), AesGcmCodec(os.urandom(32))
    with pytest.raises((WrongKey, StoreDamaged)):
        await move(mover(str(moved_from), name, wrong), mover(shared_database, name, wrong))
    await move(mover(str(moved_from), name, CODEC), mover(shared_database, name, CODEC))
    with pytest.raises(WrongKey):
        await mover(shared_database, name, wrong).read()


async def test_a_database_that_lacks_a_case_is_not_moved(moved_from: Path, server: Server, database: str) -> None:
    await move(mover(str(moved_from), CROYDON, CODEC), mover(database, CROYDON, CODEC))
    server.do("DELETE FROM cases WHERE ref = 'CSCP-2026-002'", database)
    with pytest.raises(StoreDamaged, match="lacks a case"):
        await mover(database, CROYDON, CODEC).read()


async def test_a_move_into_a_database_is_whole_or_nothing(moved_from: Path, server: Server, database: str) -> None:
    target = PostgresMover(Address(database), CROYDON, CODEC)
    async with await bot(database, CROYDON, CODEC):
        pass
    server.do("ALTER TABLE exports ADD CHECK (at < '2000-01-01')", database)
    with pytest.raises(NotWritable):
        await move(mover(str(moved_from), CROYDON, CODEC), target)
    assert server.do("SELECT count(*) FROM cases", database) == [(0,)]
    server.do("ALTER TABLE exports DROP CONSTRAINT exports_at_check", database)
    await move(mover(str(moved_from), CROYDON, CODEC), target)


@pytest.mark.parametrize("error", [FULL, Crash()], ids=["disk full", "crash"])
async def test_a_move_into_a_folder_that_is_cut_off_can_be_begun_anew_and_serves_nobody_before(
    moved_from: Path, tmp_path: Path, error: Exception
) -> None:
    everything, target = await _read(moved_from), tmp_path / "target"
    for point in (8, 13, 21, 30):
        disk = FaultyDisk()
        disk.arm(point, error, lasting=True)
        with pytest.raises((NotWritable, Crash)):
            await FolderMover(Files(target, CODEC, disk)).write(everything)
        with pytest.raises(Unfinished, match="Run the same migrate-store again"):
            FolderStore.open(target, CODEC)
    await FolderMover(Files(target, CODEC, Disk())).write(everything)
    assert await _read(target) == everything


async def _fill(store: Store) -> None:
    cases = [await add(store, triage) for triage in "abcdef"]
    await store.cases.save(updated(cases[0]), 1)
    await store.cases.save(redacted(closed(cases[1])), 1)
    await store.cases.save(reopened(closed(cases[2])), 1)
    await store.cases.save_all(*((case, 1) for case in merged(cases[3], cases[4])))
    await store.cases.save(closed(cases[5]), 1)
    await store.cases.delete_closed([tombstone_of(closed(cases[5]), date(2036, 6, 3))])
    await store.cases.add("practice", REHEARSAL, 2026, lambda ref: opened(ref, "practice"))
    for documents in (store.drafts, store.conversations, store.references, store.ledger):
        await documents.set("ada", {"said": "Zoë \ud83d\ude00"})
    await store.record_export(cases[0].ref, "ada", AT, "report")
    await store.record_export(cases[1].ref, "ben", AT, "calendar")


def _with_a_lost_number(contents: Contents) -> Contents:
    given = contents.numbers.years[2026]
    years = {2026: Year(given.last + 2, frozenset({given.last + 1, given.last + 2}))}
    return replace(contents, numbers=replace(contents.numbers, years=years))


async def _read(folder: Path) -> Contents:
    return await mover(str(folder), CROYDON, CODEC).read()


def _etag(store: Store) -> str:
    document = store.drafts.get("ada")
    assert document
    return document.etag


@pytest.fixture
def contents_of() -> Callable[[Path], dict[str, bytes]]:
    return lambda folder: {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
