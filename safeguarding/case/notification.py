"""The notification is what the local authority has sent to government: the SIN, and the update after a later death."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from safeguarding.case.corrections import recorded
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.case_events import Opened, Updated
from safeguarding.case.events.facts import Facts
from safeguarding.dates.working_days import london_date

DIED = "died"


@dataclass(frozen=True)
class Notification:
    """``submitted`` is the day that the SIN went in; after a merge the earlier of the two. ``later_death`` is the
    statement of a death that the SIN does not hold: one notification is of one incident, so it has to be updated.
    ``updated`` is the day that the update went in."""

    submitted: date | None
    later_death: Updated | None
    updated: date | None

    @classmethod
    def of(cls, events: Sequence[AnyEvent]) -> "Notification":
        submitted = recorded(events, "sin_submitted")
        death = _later_death(events, submitted.day) if submitted else None
        updated = recorded(events[events.index(death) :], "update_submitted") if death else None
        return cls(submitted.day if submitted else None, death, updated.day if updated else None)

    @property
    def update_is_due(self) -> bool:
        return self.later_death is not None and self.updated is None


def states_death(before: Facts, after: Facts) -> bool:
    """Says whether a death is stated that was not stated before."""
    return _died(after) and not _died(before)


def _later_death(events: Sequence[AnyEvent], submitted: date) -> Updated | None:
    """Finds the death that was stated after the SIN was recorded, or on a later day than it went in: where either is
    so, the SIN may not hold it."""
    stated = [event for event in events if isinstance(event, Opened | Updated)]
    deaths = [event for event in stated if isinstance(event, Updated) and event.states_death]
    if not deaths or not _died(stated[-1].facts):
        return None
    was_in = _recorded_since(events) < events.index(deaths[-1])
    return deaths[-1] if was_in or submitted < london_date(deaths[-1].at) else None


def _recorded_since(events: Sequence[AnyEvent]) -> int:
    """Returns the place from which on the SIN is recorded as submitted."""
    places = range(len(events) + 1)
    return max(place for place in places if recorded(events[:place], "sin_submitted") is None)


def _died(facts: Facts) -> bool:
    return facts.answers.get("harm") == DIED
