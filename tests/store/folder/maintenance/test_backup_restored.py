"""Files are restored from backups of different days: the start refuses that. Once it is accepted no later history is
lost, and no number is given twice."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from store.encryption import PlainCodec
from store.errors import PutBack, StoreDamaged
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.maintenance.renewal import accept
from store.folder.store import FolderStore
from tests.support.stores.steps import add, closed, reopened, updated

Open = Callable[..., FolderStore]
Contents = Callable[[], dict[str, bytes]]


async def test_open_json_of_an_older_backup_loses_no_archived_case_and_gives_no_number_twice(
    open_store: Open, folder: Path, contents: Contents
) -> None:
    store = open_store()
    first = await add(store, "a")
    shutil.copy(folder / "open.json", folder / "backup")
    lost, third = await add(store, "b"), await add(store, "c")
    await store.cases.save(closed(updated(first)), 1)
    await store.cases.save(closed(third), 1)
    await store.close()
    shutil.move(folder / "backup", folder / "open.json")
    with pytest.raises(PutBack, match=r"open\.json is older than .* with accept-store"):
        open_store()
    accept(Files(folder, PlainCodec(), Disk()), [])
    for triage, ref in (("d", "CSCP-2026-004"), ("e", "CSCP-2026-005")):
        store = open_store()
        assert await store.cases.get(first.ref) == closed(updated(first))
        assert await store.cases.get(third.ref) == closed(third)
        assert first.ref.encode() not in contents()["open.json"]
        assert await store.cases.get(lost.ref) is None
        assert (await add(store, triage)).ref == ref
        await store.close()


async def test_an_archived_file_of_an_older_backup_does_not_win_over_a_reopened_case(
    open_store: Open, folder: Path, contents: Contents
) -> None:
    store = open_store()
    case = closed(await add(store, "triage"))
    await store.cases.save(case, 1)
    shutil.copy(folder / "archive" / "CSCP-2026-001.json", folder / "backup")
    await store.cases.save(reopened(case), 2)
    await store.close()
    shutil.move(folder / "backup", folder / "archive" / "CSCP-2026-001.json")
    assert open_store().cases.open_cases() == (reopened(case),)
    assert "archive/CSCP-2026-001.json" not in contents()


async def test_two_different_histories_of_the_same_length_are_not_accepted(open_store: Open, folder: Path) -> None:
    store = open_store()
    case = await add(store, "triage")
    await store.cases.save(updated(case), 1)
    await store.close()
    other = (folder / "open.json").read_bytes()
    shutil.rmtree(folder)
    store = open_store()
    await store.cases.save(closed(await add(store, "triage")), 1)
    await store.close()
    (folder / "open.json").write_bytes(other)
    with pytest.raises(PutBack, match=r"open\.json is not of this life of the store"):
        open_store()
    with pytest.raises(StoreDamaged, match=r"CSCP-2026-001 differs between open\.json and the archive"):
        accept(Files(folder, PlainCodec(), Disk()), [])
