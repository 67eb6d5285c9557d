"""A seal is a MAC (HMAC-SHA256) on a signature, a confirmation, or what took effect by one, under a key that the store
does not have: whoever can write the store alone can forge none of them unnoticed."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from safeguarding.case.events.any_event import AnyEvent, SetAside
from safeguarding.case.events.base import SealedEvent
from safeguarding.case.events.case_events import CriteriaDecided, Opened, Signed
from safeguarding.case.events.free_text import without_texts
from safeguarding.dates.working_days import london_date, spoken

PURPOSE = b"cscp signature 1\n"
NOT_COVERED = {"seal", "seal_holds"}


@dataclass(frozen=True)
class SealKey:
    """A signing key seals what is recorded from the day ``since`` on, until the day of the next one."""

    since: date
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class Seals:
    """The seals are made and checked with ``keys``, the newest first. What was recorded before the day of the oldest
    one is not checked."""

    keys: tuple[SealKey, ...] = ()

    def sealed(self, events: Sequence[AnyEvent], known: int) -> tuple[AnyEvent, ...]:
        """Returns the events as they go to disk: those after the first ``known`` are sealed, and what was set aside is
        as it was recorded."""
        days = _days(events)
        return tuple(
            self._seal(events, place, day) if place >= known else as_recorded(events[place])
            for place, day in enumerate(days)
        )

    def judged(self, events: Sequence[AnyEvent]) -> tuple[AnyEvent, ...] | None:
        """Returns the events with those set aside whose seals do not hold; none where all hold. What keeps a duty open
        counts all the same: a dissent, and criteria that were decided as met."""
        broken = {place for place, day in enumerate(_days(events)) if not self._holds(events, place, day)}
        if not broken:
            return None
        return tuple(_set_aside(event) if place in broken else event for place, event in enumerate(events))

    def _seal(self, events: Sequence[AnyEvent], place: int, day: date) -> AnyEvent:
        event, keys = events[place], self._in_force(day)
        if not keys or not isinstance(event, SealedEvent):
            return event
        return event.model_copy(update={"seal": _mac(keys[0], events, place)})

    def _holds(self, events: Sequence[AnyEvent], place: int, day: date) -> bool:
        event, keys = events[place], self._in_force(day)
        if not keys or not isinstance(event, SealedEvent):
            return True
        # Somebody who writes into the store may write anything for a seal, half characters too.
        seal = (event.seal or "").encode(errors="replace")
        return any(hmac.compare_digest(_mac(key, events, place).encode(), seal) for key in keys)

    def _in_force(self, day: date) -> tuple[SealKey, ...]:
        """Returns the key of the day; on its first day the one before it holds too, which sealed until the restart."""
        begun = [key for key in self.keys if key.since <= day]
        return tuple(begun[: 2 if begun and begun[0].since == day else 1])


def as_recorded(event: AnyEvent) -> AnyEvent:
    if isinstance(event, SetAside):
        return event.recorded
    if isinstance(event, SealedEvent) and not event.seal_holds:
        return event.model_copy(update={"seal_holds": True})
    return event


def faults_of_seals(events: Sequence[AnyEvent]) -> Iterator[str]:
    """Yields a sentence for each seal that does not hold, of events that were judged."""
    for number, event in enumerate(events, 1):
        recorded = as_recorded(event)
        if recorded is not event:
            where = f"{_ref(events)}, event {number} of {spoken(london_date(event.at))}"
            counts = "it does not count" if isinstance(event, SetAside) else "it counts, since it keeps a duty open"
            yield f"{where}: the seal of {_named(recorded)} does not hold, so {counts}."


def seal_in_words(event: AnyEvent) -> str:
    """Says that the event's seal does not hold, and what follows; nothing where it does."""
    if isinstance(event, SetAside):
        return "Its seal does not hold: it does not count."
    return "" if as_recorded(event) is event else "Its seal does not hold; it counts all the same."


def unsealed(events: Sequence[AnyEvent]) -> int:
    """Returns how many of the events bear no seal that would bear one by now."""
    recorded = map(as_recorded, events)
    return sum(isinstance(event, SealedEvent) and event.seal is None for event in recorded)


def _named(event: AnyEvent) -> str:
    return f"the signature {event.place}" if isinstance(event, Signed) else f'"{event.type.replace("_", " ")}"'


def _set_aside(event: AnyEvent) -> AnyEvent:
    keeps_open = (isinstance(event, Signed) and not event.agrees) or (isinstance(event, CriteriaDecided) and event.met)
    if keeps_open:
        return event.model_copy(update={"seal_holds": False})
    return SetAside(by=event.by, at=event.at, recorded=as_recorded(event))


def _days(events: Sequence[AnyEvent]) -> Iterator[date]:
    """Yields the day of each event, or of one before it that was later: nobody gets behind a key by an earlier
    moment."""
    return accumulate((london_date(event.at) for event in events), max)


def _mac(key: SealKey, events: Sequence[AnyEvent], place: int) -> str:
    """Makes the MAC of an event at its place in its case. A field that has its default is left out: one that is added
    later changes no seal."""
    event = events[place]
    recorded = without_texts(event.model_dump(mode="json", exclude_defaults=True, exclude=NOT_COVERED))
    covered = {"case": _ref(events), "place": place, "type": event.type, "event": recorded}
    content = json.dumps(covered, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(key.secret, PURPOSE + content, hashlib.sha256).hexdigest()


def _ref(events: Sequence[AnyEvent]) -> str:
    return events[0].ref if isinstance(events[0], Opened) else ""
