"""The files of a store say what goes wrong with the disk and what to do, and never tell their content."""

from pathlib import Path

import pytest

from store.encryption import PlainCodec
from store.errors import NotReadable, NotWritable
from store.folder.disk import TEMPORARY, Disk
from store.folder.files import Files
from tests.support.fake_disk.faulty import FULL, FaultyDisk

pytestmark = pytest.mark.usefixtures("no_power_cut")


@pytest.fixture
def files(folder: Path) -> Files:
    folder.mkdir()
    return Files(folder, PlainCodec(), Disk())


def test_what_was_written_is_read_and_what_is_not_there_is_none(files: Files) -> None:
    files.write("drafts.json", b"{}")
    assert files.read("drafts.json") == b"{}" and files.read("ledger.json") is None
    files.remove("drafts.json")
    assert files.read("drafts.json") is None


def test_a_full_disk_is_said_with_what_to_do(folder: Path) -> None:
    folder.mkdir()
    disk = FaultyDisk()
    disk.arm(0, FULL, lasting=True)
    with pytest.raises(NotWritable, match=r"^drafts\.json was not written: the disk of .* is full\. Free some space"):
        Files(folder, PlainCodec(), disk).write("drafts.json", b"{}")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "Permission denied"), "is read-only for the bot's account"),
        (OSError(30, "Read-only file system"), "is read-only for the bot's account"),
        (OSError(5, "Input/output error"), r"\(Input/output error\)\. Check the disk"),
    ],
)
def test_each_other_failure_is_told_apart(files: Files, error: OSError, said: str) -> None:
    with pytest.raises(NotWritable, match=said), files.writing("drafts.json"):
        raise error
    with pytest.raises(NotReadable, match="can't be read"), files.reading("drafts.json"):
        raise error


def test_what_a_crash_left_half_written_is_removed_and_nothing_else(files: Files) -> None:
    files.write("drafts.json", b"{}")
    (files.folder / f"ledger.json{TEMPORARY}").write_bytes(b"half")
    files.remove_leftovers()
    assert files.names() == ("drafts.json",)


def test_a_probe_leaves_nothing_behind(files: Files) -> None:
    files.probe()
    assert files.names() == ()
