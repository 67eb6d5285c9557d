"""The fixtures run ``make run`` for real, with headless Chromium at its windows. With PICTURES set (``make pictures``),
screenshots go to ``screenshots/``."""

import asyncio
import contextlib
import fcntl
import os
import signal
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import async_playwright

from bot.config.partnership_file import LivePartnership
from bot.config.partnership_file import load as load_partnership
from bot.config.settings import Settings
from bot.runtime.bootstrap import Environment, create_app
from bot.runtime.shared_resources import engines_in_force
from local.people import ICB_WINDOW, POLICE_WINDOW, PRACTITIONER_WINDOW, Window
from local.run import HOST, PORT
from local.windows import install_client, start_windows
from safeguarding.partnership.model import Partnership
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.support.stores.steps import AT
from tests.support.teams_window import CHROMIUM, DESKTOP, FLAGS, TeamsWindow, profile

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "screenshots"
PICTURES = bool(os.environ.get("PICTURES"))
HAS_CHROMIUM = Path(CHROMIUM).exists()
START_SECONDS = 120
STOP_SECONDS = 20
ROUND_SECONDS = 0.2
Open = Callable[..., Awaitable[TeamsWindow]]


@pytest.fixture
def screenshots() -> Path:
    SCREENSHOTS.mkdir(exist_ok=True)
    return SCREENSHOTS


@pytest.fixture
async def client() -> None:
    """The local client is installed once, by whichever of several workers comes first."""
    if not HAS_CHROMIUM:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with (Path(tempfile.gettempdir()) / "cscp-local-client.lock").open("w") as file:
        await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
        await install_client()


@pytest.fixture
async def local_teams(tmp_path: Path, client: None) -> AsyncIterator[None]:
    """The bot and its four windows are started as the README says, on a fresh store."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "local.run"),
        cwd=ROOT,
        env={**os.environ, "LOCAL_VAR": str(tmp_path)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        await _says_that_it_runs(process)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()


async def _says_that_it_runs(process: Process) -> None:
    assert process.stdout
    said = b""
    async with asyncio.timeout(START_SECONDS):
        while b"Ctrl-C stops everything" not in said:
            line = await process.stdout.readline()
            assert line, f"make run ended: {said.decode()}"
            said += line


@pytest.fixture
async def window_of() -> AsyncIterator[Open]:
    """Opens a window that is there already."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        shared = await profile(browser)

        async def opened(window: Window, size: tuple[int, int] = DESKTOP) -> TeamsWindow:
            return await TeamsWindow.of(shared, window.address, size, PICTURES)

        yield opened
        await browser.close()


@pytest.fixture
def open_window(local_teams: None, window_of: Open) -> Open:
    return window_of


@dataclass
class BotInTime:
    """The bot has a clock that the test moves."""

    store: FolderStore
    partnership: Partnership
    now: datetime

    def since_boot(self) -> float:
        return self.now.timestamp()


@pytest.fixture
def windows() -> Sequence[Window]:
    return PRACTITIONER_WINDOW, ICB_WINDOW, POLICE_WINDOW


@pytest.fixture
async def bot_in_time(tmp_path: Path, client: None, windows: Sequence[Window]) -> AsyncIterator[BotInTime]:
    """The bot runs in the test's own process, with its windows, on a fresh store and a Tuesday in June."""
    folder = tmp_path / "store"
    partnership = load_partnership(ROOT / "local" / "partnership.toml")
    bot = BotInTime(FolderStore.open(folder, PlainCodec()), partnership, AT)
    live_partnership = LivePartnership(partnership, lambda: partnership)
    environment = Environment(lambda: bot.now, ROUND_SECONDS, since_boot=bot.since_boot)
    async with create_app(
        Settings(local=True, store_url=str(folder)),
        bot.store,
        live_partnership,
        engines_in_force(),
        environment,
    ) as app:
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, HOST, PORT).start()
        try:
            async with start_windows(f"http://{HOST}:{PORT}/api/messages", windows):
                yield bot
        finally:
            await runner.cleanup()
