"""Teams is played as the bots see it: a connector that answers at once or after a pause, signing keys, and a token
endpoint."""

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from bench.load import LoadConversation, Post
from bench.wire import HttpMessage, Messages, answer

NOT_FOUND = answer(b"404 Not Found", b"{}")


@dataclass
class Teams:
    """Teams answers the bots. ``conversations`` hear of what is posted to their chats; ``documents`` stand at a path of
    their own. ``pause``: seconds until the connector answers. ``asked``: how many requests there were, and
    ``answered_at`` when the last of them is answered, in seconds of ``time.perf_counter``."""

    conversations: dict[bytes, LoadConversation] = field(default_factory=dict)
    documents: dict[bytes, bytes] = field(default_factory=dict)
    pause: float = 0.0
    asked: int = 0
    answered_at: float = 0.0
    port: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def put(self, path: str, document: Any) -> str:
        """Publishes the document and returns its address."""
        self.documents[path.encode()] = answer(b"200 OK", json.dumps(document).encode())
        return f"{self.address}{path}"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def tell(self, chat: str, conversation: LoadConversation) -> None:
        """Tells the conversation of what is posted to the chat."""
        self.conversations[chat.encode()] = conversation

    def answered(self, message: HttpMessage) -> tuple[bytes, float]:
        """Returns the answer, and the seconds until it is given."""
        method, target, _ = message.head.split(b" ", 2)
        path = target.partition(b"?")[0]
        if path in self.documents:
            return self.documents[path], 0.0
        self.asked += 1
        self.answered_at = time.perf_counter() + self.pause
        # /v3/conversations/{id}/activities/{activity} or /v3/conversations/{id}/members/{member}
        parts = path.split(b"/")
        return self._of_connector(method, [unquote_to_bytes(part) for part in parts[3:]], message.body), self.pause

    def _of_connector(self, method: bytes, parts: list[bytes], body: bytes) -> bytes:
        match method, parts:
            case b"POST", [conversation, b"activities", *_]:
                post = Post(b"m%09d" % next(self._numbers), body)
                if heard := self.conversations.get(conversation):
                    heard.arrived(post)
                return answer(b"201 Created", b'{"id":"%s"}' % post.id)
            case b"PUT", [_, b"activities", activity]:
                return answer(b"200 OK", b'{"id":"%s"}' % activity)
            case b"GET", [_, b"members", member]:
                return answer(b"200 OK", _member(member))
            case b"POST", []:
                return answer(b"201 Created", _thread(body, b"m%09d" % next(self._numbers)))
        return NOT_FOUND


def _member(id: bytes) -> bytes:
    return b'{"id":"%s","aadObjectId":"%s","userRole":"user"}' % (id, id.removeprefix(b"29:"))


def _thread(body: bytes, message: bytes) -> bytes:
    """Returns the answer for a new thread of a channel."""
    channel = json.loads(body)["channelData"]["channel"]["id"].encode()
    return b'{"id":"%s;messageid=%s","activityId":"%s"}' % (channel, message, message)


class Line(asyncio.Protocol):
    """The protocol serves one connection of a bot."""

    def __init__(self, teams: Teams) -> None:
        self._teams = teams
        self._messages = Messages()
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        for message in self._messages.feed(data):
            given, pause = self._teams.answered(message)
            if pause:
                asyncio.get_running_loop().call_later(pause, self._transport.write, given)
            else:
                self._transport.write(given)


@contextlib.asynccontextmanager
async def teams_at_work() -> AsyncIterator[Teams]:
    teams = Teams()
    listener = await asyncio.get_running_loop().create_server(lambda: Line(teams), "127.0.0.1", 0, backlog=1024)
    teams.port = listener.sockets[0].getsockname()[1]
    try:
        yield teams
    finally:
        listener.close()
