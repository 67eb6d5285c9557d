"""Telling the Business Team and the review channel: that a case was opened, that a triage was left.

The ledger holds each message with its destination: claimed before it is sent, marked after. So each is sent at least
once, and after a crash in between at most that one is repeated.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from bot.casework import Casework
from bot.chats import Chats
from bot.delivery import DestinationGone, SendFailed
from cards.case import channel_card, opened_card
from cards.sign_off import agreed_card
from cards.steps import left_card
from dialogs.incoming import Shown
from safeguarding.case.people import Person
from safeguarding.case.record import Case
from safeguarding.case.sign_off import NOTIFICATION_CRITERIA
from store.documents import Documents

SENT, CLAIMED, FAILED, GONE, DUE = "sent", "claimed", "failed", "gone", "due"
FINISHED = frozenset({SENT, GONE})
LEFT = "left|"
log = structlog.get_logger()


@dataclass(frozen=True)
class Message:
    """Something to tell one destination. ``key`` names it in the ledger; ``shown`` is made when it is sent."""

    key: str
    shown: Callable[[], Shown]
    send: Callable[[Shown], Awaitable[str]]


class Announcements:
    def __init__(self, work: Casework, chats: Chats, ledger: Documents) -> None:
        self._work = work
        self._chats = chats
        self._ledger = ledger

    async def triage_left(self, draft: str, at: datetime) -> None:
        """Noted on disk first, so that it is told even after a crash. Once for each triage."""
        if self._ledger.get(f"{LEFT}{draft}") is None:
            await self._ledger.set(f"{LEFT}{draft}", {"state": DUE, "at": at.isoformat()})

    async def round(self) -> None:
        """Sends what is due and not yet sent. One failure does not keep the others back."""
        for message in self._messages():
            document = self._ledger.get(message.key)
            if document is None or document.value["state"] not in FINISHED:
                await self._send(message)

    async def _send(self, message: Message) -> None:
        await self._ledger.set(message.key, {"state": CLAIMED})
        state = FAILED
        try:
            await message.send(message.shown())
            state = SENT
        except DestinationGone:
            state = GONE
            log.warning("destination_gone", outcome=state)
        except SendFailed as failed:
            log.warning("announcement_failed", status=failed.status)
        await self._ledger.set(message.key, {"state": state})

    def _messages(self) -> Iterator[Message]:
        for case in self._work.cases.open_cases():
            yield self._to_channel(case)
            yield from (self._opened(case, person) for person in self._business_team())
            yield from self._agreed(case)
        for key, value in self._ledger.all().items():
            if key.startswith(LEFT):
                at = datetime.fromisoformat(value["at"])
                yield from (self._left(key, at, person) for person in self._business_team())

    def _to_channel(self, case: Case) -> Message:
        return Message(
            f"opened|{case.ref}|channel",
            lambda: Shown(channel_card(case, self._work.reader()), f"{case.ref} was opened"),
            partial(self._chats.to_channel, self._work.partnership.review_channel),
        )

    def _opened(self, case: Case, person: Person) -> Message:
        return Message(
            f"opened|{case.ref}|{person.id}",
            lambda: Shown(
                opened_card(case, self._work.reader(), self._work.duplicates(case)), f"{case.ref} was opened"
            ),
            partial(self._chats.to_person, person),
        )

    def _agreed(self, case: Case) -> Iterator[Message]:
        """That "not required" stands, once for what was agreed."""
        signing = self._work.signing(case, NOTIFICATION_CRITERIA)
        if not signing or not signing.standing.is_agreed or case.outcome.values["sin"] != "not_required":
            return
        for person in self._business_team():
            yield Message(
                f"agreed|{case.ref}|{signing.standing.matter.digest[:16]}|{person.id}",
                lambda: Shown(agreed_card(signing), f"{case.ref}: no SIN is required"),
                partial(self._chats.to_person, person),
            )

    def _left(self, key: str, at: datetime, person: Person) -> Message:
        return Message(
            f"told|{key}|{person.id}",
            lambda: Shown(left_card(at), "A triage was left"),
            partial(self._chats.to_person, person),
        )

    def _business_team(self) -> Iterator[Person]:
        return (member.person for member in self._work.partnership.business_team)
