"""The posted sign-off cards: each seat's DSPs have one of what stands now, and the channel a neutral copy.

Posted cards are brought to what they should be, round after round: a new content is posted anew, a new signature
changes the copies in place, a decided matter shrinks them. So nothing depends on which click came first.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

import structlog
from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CARD, Casework
from bot.connector.transport import DestinationGone, SendFailed
from bot.messaging.backoff import Waits
from bot.messaging.destinations import Destination
from bot.messaging.leases import Claims
from bot.messaging.ledger import is_left, is_live
from bot.messaging.outbox import FAILED, GONE, Outbox
from bot.messaging.proactive import Chats
from bot.notifications.card_records import (
    HIDES,
    Made,
    Post,
    asked_for,
    key_of,
    messages_of,
    not_aside,
    posted,
    replaced,
)
from bot.notifications.change_tracker import Settled, all_ended, hour_of
from cards.elements import closed_card
from cards.sign_off.card import NEUTRAL, neutral_card, sign_off_pages
from cards.sign_off.content import has_lapsed
from cards.sign_off.subject import Signing
from dialogs.messages import Shown
from safeguarding.case.case import Case
from safeguarding.case.people import Person, Seat
from safeguarding.case.state.sign_off import MATTERS
from store.interface import Document

REPLACED = closed_card("The case has changed: the card to sign is further down.")
PERSON_PARTS = 2
AT_ONCE = 4
"""So many cases are brought up together: what is noted of their cards goes to disk in one write."""
log = structlog.get_logger()


class Posts:
    def __init__(self, work: Casework, chats: Chats, outbox: Outbox, claims: Claims) -> None:
        self._work = work
        self._chats = chats
        self._outbox = outbox
        self._claims = claims
        self._ledger = claims.ledger
        self._settled = Settled()
        self._open: Set[str] = frozenset()
        self._ended: set[str] = set()
        self._ended_in: object = None
        self._waits = Waits(work.now)

    async def round(self) -> None:
        """A case that was in order is looked at again when it, the day, who holds what or who can be reached has
        changed."""
        gone, open_now = self._outbox.everyone_gone(), self._work.cases.open_by_ref()
        left = self._settled.left(open_now, (self._work.reader().today, gone, self._work.partnership))
        self._note_ended(open_now, gone)
        cases = [*left, *[case async for case in self._just_closed()]]
        for first in range(0, len(cases), AT_ONCE):
            await all_ended(self._settle(case, gone) for case in cases[first : first + AT_ONCE])
            # Where many are looked at, turns go on in between.
            await asyncio.sleep(0)

    async def _settle(self, case: Case, gone: Set[Destination]) -> None:
        posts = self._made(case)
        if posts is None:
            return
        by_destination: dict[Destination, list[Post]] = {}
        for post in posts:
            by_destination.setdefault(post.to, []).append(post)
        to_do: list[Post] = []

        async def bring_up(posts: Sequence[Post]) -> None:
            """In the order in which they are to be read."""
            for post in posts:
                if await self._bring_up(post, gone):
                    to_do.append(post)

        await all_ended(map(bring_up, by_destination.values()))
        if not to_do and self._settled.settle(case):
            self._ended.discard(case.ref)

    def _made(self, case: Case) -> Sequence[Post] | None:
        """None after an error, which in one case stops none of the others."""
        try:
            return list(self._posts(case))
        except Exception as error:
            log.error("cards_not_made", ref=case.ref, error=type(error).__name__)
            return None

    async def fetched(self, ref: str, matter: str, person: Person, message_id: str) -> None:
        """A copy that the person asked for is kept up to date like the posted one, a deputy's too."""
        case = await self._work.cases.get(ref.upper())
        signing = self._work.signing(case, matter) if case else None
        if case is None or signing is None:
            return
        digest = signing.standing.matter.digest
        await self._claims.note(key_of(signing, person), lambda now: asked_for(now, digest, message_id))
        self._settled.disturb(case.ref)
        self._ended.add(case.ref)

    def _note_ended(self, open_now: Mapping[str, Case], gone: Set[Destination]) -> None:
        """The cases that were open until now; and all whose cards still offer to sign, when who holds what or who can
        be reached has changed, and each hour, should one have been missed: another bot may have posted them, and
        ended."""
        self._ended = {*self._ended, *(self._open - open_now.keys())} - open_now.keys()
        self._open = open_now.keys()
        circumstances = hour_of(self._work.now()), gone, self._work.partnership
        if circumstances != self._ended_in:
            live = {key.split("|")[1] for key, value in self._ledger.all(CARD).items() if is_live(value)}
            self._ended |= live - open_now.keys()
            self._ended_in = circumstances

    async def _just_closed(self) -> AsyncIterator[Case]:
        for ref in sorted(self._ended):
            found = await self._work.cases.get(ref)
            if found is None:
                self._ended.discard(ref)
            elif not found.is_open:
                yield found

    def _posts(self, case: Case) -> Iterator[Post]:
        """From one reading of the ledger: a deputy's card that is noted in between would seem to be nobody's."""
        cards = self._ledger.all(f"{CARD}{case.ref}|").keys()
        for matter in MATTERS:
            signing = self._work.signing(case, matter)
            if signing is None:
                continue
            signers = tuple(dict.fromkeys(self._signers(signing, cards)))
            yield from self._to_signers(signing, signers)
            yield from self._others(signing, signers, cards)
            if matter in NEUTRAL:
                yield self._to_channel(signing, signers)

    def _signers(self, signing: Signing, cards: Set[str]) -> Iterator[Person]:
        """The holders of the seats; the deputies who asked for a card, or whose holders may not sign; the members of
        the Review Group where it is theirs to decide."""
        partnership, matter = self._work.partnership, signing.standing.matter
        for seat in matter.seats:
            holders = [holder for holder in partnership.holders(seat) if self._work.sees(signing.case, holder.person)]
            only_deputies = all(holder.deputy for holder in holders)
            for holder in holders:
                if only_deputies or not holder.deputy or key_of(signing, holder.person) in cards:
                    yield holder.person
        if matter.quorum:
            members = partnership.people("review_group")
            yield from (person for person in members if self._work.sees(signing.case, person))

    def _others(self, signing: Signing, signers: Iterable[Person], cards: Set[str]) -> Iterator[Post]:
        """The cards of those who have lost their seat or their sight of the case since."""
        prefix = f"{CARD}{signing.case.ref}|{signing.standing.matter.id}|"
        kept = {key_of(signing, who) for who in signers}
        for key in cards:
            place = key.removeprefix(prefix).split("|")
            if key.startswith(prefix) and key not in kept and len(place) == PERSON_PARTS:
                yield Post(key, signing, HIDES, Person(tenant=place[0], id=place[1]))

    def _to_signers(self, signing: Signing, signers: Iterable[Person]) -> Iterator[Post]:
        """Made once for all who are shown the same. Whoever has signed is shown how it stands, the last page."""
        made: dict[tuple[Seat | None, bool, int], Made] = {}
        signed = {signature.signer for signature in signing.standing.given}
        for person in signers:
            actor = self._work.partnership.actor(person)
            seat, signs = self._work.seat_of(signing, actor), self._work.signs(signing, actor)
            lapsed, at = seat if has_lapsed(signing, seat) else None, -1 if person in signed else 0
            shown = lapsed, signs, at
            if shown not in made:
                made[shown] = Made(sign_off_pages(signing, lapsed, signs=signs), at)
            yield Post(key_of(signing, person), signing, made[shown], person)

    def _to_channel(self, signing: Signing, signers: Iterable[Person]) -> Post:
        """A restricted case never shows in the channel, and what it showed before goes."""
        made = HIDES
        if not signing.case.is_restricted:
            made = Made([neutral_card(signing, list(self._waiting(signing, signers)))])
        key = f"{CARD}{signing.case.ref}|{signing.standing.matter.id}|channel"
        return Post(key, signing, made, self._work.partnership.review_channel)

    def _waiting(self, signing: Signing, signers: Iterable[Person]) -> Iterator[str]:
        """The channel's ids (29:...) of those to whom it falls to sign, as far as they have written to the bot."""
        for person in signers:
            reference = self._chats.of_person(person)
            if reference and self._work.signs(signing, self._work.partnership.actor(person)):
                yield reference.user.id

    async def _bring_up(self, post: Post, gone: Set[Destination]) -> bool:
        """Whether there was, or will be, something to do."""
        if not await self._may_be_shown(post):
            return True
        document = self._ledger.get(post.key)
        known = document.value if document else {}
        if self._claims.is_anothers(known):
            await self._hide_at_once(post, known)
            return True
        if known.get("state") == GONE and self._outbox.is_gone(post.to):
            return post.to not in gone
        messages = known.get("messages")
        if not messages and (post.signing.is_over or post.made is HIDES):
            return False
        signable = isinstance(post.to, Person) and not post.signing.is_over and post.made is not HIDES
        is_new = not messages or (signable and known.get("digest") != post.signing.standing.matter.digest)
        if not is_new and known["view"] == post.view and not is_left(known):
            return False
        if post.key not in self._waits and not self._outbox.must_wait(post.to):
            await (self._post(post, document) if is_new else self._replace(post, document))
        return True

    async def _hide_at_once(self, post: Post, known: dict[str, Any]) -> None:
        """Nobody waits with that for another bot, which may have died. Once it is done, it is hidden once more."""
        if post.made is HIDES and post.key not in self._waits:
            for message in messages_of(known):
                await self._replaced(post, message, post.card)

    async def _may_be_shown(self, post: Post) -> bool:
        """Restricted, say, while others were sent their cards: the next round hides it."""
        return post.made is HIDES or await self._work.may_hear(post.to, post.signing.case.ref)

    async def _post(self, post: Post, document: Document | None) -> None:
        if not await self._claims.take({post.key: document}):
            return
        if not await self._may_be_shown(post):
            await self._note_state(post, FAILED)
            return
        try:
            message = await self._chats.to(post.to, Shown(post.card, f"{post.signing.case.ref}: a card to sign"))
        except DestinationGone as gone:
            await self._note_state(post, GONE)
            await self._outbox.mark_gone(post.to, refused=gone.status is not None)
            return
        except SendFailed as failed:
            log.warning("card_not_posted", status=failed.status, ref=post.signing.case.ref)
            self._waits.failed(post.key, failed.retry_after)
            await self._note_state(post, FAILED)
            return
        self._waits.succeeded(post.key)
        earlier = messages_of(document.value) if document else []
        await self._claims.note(post.key, lambda now: posted(post, message, now, earlier))
        if earlier and await self._put_aside(post, earlier):
            await self._claims.note(post.key, lambda now: {**now, "aside": not_aside(now, earlier)})

    async def _replace(self, post: Post, document: Document | None) -> None:
        """Claimed as a new card is: where two bots change a copy at once, or one dies in the middle, nobody knows whose
        change came last. A copy that could not be changed is tried again later: it may show what is to be hidden."""
        if not await self._claims.take({post.key: document}):
            return
        claimed = self._read(post.key)
        is_done = await self._may_be_shown(post) and await self._changed(post, claimed)
        await self._claims.note(post.key, lambda now: replaced(post, now, claimed, is_done=is_done))

    async def _changed(self, post: Post, claimed: dict[str, Any]) -> bool:
        if not all([await self._replaced(post, message, post.card) for message in messages_of(claimed)]):
            return False
        if not await self._put_aside(post, claimed.get("aside", [])):
            return False
        self._waits.succeeded(post.key)
        return True

    async def _put_aside(self, post: Post, messages: Sequence[str]) -> bool:
        return all([await self._replaced(post, message, REPLACED) for message in messages])

    async def _replaced(self, post: Post, message: str, card: AdaptiveCard) -> bool:
        """Whether there is nothing more to try. Until then the buttons of a stale copy are refused by its digest."""
        try:
            await self._chats.replace_at(post.to, message, card)
        except DestinationGone:
            return True
        except SendFailed as failed:
            log.warning("copy_not_updated", status=failed.status, ref=post.signing.case.ref)
            self._waits.failed(post.key, failed.retry_after)
            return False
        return True

    async def _note_state(self, post: Post, state: str) -> None:
        await self._claims.note(post.key, lambda now: {**now, "state": state})

    def _read(self, key: str) -> dict[str, Any]:
        document = self._ledger.get(key)
        return document.value if document else {}
