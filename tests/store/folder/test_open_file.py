"""``open.json`` holds open cases, numbers and tombstones, each change of them one write."""

from datetime import date
from pathlib import Path

import pytest

from safeguarding.case.state.retention import tombstone_of
from store.case_rows import row_of
from store.encryption import PlainCodec
from store.errors import NotWritable, StoreDamaged
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.open_file import OPEN_FILE, OpenFile
from tests.support.fake_disk.faulty import FULL, FaultyDisk
from tests.support.stores.steps import closed, opened, updated

pytestmark = pytest.mark.usefixtures("no_power_cut")
ONE, OTHER = opened("CSCP-2026-001", "a"), opened("CSCP-2026-002", "b")


@pytest.fixture
def files(folder: Path) -> Files:
    folder.mkdir()
    return Files(folder, PlainCodec(), Disk())


def test_cases_that_were_saved_are_there_after_a_restart(files: Files) -> None:
    assert OpenFile(files).is_new
    OpenFile(files).save([row_of(ONE), row_of(OTHER)])
    OpenFile(files).save([row_of(updated(ONE))])
    again = OpenFile(files)
    assert not again.is_new and again.cases() == {ONE.ref: updated(ONE), OTHER.ref: OTHER}
    again.save(moved=[ONE.ref])
    assert OpenFile(files).cases().keys() == {OTHER.ref}


def test_a_case_is_here_or_its_tombstone_is(files: Files) -> None:
    file = OpenFile(files)
    file.save([row_of(ONE)])
    tombstone = tombstone_of(closed(ONE), date(2051, 6, 3))
    file.delete_closed([tombstone])
    assert OpenFile(files).cases() == {} and OpenFile(files).tombstones() == {ONE.ref: tombstone}


def test_a_write_that_failed_changes_nothing(folder: Path) -> None:
    folder.mkdir()
    disk = FaultyDisk()
    file = OpenFile(Files(folder, PlainCodec(), disk))
    file.save([row_of(ONE)])
    disk.arm(0, FULL, lasting=True)
    with pytest.raises(NotWritable):
        file.save([row_of(updated(ONE)), row_of(OTHER)])
    assert file.cases() == {ONE.ref: ONE}


def test_the_files_that_were_made_with_it_are_remembered(files: Files) -> None:
    file = OpenFile(files)
    file.record_created(["drafts.json"])
    file.record_created(["drafts.json", "ledger.json"])
    assert OpenFile(files).created_files() == {"drafts.json", "ledger.json"}


@pytest.mark.parametrize("body", [b"[]", b"noise", b'{"cases": []}'])
def test_what_is_no_store_is_damage(files: Files, body: bytes) -> None:
    files.write(OPEN_FILE, body)
    with pytest.raises(StoreDamaged, match=r"open\.json"):
        OpenFile(files)
