"""Case notices tell that a case was opened and the news of it, that a triage was abandoned, that somebody can't be
reached."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_queries import CaseQueries
from bot.cases.closed_days import ClosedDays
from bot.cases.undelivered import undelivered_cards, unreached, waiting_for_delivery
from bot.messaging.destinations import Destination, destination_parts
from bot.messaging.ledger import (
    ABANDONED,
    AbandonedKey,
    CardKey,
    Entry,
    State,
    Topic,
    UntoldKey,
    message_key,
    state_in,
)
from bot.messaging.outbox import Message, Outbox
from bot.notifications.change_tracker import ChangeTracker, hour_of
from bot.notifications.ended_cases import EndedCases, told_of
from bot.notifications.news.begun import news_since
from bot.notifications.news.bundles import GATHERED_FOR, MorningNews, Piece, SendingHours, bundles, current, together
from bot.notifications.news.pieces import pieces
from cards.case.opening import opened_card
from cards.notices import left_card, refused_card, unreachable_card
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.case.views.news.kinds import Urgency
from safeguarding.case.views.news.news import NEWS_FOR, Telling
from safeguarding.case.views.recipients import business_team
from safeguarding.people import Person, Seat
from store.errors import Conflict, StoreFault
from store.interface import Documents

RefusedCard = tuple[CardKey, datetime]
LEFT = Topic("told", parts=("left",))
log = structlog.get_logger()


@dataclass(frozen=True)
class WorkedOut:
    """The pieces to tell of an open case were worked out of the case as it was then, and of who had a card to sign."""

    case: Case
    carded: tuple[Person, ...]
    pieces: Sequence[Piece]


class CaseNotices:
    """Case notices are sent by this job, but for the news that waits for the morning's message. Nothing waits where it
    is told ``at_once``."""

    def __init__(
        self,
        queries: CaseQueries,
        outbox: Outbox,
        ledger: Documents,
        gathered_for: timedelta = GATHERED_FOR,
        *,
        at_once: bool = False,
    ) -> None:
        self._queries = queries
        self._gathered_for, self._at_once = gathered_for, at_once
        self._waiting: Sequence[Piece] = ()
        self._outbox = outbox
        self._ledger = ledger
        self._tracker = ChangeTracker()
        self._closed_days = ClosedDays(queries.rules, ledger)
        self._ended = EndedCases(ledger, told_of)
        self._telling: Telling
        self._worked_out: dict[str, WorkedOut] = {}
        self._worked_out_in: object = None

    def look_at(self, ref: str) -> None:
        """Has the next run look at the case even if it is closed: a day may have been corrected in it."""
        self._ended.add(ref)

    async def note_abandoned_triage(self, draft: str, at: datetime) -> None:
        """Notes an abandoned triage on disk first, so that it is told even after a crash. Each triage is noted once
        (idempotent)."""
        name = str(AbandonedKey(draft))
        if self._ledger.get(name) is None:
            with suppress(Conflict):
                await self._ledger.put(name, Entry(at=at).to_json(), None)

    async def run(self) -> None:
        """The job sends what is due and not yet sent. One failure does not keep the others back. A case of which all
        was said is looked at again when it, who holds what or who can be reached has changed; each hour all of them
        are, should anything have been missed."""
        await self._closed_days.compare()
        now = self._queries.rules.now()
        self._telling = await self._told_from(now)
        waiting, refused = self._outbox.reach.waiting(), self._refused_cards()
        circumstances = hour_of(now), waiting, refused, self._queries.rules.partnership
        open_now = self._queries.cases.open_by_ref()
        self._keep_worked_out(open_now, circumstances)
        self._ended.note(open_now, circumstances)
        found = [each async for each in self._looked_at(open_now, circumstances, refused)]
        self._waiting = [piece for _, about in found for piece in about if piece.urgency is not Urgency.NOW]
        await self._note_untold(found)
        await self._send(piece for _, about in found for piece in about)
        for case, about in found:
            if self._is_concluded(about, waiting):
                self._conclude(case)
        await self._forget_told(found)
        await self._send(self._others())

    def of_the_morning(self) -> Mapping[Person, MorningNews]:
        """Returns the news that the job has left, in its last run, for the morning's message."""
        sending, found = self._sending_hours(), dict[Person, list[Piece]]()
        for piece in self._waiting:
            message = piece.message
            is_open = self._outbox.is_open(message.to, *message.topics)
            if isinstance(message.to, Person) and is_open and sending.comes_in_the_morning(piece):
                found.setdefault(message.to, []).append(piece)
        return {to: MorningNews.of(pieces, sending) for to, pieces in found.items()}

    def _is_concluded(self, about: Iterable[Piece], waiting: Set[Destination] = frozenset()) -> bool:
        return all(self._outbox.is_concluded(each.message.to, each.message.topics, waiting) for each in about)

    async def _note_untold(self, found: Iterable[tuple[Case, Sequence[Piece]]]) -> None:
        """Notes on disk of which ended cases somebody is yet to be told: what was said of an old one is laid by, and
        this bot may be stopped before the morning."""
        untold = (case for case, about in found if not (case.is_open or self._is_concluded(about)))
        new = [name for case in untold if self._ledger.get(name := str(UntoldKey(case.ref))) is None]
        if new:
            await self._ledger.set_all(dict.fromkeys(new, Entry(at=self._queries.rules.now()).to_json()))

    async def _forget_told(self, found: Iterable[tuple[Case, Sequence[Piece]]]) -> None:
        noted = [(name, case, about) for case, about in found if self._ledger.get(name := str(UntoldKey(case.ref)))]
        told = [name for name, case, about in noted if case.ref not in self._ended and self._is_concluded(about)]
        if told:
            await self._ledger.delete(*told)

    def _conclude(self, case: Case) -> None:
        if case.is_open:
            self._tracker.mark_done(case)
        else:
            self._ended.discard(case.ref)

    async def _told_from(self, now: datetime) -> Telling:
        since = await news_since(self._ledger, now)
        return Telling(self._queries.rules.circumstances(), now, since, self._closed_days.changes())

    async def _looked_at(
        self, open_now: Mapping[str, Case], circumstances: object, refused: Iterable[RefusedCard]
    ) -> AsyncIterator[tuple[Case, Sequence[Piece]]]:
        """Yields the cases that have changed with what is to be told of each. An error in one case stops none of the
        others."""
        for case in self._tracker.pending(open_now, circumstances):
            if (about := self._pieces_of(case, refused)) is not None:
                yield case, about
            # Turns go on in between where many cases are looked at.
            await asyncio.sleep(0)
        for ref in self._ended:
            ended = await self._queries.cases.get(ref)
            if ended is None or ended.is_open:
                self._ended.discard(ref)
            elif (about := self._pieces_of(ended)) is not None:
                yield ended, about

    def _keep_worked_out(self, open_now: Mapping[str, Case], circumstances: object) -> None:
        """Keeps what was worked out of open cases for as long as the circumstances are the same: news that can wait is
        asked for in each run until it is told."""
        telling = self._telling
        given = circumstances, telling.circumstances, telling.since, telling.calendar_changes
        known = self._worked_out if given == self._worked_out_in else {}
        self._worked_out = {ref: each for ref, each in known.items() if open_now.get(ref) is each.case}
        self._worked_out_in = given

    def _pieces_of(self, case: Case, refused: Iterable[RefusedCard] = ()) -> Sequence[Piece] | None:
        """Returns what is to be told of a case; None after an error."""
        try:
            carded = tuple(self._carded(case))
            known = self._worked_out.get(case.ref)
            if known is None or known.case is not case or known.carded != carded:
                found = [self._kept_current(case, piece) for piece in self._about(case, refused, carded)]
                known = WorkedOut(case, carded, found)
                if case.is_open:
                    self._worked_out[case.ref] = known
            return known.pieces
        except StoreFault:
            raise
        except Exception as error:
            log.error("case_not_announced", ref=case.ref, error=type(error).__name__)
            return None

    def _kept_current(self, case: Case, piece: Piece) -> Piece:
        message = piece.message
        current = replace(message, is_current=lambda: self._queries.may_receive_now(message.to, case.ref))
        return replace(piece, message=current)

    async def _send(self, about: Iterable[Piece]) -> None:
        left = [each for each in about if self._outbox.is_open(each.message.to, *each.message.topics)]
        for messages in bundles(left, self._sending_hours()):
            if going := await current(messages):
                await self._send_together(going)

    def _sending_hours(self) -> SendingHours:
        rules = self._queries.rules
        hours, calendar = rules.partnership.working_hours, rules.calendar
        return SendingHours(rules.now(), hours, calendar, self._gathered_for, self._at_once)

    async def _send_together(self, messages: Sequence[Message]) -> None:
        """An error in one piece stops none of the others: what can't be sent together is sent piece by piece."""
        try:
            await self._outbox.send(together(messages))
        except StoreFault:
            raise
        except Exception as error:
            log.error("news_not_told", ref=messages[0].topics[0].ref, error=type(error).__name__)
            for message in messages if len(messages) > 1 else ():
                await self._send_together([message])

    def _carded(self, case: Case) -> Iterator[Person]:
        """Yields those who were sent a card to sign of the case."""
        for key in map(CardKey.parse, self._ledger.all(CardKey.prefix(case.ref))):
            if key.person:
                yield key.person

    def _about(self, case: Case, refused: Iterable[RefusedCard], carded: Collection[Person]) -> Iterator[Piece]:
        if case.is_open:
            team = business_team(case, self._queries.rules.partnership)
            for to in (member for member in team if member != case.opener):
                yield Piece(self._opening_notice(case, to), case.opened.at)
            yield from self._refusals(case, [each for each in refused if each[0].ref == case.ref])
        yield from pieces(self._queries, case, self._telling, carded)

    def _others(self) -> Iterator[Piece]:
        for draft, at in self._abandoned():
            yield from (Piece(self._abandoned_notice(draft, at, person), at) for person in self._business_team())
        for to, mark in unreached(self._queries).items():
            team = (person for person in self._business_team() if person != to)
            yield from (Piece(self._unreachable(to, mark.at, person), mark.at) for person in team)

    def _abandoned(self) -> Iterator[tuple[str, datetime]]:
        """Yields the triages that were left of late, or of which nobody has been told yet: whoever joins the Business
        Team hears nothing of the others."""
        said = ((message_key(name), state_in(value)) for name, value in self._ledger.all(f"{LEFT}|").items())
        told = {key.topic for key, state in said if key and state is State.SENT}
        for name, value in self._ledger.all(ABANDONED).items():
            draft, at = AbandonedKey.parse(name).draft, Entry.parse(value).at
            if at and (self._telling.now - at < NEWS_FOR or _left(draft) not in told):
                yield draft, at

    def _opening_notice(self, case: Case, to: Person) -> Message:
        def opened() -> CardMessage:
            duplicates, of_the_day = self._queries.duplicates(case, to), self._queries.others_of_the_day(case, to)
            shown = opened_card(case, self._queries.rules.card_context().for_good(), duplicates, of_the_day)
            return CardMessage(shown, f"{case.ref} was opened")

        return Message(to, (Topic("opened", case.ref),), opened)

    def _abandoned_notice(self, draft: str, at: datetime, person: Person) -> Message:
        async def is_left() -> bool:
            return await self._queries.cases.by_triage(draft) is None

        return Message(person, (_left(draft),), lambda: CardMessage(left_card(at), "A triage was left"), is_left)

    def _unreachable(self, to: Destination, since: datetime, person: Person) -> Message:
        """Makes the notice that a destination is out of reach, which is told once each time that it becomes so."""
        return Message(
            person,
            (Topic("told", parts=(*destination_parts(to), since.isoformat())),),
            lambda: CardMessage(self._unreachable_card(to, person), "Somebody can't be reached"),
            lambda: self._is_unreached(to),
        )

    async def _is_unreached(self, to: Destination) -> bool:
        """Says whether it is so still: it may have been reached while others were told."""
        return to in unreached(self._queries)

    def _refused_cards(self) -> frozenset[RefusedCard]:
        """Returns the cards to sign that Teams does not take although it takes others there."""
        out = self._queries.undelivered.marks()
        cards = undelivered_cards(self._queries).items()
        return frozenset((key, since) for key, since in cards if since and self._to(key) not in out)

    def _to(self, key: CardKey) -> Destination:
        return key.person or self._queries.rules.partnership.review_channel

    def _refusals(self, case: Case, refused: Iterable[RefusedCard]) -> Iterator[Piece]:
        for key, since in refused:
            office = self._queries.rules.name_of(self._to(key))
            for person in business_team(case, self._queries.rules.partnership):
                topic = Topic("refused", case.ref, (key.matter, *destination_parts(self._to(key)), since.isoformat()))
                render = partial(_refused, case.ref, office, self._to(key))
                yield Piece(Message(person, (topic,), render), since)

    def _unreachable_card(self, to: Destination, reader: Person) -> AdaptiveCard:
        name = self._queries.rules.name_of(to)
        refs, standing_in = waiting_for_delivery(self._queries, name, reader), self._deputies(to)
        return unreachable_card(name, refs, standing_in, is_person=isinstance(to, Person))

    def _deputies(self, to: Destination) -> tuple[str, ...]:
        """Returns the deputies who hear in the stead of a seat's holder."""
        seats = [self._queries.rules.partnership.holders(seat) for seat in Seat]
        held = [
            holder for holders in seats if any(h.person == to and not h.deputy for h in holders) for holder in holders
        ]
        return tuple(dict.fromkeys(holder.title for holder in held if holder.deputy))

    def _business_team(self) -> Iterator[Person]:
        return (member.person for member in self._queries.rules.partnership.business_team)


def _left(draft: str) -> Topic:
    return Topic(LEFT.kind, parts=(*LEFT.parts, draft))


def _refused(ref: str, office: str, to: Destination) -> CardMessage:
    return CardMessage(refused_card(ref, office, is_person=isinstance(to, Person)), f"{ref}: a card is not delivered")
