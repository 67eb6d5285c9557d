"""The register follows what was written last, and says what the archive holds."""

from pathlib import Path

import pytest

from store.encryption import PlainCodec
from store.errors import NotWritable, PutBack, StoreDamaged
from store.folder.files import Files
from store.folder.register import Register
from store.folder.store import FolderStore
from tests.support.fake_disk.faulty import FULL, FaultyDisk
from tests.support.stores.changes import CHANGES, REFS

pytestmark = pytest.mark.usefixtures("no_power_cut")


@pytest.fixture
def disk() -> FaultyDisk:
    return FaultyDisk()


@pytest.fixture
def files(folder: Path, disk: FaultyDisk) -> Files:
    folder.mkdir()
    return Files(folder, PlainCodec(), disk)


def test_what_was_filed_reads_back_and_what_was_taken_out_is_forgotten(files: Files) -> None:
    register = Register(files)
    assert register.is_new
    register.add({REFS[0]: "one", REFS[1]: "other"})
    assert Register(files).digests == {REFS[0]: "one", REFS[1]: "other"}
    register.forget(REFS[0])
    register.renew()
    assert Register(files).digests == {REFS[1]: "other"} and not Register(files).is_new


def test_what_could_not_be_written_is_not_known_either(files: Files, disk: FaultyDisk) -> None:
    register = Register(files)
    disk.arm(0, FULL, lasting=True)
    with pytest.raises(NotWritable):
        register.add({REFS[0]: "one"})
    assert register.digests == {}


def test_the_register_is_written_after_what_was_written_last_and_not_without_need(files: Files) -> None:
    register = Register(files)
    register.follow()
    assert files.order.last == 1
    register.follow()
    assert files.order.last == 1
    files.order.stamps["open.json"] = files.order.next_stamp()
    register.follow()
    assert files.order.stamps["register.json"].siblings["open.json"] == 2


def test_a_register_that_could_not_follow_says_so_and_follows_later(
    files: Files, disk: FaultyDisk, caplog: pytest.LogCaptureFixture
) -> None:
    register = Register(files)
    disk.arm(0, FULL, lasting=True)
    register.follow()
    assert "the register is behind" in caplog.text
    disk.mend()
    register.follow()
    assert not Register(files).is_new


async def test_a_register_that_is_gone_is_said_to_be_missing(filled: Path) -> None:
    (filled / "register.json").unlink()
    with pytest.raises(StoreDamaged, match=r"register\.json is missing from .* restore it from the backup"):
        FolderStore.open(filled, PlainCodec())


async def test_a_closed_case_that_is_put_back_under_a_running_bot_is_not_read(
    filled: Path,
) -> None:
    file = filled / "archive" / f"{REFS[2]}.json"
    old = file.read_bytes()
    async with FolderStore.open(filled, PlainCodec()) as store:
        await CHANGES["redact"](store)
        assert await store.cases.get(REFS[2])
        file.write_bytes(old)
        with pytest.raises(PutBack, match=f"archive/{REFS[2]}.json is not the file that was filed last"):
            await store.cases.get(REFS[2])
