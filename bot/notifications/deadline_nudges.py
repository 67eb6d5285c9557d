"""Nudges tell the review channel and whoever's step it is, in working hours, before a deadline passes.

The job works out from the case each time which nudge is true now; the ledger says which were sent. So a missed run is
caught up with one message, and a step taken, a case closed or a date moved leaves nothing stale to send.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

import structlog
from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_queries import CaseQueries
from bot.cases.nudge_reader import nudge_reader
from bot.cases.undelivered import unreached
from bot.messaging.destinations import Destination
from bot.messaging.ledger import DIGEST, NUDGE, REMINDERS, Topic
from bot.messaging.outbox import Message, Outbox
from bot.notifications.change_tracker import ChangeTracker, gather_all
from bot.notifications.news.bundles import MOST_TOGETHER, MorningNews, current, together
from bot.notifications.news.calls import calling
from bot.notifications.reminders.morning_sections import (
    NOTHING_BELOW,
    Below,
    Deadlines,
    MorningSection,
    MorningSections,
    sections_of,
)
from cards.elements import LIST_BYTES, stacked, weight_of
from cards.nudges import digest_card, nudge_card, spread_over_cards, summary
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.case.permissions import may_receive
from safeguarding.case.state.clocks import Clock
from safeguarding.case.views.news.kinds import KINDS
from safeguarding.case.views.nudges import BREACH, DUE_AGAIN, Moment, Nudge, has_faded, is_in_digest, moment_of, nudges
from safeguarding.case.views.recipients import Unreached, nudge_recipients
from safeguarding.dates.thresholds import DUE, OVERDUE
from safeguarding.dates.working_days import london_date
from safeguarding.partnership.model import Partnership
from safeguarding.people import Person

A_CARD_HOLDS = 12
LEAST_ROOM = 8_000
"""The rest is a message of its own where less is left below the nudges."""
REMEMBERED = timedelta(days=30)
LATELY = timedelta(hours=1)
"""A list does not repeat news that was told within it."""
NEWS = frozenset({*KINDS, "opened"})
OfTheMorning = Callable[[], Mapping[Person, MorningNews]]
NO_NEWS = MorningNews(())
log = structlog.get_logger()


@dataclass(frozen=True)
class WatchedCase:
    """A watched case is an open case with what must be said of it on a day, and all its clocks."""

    case: Case
    nudges: tuple[Nudge, ...]
    clocks: tuple[Clock, ...]


class DeadlineNudges:
    """Deadline nudges are sent by this job. ``of_the_morning`` gives the news that has waited for its messages;
    ``failing`` has the references of the cases whose clocks could not be read in its last run."""

    def __init__(self, queries: CaseQueries, outbox: Outbox, of_the_morning: OfTheMorning = dict) -> None:
        self._queries = queries
        self._of_the_morning = of_the_morning
        self._outbox = outbox
        self.failing: tuple[str, ...] = ()
        self._known: Mapping[str, WatchedCase] = {}
        self._known_at: tuple[Moment, Partnership] | None = None
        self._tracker = ChangeTracker()
        self._sections = MorningSections(queries, outbox)
        self._forgotten_on: date | None = None
        self._unreached: Unreached = frozenset()
        self._told_lately: Callable[[], Mapping[Destination, Deadlines]] = dict

    async def run(self) -> None:
        at = self._queries.rules.now()
        if not self._queries.rules.partnership.working_hours.take_in(at, self._queries.rules.calendar):
            return
        open_now, waiting = self._queries.cases.open_by_ref(), self._outbox.reach.waiting()
        partnership = self._queries.rules.partnership
        moment = moment_of(at, partnership.working_hours, partnership.chain)
        self._unreached = frozenset(unreached(self._queries))
        left = self._tracker.pending(open_now, (moment, waiting, self._unreached, partnership))
        watched = await self._watch_all(open_now, moment, partnership)
        about = self._about(watched[case.ref] for case in left if case.ref in watched)
        sections, news = await self._sections.open_at(at), await self._current_news()
        messages = self._messages_by_destination(about, sections, news, watched, at)
        await gather_all(map(self._send_all, messages.values()))
        self._settle(left, about, waiting)
        await self._forget(at)

    async def _current_news(self) -> Mapping[Person, MorningNews]:
        """Returns the news of the morning, but for what its reader may not hear any more."""
        found = self._of_the_morning().items()
        return {to: replace(news, messages=await current(news.messages)) for to, news in found}

    async def _watch_all(
        self, open_now: Mapping[str, Case], moment: Moment, partnership: Partnership
    ) -> Mapping[str, WatchedCase]:
        """Works out each case once a day, and again in its last hours, as long as it stays as it is: most of them have
        nothing to say. An error in one case stops none of the others."""
        known = self._known if (moment, partnership) == self._known_at else {}
        watched, failing = {ref: each for ref, each in known.items() if open_now.get(ref) is each.case}, []
        for case in [case for ref, case in open_now.items() if ref not in watched]:
            try:
                watched[case.ref] = self._watch(case, moment, partnership)
            except Exception as error:
                log.error("clocks_not_read", ref=case.ref, error=type(error).__name__)
                failing.append(case.ref)
            # Turns go on in between where many cases are looked at.
            await asyncio.sleep(0)
        self.failing = tuple(failing)
        self._known_at = moment, partnership
        self._known = {ref: watched[ref] for ref in open_now if ref in watched}
        return self._known

    def _watch(self, case: Case, moment: Moment, partnership: Partnership) -> WatchedCase:
        rules, thresholds = self._queries.rules, partnership.thresholds.by_deadline
        found = nudges(case, rules.framework, rules.calendar, thresholds, partnership.chain, moment)
        return WatchedCase(case, tuple(found), rules.card_context().clocks(case))

    def _about(self, watched: Iterable[WatchedCase]) -> Mapping[Destination, Sequence[Nudge]]:
        about: dict[Destination, list[Nudge]] = {}
        for each in watched:
            for nudge in each.nudges:
                for to in nudge_recipients(nudge, self._queries.rules.partnership, self._unreached):
                    if not self._knows(to, nudge):
                        about.setdefault(to, []).append(nudge)
        return about

    def _knows(self, to: Destination, nudge: Nudge) -> bool:
        """Says whether the same was told there by another nudge: as overdue, before the person's own step was taken,
        say; as due once more, while those were unreached who can still do it."""
        deadline, due, threshold = nudge.key
        other = {BREACH: OVERDUE, DUE: DUE_AGAIN}.get(threshold)
        return other is not None and self._outbox.has_said(to, Topic(NUDGE, nudge.case.ref, (deadline, due, other)))

    def _messages_by_destination(
        self,
        about: Mapping[Destination, Sequence[Nudge]],
        sections: Mapping[Person, Sequence[Topic]],
        news: Mapping[Person, MorningNews],
        watched: Mapping[str, WatchedCase],
        at: datetime,
    ) -> dict[Destination, list[Message]]:
        """Returns the messages that are not yet said, by destination."""
        channel = self._queries.rules.partnership.review_channel
        # A list asks for it, where there is one to tell: it takes a look at all that was said.
        self._told_lately = cache(lambda: self._told_by_news(watched, at, news))
        told: dict[Destination, list[Message]] = {
            to: self._in_the_morning(to, about.get(to, ()), sections.get(to, ()), news.get(to, NO_NEWS))
            for to in dict.fromkeys((*about, *sections, *news))
            if isinstance(to, Person)
        }
        return {**told, channel: list(self._to_channel(about.get(channel, ()), tuple(watched.values()), at))}

    def _told_by_news(
        self, watched: Mapping[str, WatchedCase], at: datetime, news: Mapping[Person, MorningNews]
    ) -> Mapping[Destination, Deadlines]:
        """Returns the deadlines of the cases of which news came within the last hour, or comes now: it says them."""
        told: dict[Destination, Set[str]] = {**self._outbox.told_since(at - LATELY, NEWS)}
        for to, left in news.items():
            told[to] = told.get(to, set()) | {topic.ref for each in left.messages for topic in each.topics if topic.ref}
        running = {ref: frozenset((ref, clock.due.id) for clock in each.clocks) for ref, each in watched.items()}
        return {to: frozenset().union(*(running.get(ref, frozenset()) for ref in refs)) for to, refs in told.items()}

    def _in_the_morning(
        self, to: Person, about: Sequence[Nudge], sections: Sequence[Topic], left: MorningNews
    ) -> list[Message]:
        """Returns what a person hears in a morning. Where the news says all that the sections would, they are said by
        that, and not at midday."""
        told, news = list(self._to_person(to, about, sections)), list(left.messages)
        place = next((place for place, each in enumerate(news) if not each.is_of_rehearsal), None)
        if not sections or place is None or any(topic in message.topics for message in told for topic in sections):
            return _with_news(told, left)
        news[place] = replace(news[place], topics=(*news[place].topics, *sections))
        return _with_news(told, MorningNews(tuple(news)))

    def _to_person(self, to: Person, about: Sequence[Nudge], sections: Sequence[Topic]) -> Iterator[Message]:
        """Puts what a person hears in a morning into one message, as far as it fits; rehearsals have their own."""
        parts = self._parts(to, about)
        if sections:
            real = next((part for part in parts if not part[0].case.is_rehearsal), [])
            told = frozenset(_deadline(nudge) for part in parts for nudge in part) | self._told_lately().get(
                to, frozenset()
            )
            room = LIST_BYTES - weight_of(self._shown(to, real, NOTHING_BELOW).card)
            parts = [part for part in parts if part is not real]
            shows = sections_of(self._queries, to, Below(tuple(sections), told)) != []
            if shows and real and room < LEAST_ROOM:
                # Where the nudges have said all that the sections would, they are said by that, and not at midday.
                yield self._message(to, real)
                real, room = [], LIST_BYTES
            if shows or real:
                yield self._message(to, real, Below(tuple(sections), told, room))
        yield from (self._message(to, part) for part in parts)

    def _shown(self, to: Destination, part: Sequence[Nudge], below: Below) -> MorningSection:
        """Renders the nudges, and below them the sections of the morning."""
        context, reader = self._queries.rules.card_context(), nudge_reader(self._queries.rules, to, self._unreached)
        if not isinstance(to, Person) and not any(map(_is_pressing, part)):
            # It stands in the thread of a case, where nothing may be stale.
            context = context.for_good()
        nudged = [MorningSection(summary(part, context), nudge_card(part, context, reader))] if part else []
        shown = [*nudged, *sections_of(self._queries, to, below)]
        return MorningSection(shown[0].title if shown else "", stacked(*(each.card for each in shown)))

    def _settle(
        self, looked_at: Iterable[Case], about: Mapping[Destination, Sequence[Nudge]], waiting: Set[Destination]
    ) -> None:
        """Marks as done the cases of which nothing is left to say today."""
        unsaid = {
            nudge.case.ref
            for to, found in about.items()
            for nudge in found
            if not self._outbox.is_concluded(to, [_topic(nudge)], waiting)
        }
        for case in looked_at:
            if case.ref not in unsaid and case.ref not in self.failing:
                self._tracker.mark_done(case)

    def _to_channel(self, about: Sequence[Nudge], watched: Sequence[WatchedCase], at: datetime) -> Iterator[Message]:
        """Real cases and rehearsals never stand in one message."""
        day = london_date(at).isoformat()
        digests = Topic(DIGEST, parts=(day,)), Topic(DIGEST, parts=(day, "rehearsals"))
        for rehearsal, digest in zip((False, True), digests, strict=True):
            theirs = [each for each in watched if each.case.is_rehearsal is rehearsal]
            yield from self._with_digest(_of_kind(about, rehearsal=rehearsal), theirs, at, digest)

    def _with_digest(
        self, about: Sequence[Nudge], watched: Sequence[WatchedCase], at: datetime, digest: Topic
    ) -> Iterator[Message]:
        """The morning's digest brings the nudges with all the clocks that run, but for those told within the hour."""
        channel = self._queries.rules.partnership.review_channel
        left, running = self._open(channel, about), []
        if self._outbox.is_open(channel, digest) and (running := self._running(watched, at)):
            lately = self._told_lately().get(channel, frozenset())
            running = [(case, clock) for case, clock in running if (case.ref, clock.due.id) not in lately]
        if not running:
            yield from self._of_the_day(left)
            return
        nudged, reader = next(iter(self._parts(channel, left)), ()), self._queries.rules.card_context()
        cases = [*(nudge.case for nudge in nudged), *(case for case, _ in running)]
        yield Message(
            channel,
            (digest, *(_topic(nudge) for nudge in nudged)),
            lambda: self._called(
                nudged, CardMessage(digest_card(nudged, running, reader), "The deadlines that are running")
            ),
            lambda: self._are_as_read(channel, cases),
        )
        told = {(nudge.case.ref, nudge.key) for nudge in nudged}
        yield from self._of_the_day([nudge for nudge in left if (nudge.case.ref, nudge.key) not in told])

    def _of_the_day(self, about: Sequence[Nudge]) -> Iterator[Message]:
        """A nudge by day stands below the post of its case; the last day, and what is overdue, is a new post."""
        channel, below = self._queries.rules.partnership.review_channel, dict[str, list[Nudge]]()
        for nudge in about:
            if not _is_pressing(nudge):
                below.setdefault(nudge.case.ref, []).append(nudge)
        yield from (replace(self._message(channel, part), below=ref) for ref, part in below.items())
        pressing = [nudge for nudge in about if _is_pressing(nudge)]
        yield from (self._message(channel, part) for part in self._parts(channel, pressing))

    def _running(self, watched: Sequence[WatchedCase], at: datetime) -> list[tuple[Case, Clock]]:
        """Returns the clocks of the day's digest, of the cases that were open this morning: a later case was told when
        it opened."""
        opening = self._queries.rules.partnership.working_hours.opening(london_date(at))
        before = (each for each in watched if each.case.opened.at < opening and not each.case.access.is_restricted)
        calendar, today = self._queries.rules.calendar, london_date(at)
        watching = [each for each in before if not has_faded(each.case, today)]
        return [
            (each.case, clock) for each in watching for clock in each.clocks if is_in_digest(clock, calendar, today)
        ]

    def _parts(self, to: Destination, about: Sequence[Nudge]) -> list[Sequence[Nudge]]:
        """Several nudges at once are one message, as long as a card shows them all, the most pressing first; rehearsals
        have their own."""
        context, reader = self._queries.rules.card_context(), nudge_reader(self._queries.rules, to, self._unreached)
        left = self._open(to, about)
        kinds = [_of_kind(left, rehearsal=rehearsal) for rehearsal in (False, True)]
        return [part for kind in kinds for part in spread_over_cards(kind, context, reader, A_CARD_HOLDS)]

    def _open(self, to: Destination, about: Sequence[Nudge]) -> list[Nudge]:
        return [nudge for nudge in about if self._outbox.is_open(to, _topic(nudge))]

    def _message(self, to: Destination, part: Sequence[Nudge], below: Below = NOTHING_BELOW) -> Message:
        reader = nudge_reader(self._queries.rules, to, self._unreached)

        def shown() -> CardMessage:
            made = self._shown(to, part, below)
            told = CardMessage(made.card, made.title)
            return told if isinstance(to, Person) else self._called(part, told)

        return Message(
            to,
            (*(_topic(nudge) for nudge in part), *below.topics),
            shown,
            lambda: self._holds(to, part, below),
            frozenset(_topic(nudge) for nudge in part if reader and reader.buttons(nudge)),
        )

    def _called(self, part: Sequence[Nudge], shown: CardMessage) -> CardMessage:
        return calling(shown, [(nudge.case, nudge.waiting.offices) for nudge in part], self._queries.rules)

    async def _holds(self, to: Destination, part: Sequence[Nudge], below: Below) -> bool:
        is_left = bool(part) or sections_of(self._queries, to, below) != []
        return is_left and await self._are_as_read(to, [nudge.case for nudge in part])

    async def _are_as_read(self, to: Destination, cases: Iterable[Case]) -> bool:
        """Says whether the cases are as they were read; otherwise the next run says what is true then."""
        partnership, now = self._queries.rules.partnership, self._queries.cases.open_case
        return all(now(case.ref) == case and may_receive(case, to, partnership) for case in cases)

    async def _send_all(self, messages: Sequence[Message]) -> None:
        """Sends one message after the other: a destination that fails has to wait with the rest."""
        for message in messages:
            await self._outbox.send(message)

    async def _forget(self, at: datetime) -> None:
        """The ledger forgets nudges and digests of long ago, once a day; not of a case that is open. So a case opened
        again says anew what was said of it long before. A notice that is said once, as that the case was opened, is
        remembered for ever; until a case is opened again, perhaps after years, it is archived."""
        if self._forgotten_on == london_date(at):
            return
        are_open = self._queries.cases.open_by_ref().keys()
        await self._outbox.forget(at - REMEMBERED, lambda topic: topic.kind not in REMINDERS or topic.ref in are_open)
        await self._outbox.archive(at - REMEMBERED, are_open)
        self._forgotten_on = london_date(at)


def _with_news(told: Sequence[Message], left: MorningNews) -> list[Message]:
    """Puts the news that has waited below what else comes in the morning. Real cases and rehearsals never stand in one
    message."""
    found = list[Message]()
    for rehearsal in (False, True):
        messages = [each for each in told if each.is_of_rehearsal is rehearsal]
        news = [each for each in left.messages if each.is_of_rehearsal is rehearsal]
        found += _joined(messages, news if messages or not left.only_with_others else [])
    return found


def _joined(messages: Sequence[Message], news: Sequence[Message]) -> list[Message]:
    """Joins the news with the first of the messages, where one card holds both."""
    if not news:
        return list(messages)
    both = [*messages[:1], *news]
    if not messages or weight_of(stacked(*(_card(each) for each in both))) > LIST_BYTES:
        return [*messages, *(together(news[n : n + MOST_TOGETHER]) for n in range(0, len(news), MOST_TOGETHER))]
    return [replace(together(both), own=messages[0].own), *messages[1:]]


def _card(message: Message) -> AdaptiveCard:
    card = message.render().card
    assert isinstance(card, AdaptiveCard), "a nudge and a piece of news are cards of this kind"
    return card


def _of_kind(nudges: Iterable[Nudge], *, rehearsal: bool) -> list[Nudge]:
    return [nudge for nudge in nudges if nudge.case.is_rehearsal is rehearsal]


def _is_pressing(nudge: Nudge) -> bool:
    """Says whether it is the last day, or overdue: the channel gets a new post of it."""
    return nudge.is_overdue or nudge.threshold.id in (DUE, DUE_AGAIN)


def _deadline(nudge: Nudge) -> tuple[str, str]:
    return nudge.case.ref, nudge.clock.due.id


def _topic(nudge: Nudge) -> Topic:
    return Topic(NUDGE, nudge.case.ref, nudge.key)
