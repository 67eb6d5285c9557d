"""Programs that ``make run`` and ``make bench`` start are gone when these end."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from local.processes import stop
from tests.support.fake_teams.server import eventually

STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); signal.pause()"
WITH_A_CHILD = "import subprocess, sys; print(subprocess.Popen(['sleep', '60']).pid, flush=True); sys.stdin.read()"


async def started(program: str) -> tuple[Process, str]:
    """Starts a program; returns it with what it says first."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdin=PIPE, stdout=PIPE, start_new_session=True
    )
    assert process.stdout
    return process, (await process.stdout.readline()).decode().strip()


def is_running(number: int) -> bool:
    """Says whether the program is running; one that has ended stays listed until its parent has asked for it."""
    status = Path(f"/proc/{number}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


async def test_a_program_that_ends_when_it_is_asked_is_not_waited_for_any_longer() -> None:
    process, _ = await started("print('here', flush=True); import time; time.sleep(60)")
    await stop(process, 30)
    assert process.returncode == -signal.SIGTERM


async def test_one_that_does_not_end_is_killed_after_its_time() -> None:
    process, _ = await started(STUBBORN)
    await stop(process, 0.1)
    assert process.returncode is not None


async def test_what_a_program_has_started_ends_with_it() -> None:
    process, child = await started(WITH_A_CHILD)
    assert is_running(int(child))
    await stop(process, 5)
    await eventually(lambda: not is_running(int(child)))


async def test_one_that_has_ended_by_itself_is_left_alone() -> None:
    process, _ = await started("print('here')")
    await process.wait()
    await stop(process, 5)
    assert process.returncode == 0
