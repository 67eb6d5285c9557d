"""The bots of several partnerships in one process, and what they share."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

from bot.at_work import World, at_work
from bot.connector import pooled_session
from bot.metrics import Metrics
from bot.metrics_of_several import MetricsOfSeveral
from bot.partnership_file import PartnershipFile, StandingPartnership
from bot.partnerships import (
    Partnerships,
    Served,
    load_partnerships,
    require_told_apart,
)
from bot.process import Process
from bot.server import Server
from bot.settings import SharedSettings
from bot.several import Several
from bot.store_key import codec_of
from safeguarding.framework import loader
from store.open import stores_at


@contextlib.asynccontextmanager
async def several(
    settings: SharedSettings, found: Partnerships, world: World, page: MetricsOfSeveral
) -> AsyncIterator[Several]:
    """The partnerships with what they share: connections to Teams and to the database, signing keys, rules."""
    async with pooled_session() as session, stores_at(settings.store) as stores:
        process = Process.of(session, settings, loader.current())
        at_work_now: dict[str, Served] = {}

        @contextlib.asynccontextmanager
        async def begun(name: str, again: bool) -> AsyncIterator[Server]:
            one = await _as_it_is_now(name, at_work_now) if again else found.of(name)
            store = await stores.open(one.settings.store, name, codec_of(one.settings))
            standing = StandingPartnership(one.partnership, PartnershipFile(one.settings.partnership))
            first_after = world.round_seconds * found.names.index(name) / len(found.names)
            own = replace(world, metrics=Metrics(), first_after=first_after)
            async with at_work(one.settings, store, standing, process, own) as server:
                page.by_name[name], at_work_now[name] = own.metrics, one
                try:
                    yield server
                finally:
                    del page.by_name[name], at_work_now[name]

        yield Several(found.names, begun)


async def _as_it_is_now(name: str, others: Mapping[str, Served]) -> Served:
    """Read anew, and told apart from the others as they are served, whatever their files say by now. Raises
    SettingsFault."""
    _, found = await asyncio.to_thread(load_partnerships)
    one = found.of(name)
    require_told_apart(name, one, others)
    return one
