"""The fake Teams works over real HTTP: it posts activities to the bot as Teams does, and takes the bot's messages."""

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from cards.elements import is_too_long

THREAD = ";messageid="
HANGS = 0
DROPS = -1
OF_EARLIER_RULES = frozenset({"In Croydon, another authority's child"})
"""These answers are asked in drafts of rules that stay as they were released."""
BOT = {"id": "28:bot", "name": "CSCP Review Bot"}
Json = dict[str, Any]


@dataclass
class Message:
    """The bot posted this message, ``below`` one of its own in the channel; an update replaces its activity."""

    conversation: str
    id: str
    activity: Json
    updates: int = 0
    tries: int = 0
    is_answer: bool = False
    below: str = ""
    _read: tuple[Json, str] = field(default=({}, ""), compare=False, repr=False)

    @property
    def card(self) -> Json | None:
        attachments = self.activity.get("attachments") or []
        return attachments[0].get("content") if attachments else None

    @property
    def words(self) -> str:
        """Returns all words that a person reads in the message. They are read once, however often a test looks."""
        activity, words = self._read
        if activity is not self.activity:
            words = "\n".join(texts(self.card)) if self.card else str(self.activity.get("text", ""))
            self._read = self.activity, words
        return words

    @property
    def unfolded(self) -> str:
        """Returns all words that a person reads in the message once everything is unfolded."""
        return "\n".join(texts(self.card, unfolded=True)) if self.card else self.words

    @property
    def attachment(self) -> Json:
        """Returns the first attachment: a file offered or taken, or a picture."""
        found: Json = self.activity["attachments"][0]
        return found


def texts(value: Any, *, unfolded: bool = False) -> Iterator[str]:
    """Yields what is read before anything is unfolded, or once all is."""
    if isinstance(value, dict):
        if value.get("isVisible") is False and not unfolded:
            return
        if value.get("type") == "RichTextBlock":
            yield "".join(run["text"] for run in value["inlines"])
            return
        if value.get("type") == "FactSet":
            yield from (f"{fact['title']}: {fact['value']}" for fact in value["facts"])
            return
        for name in ("label", "text", "title"):
            if isinstance(value.get(name), str):
                yield value[name]
        for key, inner in value.items():
            if key not in ("refresh", "fallback", "msteams"):
                yield from texts(inner, unfolded=unfolded)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, unfolded=unfolded)


def buttons(card: Any) -> Iterator[Json]:
    if isinstance(card, dict):
        if card.get("type") == "Action.Execute":
            yield card
        for inner in card.values():
            yield from buttons(inner)
    elif isinstance(card, list):
        for inner in card:
            yield from buttons(inner)


def titles(card: Any) -> list[str]:
    return [button["title"] for button in buttons(card)]


def cut_titles(card: Any) -> list[str]:
    """Returns the titles of buttons, folded ones and those that unfold among them, that a phone would cut."""
    actions = (node for node in _nodes_of(card) if str(node.get("type")).startswith("Action."))
    return [each["title"] for each in actions if is_too_long(each["title"]) and each["title"] not in OF_EARLIER_RULES]


def mixed_up_folds(card: Any) -> list[str]:
    """Returns the names that a button is to fold or unfold, and under which a card has not one part alone: a client
    opens the first of several."""
    elements = Counter(node["id"] for node in _nodes_of(card) if "id" in node and "type" in node)
    toggles = _nodes_of(card, "Action.ToggleVisibility")
    names = {
        name if isinstance(name, str) else name["elementId"] for each in toggles for name in each["targetElements"]
    }
    return sorted({*(name for name, times in elements.items() if times > 1), *(names - elements.keys())})


def unfolding(card: Any) -> dict[str, Json]:
    """Returns the button that each answer unfolds together with its box, by the title of the answer: whoever fills the
    box in presses both."""
    found = {}
    for toggle in _nodes_of(card, "Action.ToggleVisibility"):
        shown = {
            target if isinstance(target, str) else target["elementId"]
            for target in toggle["targetElements"]
            if isinstance(target, str) or target["isVisible"]
        }
        opened = [button for part in _nodes_of(card) if part.get("id") in shown for button in buttons(part)]
        if len(opened) == 1:
            found[toggle["title"]] = opened[0]
    return found


def _nodes_of(part: Any, type: str | None = None) -> Iterator[Json]:
    if isinstance(part, dict):
        if type in (None, part.get("type")):
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _nodes_of(inner, type)


def unfolded_by(card: Any, title: str) -> Json | None:
    """Returns the card as it is once the answer has unfolded its box; none where no answer of that title does."""
    return opened_by(card, title) if title in unfolding(card) else None


def opened_by(card: Any, title: str) -> Json:
    """Returns the card as it is once the fold of that title is open."""
    toggle = next(each for each in _nodes_of(card, "Action.ToggleVisibility") if each["title"] == title)
    set_to = {each["elementId"]: each["isVisible"] for each in toggle["targetElements"] if not isinstance(each, str)}
    opened: Json = json.loads(json.dumps(card))
    for part in _nodes_of(opened):
        is_shown, id = part.get("isVisible", True), part.get("id")
        part["isVisible"] = set_to.get(id, not is_shown if id in toggle["targetElements"] else is_shown)
    return opened


@dataclass(frozen=True)
class Busy:
    """The connector answers 429, and asks the bot to retry after so many seconds."""

    seconds: int


@dataclass
class FakeTeams:
    """The fake connector keeps every post. ``fails`` gives the next answers by conversation: a status, Busy, or HANGS,
    which answers nothing until ``released``. ``tries`` counts the requests, taken or not.

    Everyone is a member of every conversation, of the tenant that ``tenants`` says, or else of the conversation's own:
    ``guests`` as guests, ``anonymous`` without having signed in, those in ``gone`` not any more (by directory id), and
    of a conversation in ``without_members`` nobody. ``known_as`` is the directory id under which Teams knows the
    account of somebody who states another. ``updates_fail`` is how many updates of a message fail, by its id.
    ``members_fail`` is the status of every look-up with ``members_code``, or DROPS, which ends the connection;
    ``members_wait`` how many seconds it takes. ``renamed`` has the new id of a chat by its old one. ``deleted`` are the
    messages of the channel that somebody has deleted, by id.
    """

    messages: list[Message] = field(default_factory=list)
    fails: dict[str, list[int | Busy]] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    updates_hang: set[str] = field(default_factory=set)
    lookups: list[str] = field(default_factory=list)
    guests: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    anonymous: set[str] = field(default_factory=set)
    tenants: dict[str, str] = field(default_factory=dict)
    known_as: dict[str, str] = field(default_factory=dict)
    tenants_of_places: dict[str, str] = field(default_factory=dict)
    without_members: set[str] = field(default_factory=set)
    updates_fail: Counter[str] = field(default_factory=Counter)
    members_fail: int = 0
    members_wait: float = 0.0
    members_code: str = ""
    renamed: dict[str, str] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        app = web.Application()
        app.add_routes(
            [
                web.post("/v3/conversations", self._create),
                web.post("/v3/conversations/{id}/activities", self._post),
                web.post("/v3/conversations/{id}/activities/{activity}", self._post),
                web.get("/v3/conversations/{id}/members/{member}", self._member),
                web.put("/v3/conversations/{id}/activities/{activity}", self._update),
                web.delete("/v3/conversations/{id}/activities/{activity}", self._delete),
            ]
        )
        self.server = TestServer(app)

    @property
    def service_url(self) -> str:
        return str(self.server.make_url("/")).rstrip("/")

    def in_conversation(self, conversation: str) -> list[Message]:
        return [message for message in self.messages if message.conversation == conversation]

    async def _create(self, request: web.Request) -> web.Response:
        body = await request.json()
        channel = body["channelData"]["channel"]["id"]
        if failure := await self._failure(channel):
            return failure
        message = self._keep(channel, body["activity"])
        return web.json_response({"id": f"{channel};messageid={message.id}", "activityId": message.id}, status=201)

    async def _post(self, request: web.Request) -> web.Response:
        conversation = request.match_info["id"]
        channel, _, root = conversation.partition(THREAD)
        if root in self.deleted:
            return web.Response(status=404)
        # What the bot answers below its own post is read in the channel.
        below = root if any(message.id == root for message in self.messages) else ""
        conversation = channel if below else conversation
        if failure := await self._failure(conversation):
            return failure
        message = self._keep(conversation, await request.json())
        message.below = below
        return web.json_response({"id": message.id}, status=201)

    async def _update(self, request: web.Request) -> web.Response:
        if request.match_info["activity"] in self.deleted:
            return web.Response(status=404)
        for message in self.messages:
            if message.id == request.match_info["activity"]:
                if message.id in self.updates_hang:
                    await self.released.wait()
                if self.updates_fail[message.id] > message.tries:
                    message.tries += 1
                    return web.Response(status=500)
                message.activity, message.updates = await request.json(), message.updates + 1
                return web.json_response({"id": message.id})
        return web.Response(status=404)

    async def _delete(self, request: web.Request) -> web.Response:
        self.messages[:] = [message for message in self.messages if message.id != request.match_info["activity"]]
        return web.Response(status=200)

    async def _failure(self, conversation: str) -> web.Response | None:
        self.tries[conversation] += 1
        if not self.fails.get(conversation):
            return None
        fails = self.fails[conversation].pop(0)
        if isinstance(fails, Busy):
            return web.Response(status=429, headers={"Retry-After": str(fails.seconds)})
        if fails == HANGS:
            await self.released.wait()
        return web.Response(status=fails or 503)

    async def _member(self, request: web.Request) -> web.Response:
        """Answers a look-up as Teams does, with more data than the bot has any business to keep."""
        member = request.match_info["member"]
        self.lookups.append(member)
        await asyncio.sleep(self.members_wait)
        person = member.removeprefix("29:")
        if self.members_fail == DROPS:
            assert request.transport is not None
            request.transport.abort()
        if self.members_fail:
            return _error(self.members_code or "ServiceError", person, self.members_fail)
        if person in self.gone or request.match_info["id"] in self.without_members:
            return _error("MemberNotFoundInConversation", person, 404)
        own = self.tenants.get(person) or self.tenants_of_places.get(request.match_info["id"])
        tenant = {"tenantId": own} if own else {}
        if person in self.anonymous:
            return web.json_response({"id": member, "name": "Zoë (Guest)", **tenant, "userRole": "anonymous"})
        role = "guest" if person in self.guests else "user"
        names = {"name": "Zoë Quill", "givenName": "Zoë", "surname": "Quill", "email": "zoe.quill@example.org"}
        id = self.known_as.get(person, person)
        return web.json_response({"id": member, "aadObjectId": id, **names, **tenant, "userRole": role})

    def _keep(self, conversation: str, activity: Json) -> Message:
        message = Message(
            self.renamed.get(conversation, conversation),
            f"m{next(self.numbers)}",
            activity,
            is_answer="replyToId" in activity,
        )
        self.messages.append(message)
        return message


def _error(code: str, message: str, status: int) -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}}, status=max(status, 400))


@dataclass
class Chat:
    """The chat is one person in one conversation, who types, presses buttons and reads."""

    teams: FakeTeams
    bot_url: str
    session: ClientSession
    person: str
    tenant: str
    conversation: str
    kind: str = "personal"
    service_path: str = ""
    submits: bool = False
    """An old client submits: it knows no Action.Execute, and shows its fallback."""
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    sent: Json = field(default_factory=dict)
    """What was typed, pressed or done here last."""

    @property
    def messages(self) -> list[Message]:
        return self.teams.in_conversation(self.conversation)

    @property
    def last(self) -> Message:
        """Returns the newest answer to what was said or pressed here; a proactive message may come after it."""
        answers = [message for message in self.messages if message.is_answer]
        return (answers or self.messages)[-1]

    @property
    def newest(self) -> Message:
        return self.messages[-1]

    def showing(self, words: str) -> Message:
        """Returns the newest message with these words; others may have come in after it."""
        found = next((message for message in reversed(self.messages) if words in message.words), None)
        assert found, f"nothing here says {words!r}"
        return found

    def move(self) -> None:
        """Gives the chat another id, and Teams another address for it."""
        old, self.conversation = self.conversation, f"{self.conversation}+"
        before = {key: self.conversation if now == old else now for key, now in self.teams.renamed.items()}
        self.teams.renamed = {**before, old: self.conversation}
        self.service_path = "" if self.service_path else "/"
        for message in self.teams.in_conversation(old):
            message.conversation = self.conversation

    async def say(self, text: str, id: str | None = None, mention: bool = False) -> None:
        activity = self.activity("message", text=text, id=id or self._next("said"))
        if mention:
            activity["text"] = f"<at>{BOT['name']}</at> {text}"
            activity["entities"] = [{"type": "mention", "text": f"<at>{BOT['name']}</at>", "mentioned": BOT}]
        assert (await self.post(activity))[0] == 201

    async def install(self) -> None:
        assert (await self.post(self.activity("installationUpdate", action="add")))[0] == 201

    def button(self, title: str, message: Message | None = None) -> Json:
        """Returns the button with the title; of an answer that unfolds its box, the button that takes it."""
        card = (message or self.last).card
        found = [button for button in buttons(card) if button["title"] == title]
        found = found or [button for answer, button in unfolding(card).items() if answer == title]
        assert found, f"no button {title!r} among {[button['title'] for button in buttons(card)]}"
        return found[0]

    def offering(self, title: str) -> Message:
        """Returns the newest message with this button; the bot may have posted another proactively meanwhile."""

        def offers(message: Message) -> bool:
            return title in titles(message.card) or title in unfolding(message.card)

        found = next(filter(offers, reversed(self.messages)), None)
        assert found, f"nothing here has a button {title!r}"
        return found

    def press_activity(self, title: str, message: Message | None = None, **inputs: str) -> Json:
        message = message or self.offering(title)
        button = self.button(title, message)
        action = {"type": "Action.Execute", "verb": button["verb"], "data": {**button["data"], **inputs}}
        return self.activity("invoke", name="adaptiveCard/action", value={"action": action}, replyToId=message.id)

    async def press(self, title: str, message: Message | None = None, **inputs: str) -> Any:
        """Returns the value that the bot answers; a card takes the place of the one pressed, as in Teams."""
        pressed = message or self.offering(title)
        assert cut_titles(pressed.card) == []
        if self.submits:
            return await self.submit(self.button(title, pressed)["fallback"], pressed, **inputs)
        status, body = await self.post(self.press_activity(title, pressed, **inputs))
        assert status == 200, body
        if body["type"] == "application/vnd.microsoft.card.adaptive":
            pressed.activity = {"attachments": [{"content": body["value"]}]}
            assert cut_titles(pressed.card) == []
        return body["value"]

    async def submit(self, fallback: Json, pressed: Message, **inputs: str) -> Any:
        """Presses the button of an old client. Returns the card that the pressed one has become, or else what the bot
        said."""
        updates, seen = pressed.updates, len(self.messages)
        activity = self.activity("message", value={**fallback["data"], **inputs}, replyToId=pressed.id)
        assert (await self.post(activity))[0] == 201
        if pressed.updates > updates:
            return pressed.card
        return "\n".join(message.words for message in self.messages[seen:])

    def search_activity(self, words: str, **options: int) -> Json:
        """Builds a search as Teams asks it, with an "initial run" while nothing is typed yet."""
        typed = {"name": "query", "value": words} if words else {"name": "initialRun", "value": "true"}
        value = {"commandId": "searchCases", "parameters": [typed], "queryOptions": {"skip": 0, "count": 25, **options}}
        return self.activity("invoke", name="composeExtension/query", value=value)

    def activity(self, type: str, **more: Any) -> Json:
        return {
            "type": type,
            "id": self._next("activity"),
            "channelId": "msteams",
            "serviceUrl": f"{self.teams.service_url}{self.service_path}",
            "from": {"id": f"29:{self.person}", "aadObjectId": self.person},
            "recipient": BOT,
            "conversation": {"id": self.conversation, "conversationType": self.kind, "tenantId": self.tenant},
            "channelData": {"tenant": {"id": self.tenant}},
            **more,
        }

    async def post(self, activity: Json) -> tuple[int, Any]:
        self.sent = activity
        self.teams.tenants_of_places[self.conversation.partition(";")[0]] = self.tenant
        async with self.session.post(f"{self.bot_url}/api/messages", json=activity) as response:
            text = await response.text()
            return response.status, json.loads(text) if text else None

    def _next(self, kind: str) -> str:
        return f"{self.person}-{kind}-{next(self.numbers)}"


async def eventually(condition: Any, seconds: float = 20.0) -> None:
    """Waits for work that the bot does by itself, after the turn. Raises AssertionError after ``seconds``."""
    for _ in range(int(seconds / 0.01)):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen in time")
