"""The failing Teams fails at one request, in one way, and works before and after."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from tests.support.fake_teams.server import FakeTeams

LOST, LOST_AFTER_TAKING, SILENT, LATE = "lost", "lost after taking", "silent", "late"
FAULTS: tuple[int | str, ...] = (
    *(400, 401, 403, 404, 413, 429, 500, 502, 503),
    *(LOST, LOST_AFTER_TAKING, SILENT, LATE),
)
"""A status; the connection lost before or after the message was taken; no answer at all, or one that comes too
late. That they are thirteen gives each of them its turn with whatever else alternates."""


@dataclass
class FailingTeams(FakeTeams):
    """The requests to the conversation ``where``, or anywhere if there is none, fail with ``fault`` from number ``at``
    on, counted from when it is armed, ``times`` in a row. What comes ``late`` does after ``late_seconds``."""

    where: str = ""
    at: int = 0
    fault: int | str = 0
    times: int = 0
    requests: int = 0
    late_seconds: float = 0.0
    late: set[asyncio.Task[web.Response]] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)

    def arm(self, where: str, at: int, fault: int | str, times: int = 1) -> None:
        self.where, self.at, self.fault, self.times, self.requests = where, at, fault, times, 0
        self.failed = []

    def heal(self) -> None:
        self.times = 0

    async def caught_up(self) -> None:
        """Waits until what comes late has come."""
        await asyncio.gather(*self.late)
        self.late.clear()

    async def _post(self, request: web.Request) -> web.Response:
        return await self._answer(request, super()._post)

    async def _create(self, request: web.Request) -> web.Response:
        return await self._answer(request, super()._create)

    async def _delete(self, request: web.Request) -> web.Response:
        return await self._answer(request, super()._delete)

    async def _update(self, request: web.Request) -> web.Response:
        return await self._answer(request, super()._update)

    async def _later(
        self, request: web.Request, take: Callable[[web.Request], Awaitable[web.Response]]
    ) -> web.Response:
        """Takes the request whether or not somebody still waits for the answer."""
        await asyncio.sleep(self.late_seconds)
        return await take(request)

    async def _answer(
        self, request: web.Request, take: Callable[[web.Request], Awaitable[web.Response]]
    ) -> web.Response:
        if self.where and request.match_info.get("id") != self.where:
            return await take(request)
        number = self.requests
        self.requests += 1
        if not self.at <= number < self.at + self.times:
            return await take(request)
        self.failed.append(f"{request.method} {self.fault}")
        if self.fault == LOST_AFTER_TAKING:
            await take(request)
        if self.fault == LATE:
            await request.read()
            late = asyncio.create_task(self._later(request, take))
            self.late.add(late)
            return await asyncio.shield(late)
        if self.fault == SILENT:
            await self.released.wait()
        if isinstance(self.fault, int):
            return web.Response(status=self.fault)
        assert request.transport is not None
        request.transport.abort()
        return web.Response(status=500)
