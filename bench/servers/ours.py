"""Our bot is served as ``python app.py`` serves it, with its settings, its checks and its store.

This differs: Teams' service address and the signing keys are led to the load generator, it is always Monday morning
(nothing is nudged at night), and the rate limit lets everybody through. The bot's own token comes from the load
generator by the managed identity's way, which needs no change.
"""

import asyncio
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientSession

from bench.servers.registration import SIGNING_KEYS
from bot.config.encryption_key import codec_of
from bot.config.partnership_file import LivePartnership, PartnershipFile, load
from bot.config.settings import load_settings
from bot.connector.transport import RetryingTransport
from bot.observability.logs import configure
from bot.runtime.bootstrap import Environment, create_app
from bot.runtime.serve import told_to_stop
from bot.runtime.shared_resources import engines_in_force, freeze_garbage_collector
from bot.security.rate_limit import RateLimit
from bot.web.connection_limits import listen
from store.open import open_store

SERVICE_URL = "https://smba.trafficmanager.net/uk/"
TEAMS = "BENCH_TEAMS"
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


@dataclass(frozen=True)
class ToLoopback(RetryingTransport):
    """The transport is the last thing before a request leaves: the allow list and the token have had their say."""

    teams: str = ""

    async def request(self, method: str, url: str, payload: object, headers: Mapping[str, str]) -> Mapping[str, Any]:
        return await super().request(method, url.replace(SERVICE_URL, self.teams, 1), payload, headers)


async def main() -> None:
    configure()
    settings = load_settings(env_file=None)
    # The setting takes https alone.
    settings = settings.model_copy(update={"openid_metadata": os.environ[SIGNING_KEYS]})
    live_partnership = LivePartnership(load(settings.partnership), PartnershipFile(settings.partnership))
    store = await open_store(settings.store, settings.store_partnership or "", codec_of(settings))
    async with (
        create_app(settings, store, live_partnership, engines_in_force(), _world(os.environ[TEAMS])) as app,
        listen(app, settings.host, settings.port),
    ):
        freeze_garbage_collector()
        await told_to_stop().wait()


def _world(teams: str) -> Environment:
    began = time.monotonic()

    def delivery(session: ClientSession) -> RetryingTransport:
        return ToLoopback(session, teams=teams)

    def now() -> datetime:
        return MONDAY + timedelta(seconds=time.monotonic() - began)

    return Environment(now=now, transport=delivery, rate_limit=RateLimit(burst=1_000_000))


def run() -> None:
    asyncio.run(main())
