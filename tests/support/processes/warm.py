"""A warm start forks a process from one that has imported the bot already, so that whoever starts many does not wait
for as many new interpreters.

Such a process has its own environment, words and streams, and is killed, stopped and waited for like any other. What
the start itself does is tested with ``python app.py``.
"""

import asyncio
import multiprocessing
import os
import runpy
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, chdir, contextmanager
from multiprocessing import reduction
from operator import methodcaller
from pathlib import Path
from subprocess import CompletedProcess
from typing import TextIO

ROOT = Path(__file__).parents[3]
STDIN, STDOUT, STDERR = range(3)
FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload(["app", "bot.runtime.program"])


class WarmProcess:
    """The process runs ``words`` as ``python`` would: a file, or ``-m`` and a module, with their arguments. ``streams``
    are open files to take the place of its own."""

    def __init__(self, *words: str, variables: Mapping[str, str], streams: Mapping[int, int] | None = None) -> None:
        opened = {number: _Stream(stream) for number, stream in (streams or {}).items()}
        self._process = FORK.Process(target=_run, args=(words, dict(variables), opened), daemon=True)
        # What is imported is looked for below the folder in which the first of the processes is started.
        with chdir(ROOT):
            self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Returns the code that the process ended with; negative: the signal that ended it. None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    async def ended(self) -> int:
        """Waits for the end while other things go on, and returns the code."""
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(self._process.sentinel, over.set)
        try:
            await over.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        return self.wait()

    def wait(self, seconds: float | None = None) -> int:
        """Waits for the end, for at most so many seconds, and returns the code."""
        self._process.join(seconds)
        assert self.returncode is not None, "the process does not end"
        return self.returncode


@contextmanager
def heard(*words: str, stream: int = STDOUT) -> Iterator[tuple[WarmProcess, TextIO]]:
    """Starts a process, one of whose streams is read line by line."""
    read, written = os.pipe()
    with open(read, encoding="utf-8") as lines:  # noqa: PTH123 - it has no path
        process = WarmProcess(*words, variables=os.environ, streams={stream: written})
        os.close(written)
        yield process, lines


def ran(*words: str, given: bytes = b"") -> CompletedProcess[bytes]:
    """Runs a process to its end, as ``subprocess.run`` would, with ``given`` on its standard input."""
    with ExitStack() as stack:
        stdin, stdout, stderr = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        stdin.write(given)
        stdin.seek(0)
        streams = {number: file.fileno() for number, file in enumerate((stdin, stdout, stderr))}
        code = WarmProcess(*words, variables=os.environ, streams=streams).wait()
        for said in (stdout, stderr):
            said.seek(0)
        return CompletedProcess(words, code, stdout.read(), stderr.read())


class _Stream:
    """A stream goes to the other process as a copy of its descriptor, and arrives there as its number."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __reduce__(self) -> tuple[object, ...]:
        return methodcaller("detach"), (reduction.DupFd(self._descriptor),)


def _run(words: Sequence[str], variables: Mapping[str, str], streams: Mapping[int, int]) -> None:
    for number, stream in streams.items():
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = open(STDIN, closefd=False)  # noqa: SIM115 - it was closed, and lives as long as the process
    os.environ.clear()
    os.environ.update(variables)
    if words[0] == "-m":
        sys.argv = [*words[1:]]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [*words]
        runpy.run_path(words[0], run_name="__main__")
