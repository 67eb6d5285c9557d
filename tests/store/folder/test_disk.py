"""The disk makes things durable in an order, and the event loop never waits for it."""

import asyncio
import os
import stat
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from safeguarding.case.state.retention import tombstone_of
from store.folder.disk import Disk
from store.folder.store import FolderStore
from tests.support.stores.steps import add, closed, reopened

Open = Callable[..., FolderStore]


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes what was flushed and renamed, in order."""
    steps: list[str] = []
    fsync, rename = os.fsync, Disk.rename

    def noting_fsync(descriptor: int) -> None:
        steps.append("folder flushed" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "bytes flushed")
        fsync(descriptor)

    def noting_rename(disk: Disk, temporary: Path, path: Path) -> None:
        steps.append("renamed")
        rename(disk, temporary, path)

    monkeypatch.setattr(os, "fsync", noting_fsync)
    monkeypatch.setattr(Disk, "rename", noting_rename)
    return steps


def test_bytes_are_on_disk_before_they_get_the_name_and_the_name_before_it_returns(
    tmp_path: Path, durable: list[str]
) -> None:
    Disk().replace(tmp_path / "file", b"new")
    assert durable == ["bytes flushed", "renamed", "folder flushed"]
    assert (tmp_path / "file").read_bytes() == b"new"


def test_a_removal_is_on_disk_before_it_returns(tmp_path: Path, durable: list[str]) -> None:
    (tmp_path / "file").write_bytes(b"old")
    Disk().remove(tmp_path / "file")
    assert durable == ["folder flushed"]
    assert Disk().read(tmp_path / "file") is None


def test_each_folder_that_is_made_is_on_disk_before_it_returns(tmp_path: Path, durable: list[str]) -> None:
    Disk().make_folder(tmp_path / "data" / "bot" / "store")
    assert durable == ["folder flushed"] * 3


async def test_a_case_is_acknowledged_after_the_folder_was_flushed(open_store: Open, durable: list[str]) -> None:
    store = open_store()
    durable.clear()
    await add(store, "triage")
    assert durable == ["bytes flushed", "renamed", "folder flushed"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    class Failing(Disk):
        def rename(self, temporary: Path, path: Path) -> None:
            raise OSError("refused")

    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(OSError, match="refused"):
        Failing().replace(tmp_path / "file", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"old")]


def test_a_temporary_name_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"other")
    (tmp_path / "file.tmp").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        Disk().write(tmp_path / "file.tmp", b"new")
    assert (tmp_path / "elsewhere").read_bytes() == b"other"


class Waiting(Disk):
    """The disk is slow until it is let go."""

    def __init__(self) -> None:
        self.goes_on = threading.Event()
        self.goes_on.set()

    def write(self, temporary: Path, data: bytes) -> None:
        self.goes_on.wait(timeout=10)
        super().write(temporary, data)


async def test_while_a_write_waits_for_the_disk_readers_are_served_what_was_there(open_store: Open) -> None:
    disk = Waiting()
    store = open_store(disk=disk)
    first = await add(store, "a")
    disk.goes_on.clear()
    adding = asyncio.ensure_future(add(store, "b"))
    setting = asyncio.ensure_future(store.drafts.set("ada", {"step": 1}))
    await asyncio.sleep(0.05)
    assert not adding.done()
    assert store.cases.open_cases() == (first,)
    assert store.drafts.all() == {}
    disk.goes_on.set()
    assert await store.cases.get((await adding).ref)
    await setting
    assert store.drafts.all() == {"ada": {"step": 1}}


async def test_closing_waits_for_what_was_given_before(open_store: Open) -> None:
    disk = Waiting()
    store = open_store(disk=disk)
    disk.goes_on.clear()
    adding = [asyncio.ensure_future(add(store, triage)) for triage in "abc"]
    await asyncio.sleep(0)
    closing = asyncio.ensure_future(store.close())
    await asyncio.sleep(0.05)
    assert not closing.done()
    disk.goes_on.set()
    await closing
    assert [(await case).ref for case in adding] == ["CSCP-2026-001", "CSCP-2026-002", "CSCP-2026-003"]
    assert len(open_store().cases.open_cases()) == 3


class SlowToRead(Disk):
    """The disk reads an archived case when ``goes_on`` says so."""

    def __init__(self) -> None:
        self.goes_on = threading.Event()
        self.goes_on.set()

    def read(self, path: Path) -> bytes | None:
        self.goes_on.wait(10)
        return super().read(path)


async def test_while_a_closed_case_is_read_from_a_slow_disk_everyone_else_is_served(open_store: Open) -> None:
    store = open_store(disk=(disk := SlowToRead()))
    case, other = closed(await add(store, "a")), await add(store, "b")
    await store.cases.save(case, 1)
    disk.goes_on.clear()
    reading = asyncio.ensure_future(asyncio.gather(store.cases.get(case.ref), store.cases.by_triage("a")))
    everything = asyncio.ensure_future(store.cases.closed())
    await asyncio.sleep(0.05)
    assert not reading.done() and not everything.done()
    assert store.cases.open_case(case.ref) is None
    assert store.cases.open_case(other.ref) == await store.cases.get(other.ref) == other
    disk.goes_on.set()
    assert list(await reading) == [case, case]
    assert await everything == {case.ref: case}


class GoneMeanwhile(Waiting):
    """The disk lets the writer go on when an archived case is read, and reads when its file is gone."""

    def read(self, path: Path) -> bytes | None:
        if not threading.current_thread().name.startswith("store") and not self.goes_on.is_set():
            self.goes_on.set()
            while path.exists():
                time.sleep(0.001)
        return super().read(path)


async def test_a_case_that_is_reopened_while_its_file_is_read_is_found(open_store: Open) -> None:
    store = open_store()
    case = closed(await add(store, "triage"))
    await store.cases.save(case, 1)
    await store.close()
    store = open_store(disk=(disk := GoneMeanwhile()))
    disk.goes_on.clear()
    reopening = asyncio.ensure_future(store.cases.save(reopened(case), 2))
    await asyncio.sleep(0.01)
    assert await store.cases.get(case.ref) == reopened(case)
    await reopening


async def test_a_case_that_is_deleted_while_its_file_is_read_is_not_there(open_store: Open) -> None:
    store = open_store()
    case = closed(await add(store, "triage"))
    await store.cases.save(case, 1)
    await store.close()
    store = open_store(disk=(disk := GoneMeanwhile()))
    disk.goes_on.clear()
    burying = asyncio.ensure_future(store.cases.delete_closed([tombstone_of(case, date(2052, 1, 5))]))
    await asyncio.sleep(0.01)
    assert await store.cases.get(case.ref) is None
    await burying
