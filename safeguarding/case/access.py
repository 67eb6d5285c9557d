"""Access says who is kept from a case: a restriction to named people, and conflicts of interest."""

from collections.abc import Sequence
from dataclasses import dataclass

from safeguarding.case.events import case_events as of_case
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.base import latest_of
from safeguarding.case.merges import undone_merges
from safeguarding.people import Person


@dataclass(frozen=True)
class Access:
    """``conflicted`` are the people who have declared a conflict of interest, here or in a case that was merged into
    this one: they take no part and see nothing of the case."""

    restriction: of_case.Restricted | None
    conflicted: frozenset[Person]

    @classmethod
    def of(cls, events: Sequence[AnyEvent]) -> "Access":
        return cls(latest_of(events, of_case.Restricted, of_case.RestrictionLifted), _conflicted(events))

    @property
    def is_restricted(self) -> bool:
        return self.restriction is not None

    def bars(self, person: Person) -> bool:
        """Says whether a conflict of interest, or a restriction that does not name the person, keeps them out."""
        if self.conflicted and person in self.conflicted:
            return True
        return self.restriction is not None and person not in self.restriction.visible_to


def stood_back_after(events: Sequence[AnyEvent], signed: of_case.Signed) -> bool:
    """Says whether the signer has declared a conflict of interest since: the signature counts no more."""
    undone, since = undone_merges(events), events.index(signed)
    later = (event for place, event in enumerate(events) if place >= since and place not in undone)
    return any(signed.signer in _standing_back(event) for event in later)


def _conflicted(events: Sequence[AnyEvent]) -> frozenset[Person]:
    people: set[Person] = set()
    undone = undone_merges(events)
    for place, event in enumerate(events):
        people |= frozenset() if place in undone else _standing_back(event)
        if isinstance(event, of_case.ConflictWithdrawn):
            people.discard(event.person)
    return frozenset(people)


def _standing_back(event: AnyEvent) -> frozenset[Person]:
    """Names those who stand back from this event on."""
    if isinstance(event, of_case.ConflictDeclared):
        return frozenset({event.by})
    return frozenset(event.conflicted) if isinstance(event, of_case.MergedFrom) else frozenset()
