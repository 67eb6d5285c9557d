"""A large file is not written whole for a few rows, and of two files that belong together none is read without the
other."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from store.encryption import PlainCodec
from store.errors import NotWritable, StoreDamaged
from store.folder import files as limits
from store.folder.disk import Disk
from store.folder.files import CHANGES, Files
from store.folder.table_file import TableFile, Tables
from tests.support.fake_disk.faulty import FULL, Crash, FaultyDisk

pytestmark = pytest.mark.usefixtures("no_power_cut")
NAME = "ledger.json"
BESIDE = CHANGES[NAME]
large = pytest.mark.usefixtures("large_files")


def rows(**steps: object) -> Tables:
    return {"documents": {number: {"step": step} for number, step in steps.items()}}


@pytest.fixture
def files(folder: Path) -> Files:
    folder.mkdir()
    return Files(folder, PlainCodec(), Disk())


def again(folder: Path) -> Tables | None:
    """Reads the tables as the next process does."""
    return TableFile(Files(folder, PlainCodec(), Disk()), NAME).read()


def test_a_small_file_is_written_whole_and_has_none_beside_it(files: Files, folder: Path) -> None:
    file = TableFile(files, NAME)
    file.write(rows(a=1), rows(a=1), whole=False)
    file.write(rows(a=1, b=1), rows(b=1), whole=False)
    assert again(folder) == rows(a=1, b=1) and files.names() == (NAME,)


@large
def test_of_a_large_file_only_the_rows_that_changed_are_written(files: Files, folder: Path) -> None:
    file = TableFile(files, NAME)
    file.write(rows(a=1, b=1), rows(a=1, b=1), whole=False)
    before = files.read_encoded(NAME)
    file.write(rows(a=1, b=2), rows(b=2), whole=False)
    file.write(rows(a=1, b=2, c=1), rows(c=1), whole=False)
    assert files.read_encoded(NAME) == before
    assert b'"documents":{"b":{"step":2},"c":{"step":1}}' in (files.read(BESIDE) or b"")
    assert again(folder) == rows(a=1, b=2, c=1)


@large
def test_the_next_process_begins_with_the_whole_file_and_reads_the_changes_no_more(files: Files, folder: Path) -> None:
    _changed_twice(files)
    next_one = TableFile(files, NAME)
    assert next_one.read() == rows(a=1, b=2)
    next_one.write(rows(a=1, b=3), rows(b=3), whole=False)
    assert again(folder) == rows(a=1, b=3)
    assert b"step" not in (files.read(BESIDE) or b"")


@large
def test_many_changes_are_taken_into_the_whole_file(
    files: Files, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_CHANGES_BYTES", 400)
    file, held = TableFile(files, NAME), rows(a=0)
    file.write(held, held, whole=False)
    whole = set[bytes | None]()
    for step in range(60):
        changed = rows(**{f"row{step}": "x" * 20})
        held = {"documents": held["documents"] | changed["documents"]}
        file.write(held, changed, whole=False)
        assert again(folder) == held and len(files.read(BESIDE) or b"") <= 400
        whole.add(files.read_encoded(NAME))
    assert 5 < len(whole) < 20


@large
def test_what_is_to_leave_no_trace_is_in_neither_file(files: Files, folder: Path) -> None:
    file = TableFile(files, NAME)
    file.write(rows(a="a secret"), rows(a="a secret"), whole=False)
    file.write(rows(a="a secret", b="another"), rows(b="another"), whole=False)
    file.write(rows(a="-"), rows(a="-"), whole=True)
    assert again(folder) == rows(a="-")
    for name in files.names():
        assert b"secret" not in (files.read(name) or b"") and b"another" not in (files.read(name) or b"")


@large
def test_changes_that_could_not_be_emptied_are_with_the_next_write(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.mkdir()
    disk = FaultyDisk()
    files = Files(folder, PlainCodec(), disk)
    file = _changed_twice(files)
    disk.arm(6, FULL, lasting=True)
    file.write(rows(a=1), rows(), whole=True)
    assert f"{BESIDE} holds older rows and will be written with the next change" in caplog.text
    assert b"step" in (files.read(BESIDE) or b"") and again(folder) == rows(a=1)
    disk.mend()
    file.write(rows(), rows(), whole=True)
    assert b"step" not in (files.read(BESIDE) or b"") and again(folder) == rows()


STEPS: tuple[tuple[Tables, Tables, bool], ...] = (
    (rows(a=1, b=1), rows(a=1, b=1), False),
    (rows(a=2, b=1), rows(a=2), False),
    (rows(a=2, b=1, c=1), rows(c=1), False),
    (rows(a=2, c=1), rows(), True),
    (rows(a=2, c=2), rows(c=2), False),
    (rows(a=3, c=2), rows(a=3), True),
    (rows(a=3, c=2, d=1), rows(d=1), False),
)


@pytest.mark.usefixtures("either_size")
@pytest.mark.parametrize("began_small", [False, True])
def test_a_crash_at_any_point_leaves_each_write_whole_or_not_at_all(
    tmp_path: Path, began_small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where an earlier version, or one of other limits, has written the file."""
    for point in range(1000):
        folder, disk = tmp_path / str(point), FaultyDisk()
        folder.mkdir()
        (folder / NAME).write_bytes(PlainCodec().encode(NAME, b'{"documents":{"a":{"step":0}}}'))
        file = TableFile(Files(folder, PlainCodec(), disk), NAME)
        before = file.read()
        disk.arm(point, Crash(), lasting=True)
        for number, (tables, changed, whole) in enumerate(STEPS):
            with monkeypatch.context() as patch, suppress(Crash):
                if began_small and number < 2:
                    patch.setattr(limits, "LARGE_BYTES", 10_000)
                file.write(tables, changed, whole=whole)
            if disk.failed:
                assert again(folder) in (before, tables)
                break
            before = tables
            assert again(folder) == tables
        if not disk.failed:
            assert point > 20
            return


@pytest.mark.usefixtures("either_size")
def test_a_write_that_fails_at_any_point_leaves_nothing_behind_once_the_next_is_made(tmp_path: Path) -> None:
    for point in range(1000):
        folder, disk = tmp_path / str(point), FaultyDisk()
        folder.mkdir()
        file = TableFile(Files(folder, PlainCodec(), disk), NAME)
        disk.arm(point, FULL, lasting=False)
        held: Tables = rows()
        for number, (tables, changed, whole) in enumerate(STEPS):
            with suppress(NotWritable):
                file.write(tables, changed, whole=whole)
                held = tables
                continue
            held = {"documents": held.get("documents", {}) | {"e": {"step": number}}}
            file.write(held, rows(e=number), whole=False)
            assert again(folder) == held
            break
        if not disk.failed:
            return


@large
def test_changes_that_are_older_than_the_whole_file_do_not_count(files: Files, folder: Path) -> None:
    file = _changed_twice(files)
    older = files.read_encoded(BESIDE) or b""
    file.write(rows(a=1, b=3), rows(b=3), whole=True)
    files.write_encoded(BESIDE, older)
    assert again(folder) == rows(a=1, b=3)


@large
def test_changes_of_another_life_of_the_store_do_not_count(files: Files, folder: Path) -> None:
    file = _changed_twice(files)
    for step in range(3, 9):
        file.write(rows(a=1, b=step), rows(b=step), whole=False)
    of_another = files.read_encoded(BESIDE) or b""
    (folder / NAME).unlink()
    other = Files(folder, PlainCodec(), Disk())
    TableFile(other, NAME).write(rows(z=1), rows(z=1), whole=True)
    other.write_encoded(BESIDE, of_another)
    assert again(folder) == rows(z=1)


@large
@pytest.mark.parametrize("body", [b"[]", b"noise", b'{"documents":[]}', b'{"stamp":{"life":1}}'])
def test_changes_that_are_none_are_damage(files: Files, folder: Path, body: bytes) -> None:
    _changed_twice(files)
    files.write(BESIDE, body)
    with pytest.raises(StoreDamaged, match=rf"^{BESIDE} is damaged"):
        again(folder)


class BusyDisk(Disk):
    """While one file is read, the bot goes on to write."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self._meanwhile = meanwhile

    def read(self, path: Path) -> bytes | None:
        data = super().read(path)
        self._meanwhile()
        return data


@large
@pytest.mark.parametrize("is_whole", [False, True])
def test_whoever_reads_beside_a_running_bot_reads_what_was_acknowledged_by_then(
    files: Files, folder: Path, is_whole: bool
) -> None:
    file = _changed_twice(files)
    written = [rows(a=1, b=2)]

    def write() -> None:
        step = len(written) + 2
        written.append(rows(a=1, b=step))
        file.write(written[-1], rows(b=step), whole=is_whole or step % 2 == 0)

    assert TableFile(Files(folder, PlainCodec(), BusyDisk(write)), NAME).read() in written
    assert len(written) == 3


@large
def test_a_program_that_knows_no_changes_does_not_read_the_large_file(files: Files, folder: Path) -> None:
    _changed_twice(files)
    assert (folder / NAME).read_bytes().startswith(b"cscp-store 2 ")


def test_a_program_that_knows_no_changes_reads_a_file_that_has_none(files: Files, folder: Path) -> None:
    TableFile(files, NAME).write(rows(a=1), rows(a=1), whole=False)
    assert (folder / NAME).read_bytes().startswith(b"cscp-store 1 ")


def _changed_twice(files: Files) -> TableFile:
    file = TableFile(files, NAME)
    file.write(rows(a=1, b=1), rows(a=1, b=1), whole=False)
    file.write(rows(a=1, b=2), rows(b=2), whole=False)
    return file
