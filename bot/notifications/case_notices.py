"""Case notices tell that a case was opened, that a triage was abandoned, that somebody can't be reached."""

import asyncio
from collections.abc import Iterable, Iterator, Set
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog
from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_queries import CaseQueries
from bot.cases.closed_days import ClosedDays
from bot.cases.undelivered import undelivered_cards, unreached, waiting_for_delivery
from bot.messaging.destinations import Destination, destination_parts
from bot.messaging.ledger import ABANDONED, AbandonedKey, CardKey, Entry, Topic
from bot.messaging.outbox import Message, Outbox
from bot.notifications.change_notices import (
    change_messages,
    correction_messages,
    day_messages,
    ending_messages,
    undone_merge_messages,
)
from bot.notifications.change_tracker import ChangeTracker, hour_of
from bot.notifications.ended_cases import EndedCases, told_of
from bot.notifications.review_notices import review_messages
from cards.case.opening import channel_card, opened_card
from cards.notices import left_card, refused_card, unreachable_card
from cards.sign_off.card import agreed_card
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.views.recipients import business_team, opening_recipients
from safeguarding.people import Person, Seat
from store.errors import Conflict, StoreFault
from store.interface import Documents

RefusedCard = tuple[CardKey, datetime]
log = structlog.get_logger()


class CaseNotices:
    def __init__(self, queries: CaseQueries, outbox: Outbox, ledger: Documents) -> None:
        self._queries = queries
        self._outbox = outbox
        self._ledger = ledger
        self._tracker = ChangeTracker()
        self._closed_days = ClosedDays(queries.rules, ledger)
        self._ended = EndedCases(ledger, told_of)

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
        """The job sends what is due and not yet sent, at any hour. One failure does not keep the others back. A case of
        which all was said is looked at again when it, who holds what or who can be reached has changed; each hour all
        of them are, should anything have been missed."""
        await self._closed_days.compare()
        waiting, refused = self._outbox.reach.waiting(), self._refused_cards()
        circumstances = hour_of(self._queries.rules.now()), waiting, refused, self._queries.rules.partnership
        open_now = self._queries.cases.open_by_ref()
        self._ended.note(open_now, circumstances)
        for case in self._tracker.pending(open_now, circumstances):
            if await self._tell_of(case, self._about(case, refused), waiting):
                self._tracker.mark_done(case)
            # Turns go on in between where many cases are looked at.
            await asyncio.sleep(0)
        for ref in self._ended:
            found = await self._queries.cases.get(ref)
            if found is None or found.is_open or await self._tell_of(found, self._of_ended(found), waiting):
                self._ended.discard(ref)
        await self._send(self._others())

    async def _tell_of(self, case: Case, about: Iterable[Message], waiting: Set[Destination]) -> bool:
        """Tells of the case as it is now, since others may have been told slowly; says whether nothing is left to tell.
        An error in one case stops none of the others."""
        try:
            messages = [self._kept_current(case, message) for message in about]
            await self._send(messages)
            return all(self._outbox.is_concluded(message.to, message.topics, waiting) for message in messages)
        except StoreFault:
            raise
        except Exception as error:
            log.error("case_not_announced", ref=case.ref, error=type(error).__name__)
            return False

    def _kept_current(self, case: Case, message: Message) -> Message:
        return replace(message, is_current=lambda: self._queries.may_receive_now(message.to, case.ref))

    async def _send(self, messages: Iterable[Message]) -> None:
        for message in messages:
            if self._outbox.is_open(message.to, *message.topics):
                await self._outbox.send(message)

    def _about(self, case: Case, refused: Iterable[RefusedCard]) -> Iterator[Message]:
        for to in opening_recipients(case, self._queries.rules.partnership):
            yield self._opening_notice(case, to)
        yield from self._agreement_notices(case)
        yield from change_messages(self._queries, case)
        yield from day_messages(self._queries, case, self._closed_days.changed())
        yield from review_messages(self._queries, case)
        yield from self._of_endings(case)
        yield from self._refusals(case, [each for each in refused if each[0].ref == case.ref])

    def _of_ended(self, case: Case) -> Iterator[Message]:
        yield from correction_messages(self._queries, case)
        yield from self._of_endings(case)

    def _of_endings(self, case: Case) -> Iterator[Message]:
        carded = [key.person for key in map(CardKey.parse, self._ledger.all(CardKey.prefix(case.ref))) if key.person]
        yield from ending_messages(self._queries, case, carded)
        yield from undone_merge_messages(self._queries, case, carded)

    def _others(self) -> Iterator[Message]:
        for name, value in self._ledger.all(ABANDONED).items():
            draft, at = AbandonedKey.parse(name).draft, Entry.parse(value).at
            if at:
                yield from (self._abandoned_notice(draft, at, person) for person in self._business_team())
        for to, mark in unreached(self._queries).items():
            yield from (self._unreachable(to, mark.at, person) for person in self._business_team() if person != to)

    def _opening_notice(self, case: Case, to: Destination) -> Message:
        def opened() -> AdaptiveCard:
            context = self._queries.rules.card_context()
            if isinstance(to, Person):
                of_the_day = self._queries.others_of_the_day(case, to)
                return opened_card(case, context, self._queries.duplicates(case, to), of_the_day)
            return channel_card(case, context)

        return Message(to, (Topic("opened", case.ref),), lambda: CardMessage(opened(), f"{case.ref} was opened"))

    def _agreement_notices(self, case: Case) -> Iterator[Message]:
        """The Business Team hears that "not required" stands, once for what was agreed."""
        subject = self._queries.subject(case, NOTIFICATION_CRITERIA)
        if not subject or not subject.sign_off.is_agreed or case.outcome.values["sin"] != "not_required":
            return
        # What was withdrawn and agreed to once more is told once more.
        again = tuple(str(len(subject.sign_off.changed)) for _ in subject.sign_off.changed[:1])
        for person in business_team(case, self._queries.rules.partnership):
            yield Message(
                person,
                (Topic("agreed", case.ref, (subject.sign_off.matter.digest[:16], *again)),),
                lambda: CardMessage(agreed_card(subject), f"{case.ref}: no SIN is required"),
            )

    def _abandoned_notice(self, draft: str, at: datetime, person: Person) -> Message:
        topic = Topic("told", parts=("left", draft))
        return Message(person, (topic,), lambda: CardMessage(left_card(at), "A triage was left"))

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

    def _refusals(self, case: Case, refused: Iterable[RefusedCard]) -> Iterator[Message]:
        for key, since in refused:
            office = self._queries.rules.name_of(self._to(key))
            for person in business_team(case, self._queries.rules.partnership):
                yield Message(
                    person,
                    (Topic("refused", case.ref, (key.matter, *destination_parts(self._to(key)), since.isoformat())),),
                    partial(_refused, case.ref, office, self._to(key)),
                )

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


def _refused(ref: str, office: str, to: Destination) -> CardMessage:
    return CardMessage(refused_card(ref, office, is_person=isinstance(to, Person)), f"{ref}: a card is not delivered")
