"""The posted sign-off cards: each seat's DSPs have one of what stands now, and the channel a neutral copy.

Posted cards are brought to what they should be, round after round: a new content is posted anew, a new signature
changes the copies in place, a decided matter shrinks them. So nothing depends on which click came first.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

import structlog
from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.connector.transport import DestinationUnreachable, SendError
from bot.messaging.backoff import Backoff
from bot.messaging.destinations import Destination
from bot.messaging.leases import Leases
from bot.messaging.ledger import CARDS, CardEntry, CardKey, State
from bot.messaging.outbox import Outbox
from bot.messaging.proactive import ProactiveMessenger
from bot.notifications.card_records import (
    HIDDEN_CARD,
    DesiredCard,
    RenderedPages,
    after_posting,
    after_replacing,
    key_of,
    with_copy,
    without_retired,
)
from bot.notifications.change_tracker import ChangeTracker, gather_all, hour_of
from cards.elements import closed_card
from cards.sign_off.card import NEUTRAL, neutral_card, sign_off_pages
from cards.sign_off.content import has_lapsed
from cards.sign_off.subject import SignOffSubject
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.case.people import Person, Seat
from safeguarding.case.signatories import seat_of
from safeguarding.case.state.sign_off import MATTERS
from store.interface import Document

REPLACED = closed_card("The case has changed: the card to sign is further down.")
AT_ONCE = 4
"""So many cases are brought up together: what is noted of their cards goes to disk in one write."""
log = structlog.get_logger()


class SignOffCardSync:
    def __init__(self, work: CaseService, messenger: ProactiveMessenger, outbox: Outbox, leases: Leases) -> None:
        self._work = work
        self._messenger = messenger
        self._outbox = outbox
        self._leases = leases
        self._ledger = leases.ledger
        self._tracker = ChangeTracker()
        self._open: Set[str] = frozenset()
        self._ended: set[str] = set()
        self._ended_in: object = None
        self._backoff = Backoff(work.now)

    async def run(self) -> None:
        """A case that was in order is looked at again when it, the day, who holds what or who can be reached has
        changed."""
        gone, open_now = self._outbox.everyone_unreachable(), self._work.cases.open_by_ref()
        left = self._tracker.pending(open_now, (self._work.card_context().today, gone, self._work.partnership))
        self._note_ended(open_now, gone)
        cases = [*left, *[case async for case in self._just_closed()]]
        for first in range(0, len(cases), AT_ONCE):
            await gather_all(self._sync_case(case, gone) for case in cases[first : first + AT_ONCE])
            # Where many are looked at, turns go on in between.
            await asyncio.sleep(0)

    async def _sync_case(self, case: Case, gone: Set[Destination]) -> None:
        sign_off_cards = self._desired(case)
        if sign_off_cards is None:
            return
        by_destination: dict[Destination, list[DesiredCard]] = {}
        for post in sign_off_cards:
            by_destination.setdefault(post.to, []).append(post)
        to_do: list[DesiredCard] = []

        async def bring_up(sign_off_cards: Sequence[DesiredCard]) -> None:
            """In the order in which they are to be read."""
            for post in sign_off_cards:
                if await self._sync(post, gone):
                    to_do.append(post)

        await gather_all(map(bring_up, by_destination.values()))
        if not to_do and self._tracker.mark_done(case):
            self._ended.discard(case.ref)

    def _desired(self, case: Case) -> Sequence[DesiredCard] | None:
        """None after an error, which in one case stops none of the others."""
        try:
            return list(self._sign_off_cards(case))
        except Exception as error:
            log.error("cards_not_made", ref=case.ref, error=type(error).__name__)
            return None

    async def add_copy(self, ref: str, matter: str, person: Person, message_id: str) -> None:
        """A copy that the person asked for is kept up to date like the posted one, a deputy's too."""
        case = await self._work.cases.get(ref.upper())
        subject = self._work.subject(case, matter) if case else None
        if case is None or subject is None:
            return
        digest = subject.sign_off.matter.digest
        await self._leases.update(key_of(subject, person), lambda now: with_copy(now, digest, message_id))
        self._tracker.invalidate(case.ref)
        self._ended.add(case.ref)

    def _note_ended(self, open_now: Mapping[str, Case], gone: Set[Destination]) -> None:
        """The cases that were open until now; and all whose cards still offer to sign, when who holds what or who can
        be reached has changed, and each hour, should one have been missed: another bot may have posted them, and
        ended."""
        self._ended = {*self._ended, *(self._open - open_now.keys())} - open_now.keys()
        self._open = open_now.keys()
        circumstances = hour_of(self._work.now()), gone, self._work.partnership
        if circumstances != self._ended_in:
            cards = self._ledger.all(CARDS).items()
            live = {CardKey.parse(name).ref for name, value in cards if CardEntry.parse(value).offers_signing}
            self._ended |= live - open_now.keys()
            self._ended_in = circumstances

    async def _just_closed(self) -> AsyncIterator[Case]:
        for ref in sorted(self._ended):
            found = await self._work.cases.get(ref)
            if found is None:
                self._ended.discard(ref)
            elif not found.is_open:
                yield found

    def _sign_off_cards(self, case: Case) -> Iterator[DesiredCard]:
        """From one reading of the ledger: a deputy's card that is noted in between would seem to be nobody's."""
        cards = dict.fromkeys(map(CardKey.parse, self._ledger.all(CardKey.prefix(case.ref)))).keys()
        for matter in MATTERS:
            subject = self._work.subject(case, matter)
            if subject is None:
                continue
            signers = tuple(dict.fromkeys(self._signers(subject, cards)))
            yield from self._to_signers(subject, signers)
            yield from self._others(subject, signers, cards)
            if matter in NEUTRAL:
                yield self._to_channel(subject, signers)

    def _signers(self, subject: SignOffSubject, cards: Set[CardKey]) -> Iterator[Person]:
        """The holders of the seats; the deputies who asked for a card, or whose holders may not sign; the members of
        the Review Group where it is theirs to decide."""
        partnership, matter = self._work.partnership, subject.sign_off.matter
        for seat in matter.seats:
            holders = [holder for holder in partnership.holders(seat) if self._work.sees(subject.case, holder.person)]
            only_deputies = all(holder.deputy for holder in holders)
            for holder in holders:
                if only_deputies or not holder.deputy or key_of(subject, holder.person) in cards:
                    yield holder.person
        if matter.quorum:
            members = partnership.people("review_group")
            yield from (person for person in members if self._work.sees(subject.case, person))

    def _others(self, subject: SignOffSubject, signers: Iterable[Person], cards: Set[CardKey]) -> Iterator[DesiredCard]:
        """The cards of those who have lost their seat or their sight of the case since."""
        kept = {key_of(subject, who) for who in signers}
        for key in cards:
            if key.person and key.matter == subject.sign_off.matter.id and key not in kept:
                yield DesiredCard(key, subject, HIDDEN_CARD, key.person)

    def _to_signers(self, subject: SignOffSubject, signers: Iterable[Person]) -> Iterator[DesiredCard]:
        """Made once for all who are shown the same. Whoever has signed is shown how it stands, the last page."""
        made: dict[tuple[Seat | None, bool, int], RenderedPages] = {}
        signed = {signature.signer for signature in subject.sign_off.signatures_given}
        for person in signers:
            actor = self._work.partnership.actor(person)
            seat, signs = seat_of(subject.sign_off, actor), self._work.signs(subject, actor)
            lapsed, at = seat if has_lapsed(subject, seat) else None, -1 if person in signed else 0
            shown = lapsed, signs, at
            if shown not in made:
                made[shown] = RenderedPages(sign_off_pages(subject, lapsed, signs=signs), at)
            yield DesiredCard(key_of(subject, person), subject, made[shown], person)

    def _to_channel(self, subject: SignOffSubject, signers: Iterable[Person]) -> DesiredCard:
        """A restricted case never shows in the channel, and what it showed before goes."""
        made = HIDDEN_CARD
        if not subject.case.access.is_restricted:
            made = RenderedPages([neutral_card(subject, list(self._waiting(subject, signers)))])
        return DesiredCard(key_of(subject, None), subject, made, self._work.partnership.review_channel)

    def _waiting(self, subject: SignOffSubject, signers: Iterable[Person]) -> Iterator[str]:
        """The channel's ids (29:...) of those to whom it falls to sign, as far as they have written to the bot."""
        for person in signers:
            reference = self._messenger.of_person(person)
            if reference and self._work.signs(subject, self._work.partnership.actor(person)):
                yield reference.user.id

    async def _sync(self, post: DesiredCard, gone: Set[Destination]) -> bool:
        """Whether there was, or will be, something to do."""
        if not await self._may_be_shown(post):
            return True
        document = self._ledger.get(str(post.key))
        known = CardEntry.parse(document.value) if document else CardEntry()
        if self._leases.is_held_elsewhere(known):
            await self._hide_at_once(post, known)
            return True
        if known.state is State.GONE and self._outbox.is_unreachable(post.to):
            return post.to not in gone
        if not known.messages and (post.subject.is_over or post.made is HIDDEN_CARD):
            return False
        signable = isinstance(post.to, Person) and not post.subject.is_over and post.made is not HIDDEN_CARD
        is_new = not known.messages or (signable and known.digest != post.subject.sign_off.matter.digest)
        if not is_new and known.view == post.view and not known.is_interrupted:
            return False
        if str(post.key) not in self._backoff and not self._outbox.must_wait(post.to):
            await (self._post(post, document) if is_new else self._replace(post, document))
        return True

    async def _hide_at_once(self, post: DesiredCard, known: CardEntry) -> None:
        """Nobody waits with that for another bot, which may have died. Once it is done, it is hidden once more."""
        if post.made is HIDDEN_CARD and str(post.key) not in self._backoff:
            for message in known.copies:
                await self._try_to_replace(post, message, post.card)

    async def _may_be_shown(self, post: DesiredCard) -> bool:
        """Restricted, say, while others were sent their cards: the next round hides it."""
        return post.made is HIDDEN_CARD or await self._work.may_receive_now(post.to, post.subject.case.ref)

    async def _post(self, post: DesiredCard, document: Document | None) -> None:
        if not await self._leases.acquire({str(post.key): document}):
            return
        if not await self._may_be_shown(post):
            await self._note_state(post, State.FAILED)
            return
        try:
            message = await self._messenger.to(
                post.to, CardMessage(post.card, f"{post.subject.case.ref}: a card to sign")
            )
        except DestinationUnreachable as gone:
            await self._note_state(post, State.GONE)
            await self._outbox.mark_unreachable(post.to, refused=gone.status is not None)
            return
        except SendError as failed:
            log.warning("card_not_posted", status=failed.status, ref=post.subject.case.ref)
            self._backoff.note_failure(str(post.key), failed.retry_after)
            await self._note_state(post, State.FAILED)
            return
        self._backoff.note_success(str(post.key))
        earlier = CardEntry.parse(document.value).copies if document else ()
        await self._leases.update(post.key, lambda now: after_posting(post, message, now, earlier))
        if earlier and await self._retire(post, earlier):
            await self._leases.update(post.key, lambda now: without_retired(now, earlier))

    async def _replace(self, post: DesiredCard, document: Document | None) -> None:
        """Claimed as a new card is: where two bots change a copy at once, or one dies in the middle, nobody knows whose
        change came last. A copy that could not be changed is tried again later: it may show what is to be hidden."""
        if not await self._leases.acquire({str(post.key): document}):
            return
        claimed = self._read(post.key)
        is_done = await self._may_be_shown(post) and await self._replace_all(post, claimed)
        await self._leases.update(post.key, lambda now: after_replacing(post, now, claimed, is_done=is_done))

    async def _replace_all(self, post: DesiredCard, claimed: CardEntry) -> bool:
        if not all([await self._try_to_replace(post, message, post.card) for message in claimed.copies]):
            return False
        if not await self._retire(post, claimed.to_retire):
            return False
        self._backoff.note_success(str(post.key))
        return True

    async def _retire(self, post: DesiredCard, messages: Sequence[str]) -> bool:
        return all([await self._try_to_replace(post, message, REPLACED) for message in messages])

    async def _try_to_replace(self, post: DesiredCard, message: str, card: AdaptiveCard) -> bool:
        """Whether there is nothing more to try. Until then the buttons of a stale copy are refused by its digest."""
        try:
            await self._messenger.replace_at(post.to, message, card)
        except DestinationUnreachable:
            return True
        except SendError as failed:
            log.warning("copy_not_updated", status=failed.status, ref=post.subject.case.ref)
            self._backoff.note_failure(str(post.key), failed.retry_after)
            return False
        return True

    async def _note_state(self, post: DesiredCard, state: State) -> None:
        await self._leases.update(post.key, lambda now: replace(now, state=state))

    def _read(self, key: CardKey) -> CardEntry:
        document = self._ledger.get(str(key))
        return CardEntry.parse(document.value) if document else CardEntry()
