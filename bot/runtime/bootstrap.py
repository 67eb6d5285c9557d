"""The bootstrap puts the bot of one partnership together: its store, dialogs, turns, scheduled jobs and routes."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from aiohttp import ClientSession, web

from bot.cases.absences import Absences, PartnershipInForce
from bot.cases.case_queries import CaseQueries
from bot.cases.case_service import CaseService
from bot.cases.closed_figures import ClosedFigures
from bot.cases.rules_in_force import RulesInForce
from bot.clock import ForwardOnlyClock, seconds_since_boot, wall_clock
from bot.config.partnership_file import LivePartnership
from bot.config.settings import Settings
from bot.config.signing_key import not_sealed, seals_of
from bot.connector.adapter import Adapter
from bot.connector.app_token import NoCredentials, credentials
from bot.connector.client import PooledConnectorFactory, pooled_session
from bot.connector.delivery_watch import DeliveryWatch
from bot.connector.file_upload import Uploads, onedrive_of
from bot.connector.transport import RetryingTransport, SendError
from bot.handlers.file_consent import FileConsent
from bot.handlers.taken_folder import TakenFolder
from bot.handlers.walkthroughs.courses import courses
from bot.messaging.backoff import Backoff
from bot.messaging.conversation_state import ConversationStates
from bot.messaging.leases import Leases
from bot.messaging.ledger import Entry
from bot.messaging.outbox import Outbox
from bot.messaging.proactive import ProactiveMessenger
from bot.messaging.undelivered import UndeliveredCards
from bot.notifications.abandoned_triages import AbandonedTriages
from bot.notifications.case_notices import CaseNotices
from bot.notifications.deadline_nudges import DeadlineNudges
from bot.notifications.news.bundles import GATHERED_FOR
from bot.notifications.news.case_posts import CasePostSync
from bot.notifications.reminders.absence_notices import AbsenceNotices
from bot.notifications.reminders.asked_nudges import AskedNudges
from bot.notifications.reminders.partnership_file_notices import PartnershipFileNotices
from bot.notifications.reminders.security_notices import SecurityNotices
from bot.notifications.reminders.settled_nudges import SettledNudges
from bot.notifications.scheduler import Job, Scheduler
from bot.notifications.sign_off_cards import SignOffCardSync
from bot.observability.metrics import Metrics
from bot.runtime.shared_resources import EngineCache, SharedResources
from bot.runtime.writes_log import WritesLog
from bot.security.authorize import Authorizer
from bot.security.bot_framework_token import LocalAuthentication, TeamsAuthentication
from bot.security.confirmations import Confirmations
from bot.security.membership import Membership
from bot.security.rate_limit import RateLimit, RateLimiter
from bot.security.reading_watch import ReadingWatch
from bot.security.sealed_cases import SealedCases
from bot.security.signing_keys import SigningKeys
from bot.turns.answers import Answers
from bot.turns.recorded_texts import RecordedTexts
from bot.turns.review_bot import ReviewBot
from bot.turns.triage_recorder import TriageRecorder
from bot.turns.unshown import UnshownAnswers, UnshownQuestions
from bot.web.health import Health
from bot.web.server import Server
from dialogs.dialog_state import TurnDialogs, TurnStack
from dialogs.triage.dialog import TriageCallbacks, TriageDialog
from dialogs.triage.drafts import Drafts
from dialogs.triage.flow import TriageFlow
from dialogs.walkthrough.dialog import WalkthroughCallbacks, WalkthroughDialog
from dialogs.walkthrough.drafts import Walkthroughs
from safeguarding.triage import Triage
from store.interface import Cases, Store

log = structlog.get_logger()

OF_THEMSELVES = frozenset(["office_holders", "partnership_file_notices", "security_notices", "writes_log"])
"""These jobs run in their interval alone: what is recorded makes no difference to them."""


@dataclass(frozen=True)
class Environment:
    """The environment is what the bot takes from outside, so that a test can give its own: the time, the scheduler of
    the jobs and how often they run, how a request to the connector is retried, the rate limit of one person, what
    counts, after how many seconds the jobs begin, and for how long news is gathered. ``seconds`` only grow, and so do
    those ``since_boot``, also while the machine sleeps."""

    now: Callable[[], datetime] = wall_clock
    job_seconds: float = 30.0
    scheduler: Callable[[Mapping[str, Job], float], Scheduler] = Scheduler
    transport: Callable[[ClientSession], RetryingTransport] = RetryingTransport
    seconds: Callable[[], float] = time.monotonic
    rate_limit: RateLimit = field(default_factory=RateLimit)
    metrics: Metrics = field(default_factory=Metrics)
    first_after: float = 0.0
    news_gathered_for: timedelta = GATHERED_FOR
    since_boot: Callable[[], float] = seconds_since_boot


@contextlib.asynccontextmanager
async def create_app(
    settings: Settings, store: Store, live_partnership: LivePartnership, rules: EngineCache, environment: Environment
) -> AsyncIterator[web.Application]:
    """Creates the web application of one partnership alone, around an open store, which is closed with it."""
    async with (
        pooled_session(through_proxy=not settings.local) as session,
        build_bot(
            settings, store, live_partnership, SharedResources.of(session, settings, rules), environment
        ) as server,
    ):
        yield server.application()


@contextlib.asynccontextmanager
async def build_bot(
    settings: Settings,
    store: Store,
    live_partnership: LivePartnership,
    resources: SharedResources,
    environment: Environment,
) -> AsyncIterator[Server]:
    """Builds the bot of one partnership and starts its jobs, and gives its server. The store is closed with it."""

    async with WritesLog(store, environment.seconds).kept() as writes_log:
        metrics = environment.metrics
        deliveries = DeliveryWatch(environment.seconds)

        def ended(failure: SendError | None) -> None:
            metrics.count_request(failure)
            deliveries.ended(failure)

        adapter = _adapter(settings, replace(environment.transport(resources.session), ended=ended), resources.keys)
        messenger, conversations = ProactiveMessenger(adapter, store.references), ConversationStates(store)
        undelivered = UndeliveredCards(store.ledger, messenger.knows)
        clock = ForwardOnlyClock(environment.now, environment.since_boot, _newest(store))
        in_force = PartnershipInForce(live_partnership, Absences(store.ledger), environment.now)
        engine = resources.rules.engine(live_partnership().local_practice)
        rules = RulesInForce(engine, clock, in_force, settings.app_id or "")
        cases = _sealed_cases(store, settings)
        readings = ReadingWatch(settings.reading_alarm, environment.now, metrics.count_reading_alarm)
        queries = CaseQueries(
            cases,
            rules,
            undelivered,
            ClosedFigures(cases, store.figures, rules),
            messenger.writers,
            readings.note,
        )
        service = CaseService(queries, partial(secrets.token_hex, 16), store.refresh)
        metrics.watch(queries)
        leases = Leases(store.ledger, store.holder, queries.rules.now, store.refresh)
        outbox = Outbox(messenger, leases, metrics.count_message)
        drafts, walkthroughs = Drafts(store.drafts), Walkthroughs(store.drafts)
        case_notices = CaseNotices(
            queries, outbox, store.ledger, environment.news_gathered_for, at_once=settings.news_at_once
        )
        abandoned_triages = AbandonedTriages(queries, drafts, walkthroughs, messenger, conversations, case_notices)
        sign_off_cards = SignOffCardSync(queries, messenger, outbox, leases)
        nudges = DeadlineNudges(queries, outbox, case_notices.of_the_morning)
        dialogs, unshown = TurnDialogs(TurnStack()), UnshownAnswers(outbox, store.ledger, queries.rules.now)
        questions = UnshownQuestions(
            (drafts, walkthroughs), messenger, conversations, dialogs, queries.rules.now, Backoff(queries.rules.now)
        )
        jobs: Mapping[str, Job] = {
            "case_notices": case_notices.run,
            "case_posts": CasePostSync(queries, messenger, outbox, leases).run,
            "sign_off_cards": sign_off_cards.run,
            "abandoned_triages": _unless_doubted(clock, abandoned_triages.run),
            "deadline_nudges": _unless_doubted(clock, nudges.run),
            "absence_notices": _unless_doubted(clock, AbsenceNotices(queries, outbox).run),
            "asked_nudges": AskedNudges(queries, outbox).run,
            "settled_nudges": SettledNudges(queries, messenger, store.ledger, queries.rules.now).run,
            "office_holders": live_partnership.run,
            "partnership_file_notices": PartnershipFileNotices(queries, outbox, live_partnership).run,
            "security_notices": SecurityNotices(queries, outbox, readings).run,
            "unshown_answers": unshown.run,
            "unshown_questions": questions.run,
            "closed_figures": queries.closed_figures.run,
            "writes_log": writes_log.run,
        }
        timed = {
            name: metrics.timed(name, outbox.reach.judged(_refreshed_first(store, job))) for name, job in jobs.items()
        }
        scheduler = environment.scheduler(timed, environment.job_seconds)
        follow = partial(scheduler.run_soon, but=OF_THEMSELVES)
        service.told.extend([case_notices.look_at, queries.closed_figures.look_at, lambda ref: follow()])
        dialogs.add(_triage(service, drafts, TriageRecorder(service, case_notices, follow), messenger))
        dialogs.add(_walkthrough(service, walkthroughs, messenger))
        taken_folder = TakenFolder(settings.taken, store.record_export, clock) if settings.taken else None
        bot = ReviewBot(
            service,
            messenger,
            outbox,
            conversations,
            Answers(service, messenger, outbox, conversations, dialogs, taken_folder, follow),
            sign_off_cards,
            FileConsent(service, _uploads(resources.session, rules, settings), store.record_export),
            unshown,
            RecordedTexts(queries, drafts, walkthroughs),
            follow,
        )
        health = Health(
            queries,
            scheduler,
            nudges,
            store.check_writable,
            deliveries.fault,
            clock.doubt,
            live_partnership,
            resources.keys.fault,
            not_sealed(settings),
        )
        confirmations = Confirmations(store.references, environment.now)
        membership = Membership(adapter, live_partnership, confirmations, environment.seconds, messenger.of_person)
        authorizer = Authorizer(
            live_partnership(),
            settings.allowed_hosts,
            membership,
            RateLimiter(environment.rate_limit),
            environment.seconds,
            metrics.count_rate_limited,
            metrics.count_refusal,
        )
        server = Server(adapter, bot, authorizer, health, metrics, local=settings.local)
        task = asyncio.create_task(scheduler.run(environment.first_after))
        try:
            yield server
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def _adapter(settings: Settings, transport: RetryingTransport, keys: SigningKeys) -> Adapter:
    if settings.local or settings.app_id is None:
        connectors = PooledConnectorFactory(settings.allowed_hosts, NoCredentials(), transport)
        return Adapter(LocalAuthentication(connectors))
    connectors = PooledConnectorFactory(settings.allowed_hosts, credentials(settings), transport)
    return Adapter(TeamsAuthentication(settings.app_id, keys, connectors), settings.app_id)


def _sealed_cases(store: Store, settings: Settings) -> Cases:
    """Returns the store's cases, with their signatures sealed and checked where there is a key for it."""
    if not_sealed(settings):
        log.warning("signatures_not_sealed")
    seals = seals_of(settings)
    return SealedCases(store.cases, seals) if seals.keys else store.cases


def _uploads(session: ClientSession, rules: RulesInForce, settings: Settings) -> Uploads:
    return Uploads(session, lambda person: onedrive_of(person, rules.partnership, local=settings.local))


def _newest(store: Store) -> datetime | None:
    """Returns the moment of what was recorded in the open cases or noted in the ledger last."""
    recorded = (event.at for case in store.cases.open_cases() for event in case.events[-1:])
    noted = (at for value in store.ledger.all().values() if (at := Entry.parse(value).at))
    return max((*recorded, *noted), default=None)


def _unless_doubted(clock: ForwardOnlyClock, job: Job) -> Job:
    """Wraps a job that tells or forgets what is due by the passing of time, so that it waits while the time is
    doubted."""

    async def run() -> None:
        if clock.doubt() is None:
            await job()

    return run


def _refreshed_first(store: Store, job: Job) -> Job:
    """Wraps a job so that it begins with what other bots have saved too."""

    async def refreshed() -> None:
        await store.refresh()
        await job()

    return refreshed


def _triage(
    service: CaseService, drafts: Drafts, recorder: TriageRecorder, messenger: ProactiveMessenger
) -> TriageDialog:
    flow = TriageFlow(Triage(service.rules.engine), service.rules.card_context, service.rules.partnership.agencies)
    callbacks = TriageCallbacks(
        record=recorder.record,
        refer=recorder.refer,
        left=recorder.note_abandoned,
        replace=messenger.replace,
        now=service.rules.now,
        may_go_on=recorder.may_go_on,
    )
    return TriageDialog(flow, drafts, callbacks)


def _walkthrough(service: CaseService, drafts: Walkthroughs, messenger: ProactiveMessenger) -> WalkthroughDialog:
    return WalkthroughDialog(
        drafts,
        WalkthroughCallbacks(
            courses=courses(service),
            framework=lambda: service.rules.framework,
            replace=messenger.replace,
            now=service.rules.now,
        ),
    )
