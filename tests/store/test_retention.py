"""Closed cases are deleted when their time has passed: never an open one, never half, and their numbers never again."""

import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from safeguarding.case.case import Case
from safeguarding.case.state.retention import tombstone_of
from store.encryption import PlainCodec
from store.errors import NotWritable
from store.folder.store import FolderStore
from store.retention import delete
from tests.support.fake_disk.faulty import FULL, Crash
from tests.support.stores.changes import REFS, first_events, points
from tests.support.stores.steps import SECRET, add, closed

pytestmark = pytest.mark.usefixtures("no_power_cut")
CODEC = PlainCodec()
DAY_AFTER = date(2036, 6, 3)
GONE = REFS[2]


async def test_a_deleted_case_leaves_its_tombstone_and_no_text_person_or_message(filled: Path) -> None:
    async with FolderStore.open(filled, CODEC) as store:
        await store.ledger.set_all({f"opened|{GONE}|person|t|i": {"state": "sent"}, f"opened|{REFS[0]}|x": {}})
        await delete(store, [await _case(store)], DAY_AFTER)
        assert await store.cases.get(GONE) is None and store.cases.tombstones()[GONE].deleted == DAY_AFTER
        assert list(store.ledger.all()) == [f"opened|{REFS[0]}|x"]
    assert not (filled / "archive" / f"{GONE}.json").exists()
    async with FolderStore.open(filled, CODEC) as store:
        for case in store.cases.open_cases():
            await store.cases.save(closed(case), case.version)
        await delete(store, (await store.cases.closed()).values(), DAY_AFTER)
    whole = _bytes_of(filled)
    assert SECRET.encode() not in whole and b"business team" not in whole


async def test_the_number_of_a_deleted_case_is_not_given_again_even_after_a_restart(filled: Path) -> None:
    async with FolderStore.open(filled, CODEC) as store:
        for case in store.cases.open_cases():
            await store.cases.save(closed(case), case.version)
        await delete(store, (await store.cases.closed()).values(), DAY_AFTER)
    async with FolderStore.open(filled, CODEC) as store:
        assert (await add(store, "new")).ref == REFS[4]


async def test_an_open_case_is_not_deleted_whoever_asks(filled: Path) -> None:
    async with FolderStore.open(filled, CODEC) as store:
        tombstone = tombstone_of(closed(await first_events(store, REFS[0], 1)), DAY_AFTER)
        with pytest.raises(ValueError, match="is not a closed case"):
            await store.cases.delete_closed([tombstone])
        assert await store.cases.get(REFS[0])


@pytest.mark.parametrize("error", [Crash(), FULL], ids=["crash", "disk full"])
async def test_a_deletion_cut_off_at_any_point_leaves_the_case_whole_or_deleted(filled: Path, error: Exception) -> None:
    async with FolderStore.open(filled, CODEC) as store:
        await store.ledger.set(f"opened|{GONE}|person|t|i", {"state": "sent"})
        before = await _case(store)
    outcomes = set()
    for point, folder, disk in points(filled):
        store = FolderStore.open(folder, CODEC, disk)
        disk.arm(point, error, lasting=True)
        with suppress(Crash, NotWritable):
            await delete(store, [before], DAY_AFTER)
        await store.close()
        async with FolderStore.open(folder, CODEC) as again:
            found = await again.cases.get(GONE)
            assert (found == before) is (GONE not in again.cases.tombstones())
            assert (folder / "archive" / f"{GONE}.json").exists() is (found is not None)
            outcomes.add(found is None)
            await delete(again, [found] if found else [], DAY_AFTER)
            assert again.ledger.all() == {} and await again.cases.get(GONE) is None
    assert outcomes == {True, False}


async def test_an_archived_file_put_back_beside_its_tombstone_stays_deleted(filled: Path) -> None:
    file = filled / "archive" / f"{GONE}.json"
    shutil.copy(file, filled.parent / "kept.json")
    async with FolderStore.open(filled, CODEC) as store:
        await delete(store, [await _case(store)], DAY_AFTER)
    shutil.copy(filled.parent / "kept.json", file)
    async with FolderStore.open(filled, CODEC) as store:
        assert await store.cases.get(GONE) is None
    assert not file.exists()


async def _case(store: FolderStore) -> Case:
    case = await store.cases.get(GONE)
    assert case
    return case


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
