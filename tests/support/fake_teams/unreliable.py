"""The unreliable Teams fails in every way there is, and remembers each message that really arrived."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.connector.transport import DestinationUnreachable, SendError
from bot.messaging.destinations import Destination, destination_id
from bot.messaging.proactive import ProactiveMessenger
from cards.elements import Card, as_json
from dialogs.messages import CardMessage
from safeguarding.partnership.model import ReviewChannel
from tests.support.simulated_year.days import office_time

LONGEST_BACKOFF, HOUR = timedelta(minutes=30), timedelta(hours=1)
FAILURES = ("412", "429", "502", "504", "no connection", "time-out after it arrived")
FAILS, GOES, CRASHES = 0.3, 0.006, 0.02


class Crash(BaseException):
    """The process ends here."""


@dataclass(frozen=True)
class Arrival:
    """The message arrived; ``noted`` says that the bot was told so. ``texts`` are what a person reads, top to
    bottom."""

    at: datetime
    to: Destination
    texts: tuple[str, ...]
    noted: bool


@dataclass(frozen=True)
class Silence:
    """At a destination nothing has arrived since a moment; ``others_reached`` says that something has elsewhere,
    ``confirmed`` that a try a quarter of an hour later failed too."""

    since: datetime
    others_reached: bool = False
    confirmed: bool = False


class UnreliableTeams(ProactiveMessenger):
    """Three sends in ten fail. ``strangers`` have not written to the bot before the moment given. Now and then a
    destination is out of reach for a while, or the process crashes before or after a message arrives."""

    def __init__(self, clock: Callable[[], datetime], seed: int, strangers: Mapping[Destination, datetime]) -> None:
        self._clock = clock
        self._strangers = strangers
        self._luck: dict[Destination, Random] = {}
        self._seed = seed
        self._blocked: dict[Destination, datetime] = {}
        self._excused: dict[Destination, datetime] = {}
        self._not_before: dict[Destination, datetime] = {}
        self._is_dead = False
        self._silences: dict[Destination, Silence] = {}
        self._told_of: set[Destination] = set()
        self._last_noted: list[datetime] = []
        self.arrivals: list[Arrival] = []
        self.happened: Counter[str] = Counter()
        self.pestered: list[str] = []

    def knows(self, to: Destination) -> bool:
        return to not in self._strangers or self._clock() >= self._strangers[to]

    def is_excused(self, to: Destination) -> bool:
        """Says whether the bot could not have written there now: out of reach, failed just now, or in its backoff."""
        failed = to in self._excused and self._clock() < self._excused[to]
        return failed or to in self._blocked or not self.knows(to)

    def out_for_an_hour(self) -> frozenset[Destination]:
        """Returns those whom the bot may take for unreached: nothing has arrived for an hour in the office, or they
        have no chat."""
        silent = {to for to, silence in self._silences.items() if office_time(silence.since, self._clock()) >= HOUR}
        return frozenset(silent | {to for to in self._strangers if not self.knows(to)})

    def surely_out(self) -> frozenset[Destination]:
        """Returns those of them whom the bot has to take for unreached: it has reached others meanwhile, or has found
        that they have no chat."""
        alone = {to for to, silence in self._silences.items() if silence.others_reached and silence.confirmed}
        without_a_chat = {to for to in self._told_of if not self.knows(to)}
        return self.out_for_an_hour() & (alone | without_a_chat)

    def unblocked(self) -> list[Destination]:
        """Returns the destinations that are in reach again: they write to the bot now."""
        over = [to for to, until in self._blocked.items() if self._clock() >= until]
        for to in over:
            del self._blocked[to]
        return over

    def restarted(self) -> None:
        self._is_dead = False
        self._not_before.clear()
        self._last_noted.clear()

    async def answer(self, channel: ReviewChannel, root: str, shown: CardMessage) -> str:
        return await self.to(channel, shown)

    async def to(self, to: Destination, shown: CardMessage) -> str:
        if self._is_dead:
            raise Crash
        luck = self._luck.setdefault(to, Random(f"{self._seed} {destination_id(to)}"))
        self._out_of_reach(to, luck)
        if self._clock() < self._not_before.get(to, self._clock()):
            self.pestered.append(f"{to} at {self._clock()}")
        if luck.random() < CRASHES:
            self._crash(to, shown, luck)
        if luck.random() < FAILS:
            self._fail(to, shown, luck)
        self._arrive(to, shown, noted=True)
        return f"m{len(self.arrivals)}"

    async def replace_at(self, to: Destination, message_id: str, card: Card) -> None:
        """Changes nothing that anybody is told of."""

    def _out_of_reach(self, to: Destination, luck: Random) -> None:
        if not self.knows(to):
            self.happened["not known yet"] += 1
            self._told_of.add(to)
            raise DestinationUnreachable
        if to not in self._blocked and luck.random() < GOES:
            self._blocked[to] = self._clock() + timedelta(hours=luck.uniform(1, 60))
        if to in self._blocked:
            status = luck.choice((403, 404))
            self._keep_silence(to)
            self.happened[str(status)] += 1
            raise DestinationUnreachable(status)

    def _crash(self, to: Destination, shown: CardMessage, luck: Random) -> None:
        self._is_dead = True
        if luck.random() < 0.5:
            self.happened["crash before it arrived"] += 1
            raise Crash
        self.happened["crash after it arrived"] += 1
        self._arrive(to, shown, noted=False)
        raise Crash

    def _fail(self, to: Destination, shown: CardMessage, luck: Random) -> None:
        failure = luck.choice(FAILURES)
        self._keep_silence(to)
        self.happened[failure] += 1
        wait = timedelta(seconds=luck.choice((5, 90, 1200, 3000)) if failure == "429" else 0)
        self._not_before[to] = self._clock() + wait
        self._excused[to] = self._clock() + max(wait, LONGEST_BACKOFF)
        if failure == "time-out after it arrived":
            self._arrive(to, shown, noted=False)
        if failure == "429":
            raise SendError(429, wait.total_seconds())
        raise SendError(int(failure) if failure.isdigit() else None)

    def _arrive(self, to: Destination, shown: CardMessage, *, noted: bool) -> None:
        self.happened["arrived"] += 1
        self.arrivals.append(Arrival(self._clock(), to, tuple(_texts(as_json(shown.card)["body"])), noted))
        if noted:
            self._excused.pop(to, None)
            self._silences.pop(to, None)
            self._last_noted.append(self._clock())

    def _keep_silence(self, to: Destination) -> None:
        """Notes that nothing arrives there as the bot sees it, and whether the bot knows of an earlier moment at which
        it has reached somebody meanwhile."""
        now = self._clock()
        before = self._silences.get(to, Silence(now))
        reached = any(before.since <= at < now for at in self._last_noted)
        confirmed = before.confirmed or now - before.since >= timedelta(minutes=15)
        self._silences[to] = Silence(before.since, before.others_reached or reached, confirmed)


def _texts(part: Any) -> Iterator[str]:
    """Yields the texts of a card's body in the order in which they are read; its buttons are left out."""
    if isinstance(part, list):
        for inner in part:
            yield from _texts(inner)
    elif part.get("type") == "TextBlock":
        yield part["text"]
    elif part.get("type") == "RichTextBlock":
        yield "".join(run["text"] for run in part["inlines"])
    else:
        yield from _texts([*part.get("items", []), *part.get("columns", [])])
