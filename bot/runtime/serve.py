"""The server process serves one partnership, or several, until a signal ends it."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator

import structlog
from aiohttp import web

from bot.config.encryption_key import codec_of
from bot.config.multi_partnership import Partnerships, sentences
from bot.config.partnership_file import LivePartnership, PartnershipFile
from bot.config.settings import Settings, SettingsFault, SharedSettings
from bot.observability.combined_metrics import CombinedMetrics
from bot.observability.metrics import MetricsPage
from bot.observability.metrics import application as metrics_application
from bot.runtime.bootstrap import Environment, create_app
from bot.runtime.partnership_host import host_partnerships
from bot.runtime.shared_resources import engines_in_force, freeze_garbage_collector
from bot.web.connection_limits import listen
from bot.web.server import READY_IN_FULL
from safeguarding.partnership.model import Partnership
from store.open import open_store

LOOPBACK = "127.0.0.1"
log = structlog.get_logger()


async def serve(settings: Settings, partnership: Partnership, environment: Environment) -> None:
    live_partnership = LivePartnership(partnership, PartnershipFile(settings.partnership))
    store = await open_store(settings.store, settings.store_partnership or "", codec_of(settings))
    async with create_app(settings, store, live_partnership, engines_in_force(), environment) as app:
        # The signals are handled before anybody can see that the bot is served, and tell it to stop.
        stop = told_to_stop()
        async with (
            listen(app, settings.host, settings.port),
            _watched(app, environment.metrics, settings.metrics_port),
        ):
            freeze_garbage_collector()
            log.info("ready")
            await stop.wait()


async def serve_several(settings: SharedSettings, found: Partnerships) -> None:
    page = CombinedMetrics()
    async with host_partnerships(settings, found, Environment(), page) as running, running.serve_all() as app:
        for fault in sentences(running.faults):
            print(fault, file=sys.stderr)
        if not running.served:
            raise SettingsFault(["No partnership can be served. Correct what is named above."])
        stop = told_to_stop()
        async with listen(app, settings.host, settings.port), _watched(app, page, settings.metrics_port):
            freeze_garbage_collector()
            log.info("ready", count=len(running.served))
            await stop.wait()


@contextlib.asynccontextmanager
async def _watched(app: web.Application, page: MetricsPage, port: int | None) -> AsyncIterator[None]:
    """Serves the metrics and the whole of ``/readyz`` to this machine alone, and never at the address that Teams
    reaches: there a proxy on the same machine could lead anybody to them."""
    if port is None:
        yield
        return
    watched = metrics_application(page)
    watched.router.add_get("/readyz", app[READY_IN_FULL])
    async with listen(watched, LOOPBACK, port):
        yield


def told_to_stop() -> asyncio.Event:
    """Returns an event that is set by Ctrl-C or by a supervisor, one that had Ctrl-C ignored too."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
