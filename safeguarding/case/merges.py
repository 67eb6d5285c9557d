"""Merges say which cases were taken into this one, or into which one it went: a merge can be undone on its day."""

from collections.abc import Sequence

from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.base import latest_of
from safeguarding.case.events.case_events import MergedFrom, MergedFromUndone, MergedInto, MergedIntoUndone


def undone_merges(events: Sequence[AnyEvent]) -> frozenset[int]:
    """Returns the places of the merges into the case that were undone since: nothing of them counts any more."""
    # Few merges are undone, and a case is asked for them again and again.
    if MergedFromUndone not in map(type, events):
        return frozenset()
    standing: dict[str, int] = {}
    undone: set[int] = set()
    for place, event in enumerate(events):
        if isinstance(event, MergedFrom):
            standing[event.other] = place
        elif isinstance(event, MergedFromUndone):
            undone.add(standing.pop(event.other))
    return frozenset(undone)


def taken_in(events: Sequence[AnyEvent]) -> tuple[MergedFrom, ...]:
    """Returns the merges into the case that stand."""
    if MergedFrom not in map(type, events):
        return ()
    undone = undone_merges(events)
    return tuple(event for place, event in enumerate(events) if isinstance(event, MergedFrom) and place not in undone)


def is_merged_since(events: Sequence[AnyEvent], event: AnyEvent) -> bool:
    """Says whether another case was taken in after the event: what was put by it was weighed without that one."""
    merges = taken_in(events)
    return bool(merges) and any(merge in events[-1 - events[::-1].index(event) :] for merge in merges)


def latest_merge(events: Sequence[AnyEvent]) -> MergedInto | MergedFrom | None:
    """Returns the latest merge that stands, whichever way round."""
    merged_into = latest_of(events, MergedInto, MergedIntoUndone)
    return merged_into or next(reversed(taken_in(events)), None)


def standing_events(events: Sequence[AnyEvent]) -> tuple[AnyEvent, ...]:
    """Returns the events as they would be had no merge been made that was undone."""
    undone = undone_merges(events)
    gone_again = False
    kept: list[AnyEvent] = []
    for place in range(len(events) - 1, -1, -1):
        event = events[place]
        gone_again = gone_again or isinstance(event, MergedIntoUndone)
        if isinstance(event, MergedInto) and gone_again:
            gone_again = False
        elif place not in undone and not isinstance(event, MergedIntoUndone | MergedFromUndone):
            kept.append(event)
    return tuple(reversed(kept))
