"""The bot of ``app.py`` runs with its clock ahead: ``python -m tests.support.processes.later SECONDS``. With a further
word, ``hurried``, it tries again at once what Teams did not take."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta

from aiohttp import ClientSession

from bot.config.partnership_file import load
from bot.config.settings import load_settings
from bot.connector.transport import RetryingTransport
from bot.observability.logs import configure
from bot.runtime.bootstrap import Environment
from bot.runtime.serve import serve
from bot.security.rate_limit import RateLimit

ROUND_SECONDS = 0.5


def _without_pauses(session: ClientSession) -> RetryingTransport:
    return RetryingTransport(session, sleep=lambda seconds: asyncio.sleep(0))


def main(later: timedelta, *, hurried: bool) -> None:
    configure()
    settings = load_settings()
    # Whoever is tried out here types faster than people do.
    environment = Environment(
        lambda: datetime.now(UTC) + later,
        ROUND_SECONDS,
        transport=_without_pauses if hurried else RetryingTransport,
        rate_limit=RateLimit(burst=100_000),
    )
    asyncio.run(serve(settings, load(settings.partnership), environment))


if __name__ == "__main__":
    main(timedelta(seconds=float(sys.argv[1])), hurried="hurried" in sys.argv)
