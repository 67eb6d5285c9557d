"""Work that is given to threads is done on the event loop, one after another, and how soon is drawn: what happens hangs
on the test's luck alone, and a seed brings it about again."""

from asyncio import AbstractEventLoop, Future
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from random import Random
from typing import TypeVar
from unittest.mock import patch

T = TypeVar("T")

MOST_TURNS = 3


def without_threads(loop: AbstractEventLoop, luck: Random) -> AbstractContextManager[object]:
    """Does the work of every thread on the loop, in the order in which it was given, each after some turns of what else
    is going on."""
    waiting: deque[Callable[[], None]] = deque()

    def run(executor: Executor | None, work: Callable[..., T], *arguments: object) -> Future[T]:
        done: Future[T] = loop.create_future()

        def do() -> None:
            try:
                result = work(*arguments)
            except Exception as error:
                done.set_exception(error)
            else:
                done.set_result(result)

        waiting.append(do)
        if len(waiting) == 1:
            wait(luck.randint(0, MOST_TURNS))
        return done

    def wait(turns: int) -> None:
        if turns:
            loop.call_soon(wait, turns - 1)
        else:
            loop.call_soon(do_next)

    def do_next() -> None:
        waiting[0]()
        waiting.popleft()
        if waiting:
            wait(luck.randint(0, MOST_TURNS))

    return patch.object(loop, "run_in_executor", run)
