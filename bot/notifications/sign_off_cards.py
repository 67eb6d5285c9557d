"""The sync keeps posted sign-off cards up to date: each seat's DSPs have one of what stands now, and the channel a
neutral copy.

A new content is posted anew, a new signature changes the copies in place, a decided matter shrinks them.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial
from typing import Protocol

import structlog

from bot.cases.case_queries import CaseQueries
from bot.cases.undelivered import unreached
from bot.connector.transport import SendError
from bot.messaging.backoff import Backoff
from bot.messaging.destinations import Destination
from bot.messaging.leases import Leases
from bot.messaging.ledger import CardEntry, CardKey, State, Topic
from bot.messaging.outbox import Message, Outbox
from bot.messaging.proactive import ProactiveMessenger
from bot.messaging.reach import OF_THE_MESSAGE
from bot.notifications.card_records import (
    DesiredCard,
    NextAction,
    after_posting,
    after_replacing,
    dropped,
    key_of,
    next_action,
    undelivered,
    with_copy,
    without_retired,
)
from bot.notifications.change_tracker import ChangeTracker, gather_all, hour_of
from bot.notifications.desired_cards import DesiredCards
from bot.notifications.ended_cases import EndedCases
from cards.elements import Card, DrawnCard, as_json, closed_card
from cards.notices import unshown_to_sign_card
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.case.views.recipients import Unreached
from safeguarding.people import Person
from store.interface import Document

REPLACED = DrawnCard(as_json(closed_card("The case has changed: the card to sign is further down.")))
NO_SUCH_MESSAGE = 404
TRIES_OF_A_COPY = 10
"""A copy that Teams does not know, tried so often over hours, has been deleted."""
TOGETHER = 8
"""The job brings up so many cases together: what is noted of their cards goes to disk in one write."""
log = structlog.get_logger()


class CardsOfCase(Protocol):
    def of(self, case: Case, noted: Set[CardKey], unreached: Unreached = frozenset()) -> Iterator[DesiredCard]:
        """Returns the posted cards of the case as they should be now."""


class SignOffCardSync:
    """The job brings posted cards to what they should be, again and again, so that nothing depends on which click came
    first. They are those to sign, unless others are ``desired``."""

    tries_of_a_copy = TRIES_OF_A_COPY

    def __init__(
        self,
        queries: CaseQueries,
        messenger: ProactiveMessenger,
        outbox: Outbox,
        leases: Leases,
        desired: CardsOfCase | None = None,
    ) -> None:
        self._queries = queries
        self._messenger = messenger
        self._outbox = outbox
        self._leases = leases
        self._ledger = leases.ledger
        self._desired = desired or DesiredCards(queries, self._channel_id)
        self._tracker = ChangeTracker()
        self._ended = EndedCases(leases.ledger)
        self._backoff = Backoff(queries.rules.now)
        self._unreached: Unreached = frozenset()
        self._turns: defaultdict[Destination, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def run(self) -> None:
        """Brings up the cards of all cases that ask for it. A case that was in order is looked at again when it, the
        day, who holds what or who can be reached has changed. While a holder is unreached, the deputies are asked
        too."""
        rules, waiting, open_now = (
            self._queries.rules,
            self._outbox.reach.waiting(),
            self._queries.cases.open_by_ref(),
        )
        self._unreached = frozenset(unreached(self._queries))
        circumstances = rules.card_context().today, waiting, self._unreached, rules.partnership
        pending = self._tracker.pending(open_now, circumstances)
        self._ended.note(open_now, (hour_of(rules.now()), waiting, rules.partnership))
        cases = [*pending, *[case async for case in self._just_closed()]]
        for first in range(0, len(cases), TOGETHER):
            await self._sync_together(cases[first : first + TOGETHER], waiting)

    async def add_copy(self, ref: str, matter: str, person: Person, message_id: str) -> None:
        """A copy that the person asked for is kept up to date like the posted one, a deputy's too."""
        case = await self._queries.cases.get(ref.upper())
        subject = self._queries.subject(case, matter) if case else None
        if case is None or subject is None:
            return
        digest = subject.sign_off.matter.digest
        await self._leases.update(key_of(subject, person), lambda now: with_copy(now, digest, message_id))
        self._tracker.invalidate(case.ref)
        self._ended.add(case.ref)

    async def _sync_together(self, cases: Iterable[Case], waiting: Set[Destination]) -> None:
        found: list[tuple[Case, Sequence[DesiredCard]]] = []
        for case in cases:
            if (cards := await self._cards_of(case)) is not None:
                found.append((case, cards))
            # Turns go on in between where many cases are looked at.
            await asyncio.sleep(0)
        cards = [card for _, cards in found for card in cards]
        held = await self._acquire(cards, waiting)
        held_keys = {card.key for card in held}
        others = [card for card in cards if card.key not in held_keys]
        await gather_all((self._replace(held), self._sync_others(others, waiting)))
        for case, cards_of_case in found:
            await self._mark_in_order(case, cards_of_case, waiting)

    async def _sync_others(self, cards: Iterable[DesiredCard], waiting: Set[Destination]) -> None:
        """Posts what is new, at the same time as copies are changed: a chat that hangs keeps no card from another."""

        async def sync_in_order(to: Destination, cards: Iterable[DesiredCard]) -> None:
            """Brings the cards up in the order in which they are to be read. Those of one chat go there one by one:
            where Teams asks to wait, no other is on its way."""
            for card in cards:
                async with self._turns[to]:
                    await self._sync(card, waiting)

        await gather_all(sync_in_order(to, some) for to, some in _by_destination(cards).items())

    async def _mark_in_order(self, case: Case, cards: Iterable[DesiredCard], waiting: Set[Destination]) -> None:
        """Marks the case where all went well. The cards are drawn by now: nobody has to draw them again to find
        that."""
        are_in_order = [await self._next(card, waiting) is NextAction.NOTHING for card in cards]
        if all(are_in_order) and self._tracker.mark_done(case):
            self._ended.discard(case.ref)

    async def _cards_of(self, case: Case) -> Sequence[DesiredCard] | None:
        """Returns the cards of the case; None after an error, which in one case stops none of the others."""
        try:
            noted = frozenset(map(CardKey.parse, self._ledger.all(CardKey.prefix(case.ref))))
            return [replace(card, version=case.version) for card in self._desired.of(case, noted, self._unreached)]
        except Exception as error:
            log.error("cards_not_made", ref=case.ref, error=type(error).__name__)
            return None

    async def _just_closed(self) -> AsyncIterator[Case]:
        for ref in self._ended:
            found = await self._queries.cases.get(ref)
            if found is None:
                self._ended.discard(ref)
            elif not found.is_open:
                yield found

    def _channel_id(self, person: Person) -> str | None:
        reference = self._messenger.of_person(person)
        return reference.user.id if reference else None

    async def _sync(self, card: DesiredCard, waiting: Set[Destination]) -> None:
        document = self._ledger.get(str(card.key))
        action = await self._next(card, waiting)
        if action is not NextAction.NOTHING:
            await self._act(action, card, document)

    async def _next(self, card: DesiredCard, waiting: Set[Destination]) -> NextAction:
        """Returns what is to be done about the card: nothing for now, and to look anew, where it may not be shown."""
        if not await self._may_be_shown(card):
            return NextAction.WAIT
        entry = self._read(card.key)
        return next_action(
            card,
            entry,
            is_held_elsewhere=self._leases.is_held_elsewhere(entry),
            must_wait=self._outbox.reach.must_wait(card.to),
            did_wait=card.to in waiting,
        )

    async def _act(self, action: NextAction, card: DesiredCard, document: Document | None) -> None:
        if str(card.key) in self._backoff:
            return
        if action is NextAction.HIDE:
            await self._hide_at_once(card, self._read(card.key))
        elif action is NextAction.POST and not self._outbox.waits_for_post(card.to, card.below):
            await self._post(card, document)
        elif action is NextAction.NOTE:
            await self._note_undelivered(card)
        elif action is NextAction.DROP:
            await self._leases.update(card.key, dropped)

    async def _hide_at_once(self, card: DesiredCard, entry: CardEntry) -> None:
        """Hides a card that another bot holds the lease on; once that bot is done, the card is hidden once more."""
        for message in entry.copies:
            await self._try_to_replace(card, message, card.drawn)

    async def _may_be_shown(self, card: DesiredCard) -> bool:
        """Says whether the card may be shown as the case is now. While others were sent their cards the case may have
        been restricted, or changed by another bot that has posted the new content: the next run looks at it anew."""
        return card.is_hidden or await self._queries.may_receive_now(card.to, card.key.ref, card.version)

    async def _post(self, card: DesiredCard, document: Document | None) -> None:
        if not await self._leases.acquire({str(card.key): document}):
            return
        if not await self._may_be_shown(card):
            await self._leases.update(card.key, lambda now: replace(now, state=State.FAILED))
            return
        try:
            shown = CardMessage(card.drawn, card.summary or f"{card.key.ref}: a card to sign")
            message = await self._outbox.deliver(card.to, shown, card.below)
        except SendError as failed:
            log.warning("card_not_posted", status=failed.status, ref=card.key.ref)
            await self._note_undelivered(card)
            await self._note_failure(card, failed, is_of_message=failed.status in OF_THE_MESSAGE)
            if failed.status in OF_THE_MESSAGE:
                await self._say_in_plain_words(card)
            return
        self._backoff.note_success(str(card.key))
        await self._outbox.reach.note_arrival(card.to)
        earlier = CardEntry.parse(document.value).copies if document else ()
        await self._leases.update(card.key, lambda now: after_posting(card, message, now, earlier))
        if earlier and await self._retire(card, earlier):
            await self._leases.update(card.key, lambda now: without_retired(now, earlier))

    async def _say_in_plain_words(self, card: DesiredCard) -> None:
        """Tells whoever is to sign, once for what is to be signed, what waits for them and how to do it without the
        card."""
        if not card.can_be_signed:
            return
        ref = card.key.ref
        told = CardMessage(unshown_to_sign_card(ref), f"{ref}: something to sign can't be shown")
        topic = Topic("unshown_to_sign", ref, (card.key.matter, card.digest[:16]))
        await self._outbox.send(Message(card.to, (topic,), lambda: told, lambda: self._may_be_shown(card)))

    async def _replace(self, held: Sequence[DesiredCard]) -> None:
        """Changes the copies. One that could not be changed is tried again later: it may show what is to be hidden."""
        claimed, done = {card.key: self._read(card.key) for card in held}, set[CardKey]()

        async def replace_in_order(to: Destination, cards: Iterable[DesiredCard]) -> None:
            async with self._turns[to]:
                for card in cards:
                    may_be_sent = not self._outbox.reach.must_wait(to) and await self._may_be_shown(card)
                    if may_be_sent and await self._replace_all(card, claimed[card.key]):
                        done.add(card.key)

        await gather_all(replace_in_order(to, some) for to, some in _by_destination(held).items())
        after = {
            card.key: partial(after_replacing, card, claimed=claimed[card.key], is_done=card.key in done)
            for card in held
        }
        if after:
            await self._leases.update_all(after)

    async def _acquire(self, cards: Iterable[DesiredCard], waiting: Set[Destination]) -> Sequence[DesiredCard]:
        """Takes a lease on each card whose copies are not as they should be, as on a new one: where two bots change a
        copy at once, or one dies in the middle, nobody knows whose change came last. Returns those that this bot now
        holds: all of a case, or none where another bot has just changed one of them."""
        found: defaultdict[str, list[tuple[DesiredCard, Document | None]]] = defaultdict(list)
        for card in cards:
            document = self._ledger.get(str(card.key))
            if str(card.key) not in self._backoff and await self._next(card, waiting) is NextAction.REPLACE:
                found[card.key.ref].append((card, document))
        read = [{str(card.key): document for card, document in some} for some in found.values()]
        are_held = await asyncio.gather(*map(self._leases.acquire, read))
        return [card for some, is_held in zip(found.values(), are_held, strict=True) if is_held for card, _ in some]

    async def _replace_all(self, card: DesiredCard, claimed: CardEntry) -> bool:
        if not all([await self._try_to_replace(card, message, card.drawn) for message in claimed.copies]):
            return False
        if not await self._retire(card, claimed.to_retire):
            return False
        self._backoff.note_success(str(card.key))
        return True

    async def _retire(self, card: DesiredCard, messages: Sequence[str]) -> bool:
        return all([await self._try_to_replace(card, message, REPLACED) for message in messages])

    async def _try_to_replace(self, card: DesiredCard, message: str, shown: Card) -> bool:
        """Says whether there is nothing more to try. Until then the buttons of a stale copy are refused by its
        digest."""
        try:
            await self._messenger.replace_at(card.to, message, shown)
        except SendError as failed:
            if failed.status == NO_SUCH_MESSAGE and self._backoff.failures(str(card.key)) >= self.tries_of_a_copy:
                await self._note_deleted(card, message)
                return True
            log.warning("copy_not_updated", status=failed.status, ref=card.key.ref)
            of_message = failed.status == NO_SUCH_MESSAGE or failed.status in OF_THE_MESSAGE
            await self._note_failure(card, failed, is_of_message=of_message)
            return False
        self._outbox.reach.note_change(card.to)
        return True

    async def _note_deleted(self, card: DesiredCard, message: str) -> None:
        """Notes that a copy is not there any more: nobody needs another."""

    async def _note_undelivered(self, card: DesiredCard) -> None:
        at = self._queries.rules.now()
        await self._leases.update(card.key, lambda now: undelivered(now, at))

    async def _note_failure(self, card: DesiredCard, failed: SendError, *, is_of_message: bool) -> None:
        """Notes the failure. One of this card alone keeps nothing else from its destination."""
        if is_of_message:
            self._backoff.note_failure(str(card.key), failed.retry_after)
        else:
            await self._outbox.reach.note_failure(card.to, failed)

    def _read(self, key: CardKey) -> CardEntry:
        document = self._ledger.get(str(key))
        return CardEntry.parse(document.value) if document else CardEntry()


def _by_destination(cards: Iterable[DesiredCard]) -> Mapping[Destination, Sequence[DesiredCard]]:
    found: dict[Destination, list[DesiredCard]] = {}
    for card in cards:
        found.setdefault(card.to, []).append(card)
    return found
