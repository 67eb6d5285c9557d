"""The bot of one partnership, put together: its store, dialogs, turns, rounds and routes."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from aiohttp import ClientSession, web

from bot.cases.case_service import Casework
from bot.clock import SteadyClock
from bot.config.partnership_file import StandingPartnership
from bot.config.settings import Settings
from bot.connector.adapter import Adapter
from bot.connector.app_token import NoCredentials, credentials
from bot.connector.client import PooledConnectorFactory, pooled_session
from bot.connector.file_upload import Uploads
from bot.connector.transport import Delivery
from bot.handlers.file_consent import Taking
from bot.messaging.conversation_state import Conversations
from bot.messaging.leases import Claims
from bot.messaging.outbox import Outbox
from bot.messaging.proactive import Chats
from bot.notifications.abandoned_triages import Silence
from bot.notifications.case_notices import Announcements
from bot.notifications.deadline_nudges import Nudges
from bot.notifications.scheduler import Round, Rounds
from bot.notifications.sign_off_cards import Posts
from bot.observability.metrics import Metrics
from bot.runtime.shared_resources import Process, Rules
from bot.security.authorize import Gate
from bot.security.bot_framework_token import LocalAuthentication, TeamsAuthentication
from bot.security.membership import Membership
from bot.security.rate_limit import Pace, Paces
from bot.security.signing_keys import SigningKeys
from bot.turns.review_bot import ReviewBot
from bot.turns.triage_recorder import Recording
from bot.web.health import Health
from bot.web.server import Server
from dialogs.dialog_state import TurnDialogs, TurnStack
from dialogs.triage.dialog import TriageDesk, TriageDialog
from dialogs.triage.drafts import Drafts
from dialogs.triage.flow import TriageFlow
from safeguarding.framework.framework import Framework
from safeguarding.triage import Triage
from store.interface import Store


@dataclass(frozen=True)
class World:
    """What the bot takes from outside, so that a test can give its own: the time, what runs the rounds and how often,
    how a request to the connector is tried, how fast one person may send, what counts, and after how many seconds the
    rounds begin. ``seconds`` only grow."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    round_seconds: float = 30.0
    rounds: Callable[[Mapping[str, Round], float], Rounds] = Rounds
    delivery: Callable[[ClientSession], Delivery] = Delivery
    seconds: Callable[[], float] = time.monotonic
    pace: Pace = field(default_factory=Pace)
    metrics: Metrics = field(default_factory=Metrics)
    first_after: float = 0.0


@contextlib.asynccontextmanager
async def running(
    settings: Settings, store: Store, standing: StandingPartnership, framework: Framework, world: World
) -> AsyncIterator[web.Application]:
    """The bot of one partnership alone, around an open store, which is closed with it."""
    async with (
        pooled_session() as session,
        at_work(settings, store, standing, Process.of(session, settings, framework), world) as server,
    ):
        yield server.application()


@contextlib.asynccontextmanager
async def at_work(
    settings: Settings, store: Store, standing: StandingPartnership, process: Process, world: World
) -> AsyncIterator[Server]:
    """The bot of one partnership, and whoever asks it. The store is closed with it."""

    def changed() -> None:
        """What a step asks for is said, and posted cards are brought up to date, right after it."""
        rounds.soon()

    async with store:
        metrics = world.metrics
        adapter = _adapter(settings, replace(world.delivery(process.session), ended=metrics.sent), process.keys)
        work = _casework(store, standing, process.rules, world, changed)
        metrics.watch(work)
        chats, conversations = Chats(adapter, store.references), Conversations(store)
        claims = Claims(store.ledger, store.holder, work.now, store.refresh)
        outbox = Outbox(chats, claims, metrics.said)
        drafts, announcements = Drafts(store.drafts), Announcements(work, outbox, store.ledger)
        silence = Silence(work, drafts, chats, conversations, announcements)
        posts, nudges = Posts(work, chats, outbox, claims), Nudges(work, outbox)
        by_name: Mapping[str, Round] = {
            "announcements": announcements.round,
            "posts": posts.round,
            "silence": silence.round,
            "nudges": nudges.round,
            "offices": standing.round,
        }
        watched = {name: metrics.watched(name, _on_what_is_kept(store, round)) for name, round in by_name.items()}
        rounds = world.rounds(watched, world.round_seconds)
        recording = Recording(work, announcements, rounds.soon)
        dialogs = TurnDialogs(TurnStack()).add(_triage(work, drafts, recording, chats))
        taking = Taking(work, Uploads(process.session, settings.upload_addresses), store.record_export)
        bot = ReviewBot(work, chats, outbox, conversations, dialogs, posts, taking, rounds.soon)
        health = Health(work, outbox, rounds, nudges, store.check_writable)
        membership = Membership(adapter, standing, world.seconds, chats.of_person)
        gate = Gate(
            standing(), settings.addresses, membership, Paces(world.pace), world.seconds, world.metrics.too_fast
        )
        server = Server(adapter, bot, gate, health, metrics)
        task = asyncio.create_task(rounds.run(world.first_after))
        try:
            yield server
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def _adapter(settings: Settings, delivery: Delivery, keys: SigningKeys) -> Adapter:
    if settings.local or settings.app_id is None:
        connectors = PooledConnectorFactory(settings.addresses, NoCredentials(), delivery)
        return Adapter(LocalAuthentication(connectors))
    connectors = PooledConnectorFactory(settings.addresses, credentials(settings), delivery)
    return Adapter(TeamsAuthentication(settings.app_id, keys, connectors), settings.app_id)


def _casework(
    store: Store, standing: StandingPartnership, rules: Rules, world: World, changed: Callable[[], None]
) -> Casework:
    partnership = standing()
    calendar = partnership.calendar(rules.framework.calendar.published_until)
    engine = rules.engine(partnership.local_practice)
    now = SteadyClock(world.now)
    salt = partial(secrets.token_hex, 16)
    return Casework(store.cases, engine, standing, calendar, now, salt, store.ledger, store.refresh, changed)


def _on_what_is_kept(store: Store, round: Round) -> Round:
    """The round, begun with what other bots have kept too."""

    async def refreshed() -> None:
        await store.refresh()
        await round()

    return refreshed


def _triage(work: Casework, drafts: Drafts, recording: Recording, chats: Chats) -> TriageDialog:
    flow = TriageFlow(Triage(work.engine), work.calendar, work.partnership.agencies)
    desk = TriageDesk(recording.record, recording.left, chats.replace, work.now, recording.may_go_on)
    return TriageDialog(flow, drafts, desk)
