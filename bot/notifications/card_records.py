"""What the ledger keeps of a posted card, and how it changes: when it is posted, changed, or asked for once more."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CARD
from bot.messaging.destinations import Destination
from bot.messaging.leases import CLAIMED, SENT
from cards.elements import as_json, closed_card
from cards.sign_off.subject import SignOffSubject
from safeguarding.case.people import Person


@dataclass(frozen=True)
class RenderedPages:
    """A card, which may be that of several people, with all its pages: any may have been turned to. ``at``: the one to
    show, counted from 0 or, negative, from the end."""

    pages: Sequence[AdaptiveCard]
    at: int = 0

    @property
    def card(self) -> AdaptiveCard:
        return self.pages[self.at]

    @cached_property
    def view(self) -> str:
        """A digest of what all pages show."""
        shown = json.dumps([self.at, *map(as_json, self.pages)], sort_keys=True)
        return hashlib.sha256(shown.encode()).hexdigest()


HIDDEN_CARD = RenderedPages([closed_card("This case is no longer shown here.")])


@dataclass(frozen=True)
class DesiredCard:
    """One card at one destination, as it should be now."""

    key: str
    subject: SignOffSubject
    made: RenderedPages
    to: Destination

    @property
    def card(self) -> AdaptiveCard:
        return self.made.card

    @property
    def view(self) -> str:
        return self.made.view


def key_of(subject: SignOffSubject, person: Person) -> str:
    return f"{CARD}{subject.case.ref}|{subject.sign_off.matter.id}|{person.tenant}|{person.id}"


def messages_of(value: dict[str, Any]) -> list[str]:
    messages: list[str] = value.get("messages", [])
    return messages


def state_of(post: DesiredCard) -> dict[str, Any]:
    return {"digest": post.subject.sign_off.matter.digest, "view": post.view, "over": post.subject.is_over}


def after_posting(post: DesiredCard, message: str, now: dict[str, Any], earlier: Sequence[str]) -> dict[str, Any]:
    """The copies that the person asked for while it was posted are brought up with it, and the ``earlier`` ones put
    aside."""
    others = [other for other in messages_of(now) if other not in earlier]
    view = {"view": ""} if others else {}
    aside = {"aside": [*now.get("aside", []), *earlier]}
    return {**state_of(post), **view, **aside, "state": SENT, "messages": [message, *others]}


def after_replacing(
    post: DesiredCard, now: dict[str, Any], claimed: dict[str, Any], *, is_done: bool
) -> dict[str, Any]:
    """A copy that the person asked for meanwhile is not brought up yet."""
    if not is_done or now != claimed:
        return {**now, "state": SENT, "view": ""}
    return {**now, **state_of(post), "state": SENT, "aside": []}


def with_copy(now: dict[str, Any], digest: str, message: str) -> dict[str, Any]:
    """Whoever is at work on the card goes on."""
    state = CLAIMED if now.get("state") == CLAIMED else SENT
    copies = [*messages_of(now), message]
    return {**now, "state": state, "digest": digest, "view": "", "over": False, "messages": copies}


def without_retired(now: dict[str, Any], done: Sequence[str]) -> list[str]:
    return [message for message in now.get("aside", []) if message not in done]
