"""Every event of a case says who and when."""

from collections.abc import Sequence
from typing import TypeVar

from pydantic import AwareDatetime, Field

from safeguarding.case.events.free_text import FreeText
from safeguarding.people import Person
from safeguarding.values import Value

SCHEMA = 1


class Event(Value):  # noqa: PLW1641 - pydantic makes the hash of each kind from its fields
    """An event bears the number of its schema: an old one is read through ``any_event.upcast``."""

    schema_number: int = SCHEMA
    by: Person
    at: AwareDatetime

    # An event is looked for among all those of its case again and again; nearly all others differ in kind or moment.
    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Event) and type(self) is type(other) and self.at == other.at and super().__eq__(other)


def as_read(said: object) -> object:
    """Returns what a reader sees of a value, whoever recorded it and when: the salts of its texts may differ."""
    if isinstance(said, FreeText):
        return said.shown
    if isinstance(said, Value):
        return {
            name: as_read(getattr(said, name)) for name in type(said).model_fields.keys() - Event.model_fields.keys()
        }
    if isinstance(said, dict):
        return {name: as_read(value) for name, value in said.items()}
    return tuple(map(as_read, said)) if isinstance(said, tuple) else said


def is_absent(value: object) -> bool:
    """Says that a field is left out where it is written: what was recorded before there was one reads as it did."""
    return value is None


def is_empty(value: object) -> bool:
    """Says the same of a field whose value, where nothing is to be said, is false or holds nothing."""
    return not value


class ContentEvent(Event):
    """A content event may change what there is to sign: nothing that was signed before its day covers it."""


class SealedEvent(Event):
    """A sealed event is a signature, a confirmation, or what took effect by one. ``seal`` is none where it was recorded
    before signatures were sealed. ``seal_holds`` is found anew at each reading, and is on no disk."""

    seal: str | None = Field(default=None, exclude_if=is_absent)
    seal_holds: bool = Field(default=True, exclude=True)


EventT = TypeVar("EventT", bound=Event)


def latest_of(events: Sequence[Event], kind: type[EventT], *undone_by: type[Event]) -> EventT | None:
    """Returns the latest event of the kind; none when one that undoes it came after."""
    for event in reversed(events):
        if isinstance(event, kind):
            return event
        if isinstance(event, undone_by):
            return None
    return None
