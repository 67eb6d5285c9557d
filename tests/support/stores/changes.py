"""Every kind of change to a store stands here, with a reader's view before and after it."""

import shutil
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import pytest

from safeguarding.case.case import Case
from store.folder.store import FolderStore
from tests.support.fake_disk.faulty import FaultyDisk
from tests.support.stores.steps import add, closed, merged, redacted, reopened, updated

Change = Callable[[FolderStore], Awaitable[object]]

REFS = tuple(f"CSCP-2026-00{number}" for number in range(1, 7))


def stepped(ref: str, version: int, step: Callable[[Case], Case]) -> Change:
    """Makes a change that goes from the first version, so that the same change can be tried again."""

    async def save(store: FolderStore) -> None:
        await store.cases.save(step(await first_events(store, ref, version)), version)

    return save


async def merging(store: FolderStore) -> None:
    duplicate, kept = merged(await first_events(store, REFS[0], 1), await first_events(store, REFS[1], 1))
    await store.cases.save_all((duplicate, 1), (kept, 1))


async def begun(store: FolderStore) -> FolderStore:
    """Writes the files that may be large, so that what changes next goes to the files beside them."""
    await add(store, f"the first of this process, after {store.writes} writes")
    await store.ledger.set("news", {"step": store.writes})
    return store


CHANGES: dict[str, Change] = {
    "add": lambda store: add(store, "new"),
    "update": stepped(REFS[0], 1, updated),
    "close": stepped(REFS[0], 1, closed),
    "reopen": stepped(REFS[2], 2, reopened),
    "merge": merging,
    "redact": stepped(REFS[2], 2, redacted),
    "put": lambda store: store.drafts.put("ben", {"step": 1}, None),
    "set": lambda store: store.drafts.set("ada", {"step": 2}),
    "claim": lambda store: store.drafts.claim({"ben": {"step": 1}, "cas": {"step": 1}}, {"ben": None, "cas": None}),
    "delete": lambda store: store.drafts.delete("ada"),
}

OF_CASES = ("add", "update", "close", "reopen", "merge", "redact")
each_change = pytest.mark.parametrize(
    ("either_size", "change"),
    [
        pytest.param(size, CHANGES[name], id=f"{size}, {name}")
        for size, names in (("small files", CHANGES), ("large files", OF_CASES))
        for name in names
    ],
    indirect=["either_size"],
)
"""The documents that are changed here are never large."""


async def first_events(store: FolderStore, ref: str, version: int) -> Case:
    case = await store.cases.get(ref)
    assert case is not None
    return Case(case.events[:version])


async def served(store: FolderStore) -> object:
    """Returns all that a reader can see."""
    cases = store.cases
    found = [await cases.get(ref) for ref in REFS]
    return (cases.open_cases(), found, await cases.by_triage("new"), store.drafts.all(), store.ledger.all())


def points(filled: Path, tried: Sequence[int] = range(1000)) -> Iterator[tuple[int, Path, FaultyDisk]]:
    """Yields a copy of the folder and a disk for each point, until the change ends before the point."""
    for point in tried:
        disk = FaultyDisk()
        yield point, shutil.copytree(filled, filled.with_name(f"point {point}")), disk
        if not disk.failed:
            assert point > 4
            return
