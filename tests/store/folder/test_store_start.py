"""The start of a store makes some things, refuses some, and leaves the rest as it is."""

import base64
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from store.encryption import AesGcmCodec, PlainCodec, read_key
from store.errors import NotReadable, NotWritable, StoreDamaged, StoreFault, StoreLocked, WrongKey
from store.folder.store import FolderStore
from tests.support.stores.steps import SECRET, add, closed

Open = Callable[..., FolderStore]
Contents = Callable[[], dict[str, bytes]]

FILES = {
    "lock",
    "open.json",
    "drafts.json",
    "conversations.json",
    "references.json",
    "ledger.json",
    "figures.json",
    "register.json",
}
KEY = read_key(base64.b64encode(bytes(range(32))).decode())


async def test_a_missing_folder_is_made_for_the_bots_account_alone(open_store: Open, contents: Contents) -> None:
    open_store()
    assert contents().keys() == FILES


async def test_nobody_else_can_read_what_is_stored(
    open_store: Open, folder: Path, modes: Callable[[], set[int]]
) -> None:
    store = open_store()
    await store.cases.save(closed(await add(store, "triage")), 1)
    assert modes() == {0o600, 0o700}


async def test_a_second_store_on_the_folder_is_refused(open_store: Open, folder: Path) -> None:
    store = open_store()
    with pytest.raises(StoreLocked, match=r"store is in use by a running bot or command\. Stop it first"):
        FolderStore.open(folder, PlainCodec())
    await store.close()
    open_store()


def test_a_second_process_on_the_folder_is_refused_and_the_first_goes_on(folder: Path) -> None:
    opening = (
        "import sys, pathlib; from store.encryption import PlainCodec; from store.folder.store import FolderStore\n"
    )
    opening += "FolderStore.open(pathlib.Path(sys.argv[1]), PlainCodec())\nprint('open', flush=True)\nsys.stdin.read()"
    command = [sys.executable, "-c", opening, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "open\n"
        second = subprocess.run(command, input="", capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert f"{folder} is in use by a running bot or command. Stop it first" in second.stderr
        assert first.poll() is None
        first.kill()
    assert subprocess.run(command, input="", capture_output=True, check=False).returncode == 0


async def test_closing_twice_is_harmless_and_a_closed_store_says_so(open_store: Open) -> None:
    store = open_store()
    await store.close()
    await store.close()
    with pytest.raises(StoreFault, match="The store is closed"):
        await add(store, "triage")
    with pytest.raises(StoreFault, match="The store is closed"):
        await store.drafts.set("ada", {})


async def test_what_was_given_before_closing_is_written(open_store: Open) -> None:
    async with open_store() as store:
        write = store.drafts.set("ada", {"step": 1})
        await write
    assert open_store().drafts.all() == {"ada": {"step": 1}}


async def test_an_encrypted_store_comes_back_with_its_key_and_shows_no_content(
    open_store: Open, contents: Contents
) -> None:
    store = open_store(AesGcmCodec(KEY))
    case, other = await add(store, "a"), await add(store, "b")
    await store.cases.save(closed(case), 1)
    await store.drafts.set("ada", {"text": SECRET})
    await store.close()
    assert not any(word in data for data in contents().values() for word in (SECRET.encode(), b"CSCP-2026"))
    cases = open_store(AesGcmCodec(KEY)).cases
    assert (await cases.get(case.ref), cases.open_cases()) == (closed(case), (other,))


async def test_a_store_with_another_key_or_none_is_refused_and_left_as_it_is(
    open_store: Open, contents: Contents
) -> None:
    store = open_store(AesGcmCodec(KEY))
    await add(store, "triage")
    await store.close()
    before = contents()
    with pytest.raises(WrongKey, match="was written with another key"):
        open_store(AesGcmCodec(os.urandom(32)))
    with pytest.raises(WrongKey, match="is encrypted and no key was given"):
        open_store(PlainCodec())
    assert contents() == before


async def test_a_plain_store_with_a_key_is_refused_and_left_as_it_is(open_store: Open, contents: Contents) -> None:
    store = open_store()
    await add(store, "triage")
    await store.close()
    before = contents()
    with pytest.raises(WrongKey, match="is not encrypted and a key was given"):
        open_store(AesGcmCodec(KEY))
    assert contents() == before


async def test_leftovers_of_a_crash_are_removed(open_store: Open, folder: Path, contents: Contents) -> None:
    store = open_store()
    case = await add(store, "triage")
    await store.close()
    (folder / "open.json.tmp").write_bytes(b"half of a fi")
    (folder / "archive" / "CSCP-2026-001.json.tmp").write_bytes(b"half of a fi")
    assert open_store().cases.open_cases() == (case,)
    assert contents().keys() == FILES


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NotWritable, match=r"file/store can't be made .*Name one that the bot's account may make"):
        FolderStore.open(tmp_path / "file" / "store", PlainCodec())


async def test_a_file_that_the_system_does_not_let_be_read_is_named(open_store: Open, folder: Path) -> None:
    await open_store().close()
    (folder / "drafts.json").unlink()
    (folder / "drafts.json").mkdir()
    with pytest.raises(NotReadable, match=r"drafts\.json can't be read .*Check the disk"):
        open_store()


async def test_a_start_that_was_cut_off_is_finished_by_the_next(open_store: Open, folder: Path) -> None:
    await open_store().close()
    for name in ("open.json", "register.json", "figures.json"):
        (folder / name).unlink()
    open_store()


@pytest.mark.parametrize("name", sorted(FILES - {"lock"}))
async def test_a_file_that_was_there_and_is_missing_is_damage(
    open_store: Open, folder: Path, contents: Contents, name: str
) -> None:
    store = open_store()
    await add(store, "triage")
    await store.drafts.set("ada", {"step": 1})
    await store.close()
    (folder / name).unlink()
    before = contents()
    with pytest.raises(StoreDamaged, match=f"{name} is missing .*restore it from the backup"):
        open_store()
    assert contents() == before


async def test_an_archived_case_whose_file_is_missing_is_damage(open_store: Open, folder: Path) -> None:
    store = open_store()
    case = await add(store, "triage")
    await store.cases.save(closed(case), 1)
    (folder / "archive" / "CSCP-2026-001.json").unlink()
    with pytest.raises(StoreDamaged, match=r"archive/CSCP-2026-001\.json is missing"):
        await store.cases.get(case.ref)
    await store.close()
    with pytest.raises(StoreDamaged, match=r"lacks a case that was recorded: archive/\*-2026-001\.json"):
        open_store()


async def test_open_json_missing_beside_an_archive_is_damage(open_store: Open, folder: Path) -> None:
    store = open_store()
    await store.cases.save(closed(await add(store, "triage")), 1)
    await store.close()
    (folder / "open.json").unlink()
    with pytest.raises(StoreDamaged, match=r"open\.json is missing"):
        open_store()


async def test_ready_means_that_a_file_was_really_written(open_store: Open, contents: Contents) -> None:
    store = open_store()
    await store.check_writable()
    assert contents().keys() == FILES


@pytest.fixture
def modes(folder: Path) -> Callable[[], set[int]]:
    return lambda: {path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
