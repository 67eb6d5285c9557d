"""The bot ends by itself, and well, when Ctrl-C or a supervisor stops it."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from tests.journeys.conftest import ROOT
from tests.journeys.running.test_crash import free_port

START_SECONDS, ENDS_WITHIN = 120, 10


def _without_interrupts() -> None:
    """Ignores SIGINT, as a process does that a shell starts in the background."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_told_to_stop_the_bot_ends_well_even_where_it_was_started_with_interrupts_ignored(
    number: signal.Signals, tmp_path: Path
) -> None:
    port = free_port()
    settings = {
        "CSCP_LOCAL": "true",
        "CSCP_PORT": str(port),
        "CSCP_STORE_URL": str(tmp_path),
        "CSCP_PARTNERSHIP": "local/partnership.toml",
    }
    bot = await asyncio.create_subprocess_exec(
        *(sys.executable, "app.py"), cwd=ROOT, env={**os.environ, **settings}, preexec_fn=_without_interrupts
    )
    try:
        await answers(f"http://127.0.0.1:{port}/readyz")
        bot.send_signal(number)
        async with asyncio.timeout(ENDS_WITHIN):
            assert await bot.wait() == 0
    finally:
        with suppress(ProcessLookupError):
            bot.kill()


async def answers(address: str) -> None:
    async with asyncio.timeout(START_SECONDS), ClientSession() as session:
        while True:
            with suppress(ClientError):
                async with session.get(address) as answer:
                    if answer.ok:
                        return
            await asyncio.sleep(0.005)
