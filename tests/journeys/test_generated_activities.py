"""Thousands of activities that nobody thought of: none breaks the bot, and none but a valid one leaves a trace."""

import asyncio
import copy
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiohttp import ClientSession
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.adapter import SEARCH
from bot.buttons import BUTTONS
from bot.commands import COMMANDS
from bot.offers import MAKERS
from dialogs.triage_flow import STEP_VERBS, VERBS
from safeguarding.case.events import Signed
from safeguarding.case.people import Person
from store.codec import PlainCodec
from store.folder import FolderStore
from tests.journeys.conftest import BUSINESS_TEAM, COUNCIL, ICB, OTHER_PRACTITIONER, POLICE, PRACTITIONER, Bot
from tests.journeys.fake_teams import Chat, FakeTeams, Json, buttons
from tests.journeys.sin_lane import REF, case_in_notification
from tests.journeys.test_hostile_requests import FIELDS, nested
from tests.journeys.test_hostile_tokens import STRANGER
from tests.journeys.undisturbed import differences, files, quiet

BATCH = 20
SLOWEST_SECONDS = 5.0
# Of the other types the bot takes no notice.
ACTED_ON = ("message", "invoke", "installationUpdate")
TENANTS = (COUNCIL, ICB, POLICE)
UPLOAD_FIELDS = ("uploadUrl", "contentUrl", "uniqueId", "fileType")
Path_ = tuple[str | int, ...]

# The parts

WORDS = st.one_of(
    st.sampled_from(
        [*COMMANDS, *(f"{name} {REF}" for name in COMMANDS), "back", "why", "cancel", "yes", "1", "2", "died"]
    ),
    st.text(max_size=40),
    st.sampled_from(["x" * 5_000, "\ud800", "\u202e\u200b", "<at>bot</at> triage", f"submitted {REF} 31/2/2026"]),
)
JSON_ = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=6), inner),
    max_leaves=8,
)
ODD = st.one_of(JSON_, st.sampled_from([None, [], {}, "", 0, True, 10**300, "x" * 3_000, nested(80), "\ud800"]))
PEOPLE = st.sampled_from([PRACTITIONER, OTHER_PRACTITIONER, BUSINESS_TEAM, STRANGER])
SENDERS = st.builds(lambda id: {"id": f"29:{id}", "aadObjectId": id}, PEOPLE)
VERB_NAMES = st.sampled_from([*BUTTONS, *VERBS, *STEP_VERBS]) | st.text(max_size=8)
DATA = st.dictionaries(
    st.sampled_from(FIELDS), st.sampled_from([REF, "notification_criteria", True, "x"]) | ODD, max_size=6
)
ACTIONS = st.fixed_dictionaries({"action": st.fixed_dictionaries({"verb": VERB_NAMES | ODD, "data": DATA | ODD})})

SEARCHES = st.fixed_dictionaries(
    {
        "commandId": st.just("searchCases") | ODD,
        "parameters": st.lists(
            st.fixed_dictionaries({"name": st.sampled_from(["query", "initialRun"]) | ODD, "value": WORDS | ODD}),
            max_size=3,
        )
        | ODD,
    },
    optional={"queryOptions": st.fixed_dictionaries({"skip": st.integers() | ODD, "count": st.integers() | ODD})},
)
# To addresses that nothing is sent to.
UPLOAD_INFO = st.fixed_dictionaries(
    {name: st.sampled_from(["https://attacker.example/", "", "http://0.0.0.0:1/"]) | ODD for name in UPLOAD_FIELDS}
)
CONSENTS = st.fixed_dictionaries(
    {
        "action": st.sampled_from(["accept", "decline"]) | ODD,
        "context": st.fixed_dictionaries({"offer": st.sampled_from([*MAKERS, "x"]) | ODD, "ref": st.just(REF) | ODD})
        | ODD,
    },
    optional={"uploadInfo": UPLOAD_INFO | ODD},
)


def from_its_shape(service_url: str) -> st.SearchStrategy[Json]:
    """Every field that Teams sends, most of them as they should be."""
    return st.fixed_dictionaries(
        {
            "type": st.sampled_from(["message", "invoke", "installationUpdate", "conversationUpdate", "typing"]),
            "channelId": st.sampled_from(["msteams"] * 8 + ["webchat", "emulator"]),
            "serviceUrl": st.sampled_from([service_url] * 8 + ["https://attacker.example/", "http://0.0.0.0/"]),
            "from": SENDERS | SENDERS | SENDERS | ODD,
            "recipient": st.just({"id": "28:bot", "name": "CSCP Review Bot"}) | ODD,
            "conversation": st.fixed_dictionaries(
                {
                    "id": st.sampled_from(["a:1", "a:2", "19:x@thread.tacv2;messageid=1", "../x", "", "\ud800", "|"]),
                    "conversationType": st.sampled_from(["personal", "channel", "groupChat"]) | ODD,
                }
            )
            | ODD,
            "channelData": st.sampled_from([{"tenant": {"id": id}} for id in (*TENANTS, STRANGER)]) | ODD,
        },
        optional={
            "id": st.text(max_size=8) | ODD,
            "text": WORDS | ODD,
            "name": st.sampled_from(
                ["adaptiveCard/action", "fileConsent/invoke", SEARCH, "composeExtension/selectItem", "task/fetch"]
            )
            | ODD,
            "value": ACTIONS | SEARCHES | CONSENTS | ODD,
            "action": st.sampled_from(["add", "remove"]) | ODD,
            "entities": st.lists(st.dictionaries(st.sampled_from(["type", "text", "mentioned"]), ODD), max_size=2)
            | ODD,
            "attachments": ODD,
            "replyToId": ODD,
            "timestamp": st.sampled_from(["2026-11-23T10:00:00.000Z", "yesterday"]) | ODD,
            "locale": ODD,
            "membersAdded": ODD,
            "deliveryMode": st.sampled_from(["normal", "expectReplies", "notification"]) | ODD,
            "relatesTo": ODD,
            "callerId": ODD,
        },
    )


def places(value: Any, here: Path_ = ()) -> Iterator[Path_]:
    """Where something stands in a body."""
    if here:
        yield here
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield from places(part, (*here, name))


def changed(body: Json, place: Path_, value: Any) -> Json:
    """A copy with another value there; without it, for ``...``."""
    copied = copy.deepcopy(body)
    holder: Any = copied
    try:
        for name in place[:-1]:
            holder = holder[name]
        if value is ...:
            del holder[place[-1]]
        else:
            holder[place[-1]] = value
    except (KeyError, IndexError, TypeError):
        return body
    return copied


@st.composite
def mutated(draw: st.DrawFn, real: list[Json]) -> Json:
    """A real activity with up to three places changed, left out, or taken from another one."""
    body = copy.deepcopy(draw(st.sampled_from(real)))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from(list(places(body))))
        other = draw(st.sampled_from(real))
        taken = st.sampled_from([found for _, found in values(other)])
        body = changed(body, place, draw(st.just(...) | ODD | taken))
    return body


def values(body: Json) -> Iterator[tuple[Path_, Any]]:
    for place in places(body):
        value: Any = body
        for name in place:
            value = value[name]
        yield place, value


# What may leave a trace


def is_from_a_person_of_the_partnership(body: Json, service_url: str) -> bool:
    """Told apart here by other means than the bot's."""
    try:
        tenant, sender = body["channelData"]["tenant"]["id"], body["from"]
        return (
            body["channelId"] == "msteams"
            and body["serviceUrl"].startswith("http://127.0.0.1:")
            and tenant.lower() in TENANTS
            and str(UUID(sender["aadObjectId"])) == sender["aadObjectId"].lower()
            and bool(sender["id"])
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


class Batch(list[Json]):
    """Bodies to send in a row. Too many to print: what fails names its own."""

    def __repr__(self) -> str:
        return f"{len(self)} bodies"


class World:
    """The bot at work, and what real people sent it."""

    def __init__(self, bot: Bot, real: list[Json]) -> None:
        self.bot = bot
        self.real = real
        self.sent = self.taken = self.refused = 0
        self.slowest = 0.0
        self.began = time.monotonic()

    async def post(self, body: Json) -> int:
        began = time.monotonic()
        raw = json.dumps(body).encode()
        try:
            async with asyncio.timeout(SLOWEST_SECONDS):
                async with self.bot.session.post(
                    f"{self.bot.url}/api/messages", data=raw, headers={"Content-Type": "application/json"}
                ) as response:
                    status = response.status
                    await response.read()
        except TimeoutError:
            raise AssertionError(f"no answer within {SLOWEST_SECONDS} s: {raw[:3000]!r}") from None
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.sent += 1
        self.taken, self.refused = self.taken + (status < 300), self.refused + (status >= 400)
        if self.sent % 1000 == 0:
            sys.stdout.write(f"{self.sent} sent in {time.monotonic() - self.began:.0f} s\n")
        assert status < 500, (status, raw[:3000])
        return status

    async def batch(self, bodies: list[Json]) -> None:
        """First all that must leave no trace, compared file by file; then the rest, each step of which must be its
        sender's own."""
        url = self.bot.teams.service_url
        strangers = [body for body in bodies if not is_from_a_person_of_the_partnership(body, url)]
        if strangers:
            before = await quiet(self.bot.folder, 0.1)
            for body in strangers:
                status = await self.post(body)
                assert 400 <= status < 500 or body["type"] not in ACTED_ON, (status, body)
            assert differences(before, files(self.bot.folder)) == [], strangers
        for body in bodies:
            if body not in strangers:
                await self.by_a_person(body)

    async def by_a_person(self, body: Json) -> None:
        before = await self.histories()
        with capture_logs() as logs:
            status = await self.post(body)
        wrong = [entry for entry in logs if entry["event"] in {"turn_failed", "round_failed"}]
        assert not wrong, (wrong, body)
        sender = Person(tenant=body["channelData"]["tenant"]["id"].lower(), id=body["from"]["aadObjectId"].lower())
        for ref, events in (await self.histories()).items():
            new = events[len(before.get(ref, ())) :]
            assert events[: len(before.get(ref, ()))] == before.get(ref, ())
            assert not new or status < 300
            for event in new:
                assert event.by == sender, body
                if isinstance(event, Signed):
                    assert event.seat in self.bot.partnership.actor(sender).seats, body

    async def histories(self) -> Mapping[str, tuple[Any, ...]]:
        cases = self.bot.store.cases
        open_cases = {case.ref: case.events for case in cases.open_cases()}
        if REF not in open_cases and (case := await cases.get(REF)):
            open_cases[REF] = case.events
        return open_cases


async def begun(folder: Path, stack: AsyncExitStack) -> World:
    """A case in notification, a triage half done, and every activity with which people could go on."""
    teams = FakeTeams()
    session = await stack.enter_async_context(ClientSession())
    await stack.enter_async_context(teams.server)
    # Rounds after a step alone: one that begins by itself would write while strangers are shown to leave no trace.
    bot = Bot(folder, teams, session, round_seconds=3600.0)
    await bot.start()
    stack.push_async_callback(bot.stack.aclose)
    people = await case_in_notification(bot)
    other = bot.chat(OTHER_PRACTITIONER)
    await other.say("triage")
    await people.team.say(f"case {REF}")
    chats = (*people.partners, people.team, people.practitioner, other)
    return World(bot, [activity for chat in chats for activity in possible(chat)])


def possible(chat: Chat) -> Iterator[Json]:
    for text in ("help", "cases", f"case {REF}", f"update {REF}", "sign-offs", "triage", "yes", "died", "not known"):
        yield chat.activity("message", text=text)
    yield chat.activity("installationUpdate", action="add")
    yield chat.search_activity("notification")
    for message in chat.messages:
        for button in buttons(message.card):
            yield chat.press_activity(button["title"], message, reason="As the record shows.", evidence="Seen.")


@pytest.mark.parametrize("number", [400, pytest.param(20_000, marks=pytest.mark.soak)])
def test_no_activity_breaks_the_bot_and_only_a_valid_one_leaves_a_trace(tmp_path: Path, number: int) -> None:
    """TEST_SEED repeats a run."""
    chosen = int(os.environ.get("TEST_SEED", random.randrange(2**32)))
    sys.stdout.write(f"seed {chosen}: repeat with TEST_SEED={chosen}\n")
    stack = AsyncExitStack()
    with asyncio.Runner() as runner:
        world = runner.run(begun(tmp_path / "store", stack))
        bodies = st.lists(
            from_its_shape(world.bot.teams.service_url) | mutated(world.real), min_size=BATCH, max_size=BATCH
        ).map(Batch)

        # The bot goes on from example to example, so a failure can't be made smaller by trying again.
        @seed(chosen)
        @settings(
            max_examples=number // BATCH,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(bodies)
        def examples(drawn: Batch) -> None:
            runner.run(world.batch(drawn))

        try:
            examples()
            runner.run(world.bot.chat(PRACTITIONER).say("help"))
        finally:
            runner.run(stack.aclose())
        sys.stdout.write(
            f"{world.sent} sent, {world.taken} taken, {world.refused} refused, slowest {world.slowest:.2f} s\n"
        )
        runner.run(still_readable(tmp_path / "store"))
    assert world.sent >= number * 0.9
    assert world.taken > world.sent * 0.1 and world.refused > world.sent * 0.1


async def still_readable(folder: Path) -> None:
    async with FolderStore.open(folder, PlainCodec()) as store:
        assert await store.cases.get(REF)
