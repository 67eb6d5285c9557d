"""The bot: settings, store, dialogs, turns, routes and rounds, put together. ``python app.py`` serves it, and with a
command it works on the store (``bot/operations.py``)."""

import argparse
import asyncio
import contextlib
import secrets
import signal
import sys
import time
from argparse import Namespace
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

import structlog
from aiohttp import ClientSession, web
from botbuilder.dialogs import DialogSet

from bot.adapter import Adapter
from bot.announcements import Announcements
from bot.authentication import LocalAuthentication, TeamsAuthentication
from bot.casework import Casework
from bot.chats import Chats
from bot.claims import Claims
from bot.connector import PooledConnectorFactory, pooled_session
from bot.conversations import Conversations
from bot.credentials import NoCredentials, credentials
from bot.delivery import Delivery
from bot.doors import served
from bot.gate import Gate
from bot.health import Health
from bot.logs import configure
from bot.membership import Membership
from bot.metrics import Metrics, Page
from bot.metrics import application as metrics_application
from bot.metrics_of_several import MetricsOfSeveral
from bot.nudges import Nudges
from bot.operations import SERVE, SETTINGS, read_arguments
from bot.operations import run as run_command
from bot.outbox import Outbox
from bot.pace import Pace, Paces
from bot.partnership import Partnership
from bot.partnership_file import PartnershipFault, PartnershipFile, StandingPartnership
from bot.partnership_file import load as load_partnership
from bot.partnerships import (
    Partnerships,
    Served,
    are_several,
    load_partnerships,
    load_settings_of,
    require_told_apart,
    sentences,
)
from bot.posts import Posts
from bot.process import Process, Rules, keep_what_is_there
from bot.recording import Recording
from bot.review_bot import ReviewBot
from bot.rounds import Round, Rounds
from bot.server import Server
from bot.settings import Settings, SettingsFault, SharedSettings, load_settings
from bot.settings_table import as_table
from bot.several import Several
from bot.signing_keys import SigningKeys
from bot.silence import Silence
from bot.steady_clock import SteadyClock
from bot.store_key import codec_of
from bot.taking import Taking
from bot.texts import TEXTS, listing
from bot.uploads import Uploads
from dialogs.drafts import Drafts
from dialogs.stack import TurnStack
from dialogs.triage import TriageDesk, TriageDialog
from dialogs.triage_flow import TriageFlow
from safeguarding import loading
from safeguarding.framework import Framework
from safeguarding.triage import Triage
from store.faults import StoreFault
from store.interface import Store
from store.opening import open_store, stores_at

BAD_CONFIGURATION = 2
LOOPBACK = "127.0.0.1"
log = structlog.get_logger()


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
        dialogs = DialogSet(TurnStack()).add(_triage(work, drafts, recording, chats))
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


async def serve(settings: Settings, partnership: Partnership, world: World) -> None:
    standing = StandingPartnership(partnership, PartnershipFile(settings.partnership))
    store = await open_store(settings.store, settings.store_partnership or "", codec_of(settings))
    async with (
        running(settings, store, standing, loading.current(), world) as app,
        served(app, settings.host, settings.port),
        _metrics_served(world.metrics, settings.metrics_port),
    ):
        keep_what_is_there()
        stop = _stop()
        log.info("ready")
        await stop.wait()


async def serve_several(settings: SharedSettings, found: Partnerships) -> None:
    page = MetricsOfSeveral()
    async with several(settings, found, World(), page) as running, running.at_work() as app:
        for fault in sentences(running.faults):
            print(fault, file=sys.stderr)
        if not running.served:
            raise SettingsFault(["No partnership can be served. Correct what is named above."])
        async with served(app, settings.host, settings.port), _metrics_served(page, settings.metrics_port):
            keep_what_is_there()
            stop = _stop()
            log.info("ready", count=len(running.served))
            await stop.wait()


@contextlib.asynccontextmanager
async def several(
    settings: SharedSettings, found: Partnerships, world: World, page: MetricsOfSeveral
) -> AsyncIterator[Several]:
    """The partnerships with what they share: connections to Teams and to the database, signing keys, rules."""
    async with pooled_session() as session, stores_at(settings.store) as stores:
        process = Process.of(session, settings, loading.current())
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


@contextlib.asynccontextmanager
async def _metrics_served(page: Page, port: int | None) -> AsyncIterator[None]:
    """To this machine alone, and never at the address that Teams reaches."""
    if port is None:
        yield
        return
    async with served(metrics_application(page), LOOPBACK, port):
        yield


def _stop() -> asyncio.Event:
    """Set by Ctrl-C or by a supervisor, one that had Ctrl-C ignored too."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def main(arguments: list[str]) -> int:
    configure()
    given = read_arguments(arguments)
    if given.command == TEXTS:
        print(listing())
        return 0
    return _run(given)


def _run(given: argparse.Namespace) -> int:
    try:
        return _do(given)
    except (SettingsFault, PartnershipFault, loading.RulesFault) as fault:
        return _refuse(fault.faults)
    except (StoreFault, ValueError) as fault:
        return _refuse([str(fault)])
    except OSError as error:
        mend = "Stop what uses it, or set CSCP_PORT or CSCP_METRICS_PORT."
        return _refuse([f"The bot can't serve at its address: {error.strerror}. {mend}"])
    except KeyboardInterrupt:
        return 0


def _do(given: Namespace) -> int:
    if given.command == SETTINGS:
        print(as_table())
        return 0
    if given.command != SERVE:
        return run_command(given, _settings_for(given), World().now)
    if are_several():
        asyncio.run(serve_several(*load_partnerships()))
        return 0
    settings = load_settings()
    asyncio.run(serve(settings, load_partnership(settings.partnership), World()))
    return 0


def _settings_for(given: Namespace) -> Settings:
    if are_several():
        return load_settings_of(given.partnership)
    if given.partnership:
        raise SettingsFault(
            ["--partnership is for several partnerships, and CSCP_PARTNERSHIPS is not set. Leave it out."]
        )
    return load_settings()


def _refuse(faults: Iterable[str]) -> int:
    for fault in faults:
        print(fault, file=sys.stderr)
    return BAD_CONFIGURATION


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
