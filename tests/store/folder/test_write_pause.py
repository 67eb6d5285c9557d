"""A store that never rests is asked to pause while it is copied, and people's steps never wait for long."""

import fcntl
import os
from pathlib import Path
from typing import BinaryIO

import pytest

from store.encryption import PlainCodec
from store.errors import Busy
from store.folder import write_pause
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.maintenance.snapshot import take_snapshot
from store.folder.write_pause import pause_writing

pytestmark = pytest.mark.usefixtures("no_power_cut")


def may_write(folder: Path) -> bool:
    """Says whether the folder may be written to, as another process would find out."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


class NeverAtRest(Disk):
    """The disk finds each file just written anew whenever one is looked at, but for a pause that is kept."""

    def __init__(self, *, keeps_pauses: bool) -> None:
        self._keeps_pauses = keeps_pauses

    def is_held(self, path: Path, file: BinaryIO) -> bool:
        if may_write(path.parent) or not self._keeps_pauses:
            self.replace(path, b"{}")
        return super().is_held(path, file)


def store_on(folder: Path, disk: Disk) -> Files:
    made = Files(folder, PlainCodec(), disk)
    made.make_folder()
    made.write("open.json", b"{}")
    return made


def test_a_store_that_is_written_without_a_break_is_copied_in_a_pause(tmp_path: Path) -> None:
    files = store_on(tmp_path / "store", NeverAtRest(keeps_pauses=True))
    assert take_snapshot(files).keys() == {"open.json"}
    assert may_write(files.folder)


def test_where_no_pause_is_kept_the_copy_is_refused_and_the_writing_goes_on(tmp_path: Path) -> None:
    files = store_on(tmp_path / "store", NeverAtRest(keeps_pauses=False))
    with pytest.raises(Busy, match="Try again"):
        take_snapshot(files)
    assert may_write(files.folder)


def test_a_copy_that_hangs_in_its_pause_keeps_no_step_from_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_pause, "LONGEST_WAIT", 0.05)
    files = store_on(tmp_path / "store", Disk())
    with pause_writing(files.folder):
        files.write("open.json", b'{"after": {}}')
    assert files.read("open.json") == b'{"after": {}}'
