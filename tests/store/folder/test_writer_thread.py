"""The one thread that writes keeps the order in which it was asked, and goes to the end when the bot stops."""

import asyncio
import threading
from functools import partial

import pytest

from store.errors import StoreFault
from store.folder.writer_thread import Writer


async def test_what_is_asked_for_is_done_one_after_another_on_one_thread() -> None:
    writer, done, threads = Writer(), list[int](), set[int]()

    def work(number: int) -> None:
        done.append(number)
        threads.add(threading.get_ident())

    await asyncio.gather(*(writer.run(partial(work, number)) for number in range(20)))
    assert done == list(range(20)) and len(threads) == 1 and threading.get_ident() not in threads
    await writer.close()


async def test_what_was_given_before_the_end_is_written_and_what_comes_after_is_refused() -> None:
    writer, hold, done = Writer(), threading.Event(), list[str]()

    def work() -> None:
        hold.wait(5)
        done.append("first")

    first = writer.start(work)
    closing = asyncio.ensure_future(writer.close())
    await asyncio.sleep(0)
    with pytest.raises(StoreFault, match="the bot is stopping"):
        writer.start(lambda: done.append("late"))
    hold.set()
    await closing
    await first
    assert done == ["first"]


async def test_a_failure_reaches_whoever_asked() -> None:
    def fail() -> None:
        raise ValueError("no")

    writer = Writer()
    with pytest.raises(ValueError, match="no"):
        await writer.run(fail)
    assert await writer.run(lambda: "goes on") == "goes on"
    await writer.close()
