"""What must be said, said at least once: claimed, sent, and noted as sent.

A crash between sending and noting repeats that one message, and of several bots only one says it. A failed one is tried
again, later each time; a chat that is blocked or gone is marked, and its mark goes when the person writes to the bot
again or a message reaches it.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.connector.transport import DestinationUnreachable, SendError
from bot.messaging.backoff import Backoff
from bot.messaging.destinations import Destination, destination_id, destination_of
from bot.messaging.leases import SENT, Leases
from bot.messaging.ledger import is_interrupted, offers_signing
from bot.messaging.proactive import ProactiveMessenger
from dialogs.messages import CardMessage
from store.errors import Conflict
from store.references import is_reference

FAILED, GONE = "failed", "gone"
MARK = "gone|"
OPENED = "opened"
LAID_BY_TOGETHER = 500
log = structlog.get_logger()


async def _always() -> bool:
    return True


@dataclass(frozen=True)
class Message:
    """``keys`` name in the ledger everything that it says; ``shown`` is made when it is sent, ``still`` asked right
    before: others may have been told slowly."""

    to: Destination
    keys: tuple[str, ...]
    render: Callable[[], CardMessage]
    is_current: Callable[[], Awaitable[bool]] = _always


class Outbox:
    """``said`` hears of each message that was tried, with the state that came of it."""

    def __init__(
        self,
        messenger: ProactiveMessenger,
        leases: Leases,
        said: Callable[[Message, str], None] = lambda message, state: None,
    ) -> None:
        self._messenger = messenger
        self._leases = leases
        self._ledger = leases.ledger
        self._now = leases.now
        self._said = said
        self._backoff = Backoff(leases.now)
        self._unrecorded: dict[str, dict[str, str]] = {}

    def is_open(self, to: Destination, *keys: str) -> bool:
        """Whether any of it still has to be said there, and no other bot is saying it."""
        return any(self._is_open(to, _name(key, to)) for key in keys)

    def is_concluded(self, to: Destination, keys: Iterable[str], gone: Set[Destination]) -> bool:
        """Whether all of it was said there, or can't be for as long as the same are out of reach as in ``gone``."""
        states = [self._known(_name(key, to)).get("state") for key in keys]
        return all(state == SENT or (state == GONE and to in gone) for state in states)

    def _is_open(self, to: Destination, name: str) -> bool:
        known = self._known(name)
        state = known.get("state")
        return (
            state != SENT
            and (state != GONE or not self.is_unreachable(to))
            and not self._leases.is_held_elsewhere(known)
        )

    def _known(self, name: str) -> Mapping[str, Any]:
        document = self._ledger.get(name)
        return self._unrecorded.get(name) or (document.value if document else {})

    async def send(self, message: Message) -> None:
        """Not now, where the destination has to wait or another bot says a part of it. Raises StoreFault, and sends
        nothing, when it can't be noted."""
        if self.must_wait(message.to) or not await message.is_current():
            return
        if self._unrecorded:
            await self._record({})
        names = [_name(key, message.to) for key in message.keys]
        if not all(self._is_open(message.to, name) for name in names):
            return
        if not await self._leases.acquire({name: self._ledger.get(name) for name in names}):
            return
        if await message.is_current():
            await self._deliver(message, names)
        else:
            await self._record(dict.fromkeys(names, self._state(FAILED)))

    async def _deliver(self, message: Message, names: Sequence[str]) -> None:
        try:
            await self._messenger.to(message.to, message.render())
        except DestinationUnreachable as gone:
            self._said(message, GONE)
            await self._record(dict.fromkeys(names, self._state(GONE)))
            await self.mark_unreachable(message.to, refused=gone.status is not None)
        except SendError as failed:
            self._said(message, FAILED)
            log.warning("message_failed", status=failed.status, destination_kind=_kind(message.to))
            self._backoff.note_failure(destination_id(message.to), failed.retry_after)
            await self._record(dict.fromkeys(names, self._state(FAILED)))
        else:
            self._said(message, SENT)
            self._backoff.note_success(destination_id(message.to))
            await self._record(dict.fromkeys(names, self._state(SENT)))
            await self.mark_reachable(message.to)

    def must_wait(self, to: Destination) -> bool:
        """Whether a message failed there, and it is too early to try again."""
        return destination_id(to) in self._backoff

    def is_unreachable(self, to: Destination) -> bool:
        """Known to be out of reach. Where it was never heard of, only until it is."""
        document = self._ledger.get(MARK + destination_id(to))
        return document is not None and (document.value["refused"] or not self._messenger.knows(to))

    def unreachable(self) -> dict[Destination, str]:
        """Everyone who is out of reach, with the moment since when."""
        marked = {destination_of(key.removeprefix(MARK)): value for key, value in self._ledger.all(MARK).items()}
        return {to: value["at"] for to, value in marked.items() if self.is_unreachable(to)}

    def everyone_unreachable(self) -> frozenset[Destination]:
        return frozenset(self.unreachable())

    async def mark_unreachable(self, to: Destination, *, refused: bool) -> None:
        """``refused``: by Teams; otherwise there is no chat to write to yet."""
        if self.is_unreachable(to):
            return
        log.warning("destination_gone", destination_kind=_kind(to))
        mark = MARK + destination_id(to)
        known = self._ledger.get(mark)
        # Where another bot has just marked it, the moment since when is the one that it noted.
        with suppress(Conflict):
            await self._ledger.put(mark, {**self._state(GONE), "refused": refused}, known.etag if known else None)

    async def mark_reachable(self, to: Destination) -> bool:
        """A message arrived there, or came from there; whether it had been out of reach."""
        mark = MARK + destination_id(to)
        was_gone = self._ledger.get(mark) is not None
        if was_gone:
            await self._ledger.delete(mark)
        return was_gone

    async def forget(self, before: datetime, keep: Callable[[str], bool]) -> None:
        """What was said long ago, apart from the names to keep. A mark stays for as long as nothing arrives."""
        old = [name for name, value in self._ledger.all().items() if _is_older(value, before)]
        old = [name for name in old if not name.startswith(MARK) and not keep(name)]
        if old:
            await self._ledger.delete(*old)

    async def archive(self, before: datetime, are_open: Set[str]) -> None:
        """What was said long ago of cases that are not open; not a card that still offers to sign."""
        about = {
            name: ref
            for name, value in self._ledger.all().items()
            if (ref := _case_in(name)) and ref not in are_open and _may_rest(value, before)
        }
        names = list(about)
        for first in range(0, len(names), LAID_BY_TOGETHER):
            await self._ledger.archive({name: about[name] for name in names[first : first + LAID_BY_TOGETHER]})

    async def _record(self, states: Mapping[str, dict[str, str]]) -> None:
        """What could not be noted is kept in mind, so that it is not said twice while this process lives."""
        self._unrecorded.update(states)
        noted = dict(self._unrecorded)
        await self._ledger.set_all(noted)
        # What another message has added meanwhile is still to be noted.
        for name in [name for name, state in self._unrecorded.items() if state is noted.get(name)]:
            del self._unrecorded[name]

    def _state(self, state: str) -> dict[str, str]:
        return {"state": state, "at": self._now().isoformat()}


def _name(key: str, to: Destination) -> str:
    return f"{key}|{destination_id(to)}"


def _kind(to: Destination) -> str:
    return destination_id(to).partition("|")[0]


def _case_in(name: str) -> str | None:
    return next(filter(is_reference, name.split("|")), None)


def _may_rest(value: dict[str, Any], before: datetime) -> bool:
    """Not a card that still offers to sign, or that a bot died with; one that is over says no more when that was."""
    return not offers_signing(value) and not is_interrupted(value) and ("at" not in value or _is_older(value, before))


def _is_older(value: Mapping[str, str], moment: datetime) -> bool:
    return "at" in value and datetime.fromisoformat(value["at"]) < moment
