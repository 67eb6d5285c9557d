"""What a change to a case leaves in the folder. What it does is in ``conformance``, for every kind of store."""

from collections.abc import Callable
from pathlib import Path

from store.folder import FolderStore
from tests.store.steps import SECRET, add, redacted

Open = Callable[..., FolderStore]
Contents = Callable[[], dict[str, bytes]]


async def test_a_step_that_changed_nothing_writes_nothing(open_store: Open, folder: Path) -> None:
    store = open_store()
    case = await add(store, "triage")
    before = (folder / "open.json").stat().st_mtime_ns
    await store.cases.save(case, 1)
    assert (folder / "open.json").stat().st_mtime_ns == before


async def test_a_redacted_text_is_gone_from_the_folder(open_store: Open, contents: Contents) -> None:
    store = open_store()
    case = await add(store, "triage")
    assert SECRET.encode() in contents()["open.json"]
    await store.cases.save(redacted(case), 1)
    assert await store.cases.get(case.ref) == redacted(case)
    assert not any(SECRET.encode() in data for data in contents().values())
