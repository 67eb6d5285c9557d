"""The tenant is Teams as the live check meets it: each thing that is taken for granted of it can be broken."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from tests.support.fake_teams.server import FakeTeams, Json

HANGS_UP = -1


@dataclass
class Tenant(FakeTeams):
    """``broken`` has the status of what fails, or HANGS_UP: "post", "change", "answer", "picture", "mention", "file",
    "delete", "member", "chat". ``unreachable`` are the directory ids of those for whom the app is not installed."""

    broken: Mapping[str, int] = field(default_factory=dict)
    unreachable: set[str] = field(default_factory=set)
    chats: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def _create(self, request: web.Request) -> web.Response:
        body = await request.json()
        if not body.get("members"):
            return await self._unless_broken("post", request, super()._create)
        (member,) = body["members"]
        if member["id"] in self.unreachable:
            return web.Response(status=403)
        self.chats.append(member["id"])
        return await self._unless_broken("chat", request, self._chat)

    async def _chat(self, request: web.Request) -> web.Response:
        return web.json_response({"id": f"a:{self.chats[-1]}"}, status=201)

    async def _post(self, request: web.Request) -> web.Response:
        return await self._unless_broken(_kind_of(await request.json()), request, super()._post)

    async def _update(self, request: web.Request) -> web.Response:
        return await self._unless_broken("change", request, super()._update)

    async def _delete(self, request: web.Request) -> web.Response:
        return await self._unless_broken("delete", request, super()._delete)

    async def _member(self, request: web.Request) -> web.Response:
        return await self._unless_broken("member", request, super()._member)

    async def _unless_broken(self, kind: str, request: web.Request, take: object) -> web.Response:
        self.asked.append(kind)
        status = self.broken.get(kind)
        if status == HANGS_UP:
            assert request.transport
            request.transport.abort()
        if status:
            return web.Response(status=max(status, 400))
        answered: web.Response = await take(request)  # type: ignore[operator] # one of the methods above
        return answered


def _kind_of(activity: Json) -> str:
    attachment = activity["attachments"][0]
    if attachment["contentType"].startswith("image/"):
        return "picture"
    if attachment["contentType"].endswith("file.consent"):
        return "file"
    return "mention" if "msteams" in attachment["content"] else "answer"
