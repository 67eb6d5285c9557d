"""The fake OneDrive offers an upload address as Teams makes one for a file, over real HTTP."""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.support.fake_teams.server import Chat, Message

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
QUERY = "guid='7f'&overwrite=True&tempauth=v1.eyJzaXRl%2FaWQ"


@dataclass
class Upload:
    content: bytes
    range: str
    query: str


@dataclass
class OneDrive:
    """The drive answers every upload with the status ``answers``, or redirects to the address ``leads_to``."""

    uploads: list[Upload] = field(default_factory=list)
    answers: int = 201
    leads_to: str = ""

    def __post_init__(self) -> None:
        app = web.Application(client_max_size=10_000_000)
        app.add_routes([web.put("/personal/{path:.*}", self._put)])
        self.server = TestServer(app)

    @property
    def room(self) -> str:
        return f"{self.server.make_url('/personal/_api/v2.0/drive/items/01/uploadSession')}?{QUERY}"

    async def _put(self, request: web.Request) -> web.Response:
        if self.leads_to:
            return web.Response(status=307, headers={"Location": self.leads_to})
        content = await request.read()
        self.uploads.append(Upload(content, request.headers.get("Content-Range", ""), request.rel_url.raw_query_string))
        return web.Response(status=self.answers)


def offer(chat: Chat) -> Message:
    """Returns the newest consent card."""
    return [m for m in chat.messages if m.activity.get("attachments") and m.attachment.get("contentType") == CONSENT][
        -1
    ]


def answer(chat: Chat, offered: Message, room: str = "", action: str = "accept") -> dict[str, Any]:
    """Builds the activity that Teams sends when Allow or Decline is pressed."""
    content = offered.attachment["content"]
    value: dict[str, Any] = {"type": "fileUpload", "action": action, "context": content[f"{action}Context"]}
    if room:
        name = offered.attachment["name"]
        value["uploadInfo"] = {
            "contentUrl": f"https://cscp-my.sharepoint.com/personal/x/Documents/Applications/{name}",
            "name": name,
            "uploadUrl": room,
            "uniqueId": "1150D938-8870-4044-9F2C-5BBDEBA70C8C",
            "fileType": name.rpartition(".")[2],
        }
    return chat.activity("invoke", name="fileConsent/invoke", value=value, replyToId=offered.id)


async def allow(chat: Chat, drive: OneDrive) -> None:
    """Allows the upload of the file that was offered last."""
    status, _ = await chat.post(answer(chat, offer(chat), drive.room))
    assert status == 200
