"""A backup is a whole store of one instant, and a restore gives back that store or nothing."""

import asyncio
import itertools
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from safeguarding.case.case import Case
from store.encryption import AesGcmCodec, PlainCodec
from store.errors import Busy, CommandRefused, StoreDamaged, StoreFault, Unfinished, WrongKey
from store.folder import files
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.maintenance.backup import Backups
from store.folder.maintenance.snapshot import take_snapshot
from store.folder.store import FolderStore
from tests.support.fake_disk.faulty import FULL, Crash, FaultyDisk
from tests.support.generators.examples import sample
from tests.support.stores.changes import REFS, served
from tests.support.stores.steps import AT, add, closed, reopened, updated

pytestmark = pytest.mark.usefixtures("no_power_cut")
CODEC = PlainCodec()
CASES_OF_A_WORKER = 6


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path / "backups", CODEC, Disk())


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


async def test_a_restored_store_is_the_one_that_was_backed_up(filled: Path, backups: Backups, tmp_path: Path) -> None:
    async with FolderStore.open(filled, CODEC) as store:
        made = backups.make(filled, AT, 3)
        before = await served(store)
    assert (made.cases, made.removed) == (4, ())
    backups.restore(made.name, tmp_path / "new")
    async with FolderStore.open(tmp_path / "new", CODEC) as store:
        assert await served(store) == before
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "new").rglob("*")} == {0}


async def test_backups_made_while_people_work_hold_all_that_was_acknowledged_before_them(
    folder: Path, backups: Backups, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the second half its files are taken for large ones."""
    acknowledged: dict[str, Case] = {}
    async with FolderStore.open(folder, CODEC) as store:
        working = [asyncio.create_task(_opens_closes_and_reopens(store, n, acknowledged)) for n in range(4)]
        for number in range(1, 21):
            if number > 10:
                monkeypatch.setattr(files, "LARGE_BYTES", 0)
            await asyncio.sleep(0.02)
            known = dict(acknowledged)
            made = await asyncio.to_thread(backups.make, folder, AT, 100)
            restored = tmp_path / f"restored {number}"
            backups.restore(made.name, restored)
            async with FolderStore.open(restored, CODEC) as copy:
                for ref, case in known.items():
                    found = await copy.cases.get(ref)
                    assert found is not None and found.version >= case.version
                    assert copy.ledger.all()[ref]["step"] <= found.version, "the ledger is of a later instant"
        for task in working:
            task.cancel()
    assert len(acknowledged) == 4 * CASES_OF_A_WORKER


async def _opens_closes_and_reopens(store: FolderStore, worker: int, acknowledged: dict[str, Case]) -> None:
    """The ledger follows each step of the case: one that is ahead of its case was copied at another instant. So many
    cases and no more: on a slow machine the store would grow faster than it can be copied."""
    cases = dict[int, Case]()
    for number in itertools.cycle(range(CASES_OF_A_WORKER)):
        case = cases.get(number) or await add(store, f"{worker}-{number}")
        for step in (reopened, closed) if number in cases else (updated, closed, reopened, closed):
            before, case = case, step(case)
            await store.cases.save(case, before.version)
            await store.ledger.set(case.ref, {"step": case.version})
            acknowledged[case.ref] = cases[number] = case
            await asyncio.sleep(0.002)


async def test_a_store_that_never_rests_is_not_copied_at_all(filled: Path) -> None:
    class NeverTheSame(Disk):
        def is_held(self, path: Path, file: object) -> bool:
            return False

    with pytest.raises(Busy, match="Try again"):
        take_snapshot(Files(filled, CODEC, NeverTheSame()), passes=5)


async def test_the_oldest_goes_when_the_new_one_is_there_even_after_the_clock_has_jumped_back(
    filled: Path, backups: Backups
) -> None:
    first, second, third = (backups.make(filled, AT - timedelta(days=n), 2) for n in range(3))
    assert (first.removed, second.removed, third.removed) == ((), (), (first.name,))
    assert backups.generations() == (second.name, third.name)


@pytest.mark.sampled
async def test_a_backup_that_ends_at_any_point_harms_no_earlier_one_and_the_next_one_clears_up(
    filled: Path, tmp_path: Path
) -> None:
    earlier = Backups(tmp_path / "earlier", CODEC, Disk())
    oldest, newer = (earlier.make(filled, AT, 9).name for _ in range(2))
    for error in (Crash(), FULL):
        for disk, folder in _points(earlier.folder, error):
            with suppress(Crash, StoreFault, OSError):
                Backups(folder, CODEC, disk).make(filled, AT, 2)
            backups = Backups(folder, CODEC, Disk())
            assert newer in backups.generations()
            assert oldest in backups.generations() or len(backups.generations()) == 2
            for name in backups.generations():
                backups.read(name)
            made = backups.make(filled, AT, 2)
            assert len(backups.generations()) == 2 and made.name in backups.generations()
            assert not list(folder.glob("*.partial"))


def _points(folder: Path, error: Exception) -> Iterator[tuple[FaultyDisk, Path]]:
    """Yields a disk and a copy of the folder for the points, until there is none any more."""
    for point in sample(range(1000)):
        disk = FaultyDisk()
        disk.arm(point, error, lasting=True)
        copy = folder.with_name(f"{folder.name} {type(error).__name__} {point}")
        yield disk, shutil.copytree(folder, copy) if folder.exists() else copy
        if not disk.failed:
            assert point > 20
            return


async def test_every_flipped_byte_every_lost_file_and_every_added_one_makes_a_backup_be_refused(
    filled: Path, backups: Backups, tmp_path: Path
) -> None:
    name = backups.make(filled, AT, 1).name
    whole = files_of(backups.folder / name)
    for file, data in whole.items():
        path = backups.folder / name / file
        for damage in (data[:-1], bytes([*data[:-1], data[-1] ^ 1]), bytes([data[0] ^ 1, *data[1:]]), b"", None):
            path.unlink() if damage is None else path.write_bytes(damage)
            with pytest.raises(StoreDamaged, match=r"The backup .* Restore another one"):
                backups.restore(name, tmp_path / "new")
            path.write_bytes(data)
    shutil.copy(backups.folder / name / f"archive/{REFS[2]}.json", backups.folder / name / f"archive/{REFS[0]}.json")
    with pytest.raises(StoreDamaged):
        backups.restore(name, tmp_path / "new")
    assert not (tmp_path / "new").exists()


async def test_a_restore_overwrites_nothing(filled: Path, backups: Backups, tmp_path: Path) -> None:
    name = backups.make(filled, AT, 1).name
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "notes.txt").write_text("keep")
    for folder in (filled, tmp_path / "kept"):
        before = files_of(folder)
        with pytest.raises(CommandRefused, match="is not empty"):
            backups.restore(name, folder)
        assert before.items() <= files_of(folder).items()


@pytest.mark.sampled
async def test_a_restore_that_ends_at_any_point_is_never_taken_for_a_store_and_can_be_run_again(
    filled: Path, backups: Backups, tmp_path: Path
) -> None:
    name = backups.make(filled, AT, 1).name
    async with FolderStore.open(filled, CODEC) as store:
        before = await served(store)
    for disk, folder in _points(tmp_path / "new", Crash()):
        with suppress(Crash):
            Backups(backups.folder, CODEC, disk).restore(name, folder)
        if (folder / "restoring").exists():
            with pytest.raises(Unfinished, match="Run the same restore again"):
                FolderStore.open(folder, CODEC)
        if not (folder / "open.json").exists() or (folder / "restoring").exists():
            backups.restore(name, folder)
        async with FolderStore.open(folder, CODEC) as store:
            assert await served(store) == before


async def test_a_damaged_store_makes_no_backup_and_removes_none(filled: Path, backups: Backups) -> None:
    made = backups.make(filled, AT, 1)
    data = bytearray((filled / "ledger.json").read_bytes())
    data[-1] ^= 1
    (filled / "ledger.json").write_bytes(data)
    with pytest.raises(StoreDamaged, match=r"ledger\.json is damaged"):
        backups.make(filled, AT, 1)
    assert backups.generations() == (made.name,)


async def test_a_backup_with_another_key_is_refused(folder: Path, tmp_path: Path) -> None:
    async with FolderStore.open(folder, AesGcmCodec(bytes(32))) as store:
        await add(store, "a")
        name = Backups(tmp_path / "backups", AesGcmCodec(bytes(32)), Disk()).make(folder, AT, 1).name
    with pytest.raises(WrongKey, match="written with another key"):
        Backups(tmp_path / "backups", AesGcmCodec(b"1" * 32), Disk()).restore(name, tmp_path / "new")


async def test_backups_may_not_lie_in_the_store_nor_the_store_in_them(filled: Path) -> None:
    for folder in (filled, filled / "backups", filled.parent):
        with pytest.raises(CommandRefused, match="CSCP_BACKUPS"):
            Backups(folder, CODEC, Disk()).make(filled, AT, 1)
