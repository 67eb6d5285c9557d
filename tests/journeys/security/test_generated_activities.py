"""Thousands of generated activities that nobody thought of never break the bot, and only a valid one leaves a trace."""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiohttp import ClientSession
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from safeguarding.case.events.case_events import Signed
from safeguarding.people import Person
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.conftest import Figures
from tests.journeys.conftest import OTHER_PRACTITIONER, PRACTITIONER, Bot
from tests.support.fake_teams.server import Chat, FakeTeams, Json, buttons
from tests.support.generators.activities import TENANTS, from_its_shape, mutated
from tests.support.people.sin_lane import REF, case_in_notification
from tests.support.undisturbed import differences, files, quiet

BATCH = 20
SLOWEST_SECONDS = 5.0
# Of the other types the bot takes no notice.
ACTED_ON = ("message", "invoke", "installationUpdate")


def stated_tenant(body: Json) -> str:
    """Returns the channel's tenant, or the conversation's where the channel states none. Raises what a made-up body
    makes it raise."""
    channel = body.get("channelData")
    stated = channel.get("tenant") if isinstance(channel, dict) else None
    tenant: str = body["conversation"]["tenantId"] if stated is None else stated["id"]
    return tenant


def is_from_a_person_of_the_partnership(body: Json, service_url: str) -> bool:
    """Recognises the partnership's people by other means than the bot's."""
    try:
        tenant, sender = stated_tenant(body), body["from"]
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
    """The batch holds bodies to send in a row, too many to print; a failure names its own."""

    def __repr__(self) -> str:
        return f"{len(self)} bodies"


class World:
    """The world is a bot at work with the activities that real people sent it."""

    def __init__(self, bot: Bot, real: list[Json]) -> None:
        self.bot = bot
        self.real = real
        self.sent = self.taken = self.refused = 0
        self.slowest = 0.0

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
        assert status < 500, (status, raw[:3000])
        return status

    async def batch(self, bodies: list[Json]) -> None:
        """Sends first the bodies that must leave no trace, compared file by file; then the rest, each step of which
        must be its sender's own."""
        # A clock that stands is one that falls behind, by which the bot would record nothing.
        self.bot.clock.pass_(seconds=1)
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
        sender = Person(tenant=stated_tenant(body).lower(), id=body["from"]["aadObjectId"].lower())
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
    """Begins a case in notification and a triage half done, and keeps every activity with which people could go on."""
    teams = FakeTeams()
    session = await stack.enter_async_context(ClientSession())
    await stack.enter_async_context(teams.server)
    # Jobs run after a step alone: one that begins by itself would write while strangers are shown to leave no trace.
    bot = Bot(folder, teams, session, job_seconds=3600.0)
    await bot.start()
    stack.push_async_callback(bot.stack.aclose)
    people = await case_in_notification(bot)
    other = bot.chat(OTHER_PRACTITIONER)
    await other.say("triage")
    await people.team.say(f"case {REF}")
    messenger = (*people.partners, people.team, people.practitioner, other)
    return World(bot, [activity for chat in messenger for activity in possible(chat)])


def possible(chat: Chat) -> Iterator[Json]:
    for text in ("help", "cases", f"case {REF}", f"update {REF}", "sign-offs", "triage", "yes", "died", "not known"):
        yield chat.activity("message", text=text)
    yield chat.activity("installationUpdate", action="add")
    yield chat.search_activity("notification")
    for message in chat.messages:
        for button in buttons(message.card):
            yield chat.press_activity(button["title"], message, reason="As the record shows.", evidence="Seen.")


@pytest.mark.parametrize("number", [400, pytest.param(20_000, marks=pytest.mark.soak)])
def test_no_activity_breaks_the_bot_and_only_a_valid_one_leaves_a_trace(
    tmp_path: Path, number: int, figures: Figures
) -> None:
    stack = AsyncExitStack()
    with asyncio.Runner() as runner:
        environment = runner.run(begun(tmp_path / "store", stack))
        bodies = st.lists(
            from_its_shape(environment.bot.teams.service_url) | mutated(environment.real),
            min_size=BATCH,
            max_size=BATCH,
        ).map(Batch)

        # The bot goes on from example to example, so a failure can't be made smaller by trying again.
        @settings(
            max_examples=number // BATCH,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(bodies)
        def examples(drawn: Batch) -> None:
            runner.run(environment.batch(drawn))

        try:
            examples()
            runner.run(environment.bot.chat(PRACTITIONER).say("help"))
        finally:
            runner.run(stack.aclose())
        figures(
            f"{environment.sent} sent, {environment.taken} taken, {environment.refused} refused, "
            f"slowest {environment.slowest:.2f} s"
        )
        runner.run(still_readable(tmp_path / "store"))
    assert environment.sent >= number * 0.9
    assert environment.taken > environment.sent * 0.1 and environment.refused > environment.sent * 0.1


async def still_readable(folder: Path) -> None:
    async with FolderStore.open(folder, PlainCodec()) as store:
        assert await store.cases.get(REF)
