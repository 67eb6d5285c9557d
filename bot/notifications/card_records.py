"""Card records are what the ledger keeps of a posted card; they change when the card is posted, replaced, or asked for
once more. What is to be done next follows from the record and the card as it should be."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from microsoft_teams.cards import AdaptiveCard

from bot.messaging.destinations import Destination
from bot.messaging.ledger import CardEntry, CardKey, State
from cards.elements import DrawnCard, as_json, closed_card
from cards.sign_off.subject import SignOffSubject
from safeguarding.people import Person


@dataclass(frozen=True)
class RenderedPages:
    """Rendered pages are a card, which may be that of several people, with all its pages: any may have been turned to.
    ``at`` is the page to show, counted from 0 or, negative, from the end."""

    pages: Sequence[AdaptiveCard]
    at: int = 0

    @property
    def card(self) -> AdaptiveCard:
        return self.pages[self.at]

    @cached_property
    def drawn(self) -> Sequence[DrawnCard]:
        """Renders the pages once, for the digest and for all who are shown them."""
        return [DrawnCard(as_json(page)) for page in self.pages]

    @cached_property
    def view(self) -> str:
        """Returns a digest of what all pages show."""
        shown = json.dumps([self.at, *(page.made for page in self.drawn)], sort_keys=True)
        return hashlib.sha256(shown.encode()).hexdigest()


HIDDEN_CARD = RenderedPages([closed_card("This case is no longer shown here.")])


@dataclass(frozen=True)
class DesiredCard:
    """A desired card is one card at one destination, as it should be now. ``digest`` is that of what is signed on it;
    ``is_over`` says that there is nothing more to sign. In the channel it is an answer below the post of the case
    ``below``, if one is named. ``summary`` is what the notification says. ``version`` is that of the case it shows."""

    key: CardKey
    pages: RenderedPages
    to: Destination
    digest: str
    is_over: bool
    below: str | None = None
    summary: str = ""
    version: int = 0

    @property
    def card(self) -> AdaptiveCard:
        return self.pages.card

    @property
    def drawn(self) -> DrawnCard:
        return self.pages.drawn[self.pages.at]

    @property
    def view(self) -> str:
        return self.pages.view

    @property
    def is_hidden(self) -> bool:
        return self.pages is HIDDEN_CARD

    @property
    def can_be_signed(self) -> bool:
        return isinstance(self.to, Person) and not self.is_over and not self.is_hidden


class NextAction(StrEnum):
    """The next action says what to do about a posted card. WAIT means that something is to be done, and not by this bot
    now; NOTE that it can't be posted now, which is to be noted; DROP that it never was, and need not be any more."""

    NOTHING = "nothing"
    WAIT = "wait"
    HIDE = "hide"
    POST = "post"
    REPLACE = "replace"
    NOTE = "note"
    DROP = "drop"


def next_action(
    card: DesiredCard, entry: CardEntry, *, is_held_elsewhere: bool, must_wait: bool, did_wait: bool
) -> NextAction:
    """Compares the card as it should be with what the ledger has of it. ``is_held_elsewhere`` means that another bot
    holds the lease on it, ``must_wait`` that nothing is to be sent to its destination now, ``did_wait`` that this was
    so already when the job began."""
    if is_held_elsewhere:
        # Nobody waits with hiding a card for another bot, which may have died.
        return NextAction.HIDE if card.is_hidden else NextAction.WAIT
    wanted = _wanted(card, entry)
    if wanted is NextAction.POST and must_wait and not entry.is_undelivered:
        return NextAction.NOTE
    if wanted in (NextAction.POST, NextAction.REPLACE) and must_wait:
        return NextAction.NOTHING if did_wait else NextAction.WAIT
    return wanted


def _wanted(card: DesiredCard, entry: CardEntry) -> NextAction:
    """Returns what is to be done if nothing keeps the bot from it."""
    if not entry.messages and (card.is_over or card.is_hidden):
        return NextAction.DROP if entry.is_undelivered else NextAction.NOTHING
    if not entry.messages or (card.can_be_signed and entry.digest != card.digest):
        return NextAction.POST
    if entry.view == card.view and not entry.is_interrupted:
        return NextAction.NOTHING
    return NextAction.REPLACE


def key_of(subject: SignOffSubject, person: Person | None) -> CardKey:
    return CardKey(subject.case.ref, subject.sign_off.matter.id, person)


def _brought_up(post: DesiredCard, now: CardEntry) -> CardEntry:
    """Returns the record of copies that show the card as it should be."""
    return replace(now, digest=post.digest, view=post.view, over=post.is_over)


def after_posting(post: DesiredCard, message: str, now: CardEntry, earlier: Sequence[str]) -> CardEntry:
    """Returns the record after the card was posted: the copies that the person asked for meanwhile are brought up with
    it, and the ``earlier`` ones retired. Nothing else stays of what was noted before."""
    others = [other for other in now.copies if other not in earlier]
    posted = _brought_up(post, CardEntry(State.SENT, messages=(message, *others), aside=(*now.to_retire, *earlier)))
    return replace(posted, view="") if others else posted


def after_replacing(post: DesiredCard, now: CardEntry, claimed: CardEntry, *, is_done: bool) -> CardEntry:
    """Returns the record after the copies were replaced: one that the person asked for meanwhile is not brought up
    yet."""
    if not is_done or now != claimed:
        return replace(now, state=State.SENT, view="")
    return replace(_brought_up(post, now), state=State.SENT, aside=(), since=None)


def undelivered(now: CardEntry, at: datetime) -> CardEntry:
    """Returns the record of a card that could not be delivered, with the moment since when."""
    return replace(now, state=State.FAILED, since=now.since or at)


def dropped(now: CardEntry) -> CardEntry:
    """Returns the record of a card that was not delivered, and need not be any more."""
    return replace(now, state=State.FAILED, since=None)


def with_copy(now: CardEntry, digest: str, message: str) -> CardEntry:
    """Returns the record with one more copy: whichever bot holds the lease on the card goes on."""
    state = State.CLAIMED if now.state is State.CLAIMED else State.SENT
    messages = (*now.copies, message)
    return replace(now, state=state, digest=digest, view="", over=False, messages=messages, since=None)


def without_retired(now: CardEntry, done: Sequence[str]) -> CardEntry:
    return replace(now, aside=tuple(message for message in now.to_retire if message not in done))
