"""Documents that are written at the same moment go to disk together. What documents do is in ``conformance``, for every
kind of store."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from store.errors import NotWritable
from store.folder.disk import Disk
from store.folder.store import FolderStore
from tests.support.fake_disk.faulty import FULL, FaultyDisk

Open = Callable[..., FolderStore]


class CountingDisk(Disk):
    writes = 0

    def write(self, temporary: Path, data: bytes) -> None:
        self.writes += 1
        super().write(temporary, data)


async def test_what_is_changed_at_the_same_moment_goes_to_disk_together(open_store: Open) -> None:
    disk = CountingDisk()
    drafts = open_store(disk=disk).drafts
    before = disk.writes
    await asyncio.gather(*(drafts.set(f"person {number}", {"step": number}) for number in range(50)))
    assert disk.writes - before <= 3
    assert drafts.all() == {f"person {number}": {"step": number} for number in range(50)}


async def test_on_a_full_disk_all_who_wrote_together_hear_it_and_nothing_of_theirs_is_there(
    open_store: Open,
) -> None:
    disk = FaultyDisk()
    drafts = open_store(disk=disk).drafts
    await drafts.set("ada", {"step": 1})
    disk.arm(0, FULL, lasting=True)
    changes = (drafts.set(f"person {number}", {"step": number}) for number in range(9))
    outcomes = await asyncio.gather(*changes, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [NotWritable] * 9
    assert drafts.all() == {"ada": {"step": 1}}


async def test_a_note_is_forgotten_with_the_process_and_the_document_stands_as_it_was_written(open_store: Open) -> None:
    store = open_store()
    etag = await store.conversations.put("chat", {"card": "first"}, None)
    await store.conversations.note("chat", {"card": "second"}, etag)
    await store.close()
    assert open_store().conversations.all() == {"chat": {"card": "first"}}


async def test_a_note_ends_with_its_document(open_store: Open) -> None:
    conversations = open_store().conversations
    etag = await conversations.put("chat", {"card": "first"}, None)
    await conversations.note("chat", {"card": "second"}, etag)
    await conversations.delete("chat")
    assert conversations.get("chat") is None
    await conversations.put("chat", {"card": "anew"}, None)
    assert conversations.all() == {"chat": {"card": "anew"}}
