"""A store has been lived in, and each of its files is put back as it was at each earlier moment, dropped, swapped or
changed: what is noticed, and what is not, is what ``SECURITY.md`` says."""

import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from safeguarding.case.state.retention import tombstone_of
from store.encryption import AesGcmCodec
from store.errors import PutBack, StoreFault
from store.folder.disk import Disk
from store.folder.files import CHANGES, Files
from store.folder.maintenance.snapshot import FrozenDisk, take_snapshot
from store.folder.maintenance.verification import verify
from store.folder.register import REGISTER
from store.folder.store import FolderStore
from store.folder.table_file import TableFile
from store.folder.write_order import EXPORTS
from store.json_codec import encode_json
from tests.support.stores.changes import REFS, Change, begun, first_events, served, stepped
from tests.support.stores.security_table import START, UNNOTICED, VERIFY, security_table, table_of
from tests.support.stores.steps import AT, add, closed, redacted, reopened, updated

pytestmark = pytest.mark.usefixtures("no_power_cut", "either_size")
CODEC = AesGcmCodec(bytes(32))
BEGINS_AT = 4
"""From then on each process has written the files that may be large before it takes the step."""
ARCHIVED = f"archive/{REFS[2]}.json"
PUT_BACK, DROPPED, SWAPPED, CHANGED = "put back", "dropped", "another in its place", "one bit changed"
Contents = dict[str, bytes]


async def _purge(store: FolderStore) -> None:
    await store.cases.delete_closed([tombstone_of(closed(await first_events(store, REFS[3], 1)), date(2060, 1, 1))])


LIFE: Mapping[str, Change] = {
    "a opens": lambda store: add(store, "a"),
    "b opens": lambda store: add(store, "b"),
    "c opens": lambda store: add(store, "c"),
    "d opens": lambda store: add(store, "d"),
    "a draft": lambda store: store.drafts.put("ada", {"step": 1}, None),
    "a chat": lambda store: store.conversations.set("ada", {"step": 1}),
    "a way to write": lambda store: store.references.set("ada", {"step": 1}),
    "news": lambda store: store.ledger.set(f"opened|{REFS[3]}|person|t|i", {"state": "sent"}),
    "c closes": stepped(REFS[2], 1, closed),
    "c reopens": stepped(REFS[2], 2, reopened),
    "c closes again": stepped(REFS[2], 3, closed),
    "a is taken": lambda store: store.record_export(REFS[0], "ada", AT, "report"),
    "d closes": stepped(REFS[3], 1, closed),
    "a word of c is redacted": stepped(REFS[2], 4, redacted),
    "d is purged": _purge,
    "b closes": stepped(REFS[1], 1, closed),
    "b reopens": stepped(REFS[1], 2, reopened),
    "figures": lambda store: store.figures.set(REFS[2], {"step": 1}),
    "a goes on": stepped(REFS[0], 1, updated),
}


@pytest.fixture
async def life(folder: Path) -> tuple[Contents, ...]:
    """Returns the files of the folder after each step, the bot stopped each time."""
    states = []
    for number, change in enumerate(LIFE.values()):
        async with FolderStore.open(folder, CODEC) as store:
            if number > BEGINS_AT:
                await begun(store)
            await change(store)
        states.append(_files(folder))
    return tuple(states)


def _files(folder: Path) -> Contents:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in sorted(found.items()) if name != "lock"}


def _laid_out(files: Contents, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def _kind(name: str, now: Contents) -> str:
    folder = name.split("/", maxsplit=1)[0]
    if folder == "archive":
        return "`archive/`, a closed case" if name in now else "`archive/`, a case reopened or purged since"
    return "`exports/`" if folder == EXPORTS else f"`{name}`"


def _meddled(states: tuple[Contents, ...]) -> Iterator[tuple[str, str, Contents]]:
    """Yields each way to meddle with each file: its name, what was done, and the files as they are then."""
    now = states[-1]
    for name in sorted({name for state in states for name in state}):
        for old in {state[name] for state in states if name in state} - {now.get(name)}:
            yield name, PUT_BACK, {**now, name: old}
    for name, data in now.items():
        yield name, DROPPED, {other: kept for other, kept in now.items() if other != name}
        yield from ((name, SWAPPED, {**now, name: now[other]}) for other in now.keys() - {name})
        for at in (0, len(data) // 2, len(data) - 1):
            yield name, CHANGED, {**now, name: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]}


async def _outcome(files: Contents, folder: Path) -> str:
    _laid_out(files, folder)
    faults = verify(folder, take_snapshot(Files(folder, CODEC, Disk())), CODEC).faults
    try:
        await FolderStore.open(folder, CODEC).close()
    except StoreFault:
        assert _files(folder) == files, "it was noticed, and changed"
        assert faults
        return START
    return VERIFY if faults else UNNOTICED


async def _is_noticed(files: Contents, folder: Path) -> bool:
    return await _outcome(files, folder) != UNNOTICED


async def _seen(files: Contents, folder: Path) -> object:
    async with FolderStore.open(_laid_out(files, folder), CODEC) as store:
        return (await served(store), store.conversations.all(), store.references.all(), store.ledger.all())


async def test_each_file_meddled_with_is_noticed_as_the_page_on_security_says_or_nothing_is_lost(
    life: tuple[Contents, ...], tmp_path: Path
) -> None:
    now, folder, found = life[-1], tmp_path / "tried", list[tuple[str, str, str]]()
    before = await _seen(now, folder)
    for name, done, files in _meddled(life):
        outcome = await _outcome(files, folder)
        found.append((_kind(name, now), done, outcome))
        if outcome == UNNOTICED:
            assert await _seen(files, folder) == before, (name, done)
    page = security_table("file of a folder")
    beside = {f"`{name}`" for name in CHANGES.values() if name not in now}
    assert table_of(found, (PUT_BACK, DROPPED, SWAPPED, CHANGED)) == {
        row: cells for row, cells in page.items() if row not in beside
    }


async def test_all_files_but_one_put_back_together_are_noticed(life: tuple[Contents, ...], tmp_path: Path) -> None:
    """One moment before the file was written the rest is as a crash would leave it. Exports are only added."""
    now = life[-1]
    for name in (name for name in now if not name.startswith(EXPORTS)):
        written = next(at for at, files in enumerate(life) if files.get(name) == now[name])
        for then in life[: max(written - 1, 0)]:
            assert await _is_noticed({**then, name: now[name]}, tmp_path / "tried"), name


async def test_a_case_of_which_the_ledger_has_news_and_the_store_nothing_is_noticed(folder: Path) -> None:
    async with FolderStore.open(folder, CODEC) as store:
        await store.ledger.set(f"opened|{REFS[0]}|person|t|i", {"state": "sent"})
    with pytest.raises(PutBack, match=f"ledger.json tells of {REFS[0]}, which is not in the store"):
        FolderStore.open(folder, CODEC)


async def test_a_whole_folder_put_back_is_not_noticed_inside_and_its_writes_are_fewer(
    life: tuple[Contents, ...], tmp_path: Path
) -> None:
    writes = []
    for files in life:
        assert not await _is_noticed(files, tmp_path / "tried")
        _laid_out(files, tmp_path / "tried")
        writes.append(verify(tmp_path, take_snapshot(Files(tmp_path / "tried", CODEC, Disk())), CODEC).writes)
    assert writes == sorted(set(writes))


def _of_an_older_version(files: Contents) -> Contents:
    """Returns the files as a version wrote them that knew no stamps, no register and no changes."""
    known = files.keys() - {REGISTER, *CHANGES.values()}
    return {name: _without_stamp(name, files) for name in known}


def _without_stamp(name: str, files: Contents) -> bytes:
    if name.startswith((f"{EXPORTS}/", "archive/")):
        return files[name]
    body = TableFile(Files(Path(), CODEC, FrozenDisk(Path(), files)), name).read()
    assert body is not None
    if "files" in body:
        body["files"] = {row: file for row, file in body["files"].items() if file["name"] != REGISTER}
    return CODEC.encode(name, encode_json(body))


async def test_of_an_older_version_the_longer_history_of_a_case_in_two_places_wins_as_before(
    life: tuple[Contents, ...], tmp_path: Path
) -> None:
    older = _of_an_older_version({**life[10], "open.json": life[9]["open.json"]})
    async with FolderStore.open(_laid_out(older, tmp_path / "older"), CODEC) as store:
        case = await store.cases.get(REFS[2])
        assert case and case.version == 4 and not case.is_open


async def test_a_store_of_an_older_version_opens_as_before_and_is_guarded_from_its_first_write(
    life: tuple[Contents, ...], tmp_path: Path
) -> None:
    folder = tmp_path / "older"
    assert await _seen(_of_an_older_version(life[-1]), folder) == await _seen(life[-1], tmp_path / "newer")
    then = _files(folder)
    async with FolderStore.open(folder, CODEC) as store:
        await add(store, "another")
    now = _files(folder)
    old = _of_an_older_version(life[-1])
    for name, data in (
        ("open.json", then["open.json"]),
        (ARCHIVED, life[10][ARCHIVED]),
        ("open.json", old["open.json"]),
    ):
        assert await _is_noticed({**now, name: data}, folder)
