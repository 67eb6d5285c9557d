"""Programs are started beside this one, and ended with it."""

import asyncio
import os
import signal
from asyncio.subprocess import Process
from contextlib import suppress

from aiohttp import ClientError, ClientSession

GLANCE_SECONDS = 0.05


async def answers(process: Process, url: str) -> bool:
    """Waits for an answer at the address; returns False where the process ended before it gave one."""
    async with ClientSession() as http:
        while process.returncode is None:
            with suppress(ClientError):
                async with http.get(url) as answer:
                    if answer.ok:
                        return True
            await asyncio.sleep(GLANCE_SECONDS)
    return False


async def stop(process: Process, seconds: float) -> None:
    """Ends the process with all that it has started, so it has to lead a session of its own; kills it after the
    seconds."""
    if process.returncode is not None:
        return
    _signal(process, signal.SIGTERM)
    try:
        async with asyncio.timeout(seconds):
            await process.wait()
    except TimeoutError:
        _signal(process, signal.SIGKILL)
        await process.wait()


def _signal(process: Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
