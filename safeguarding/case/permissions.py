"""Permissions say who may see a case, and who may read which part of it."""

from dataclasses import dataclass
from functools import partial
from typing import Self

from safeguarding.case.case import Case
from safeguarding.case.events.base import Event
from safeguarding.case.events.review_events import (
    ChairNamed,
    Decided,
    Determined,
    DspMeetingRecorded,
    InformationRequested,
    LiaisonRecorded,
    ReviewAnswered,
)
from safeguarding.partnership.model import Partnership, ReviewChannel
from safeguarding.people import Actor, Person, Role

GROUPS = frozenset({Role.BUSINESS_TEAM, Role.REVIEW_GROUP})
OF_REVIEW: tuple[type[Event], ...] = (
    *(ChairNamed, LiaisonRecorded, InformationRequested, DspMeetingRecorded),
    *(ReviewAnswered, Determined, Decided),
)
"""These events stand in the record of a Rapid Review alone."""


@dataclass(frozen=True)
class Readership:
    """The readership is what of a case says who may see it. ``named`` are the people that a restriction names; none
    where the case is not restricted."""

    opener: Person
    chair: Person | None
    named: frozenset[Person] | None
    conflicted: frozenset[Person]

    @classmethod
    def of(cls, case: Case) -> Self:
        restriction = case.access.restriction
        named = frozenset(restriction.visible_to) if restriction else None
        return cls(case.opener, case.chair, named, case.access.conflicted)

    def include(self, actor: Actor, partnership: Partnership) -> bool:
        """Says whether the person may see the case: practitioners see what they opened; the Business Team, the Review
        Group, the DSPs and the DCS see all. A restricted case is seen by the people named alone, while they hold an
        office, and none by whoever has declared a conflict of interest."""
        person = actor.person
        if person in self.conflicted or not (person == self.opener or partnership.names(person)):
            return False
        if self.named is not None:
            return person in self.named
        return person in (self.opener, self.chair) or _holds_an_office(actor)


def may_see(case: Case, actor: Actor, partnership: Partnership) -> bool:
    """Says whether the person may see the case, as ``Readership.include`` has it."""
    return case.once("readers", partial(Readership.of, case)).include(actor, partnership)


def sees(case: Case, person: Person, partnership: Partnership) -> bool:
    """Says whether the person may see the case with what the partnership file gives them now."""
    return may_see(case, partnership.actor(person), partnership)


def may_receive(case: Case, to: Person | ReviewChannel, partnership: Partnership) -> bool:
    """Says whether a message about the case may go there: a restricted case never shows in the channel."""
    return sees(case, to, partnership) if isinstance(to, Person) else not case.access.is_restricted


def has_review_record(case: Case) -> bool:
    """Says whether the case has a record of a Rapid Review: from the submission on, also when all is decided. What was
    recorded is there also where the facts ask for none any more, or the submission was taken back."""
    begins = case.sin_submitted is not None and case.outcome.values["rapid_review"] != "not_required"
    return begins or any(map(case.of, OF_REVIEW))


def reads_review(case: Case, actor: Actor) -> bool:
    """Says whether the person may read the record of a Rapid Review: what the agencies sent is not for whoever only
    opened the case."""
    return _holds_an_office(actor) or actor.person == case.chair


def sees_deleted_cases(actor: Actor) -> bool:
    """Says whether the person is told the date and the outcome of a case deleted under the retention rules: these
    groups alone are."""
    return bool(actor.roles & GROUPS)


def _holds_an_office(actor: Actor) -> bool:
    return bool(actor.seats or actor.roles & GROUPS)
