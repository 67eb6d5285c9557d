"""The posted sign-off cards: each seat's DSPs have one of what stands now, and the channel a neutral copy.

Posted cards are brought to what they should be, round after round: a new content is posted anew, a new signature
changes the copies in place, a decided matter shrinks them. So nothing depends on which click came first.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from microsoft_teams.cards import AdaptiveCard

from bot.casework import CARD, Casework
from bot.chats import Chats
from bot.delivery import DestinationGone, SendFailed
from bot.partnership import OfficeHolder
from cards.elements import as_json, closed_card
from cards.sign_off import Signing, neutral_card, sign_off_card, undelivered_card
from dialogs.incoming import Shown
from safeguarding.case.people import Person
from safeguarding.case.record import Case
from safeguarding.case.sign_off import MATTERS, NOTIFICATION_CRITERIA
from store.documents import Documents

REPLACED = closed_card("The case has changed: the card to sign is further down.")
log = structlog.get_logger()


@dataclass(frozen=True)
class Post:
    """One card at one destination, as it should be now. ``holder`` is none for the channel."""

    key: str
    signing: Signing
    card: AdaptiveCard
    holder: OfficeHolder | None
    is_known: Callable[[], bool]
    send: Callable[[Shown], Awaitable[str]]
    replace: Callable[[str, AdaptiveCard], Awaitable[None]]

    @property
    def view(self) -> str:
        return hashlib.sha256(json.dumps(as_json(self.card), sort_keys=True).encode()).hexdigest()


class Posts:
    def __init__(self, work: Casework, chats: Chats, ledger: Documents) -> None:
        self._work = work
        self._chats = chats
        self._ledger = ledger

    async def round(self) -> None:
        for case in self._cases():
            for post in self._posts(case):
                await self._bring_up(post)

    async def fetched(self, ref: str, matter: str, person: Person, message_id: str) -> None:
        """A copy that the person asked for is kept up to date like the posted one, a deputy's too."""
        case = self._work.cases.get(ref.upper())
        signing = self._work.signing(case, matter) if case else None
        if signing is None:
            return
        key = _key(signing, person)
        known = self._read(key)
        messages = [*known.get("messages", []), message_id]
        state = {**known, "state": "sent", "messages": messages, "digest": signing.standing.matter.digest, "view": ""}
        await self._ledger.set(key, {**state, "over": False})

    def _cases(self) -> Iterator[Case]:
        """The open ones, and those just closed whose cards still offer to sign."""
        yield from self._work.cases.open_cases()
        live = {key.split("|")[1] for key, value in self._ledger.all().items() if key.startswith(CARD) and _live(value)}
        for ref in live:
            if (case := self._work.cases.get(ref)) and not case.is_open:
                yield case

    def _posts(self, case: Case) -> Iterator[Post]:
        for matter in MATTERS:
            signing = self._work.signing(case, matter)
            if signing is None:
                continue
            for seat in signing.standing.matter.seats:
                for holder in self._work.partnership.holders(seat):
                    if not holder.deputy or self._ledger.get(_key(signing, holder.person)):
                        yield self._to_holder(signing, holder)
            if matter == NOTIFICATION_CRITERIA:
                yield self._to_channel(signing)

    def _to_holder(self, signing: Signing, holder: OfficeHolder) -> Post:
        seat = self._work.seat_of(signing, self._work.partnership.actor(holder.person))
        return Post(
            key=_key(signing, holder.person),
            signing=signing,
            card=sign_off_card(signing, seat),
            holder=holder,
            is_known=lambda: self._chats.of_person(holder.person) is not None,
            send=lambda shown: self._chats.to_person(holder.person, shown),
            replace=lambda message, card: self._chats.replace_for(holder.person, message, card),
        )

    def _to_channel(self, signing: Signing) -> Post:
        channel = self._work.partnership.review_channel
        return Post(
            key=f"{CARD}{signing.case.ref}|{signing.standing.matter.id}|channel",
            signing=signing,
            card=neutral_card(signing),
            holder=None,
            is_known=lambda: self._chats.knows(channel),
            send=lambda shown: self._chats.to_channel(channel, shown),
            replace=lambda message, card: self._chats.replace_in_channel(channel, message, card),
        )

    async def _bring_up(self, post: Post) -> None:
        known = self._read(post.key)
        digest = post.signing.standing.matter.digest
        if known.get("state") == "gone" and (known["blocked"] or not post.is_known()):
            return
        if post.signing.is_over and not known.get("messages"):
            return
        anew = not known.get("messages") or (known["digest"] != digest and post.holder and not post.signing.is_over)
        if anew:
            await self._post(post, known)
        elif known["view"] != post.view:
            await self._replace(post, known)

    async def _post(self, post: Post, known: dict[str, Any]) -> None:
        await self._ledger.set(post.key, {**known, "state": "claimed"})
        state = {"digest": post.signing.standing.matter.digest, "view": post.view, "over": post.signing.is_over}
        try:
            message = await post.send(Shown(post.card, f"{post.signing.case.ref}: please sign"))
        except DestinationGone:
            # Blocked by a person who has a chat: only they can mend it. Never heard of: they may open one yet.
            await self._ledger.set(post.key, {**known, "state": "gone", "blocked": post.is_known()})
            if known.get("state") != "gone":
                await self._tell_undelivered(post)
            return
        except SendFailed as failed:
            log.warning("card_not_posted", status=failed.status, ref=post.signing.case.ref)
            await self._ledger.set(post.key, {**known, "state": "failed"})
            return
        await self._ledger.set(post.key, {**state, "state": "sent", "messages": [message]})
        for old in known.get("messages", []):
            await self._replaced(post, old, REPLACED)

    async def _replace(self, post: Post, known: dict[str, Any]) -> None:
        for message in known["messages"]:
            await self._replaced(post, message, post.card)
        over = {"view": post.view, "over": post.signing.is_over, "digest": post.signing.standing.matter.digest}
        await self._ledger.set(post.key, {**known, **over})

    async def _replaced(self, post: Post, message: str, card: AdaptiveCard) -> None:
        try:
            await post.replace(message, card)
        except SendFailed as failed:
            # A copy that can't be changed is stale; its buttons are refused by its digest.
            log.warning("copy_not_updated", status=failed.status, ref=post.signing.case.ref)

    async def _tell_undelivered(self, post: Post) -> None:
        if post.holder is None:
            return
        shown = Shown(undelivered_card(post.signing.case, (post.holder.title,)), "A card could not be delivered")
        for member in self._work.partnership.business_team:
            try:
                await self._chats.to_person(member.person, shown)
            except SendFailed as failed:
                log.warning("business_team_not_told", status=failed.status)

    def _read(self, key: str) -> dict[str, Any]:
        document = self._ledger.get(key)
        return document.value if document else {}


def _key(signing: Signing, person: Person) -> str:
    return f"{CARD}{signing.case.ref}|{signing.standing.matter.id}|{person.tenant}|{person.id}"


def _live(value: dict[str, Any]) -> bool:
    return bool(value.get("messages")) and not value.get("over")
