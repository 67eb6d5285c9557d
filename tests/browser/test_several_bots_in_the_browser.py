"""Two bots on one database serve two partnerships, behind a load balancer, as the people at the windows meet them."""

import asyncio
import contextlib
import itertools
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, web

from bot.config.multi_partnership import PARTNERSHIP_FILE, SETTINGS_FILE
from local.people import ICB_WINDOW, LOCAL_AUTHORITY_WINDOW, POLICE_WINDOW, PRACTITIONER_WINDOW
from local.run import HOST, PORT
from local.windows import start_windows
from tests.browser.conftest import ROOT, STOP_SECONDS, Open
from tests.browser.test_triage_in_the_browser import triage
from tests.browser.test_whole_way_in_the_browser import CRITERIA
from tests.journeys.conftest import CHANNEL
from tests.journeys.several.test_many_partnerships import free_ports
from tests.support.postgres.server import Server
from tests.support.processes.boroughs import CHANNELS, CROYDON, PREFIXES, SUTTON, TEXT

pytestmark = pytest.mark.soak
START_SECONDS = 40
WINDOWS = (ICB_WINDOW, POLICE_WINDOW, LOCAL_AUTHORITY_WINDOW)


def partnerships(folder: Path) -> Path:
    """The people at the windows sit in both; Sutton's channel is in none of their teams."""
    for name in (CROYDON, SUTTON):
        (folder / name).mkdir(parents=True)
        text = TEXT.replace(CHANNEL, CHANNELS[name]).replace(
            'reference_prefix = "CSCP"', f'reference_prefix = "{PREFIXES[name]}"'
        )
        (folder / name / PARTNERSHIP_FILE).write_text(text, "utf-8")
        (folder / name / SETTINGS_FILE).touch()
    return folder


@asynccontextmanager
async def bot(folder: Path, database: str, port: int) -> AsyncIterator[None]:
    settings = {
        "CSCP_LOCAL": "true",
        "CSCP_PORT": str(port),
        "CSCP_STORE_URL": database,
        "CSCP_PARTNERSHIPS": str(folder),
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CSCP_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(ROOT / "app.py")), cwd=ROOT, env={**inherited, **settings}, start_new_session=True
    )
    try:
        async with ClientSession() as session:
            await _until_ready(session, port)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()


async def _until_ready(session: ClientSession, port: int) -> None:
    for _ in range(START_SECONDS * 10):
        with contextlib.suppress(ClientError):
            async with session.get(f"http://{HOST}:{port}/readyz") as response:
                if response.status == web.HTTPOk.status_code:
                    return
        await asyncio.sleep(0.1)
    raise AssertionError("the bot did not start")


@asynccontextmanager
async def balancer(*ports: int) -> AsyncIterator[list[int]]:
    """Forwards each request to the next bot. Gives the ports of the bots that were asked, one by one."""
    asked: list[int] = []
    following = itertools.cycle(ports)

    async def forward(request: web.Request) -> web.Response:
        port = next(following)
        asked.append(port)
        headers = {"Content-Type": request.headers["Content-Type"]}
        url = f"http://{HOST}:{port}{request.path}"
        async with session.post(url, data=await request.read(), headers=headers) as answer:
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)

    app = web.Application()
    app.router.add_post("/{name}/api/messages", forward)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    async with ClientSession() as session:
        await web.TCPSite(runner, HOST, PORT).start()
        try:
            yield asked
        finally:
            await runner.cleanup()


async def test_two_bots_on_one_database_lead_a_case_to_its_signatures_and_keep_two_partnerships_apart(
    tmp_path: Path, server: Server, client: None, window_of: Open, screenshots: Path
) -> None:
    folder, database, ports = partnerships(tmp_path / "partnerships"), server.new_database(), free_ports()
    async with AsyncExitStack() as stack:
        for port in ports:
            await stack.enter_async_context(bot(folder, database, port))
        asked = await stack.enter_async_context(balancer(*ports))
        async with start_windows(f"http://{HOST}:{PORT}/{CROYDON}/api/messages"):
            await _signed_by_all(window_of, screenshots)
        async with start_windows(f"http://{HOST}:{PORT}/{SUTTON}/api/messages"):
            await _its_own_case(window_of, screenshots)
        assert set(asked) == set(ports)


async def _signed_by_all(window_of: Open, screenshots: Path) -> None:
    partners = [await window_of(window) for window in WINDOWS]
    for partner in partners:
        await partner.shows("what must happen, and by when")
    first = await window_of(PRACTITIONER_WINDOW)
    await triage(first)
    for number, partner in enumerate(partners, start=1):
        await partner.shows(CRITERIA)
        await partner.click("Agree")
        await partner.shows("Agreed by all" if number == len(partners) else "You agreed")
    for partner in partners:
        await partner.shows("Agreed by all")
    await partners[0].screenshot(screenshots / "several-bots-signed.png")
    await first.say("submitted CSCP-2026-001 today")
    await first.shows("SIN submitted on")
    await first.go_to_channel()
    await first.shows("sign-off of the notification is complete")
    await first.screenshot(screenshots / "several-bots-channel.png")


async def _its_own_case(window_of: Open, screenshots: Path) -> None:
    window = await window_of(PRACTITIONER_WINDOW)
    await window.shows("what must happen, and by when")
    await window.say("case CSCP-2026-001")
    await window.shows("CSCP-2026-001")
    await window.say("dashboard")
    await window.shows("Figures of the cases")
    await window.screenshot(screenshots / "other-partnership.png")
    assert "parts filled in" not in await window.last_text()
