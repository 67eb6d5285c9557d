"""A change of the key is crashed at every point, tried with wrong keys, and tried on damaged files."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from store.encryption import AesGcmCodec, Codec
from store.errors import BadKey, NotWritable, StoreDamaged, StoreFault, StoreLocked, Unfinished, WrongKey
from store.folder.disk import Disk
from store.folder.files import CHANGES, Files
from store.folder.maintenance.key_rotation import rotate
from store.folder.store import FolderStore
from tests.support.fake_disk.faulty import FULL, Crash, FaultyDisk
from tests.support.generators.examples import sample
from tests.support.stores.changes import REFS, first_events, points, served
from tests.support.stores.steps import SECRET, add, closed

pytestmark = pytest.mark.usefixtures("no_power_cut", "either_size")
OLD, NEW, OTHER = (AesGcmCodec(bytes([number]) * 32) for number in range(3))
Contents = Callable[[], dict[str, bytes]]


@pytest.fixture
async def encrypted(tmp_path: Path) -> Path:
    """The folder holds, under the old key, two open cases, a closed one, a draft, a record of an export."""
    folder = tmp_path / "encrypted"
    async with FolderStore.open(folder, OLD) as store:
        for triage in "abc":
            await add(store, triage)
        await store.cases.save(closed(await first_events(store, REFS[2], 1)), 1)
        await store.drafts.put("ada", {"step": 1}, None)
        for step in (1, 2):
            await store.ledger.set("news", {"step": step})
    files = Files(folder, OLD, Disk())
    files.make_folder("exports")
    files.write("exports/0001.json", b"{}")
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


async def seen(folder: Path, codec: Codec) -> object:
    async with FolderStore.open(folder, codec) as store:
        return await served(store)


async def test_after_the_change_the_new_key_opens_all_of_it_and_the_old_one_nothing(encrypted: Path) -> None:
    before = await seen(encrypted, OLD)
    written = files_of(encrypted).keys() - {"lock"}
    assert rotate(Files(encrypted, OLD, Disk()), NEW) == len(written) == 9 + len(written & {*CHANGES.values()})
    assert await seen(encrypted, NEW) == before
    for name, data in files_of(encrypted).items():
        assert name == "lock" or data.split()[3] == NEW.key_id
        assert SECRET.encode() not in data
        assert (encrypted / name).stat().st_mode & 0o777 == 0o600
    with pytest.raises(WrongKey):
        FolderStore.open(encrypted, OLD)


@pytest.mark.sampled
@pytest.mark.parametrize("error", [Crash(), FULL], ids=["crash", "disk full"])
async def test_cut_off_at_any_point_one_key_opens_all_of_it_or_the_command_finishes(
    encrypted: Path, error: Exception
) -> None:
    before = await seen(encrypted, OLD)
    outcomes = set()
    for point, folder, disk in points(encrypted, sample(range(1000))):
        disk.arm(point, error, lasting=True)
        with suppress(Crash, NotWritable):
            rotate(Files(folder, OLD, disk), NEW)
        outcome = await _opened_with(folder, before)
        outcomes.add(outcome)
        if outcome == "unfinished":
            _assert_other_keys_are_refused(folder)
        rotate(Files(folder, OLD, Disk()), NEW)
        assert await seen(folder, NEW) == before
        assert not list(folder.rglob("*.tmp"))
    assert outcomes == {"old", "unfinished", "new"}


def _assert_other_keys_are_refused(folder: Path) -> None:
    """Asserts that other keys are refused: a store half under one key and half under another, mistyped one would be
    lost."""
    untouched = {name: data for name, data in files_of(folder).items() if not name.endswith(".tmp")}
    has_begun = any(data.split()[3:4] == [NEW.key_id] for data in untouched.values())
    with pytest.raises(WrongKey):
        rotate(Files(folder, OLD if has_begun else OTHER, Disk()), OTHER if has_begun else NEW)
    assert files_of(folder) == untouched


async def _opened_with(folder: Path, expected: object) -> str:
    """Returns the name of the key that opens the whole store; neither opens one that is marked."""
    if (folder / "rotating").exists():
        for codec in (OLD, NEW, OTHER):
            with pytest.raises(Unfinished, match="Run rotate-key again"):
                FolderStore.open(folder, codec)
        return "unfinished"
    for name, codec in (("old", OLD), ("new", NEW)):
        with suppress(WrongKey):
            assert await seen(folder, codec) == expected
            return name
    raise AssertionError("no key opens it")


@pytest.mark.sampled
async def test_a_crash_while_a_crash_is_finished_loses_nothing_either(encrypted: Path, tmp_path: Path) -> None:
    before = await seen(encrypted, OLD)
    for first in sample(range(0, 60, 5)):
        for second in sample(range(0, 60, 7)):
            folder = shutil.copytree(encrypted, tmp_path / f"{first} {second}")
            for point in (first, second):
                disk = FaultyDisk()
                disk.arm(point, Crash(), lasting=True)
                with suppress(Crash):
                    rotate(Files(folder, OLD, disk), NEW)
            rotate(Files(folder, OLD, Disk()), NEW)
            assert await seen(folder, NEW) == before


async def test_a_wrong_old_key_changes_nothing(encrypted: Path) -> None:
    before = files_of(encrypted)
    with pytest.raises(WrongKey, match="was written with another key"):
        rotate(Files(encrypted, OTHER, Disk()), NEW)
    assert files_of(encrypted) == before


async def test_the_same_key_is_no_new_one(encrypted: Path) -> None:
    with pytest.raises(BadKey, match="The new key is the old one"):
        rotate(Files(encrypted, OLD, Disk()), AesGcmCodec(OLD.key))


async def test_a_flipped_bit_in_any_file_stops_the_change_before_it_begins(encrypted: Path) -> None:
    whole = files_of(encrypted)
    for name in whole.keys() - {"lock"}:
        damaged = bytearray(whole[name])
        damaged[-1] ^= 1
        (encrypted / name).write_bytes(damaged)
        before = files_of(encrypted)
        with pytest.raises(StoreFault, match="damaged"):
            rotate(Files(encrypted, OLD, Disk()), NEW)
        assert files_of(encrypted) == before
        (encrypted / name).write_bytes(whole[name])


async def test_a_missing_file_stops_the_change_before_it_begins(encrypted: Path) -> None:
    (encrypted / f"archive/{REFS[2]}.json").unlink()
    before = files_of(encrypted)
    with pytest.raises(StoreDamaged, match="archive lacks a case"):
        rotate(Files(encrypted, OLD, Disk()), NEW)
    assert files_of(encrypted) == before


async def test_while_the_bot_runs_its_key_is_not_changed(encrypted: Path) -> None:
    async with FolderStore.open(encrypted, OLD):
        with pytest.raises(StoreLocked, match="in use"):
            rotate(Files(encrypted, OLD, Disk()), NEW)


async def test_no_key_shows_in_a_fault_or_a_name(encrypted: Path) -> None:
    key = os.urandom(32)
    with pytest.raises(WrongKey) as caught:
        rotate(Files(encrypted, AesGcmCodec(key), Disk()), NEW)
    assert key.hex() not in str(caught.value) and repr(key) not in str(caught.value)
