"""Whoever has no token shuts nobody out: real turns are served beside thousands of connections that are held."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from tests.conftest import Figures
from tests.journeys.conftest import ROOT
from tests.journeys.security.test_hostile_tokens import Served, from_teams, served

STRANGERS, TURNS, PATIENCE = 2_000, 100, 10.0
SERVED = 0.95
__all__ = ["served"]


@asynccontextmanager
async def strangers(port: int, count: int) -> AsyncIterator[None]:
    module = "tests.support.processes.slow_connections"
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, str(port), str(count), cwd=ROOT)
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def turn(url: URL, header: str) -> float | None:
    """Takes a turn on a connection of its own. Returns its seconds, or none where it was not served."""
    began = time.monotonic()
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=PATIENCE)) as session,
            session.post(url, json=from_teams(type="typing"), headers={"Authorization": header}) as response,
        ):
            return time.monotonic() - began if response.status == 201 else None
    except (ClientError, TimeoutError):
        return None


@pytest.mark.soak
async def test_real_turns_are_served_beside_two_thousand_slow_connections_and_floods(
    served: Served, figures: Figures
) -> None:
    url = URL(f"{served.url}/api/messages")
    async with strangers(url.port or 0, STRANGERS):
        await asyncio.sleep(5)
        taken = [await turn(url, served.token()) for _ in range(TURNS)]
    answered = sorted(seconds for seconds in taken if seconds is not None)
    middle = answered[len(answered) // 2] if answered else PATIENCE
    figures(f"{len(answered)} of {TURNS} turns beside {STRANGERS:,} connections, half of them within {middle:.2f} s")
    assert len(answered) >= SERVED * TURNS
