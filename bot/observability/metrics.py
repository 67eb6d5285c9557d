"""The metrics count for whoever watches the bot (Prometheus), at ``/metrics`` of an address of its own
(``CSCP_METRICS_PORT``, this machine alone). No person, reference or text has a way in: each label takes its value from
a list that stands in the code."""

import asyncio
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Protocol

from aiohttp import web
from botbuilder.schema import Activity, ActivityTypes
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.cases.case_queries import CaseQueries
from bot.cases.undelivered import failing, undelivered_cards
from bot.connector.activity_fields import is_submitted, pressed_button, spoken_text
from bot.connector.adapter import SEARCH
from bot.connector.transport import DestinationUnreachable, SendError
from bot.errors import RequestRejected
from bot.handlers.commands import read_command
from bot.handlers.file_consent import FILE_CONSENT
from bot.handlers.registry import BUTTONS
from bot.messaging.destinations import CHANNEL, PERSON, destination_kind
from bot.messaging.ledger import REMINDERS, State
from bot.messaging.outbox import Message
from bot.notifications.scheduler import Job
from safeguarding.case.case import Case
from safeguarding.case.stage import ENDED, Stage
from store.errors import Busy, StoreFault

# Teams waits 15 seconds for the answer to a card's button.
TURN_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)
ROUND_SECONDS = (0.01, 0.05, 0.25, 1, 5, 25, 60, 300)
OF_NO_CARD = {SEARCH: "search", FILE_CONSENT: "file_consent"}
UNKNOWN, TEXT, TRIAGE_STEP, NEWS = "unknown", "text", "triage_step", "news"


class Metrics:
    """The metrics are those of one partnership. ``now`` gives seconds since 1970, ``clock`` seconds that only grow."""

    def __init__(self, now: Callable[[], float] = time.time, clock: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._clock = clock
        self.cases = _Cases()
        self.registry = registry = CollectorRegistry()
        registry.register(self.cases)
        counter, histogram = partial(Counter, registry=registry), partial(Histogram, registry=registry)
        by_round = ("round",)
        about = "Turns, by what was typed or pressed and how they ended"
        self._turns = counter("cscp_turns", about, ("verb", "outcome"))
        self._turn_seconds = histogram("cscp_turn_seconds", "How long a turn took", buckets=TURN_SECONDS)
        about = "Requests turned away before a turn, by HTTP status"
        self._refused = counter("cscp_requests_refused", about, ("status",))
        self._too_fast = counter("cscp_too_fast", "Steps not taken since a person sent too fast")
        about = "Times that one person read many cases within an hour"
        self._reading_alarms = counter("cscp_reading_alarms", about)
        self._outbound = counter("cscp_outbound_requests", "Requests to Teams, after their tries", ("result",))
        self._messages = counter("cscp_messages", "What had to be said, at each try to say it", ("kind", "result"))
        self._round_seconds = histogram("cscp_round_seconds", "How long a round took", by_round, buckets=ROUND_SECONDS)
        self._round_failures = counter("cscp_round_failures", "Rounds that ended with an error", by_round)
        about = "When a round last went well"
        self._round_good = Gauge("cscp_round_last_good_timestamp_seconds", about, by_round, registry=registry)
        self._store_faults = counter("cscp_store_faults", "Steps that the store could not do", ("where",))

    def watch(self, queries: CaseQueries) -> None:
        """Has the open cases counted at each scrape."""
        self.cases.queries = queries

    def text(self) -> bytes:
        return generate_latest(self.registry)

    @contextmanager
    def turn(self, activity: Activity) -> Iterator[None]:
        began, verb, outcome = self._clock(), _verb(activity), "failed"
        try:
            yield
            outcome = "done"
        except RequestRejected:
            outcome = "refused"
            raise
        except Busy:
            # Two turns of one chat, say: nothing is wrong with the store.
            raise
        except StoreFault:
            self._store_faults.labels("turn").inc()
            raise
        finally:
            self._turns.labels(verb, outcome).inc()
            self._turn_seconds.observe(self._clock() - began)

    def count_refusal(self, status: int) -> None:
        self._refused.labels(str(status)).inc()

    def count_rate_limited(self) -> None:
        self._too_fast.inc()

    def count_reading_alarm(self) -> None:
        self._reading_alarms.inc()

    def count_request(self, failure: SendError | None) -> None:
        """Counts one request to Teams, after all its retries."""
        result = "gone" if isinstance(failure, DestinationUnreachable) else "failed" if failure else "delivered"
        self._outbound.labels(result).inc()

    def count_message(self, message: Message, result: State) -> None:
        """Counts one try of the outbox, for each thing that the message says."""
        for topic in message.topics:
            self._messages.labels(topic.kind if topic.kind in REMINDERS else NEWS, result.value).inc()

    def timed(self, name: str, round: Job) -> Job:
        """Wraps a job of the scheduler, so that its duration, its failures and its last success are recorded. Lets its
        errors through."""

        async def watched() -> None:
            began = self._clock()
            try:
                await round()
                self._round_good.labels(name).set(self._now())
            except Exception as error:
                self._round_failures.labels(name).inc()
                if isinstance(error, StoreFault):
                    self._store_faults.labels("round").inc()
                raise
            finally:
                self._round_seconds.labels(name).observe(self._clock() - began)

        return watched


class MetricsPage(Protocol):
    def text(self) -> bytes: ...


def application(page: MetricsPage) -> web.Application:
    async def answer(request: web.Request) -> web.Response:
        # The page of many partnerships takes half a second, for which nobody's turn waits.
        body = await asyncio.to_thread(page.text)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.router.add_get("/metrics", answer)
    return app


def _verb(activity: Activity) -> str:
    """Labels a turn with one of the bot's own words, whatever a stranger sent."""
    if activity.type == ActivityTypes.invoke:
        if activity.name in OF_NO_CARD:
            return OF_NO_CARD[activity.name]
        return _pressed(activity)
    if is_submitted(activity):
        return _pressed(activity)
    if activity.type == ActivityTypes.message:
        command = read_command(spoken_text(activity))
        return command[0] if command else TEXT
    return UNKNOWN


def _pressed(activity: Activity) -> str:
    verb, data = pressed_button(activity)
    return TRIAGE_STEP if "draft" in data else verb if verb in BUTTONS else UNKNOWN


class _Cases(Collector):
    """The collector counts the cases when asked: nothing is kept beside the cases."""

    queries: CaseQueries | None = None

    def collect(self) -> Iterator[GaugeMetricFamily]:
        if self.queries:
            yield from _count_cases(self.queries)


def _count_cases(queries: CaseQueries) -> Iterator[GaugeMetricFamily]:
    stages: Tally[str] = Tally()
    overdue: Tally[str] = Tally()
    unread = 0
    for case in queries.cases.open_cases():
        try:
            stages[case.stage] += 1
            overdue.update(_overdue(case, queries))
        except Exception:
            # The nudges log which case it is; the others still count.
            unread += 1
    framework = queries.rules.engine.framework
    deadlines = (deadline.id for deadline in (*framework.deadlines, *framework.local_deadlines))
    open_stages = (stage for stage in Stage if stage not in ENDED)
    yield _gauge("cscp_open_cases", "Open cases by stage", "stage", open_stages, stages)
    yield _gauge("cscp_deadlines_overdue", "Overdue deadlines of open cases", "deadline", deadlines, overdue)
    yield GaugeMetricFamily("cscp_cases_not_read", "Open cases whose clocks can't be read", value=unread)
    kinds = Tally(map(destination_kind, failing(queries)))
    about = "Where nothing has arrived for an hour of working time, or can"
    yield _gauge("cscp_destinations_unreached", about, "kind", (PERSON, CHANNEL), kinds)
    open_now = queries.cases.open_by_ref()
    cards_of_open = sum(key.ref in open_now for key in undelivered_cards(queries))
    yield GaugeMetricFamily("cscp_cards_undelivered", "Cards to sign that are not delivered", value=cards_of_open)


def _overdue(case: Case, queries: CaseQueries) -> Iterator[str]:
    reader = queries.rules.card_context()
    return (clock.due.deadline.id for clock in reader.clocks(case) if clock.due.due < reader.today)


def _gauge(name: str, about: str, label: str, values: Iterable[str], found: Tally[str]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=[label])
    for value in values:
        family.add_metric([value], found[value])
    return family
