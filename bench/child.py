"""The served process is started as a child, asked for its CPU time and memory, and ended."""

import asyncio
import contextlib
import os
import socket
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.processes import stop

ROOT = Path(__file__).parents[1]
START_SECONDS = 60.0
STOP_SECONDS = 1.0
GLANCE_SECONDS = 0.005
READY = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


class ChildFault(Exception):
    """The child did not start; the message holds the last lines that it wrote."""


@dataclass(frozen=True)
class ChildProcess:
    """A child serves on ``port``. ``started`` is how many seconds passed from its start until it was ready."""

    process: Process
    port: int
    started: float

    def cpu(self) -> float:
        """Returns CPU seconds of all its threads, those that have ended too. This clock is finer than /proc/<pid>/stat,
        which counts in hundredths: clock_getcpuclockid(3) names it for a process."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def memory(self) -> float:
        """Returns the resident memory, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextlib.asynccontextmanager
async def child(
    command: Sequence[str], settings: Mapping[str, str], port: int, log: Path
) -> AsyncIterator[ChildProcess]:
    """Yields the child once /readyz says that it is ready or, where there is none, once it answers at all. Neither our
    own settings nor those of Python are inherited: without compiled files every start would be a first one. Raises
    ChildFault."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("CSCP_", "PYTHON"))}
    began = time.perf_counter()
    with log.open("wb") as lines:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env={**inherited, **settings}, stdout=lines, stderr=lines, start_new_session=True
        )
        try:
            await _ready(process, port, log)
            yield ChildProcess(process, port, time.perf_counter() - began)
        finally:
            # What it still has to say to others is not waited for: all that was answered is on disk.
            await stop(process, STOP_SECONDS)


async def _ready(process: Process, port: int, log: Path) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(START_SECONDS):
            while process.returncode is None:
                with contextlib.suppress(OSError):
                    if await _status(port) not in {b"", b"503"}:
                        return
                await asyncio.sleep(GLANCE_SECONDS)
    raise ChildFault(f"it did not start:\n{_last_lines(log)}")


def _last_lines(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-20:])


async def _status(port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(READY)
    line = await reader.readline()
    writer.close()
    return line.split(b" ")[1] if line else b""
