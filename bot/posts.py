"""The posted sign-off cards: each seat's DSPs have one of what stands now, and the channel a neutral copy.

Posted cards are brought to what they should be, round after round: a new content is posted anew, a new signature
changes the copies in place, a decided matter shrinks them. So nothing depends on which click came first.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import structlog
from microsoft_teams.cards import AdaptiveCard

from bot.casework import CARD, Casework
from bot.chats import Chats, Destination
from bot.claims import Claims
from bot.delivery import DestinationGone, SendFailed
from bot.outbox import FAILED, GONE, Outbox
from bot.partnership import Partnership
from bot.posted import Post, asked_for, is_left, is_live, key_of, messages_of, not_aside, posted, replaced
from bot.waits import Waits
from cards.elements import closed_card
from cards.sign_off import NEUTRAL, neutral_card, sign_off_card
from cards.signing import Signing
from dialogs.incoming import Shown
from safeguarding.case.people import Person
from safeguarding.case.record import Case
from safeguarding.case.sign_off import MATTERS
from store.interface import Document

REPLACED = closed_card("The case has changed: the card to sign is further down.")
PERSON_PARTS = 2
HIDDEN = closed_card("This case is no longer shown here.")
log = structlog.get_logger()


@dataclass(frozen=True)
class State:
    """What the cards of a case depend on."""

    case: Case
    today: date
    gone: frozenset[Destination]
    partnership: Partnership

    def is_same_as(self, other: "State | None") -> bool:
        if other is None or self.case is not other.case or self.partnership is not other.partnership:
            return False
        return (self.today, self.gone) == (other.today, other.gone)


class Posts:
    def __init__(self, work: Casework, chats: Chats, outbox: Outbox, claims: Claims) -> None:
        self._work = work
        self._chats = chats
        self._outbox = outbox
        self._claims = claims
        self._ledger = claims.ledger
        self._settled: dict[str, State] = {}
        self._waits = Waits(work.now)

    async def round(self) -> None:
        """A case that was in order is looked at again when it, the day, who holds what or who can be reached has
        changed."""
        gone, partnership = frozenset(self._outbox.gone()), self._work.partnership
        async for case in self._cases():
            state = State(case, self._work.reader().today, gone, partnership)
            if not state.is_same_as(self._settled.get(case.ref)):
                self._settled.pop(case.ref, None)
                posts = self._made(case)
                if posts is not None and not any([await self._bring_up(post) for post in posts]):
                    self._settled[case.ref] = state

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
        self._settled.pop(case.ref, None)

    async def _cases(self) -> AsyncIterator[Case]:
        """The open ones, and those just closed whose cards still offer to sign."""
        for case in self._work.cases.open_cases():
            yield case
        live = {key.split("|")[1] for key, value in self._ledger.all(CARD).items() if is_live(value)}
        for ref in live:
            if (found := await self._work.cases.get(ref)) and not found.is_open:
                yield found

    def _posts(self, case: Case) -> Iterator[Post]:
        """From one reading of the ledger: a deputy's card that is noted in between would seem to be nobody's."""
        cards = self._ledger.all(f"{CARD}{case.ref}|").keys()
        for matter in MATTERS:
            signing = self._work.signing(case, matter)
            if signing is None:
                continue
            signers = tuple(dict.fromkeys(self._signers(signing, cards)))
            yield from (self._to_person(signing, person) for person in signers)
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
        prefix, kept = (
            f"{CARD}{signing.case.ref}|{signing.standing.matter.id}|",
            {key_of(signing, who) for who in signers},
        )
        for key in cards:
            place = key.removeprefix(prefix).split("|")
            if key.startswith(prefix) and key not in kept and len(place) == PERSON_PARTS:
                yield Post(key, signing, HIDDEN, Person(tenant=place[0], id=place[1]))

    def _to_person(self, signing: Signing, person: Person) -> Post:
        actor = self._work.partnership.actor(person)
        seat, signs = self._work.seat_of(signing, actor), self._work.signs(signing, actor)
        return Post(key_of(signing, person), signing, sign_off_card(signing, seat, signs=signs), person)

    def _to_channel(self, signing: Signing, signers: Iterable[Person]) -> Post:
        """A restricted case never shows in the channel, and what it showed before goes."""
        card = HIDDEN if signing.case.is_restricted else neutral_card(signing, list(self._waiting(signing, signers)))
        key = f"{CARD}{signing.case.ref}|{signing.standing.matter.id}|channel"
        return Post(key, signing, card, self._work.partnership.review_channel)

    def _waiting(self, signing: Signing, signers: Iterable[Person]) -> Iterator[str]:
        """The channel's ids (29:...) of those to whom it falls to sign, as far as they have written to the bot."""
        for person in signers:
            reference = self._chats.of_person(person)
            if reference and self._work.signs(signing, self._work.partnership.actor(person)):
                yield reference.user.id

    async def _bring_up(self, post: Post) -> bool:
        """Whether there was, or will be, something to do."""
        if not await self._may_be_shown(post):
            return True
        document = self._ledger.get(post.key)
        known = document.value if document else {}
        if self._claims.is_anothers(known):
            await self._hide_at_once(post, known)
            return True
        if known.get("state") == GONE and self._outbox.is_gone(post.to):
            return False
        messages = known.get("messages")
        if not messages and (post.signing.is_over or post.card is HIDDEN):
            return False
        signable = isinstance(post.to, Person) and not post.signing.is_over and post.card is not HIDDEN
        is_new = not messages or (signable and known.get("digest") != post.signing.standing.matter.digest)
        if not is_new and known["view"] == post.view and not is_left(known):
            return False
        if post.key not in self._waits and not self._outbox.must_wait(post.to):
            await (self._post(post, document) if is_new else self._replace(post, document))
        return True

    async def _hide_at_once(self, post: Post, known: dict[str, Any]) -> None:
        """Nobody waits with that for another bot, which may have died. Once it is done, it is hidden once more."""
        if post.card is HIDDEN and post.key not in self._waits:
            for message in messages_of(known):
                await self._replaced(post, message, HIDDEN)

    async def _may_be_shown(self, post: Post) -> bool:
        """Restricted, say, while others were sent their cards: the next round hides it."""
        return post.card is HIDDEN or await self._work.may_hear(post.to, post.signing.case.ref)

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
