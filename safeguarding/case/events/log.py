"""The log of a case has its events in order. Everything that is known of the case is found in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import is_
from typing import Any, Self, TypeVar, cast

from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.base import Event, EventT, as_read

ValueT = TypeVar("ValueT")


@dataclass(frozen=True)
class EventLog:
    """The log only grows: what is appended makes a new log. What was worked out of one is kept with it."""

    events: tuple[AnyEvent, ...]

    @property
    def version(self) -> int:
        """The version grows by one with each event: a store refuses to save over a version that was not read
        (optimistic locking)."""
        return len(self.events)

    def of(self, kind: type[EventT]) -> tuple[EventT, ...]:
        return tuple(cast(EventT, self.events[place]) for place in self._places.get(kind, ()))

    def then(self, event: AnyEvent) -> Self:
        return type(self)((*self.events, event))

    def then_unless_said(self, event: AnyEvent, *before: AnyEvent | None) -> Self:
        """Appends the event, unless one of those ``before`` says the same: repeated unchanged, a step is idempotent."""
        return self if as_read(event) in map(as_read, before) else self.then(event)

    def before(self, event: AnyEvent) -> Self:
        """Returns the case as it was when one of its events happened, without it."""
        return self.as_of(next(place for place, each in enumerate(self.events) if each is event))

    def as_of(self, version: int) -> Self:
        """Returns the case as it was at this version."""
        if version == self.version:
            return self
        if version not in self._earlier:
            self._earlier[version] = type(self)(self.events[:version])
        return self._earlier[version]

    @cached_property
    def _earlier(self) -> dict[int, Self]:
        """Keeps the case as it was by version: its news ask each hour what was derived then. Whoever goes through all
        versions makes them anew, since all that was derived of each would stay in memory."""
        return {}

    @cached_property
    def derived(self) -> dict[str, Any]:
        """Keeps what the modules of ``state`` have worked out of this case alone, by name: a case never changes."""
        return {}

    def once(self, name: str, work_out: Callable[[], ValueT], *given: object) -> ValueT:
        """Returns what is worked out of this case and of what is ``given``, and keeps it by name: nearly everybody asks
        for it with the same. With anything else it is worked out anew."""
        kept = self.derived.get(name)
        if kept is None or not all(map(is_, kept[0], given)):
            kept = self.derived[name] = given, work_out()
        value: ValueT = kept[1]
        return value

    def _since(self, event: Event) -> tuple[AnyEvent, ...]:
        """Returns the latest event that is this one, with all that came after it."""
        return self.events[-1 - self.events[::-1].index(event) :]

    def _latest(self, kind: type[EventT], *undone_by: type[Event]) -> EventT | None:
        """Returns the latest event of the kind; none when one that undoes it came after."""
        place = self._latest_place(kind)
        if place < 0 or any(self._latest_place(other) > place for other in undone_by):
            return None
        return cast(EventT, self.events[place])

    def _latest_place(self, kind: type[Event]) -> int:
        """Returns where the latest event of the kind stands, -1 without one."""
        return self._places.get(kind, (-1,))[-1]

    @cached_property
    def _places(self) -> Mapping[type[Event], Sequence[int]]:
        """Tells where the events of each kind stand: what is derived of a case asks for them again and again."""
        places: dict[type[Event], list[int]] = {}
        for place, event in enumerate(self.events):
            places.setdefault(type(event), []).append(place)
        return places
