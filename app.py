"""``python app.py`` serves the bot; with a command it works on the store (``bot/operations.py``)."""

import argparse
import asyncio
import contextlib
import signal
import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Iterable

import structlog

from bot.at_work import World, running
from bot.doors import served
from bot.logs import configure
from bot.metrics import Page
from bot.metrics import application as metrics_application
from bot.metrics_of_several import MetricsOfSeveral
from bot.operations import SERVE, SETTINGS, read_arguments
from bot.operations import run as run_command
from bot.partnership_file import PartnershipFault, PartnershipFile, StandingPartnership
from bot.partnership_file import load as load_partnership
from bot.partnerships import (
    Partnerships,
    are_several,
    load_partnerships,
    load_settings_of,
    sentences,
)
from bot.process import keep_what_is_there
from bot.settings import Settings, SettingsFault, SharedSettings, load_settings
from bot.settings_table import as_table
from bot.several_at_work import several
from bot.store_key import codec_of
from bot.texts import TEXTS, listing
from safeguarding.framework import loader
from safeguarding.partnership.model import Partnership
from store.errors import StoreFault
from store.open import open_store

BAD_CONFIGURATION = 2
LOOPBACK = "127.0.0.1"
log = structlog.get_logger()


async def serve(settings: Settings, partnership: Partnership, world: World) -> None:
    standing = StandingPartnership(partnership, PartnershipFile(settings.partnership))
    store = await open_store(settings.store, settings.store_partnership or "", codec_of(settings))
    async with running(settings, store, standing, loader.current(), world) as app:
        # Before anybody can see that it is served, and tell it to stop.
        stop = _stop()
        async with (
            served(app, settings.host, settings.port),
            _metrics_served(world.metrics, settings.metrics_port),
        ):
            keep_what_is_there()
            log.info("ready")
            await stop.wait()


async def serve_several(settings: SharedSettings, found: Partnerships) -> None:
    page = MetricsOfSeveral()
    async with several(settings, found, World(), page) as running, running.at_work() as app:
        for fault in sentences(running.faults):
            print(fault, file=sys.stderr)
        if not running.served:
            raise SettingsFault(["No partnership can be served. Correct what is named above."])
        stop = _stop()
        async with served(app, settings.host, settings.port), _metrics_served(page, settings.metrics_port):
            keep_what_is_there()
            log.info("ready", count=len(running.served))
            await stop.wait()


@contextlib.asynccontextmanager
async def _metrics_served(page: Page, port: int | None) -> AsyncIterator[None]:
    """To this machine alone, and never at the address that Teams reaches."""
    if port is None:
        yield
        return
    async with served(metrics_application(page), LOOPBACK, port):
        yield


def _stop() -> asyncio.Event:
    """Set by Ctrl-C or by a supervisor, one that had Ctrl-C ignored too."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def main(arguments: list[str]) -> int:
    configure()
    given = read_arguments(arguments)
    if given.command == TEXTS:
        print(listing())
        return 0
    return _run(given)


def _run(given: argparse.Namespace) -> int:
    try:
        return _do(given)
    except (SettingsFault, PartnershipFault, loader.RulesFault) as fault:
        return _refuse(fault.faults)
    except (StoreFault, ValueError) as fault:
        return _refuse([str(fault)])
    except OSError as error:
        mend = "Stop what uses it, or set CSCP_PORT or CSCP_METRICS_PORT."
        return _refuse([f"The bot can't serve at its address: {error.strerror}. {mend}"])
    except KeyboardInterrupt:
        return 0


def _do(given: Namespace) -> int:
    if given.command == SETTINGS:
        print(as_table())
        return 0
    if given.command != SERVE:
        return run_command(given, _settings_for(given), World().now)
    if are_several():
        asyncio.run(serve_several(*load_partnerships()))
        return 0
    settings = load_settings()
    asyncio.run(serve(settings, load_partnership(settings.partnership), World()))
    return 0


def _settings_for(given: Namespace) -> Settings:
    if are_several():
        return load_settings_of(given.partnership)
    if given.partnership:
        raise SettingsFault(
            ["--partnership is for several partnerships, and CSCP_PARTNERSHIPS is not set. Leave it out."]
        )
    return load_settings()


def _refuse(faults: Iterable[str]) -> int:
    for fault in faults:
        print(fault, file=sys.stderr)
    return BAD_CONFIGURATION


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
