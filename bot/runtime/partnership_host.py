"""The host serves several partnerships in one process, each at ``/NAME/api/messages``. A partnership that can't be
served keeps none of the others from it, and is tried again: mended, it comes back without a restart of the others."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import structlog
from aiohttp import web
from structlog.contextvars import bound_contextvars

from bot.config.encryption_key import codec_of
from bot.config.multi_partnership import Partnerships, PartnershipSetup, load_partnerships, require_distinct
from bot.config.partnership_file import LivePartnership, PartnershipFault, PartnershipFile
from bot.config.settings import SettingsFault, SharedSettings
from bot.connector.client import pooled_session
from bot.observability.combined_metrics import CombinedMetrics
from bot.observability.metrics import Metrics
from bot.runtime.bootstrap import Environment, build_bot
from bot.runtime.shared_resources import SharedResources, engines_in_force
from bot.web.server import Server, application, is_from_this_machine, readiness_response
from store.errors import StoreFault
from store.open import stores_at

AGAIN_SECONDS = 60.0
BEGIN_TOGETHER = 8
HEALTH_SECONDS = 10.0
NOT_SERVED = "This partnership is not served at the moment. Try again later."
log = structlog.get_logger()
Begin = Callable[[str, bool], AbstractAsyncContextManager[Server]]
"""Begin starts the bot of the partnership with this name. The flag says whether this is another try, so that the
partnership's files are read anew."""


class PartnershipHost:
    """The host keeps a server for each partnership. ``faults`` holds, by name, what is wrong with those that are not
    served."""

    def __init__(
        self, names: Iterable[str], begin: Begin, again_seconds: float = AGAIN_SECONDS, *, local: bool = False
    ) -> None:
        self._begin = begin
        self._local = local
        self.again_seconds = again_seconds
        self._servers: dict[str, Server] = {}
        self.faults: dict[str, tuple[str, ...]] = {}
        self._names = tuple(names)
        self._few = asyncio.Semaphore(BEGIN_TOGETHER)
        self._stop = asyncio.Event()
        self._asking: asyncio.Task[Mapping[str, Any]] | None = None

    @property
    def served(self) -> tuple[str, ...]:
        return tuple(self._servers)

    @asynccontextmanager
    async def serve_all(self) -> AsyncIterator[web.Application]:
        """Serves the partnerships, and gives the web application when each was tried once."""
        tried = {name: asyncio.Event() for name in self._names}
        lives = [asyncio.create_task(self._live(name, event)) for name, event in tried.items()]
        try:
            await asyncio.gather(*(event.wait() for event in tried.values()))
            yield application("/{partnership}/api/messages", self.messages, self.ready, self.ready_in_full)
        finally:
            self._stop.set()
            await asyncio.gather(*lives)

    async def messages(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["partnership"]
        if server := self._servers.get(name):
            with bound_contextvars(partnership=name):
                return await server.messages(request)
        if name in self._names:
            return web.json_response({"error": NOT_SERVED}, status=503)
        raise web.HTTPNotFound

    async def ready(self, request: web.Request) -> web.StreamResponse:
        return await self._answer_ready(in_full=self._local and is_from_this_machine(request))

    async def ready_in_full(self, request: web.Request) -> web.StreamResponse:
        return await self._answer_ready(in_full=True)

    async def _answer_ready(self, *, in_full: bool) -> web.Response:
        """Answers that all partnerships are ready, or which are not. Many who ask at once are answered by one look:
        each store is written for it."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._all_faults())
        faults = await asyncio.shield(self._asking)
        return readiness_response({"partnerships": faults} if faults else {}, self._to_mend, in_full=in_full)

    async def _all_faults(self) -> Mapping[str, Any]:
        servers = dict(self._servers)
        found = await asyncio.gather(*(_faults(server) for server in servers.values()))
        return {name: faults for name, faults in zip(servers, found, strict=True) if faults} | {
            name: {"not_served": faults} for name, faults in self.faults.items()
        }

    def _to_mend(self) -> Mapping[str, Any]:
        """Returns what people have to mend, by partnership, leaving out those with nothing to mend."""
        all_of_them = {name: server.health.to_mend() for name, server in self._servers.items()}
        return {"partnerships": {name: to_mend for name, to_mend in all_of_them.items() if any(to_mend.values())}}

    async def _live(self, name: str, tried: asyncio.Event) -> None:
        with bound_contextvars(partnership=name):
            while not self._stop.is_set():
                try:
                    await self._keep_serving(name, tried)
                except Exception as error:
                    # An error, whatever it is, concerns this partnership alone.
                    self.faults[name] = _describe(error)
                    log.error("partnership_not_served", error=type(error).__name__)
                tried.set()
                await self._pause()

    async def _keep_serving(self, name: str, tried: asyncio.Event) -> None:
        async with AsyncExitStack() as stack:
            async with self._few:
                server = await stack.enter_async_context(self._begin(name, tried.is_set()))
            self._servers[name] = server
            if self.faults.pop(name, None):
                log.info("partnership_served")
            tried.set()
            try:
                await self._stop.wait()
            finally:
                del self._servers[name]

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), self.again_seconds)
        except TimeoutError:
            return


async def _faults(server: Server) -> Mapping[str, Any]:
    """Asks one partnership for its faults, with a time-out: one that hangs hides nothing of the others."""
    try:
        async with asyncio.timeout(HEALTH_SECONDS):
            return await server.health.faults()
    except TimeoutError:
        return {"store": "The store does not answer. Look at its disk or its database."}
    except Exception as error:
        return {"store": f"It can't be said whether the store can be written ({type(error).__name__})."}


def _describe(error: Exception) -> tuple[str, ...]:
    """Describes the error in sentences that hold nothing of a case, or only by its type."""
    if isinstance(error, SettingsFault | PartnershipFault):
        return error.faults
    if isinstance(error, StoreFault):
        return (str(error),)
    return (f"It could not be started ({type(error).__name__}).",)


@contextlib.asynccontextmanager
async def host_partnerships(
    settings: SharedSettings, found: Partnerships, environment: Environment, page: CombinedMetrics
) -> AsyncIterator[PartnershipHost]:
    """Hosts the partnerships with what they share: connections to Teams and to the database, signing keys, rules."""
    async with pooled_session(through_proxy=not settings.local) as session, stores_at(settings.store) as stores:
        process = SharedResources.of(session, settings, engines_in_force())
        at_work_now: dict[str, PartnershipSetup] = {}

        @contextlib.asynccontextmanager
        async def begun(name: str, again: bool) -> AsyncIterator[Server]:
            one = await _as_it_is_now(name, at_work_now) if again else found.of(name)
            store = await stores.open(one.settings.store, name, codec_of(one.settings))
            live_partnership = LivePartnership(one.partnership, PartnershipFile(one.settings.partnership))
            first_after = environment.job_seconds * found.names.index(name) / len(found.names)
            own = replace(environment, metrics=Metrics(), first_after=first_after)
            async with build_bot(one.settings, store, live_partnership, process, own) as server:
                page.by_name[name], at_work_now[name] = own.metrics, one
                try:
                    yield server
                finally:
                    del page.by_name[name], at_work_now[name]

        yield PartnershipHost(found.names, begun, local=settings.local)


async def _as_it_is_now(name: str, others: Mapping[str, PartnershipSetup]) -> PartnershipSetup:
    """Reads one partnership anew, and checks that it is distinct from the others as they are served, whatever their
    files say by now. Raises SettingsFault."""
    _, found = await asyncio.to_thread(load_partnerships)
    one = found.of(name)
    require_distinct(name, one, others)
    return one
