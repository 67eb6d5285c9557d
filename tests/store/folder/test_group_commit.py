"""The group commit writes changes that meet: some go to disk in one write, and a write may be put off for more."""

import asyncio
from collections.abc import Iterator
from threading import Event

from store.folder.group_commit import PUT_OFF_SECONDS, SEVERAL, GroupCommit
from store.folder.writer_thread import Writer


class Desk:
    """The fake behind the group commit notes each write. ``disk`` lets a write begin, so that more can come while it
    waits."""

    def __init__(self) -> None:
        self.writes: list[list[str]] = []
        self.put_off: list[float] = []
        self.disk = Event()
        self.disk.set()
        self.writer = Writer()
        self.together = GroupCommit(self.writer, self._write, self.put_off.append)

    def _write(self, waiting: Iterator[str]) -> None:
        self.disk.wait()
        self.writes.append(list(waiting))

    async def written(self, *changes: str) -> None:
        """Writes all of the changes at the same moment."""
        self.disk.clear()
        tasks = [asyncio.create_task(self.together.submit(change)) for change in changes]
        await asyncio.sleep(0)
        self.disk.set()
        await asyncio.gather(*tasks)


async def test_what_comes_at_the_same_moment_is_written_at_once() -> None:
    desk = Desk()
    await desk.written("a", "b", "c")
    assert desk.writes == [["a", "b", "c"]]


async def test_whoever_is_alone_waits_for_nobody() -> None:
    desk = Desk()
    await desk.written("a")
    await desk.written("b")
    assert not desk.put_off


async def test_after_a_write_of_several_the_next_one_waits_a_moment_for_more() -> None:
    desk = Desk()
    await desk.written(*map(str, range(SEVERAL)))
    assert not desk.put_off
    await desk.written("one more")
    assert desk.put_off == [PUT_OFF_SECONDS]


async def test_when_they_become_few_again_nobody_waits_any_more() -> None:
    desk = Desk()
    await desk.written(*map(str, range(SEVERAL)))
    await desk.written("alone")
    await desk.written("alone again")
    assert desk.put_off == [PUT_OFF_SECONDS]


async def test_what_is_put_off_is_written_when_the_store_is_closed() -> None:
    desk = Desk()
    await desk.written(*map(str, range(SEVERAL)))
    waiting = asyncio.create_task(desk.together.submit("the last"))
    await asyncio.sleep(0)
    await desk.writer.close()
    await waiting
    assert desk.writes[-1] == ["the last"]
