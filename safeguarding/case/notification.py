"""The notification is what the local authority has sent to government: the SIN, and the updates with what it does not
hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from typing import TypeGuard

from safeguarding.case.corrections import RECORDED_BY, recorded
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.case_events import Opened, Updated, UpdateSubmitted
from safeguarding.case.events.correction_events import DayCorrected, StepTakenBack
from safeguarding.case.events.facts import Facts, Outcome
from safeguarding.dates.working_days import london_date
from safeguarding.people import Person

DIED = "died"
_RECORD_THE_SIN = (*RECORDED_BY["sin_submitted"], DayCorrected)


@dataclass(frozen=True)
class News:
    """News is what a statement tells that the SIN does not hold: the children, by their numbers, who have died since,
    and those who are told of since."""

    stated: Updated
    died: frozenset[int] = frozenset()
    added: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Update:
    """An update of the notification tells all the news until it is submitted. ``on`` is the day on which it was."""

    news: tuple[News, ...]
    on: date | None = None

    @property
    def first(self) -> Updated:
        return self.news[0].stated

    @property
    def died(self) -> frozenset[int]:
        return frozenset().union(*(news.died for news in self.news))

    @property
    def added(self) -> frozenset[int]:
        return frozenset().union(*(news.added for news in self.news))


@dataclass(frozen=True)
class Notification:
    """``submitted`` is the day that the SIN went in; after a merge the earlier of the two. ``updates`` are called for
    by what the SIN does not hold: one notification is of one incident, so it has to be updated."""

    submitted: date | None
    updates: tuple[Update, ...] = field(default=())

    @classmethod
    def of(cls, events: Sequence[AnyEvent]) -> "Notification":
        submitted = recorded(events, "sin_submitted")
        if submitted is None:
            return cls(None)
        return cls(submitted.day, tuple(_updates(events, list(_news(events, submitted.day)))))

    @property
    def update(self) -> Update | None:
        """Returns the update that was called for last, submitted or not."""
        return self.updates[-1] if self.updates else None

    @property
    def updated(self) -> date | None:
        return self.update.on if self.update else None

    @property
    def update_is_due(self) -> bool:
        return self.update is not None and self.update.on is None

    @property
    def died(self) -> frozenset[int]:
        """Returns the numbers of the children whose death the SIN does not hold."""
        return frozenset().union(*(update.died for update in self.updates))

    @property
    def latest_news(self) -> Updated | None:
        return self.updates[-1].news[-1].stated if self.updates else None


def restated(
    before: Facts, facts: Facts, outcome: Outcome, by: Person, at: datetime, proposed_by: Person | None = None
) -> Updated:
    """Makes the statement of the facts that takes the place of the one before."""
    added = tuple(number for number in facts.by_number if number not in before.by_number)
    return Updated(
        by=by,
        at=at,
        facts=facts,
        outcome=outcome,
        proposed_by=proposed_by,
        states_death=states_death(before, facts),
        added=added,
    )


def states_death(before: Facts, after: Facts) -> bool:
    """Says whether the death of a child is stated that was not stated before."""
    return not _died(after) <= _died(before)


def _news(events: Sequence[AnyEvent], submitted: date) -> Iterator[News]:
    """Yields what was stated after the SIN was recorded, or on a later day than it went in, and holds today: where
    either is so, the SIN may not hold it. Of what was stated twice the later statement counts."""
    stated = [(place, event) for place, event in enumerate(events) if isinstance(event, Opened | Updated)]
    if len(stated) == 1:
        return
    since = _recorded_since(events)
    died, there = _died(stated[-1][1].facts), set(stated[-1][1].facts.by_number)
    found: list[News] = []
    for (_, before), (place, event) in reversed(list(pairwise(stated))):
        if not isinstance(event, Updated) or not (since < place or submitted < london_date(event.at)):
            continue
        added = there & set(event.added)
        of_death = (died & _died(event.facts)) - _died(before.facts) - added if event.states_death else set()
        there, died = there - added, died - of_death
        if added or of_death:
            found.append(News(event, frozenset(of_death), frozenset(added)))
    yield from reversed(found)


def _updates(events: Sequence[AnyEvent], news: Sequence[News]) -> list[Update]:
    """Puts the news together by the updates that tell them. News that come after an update was submitted call for
    another one."""
    updates: list[Update] = []
    for event in events:
        told = next((each for each in news if each.stated is event), None)
        if told and updates and updates[-1].on is None:
            updates[-1] = replace(updates[-1], news=(*updates[-1].news, told))
        elif told:
            updates.append(Update((told,)))
        elif updates and _is_about_update(event):
            updates[-1] = replace(updates[-1], on=None if isinstance(event, StepTakenBack) else event.on)
    return updates


def _is_about_update(event: AnyEvent) -> TypeGuard[UpdateSubmitted | DayCorrected | StepTakenBack]:
    if isinstance(event, DayCorrected | StepTakenBack):
        return event.step == "update_submitted"
    return isinstance(event, UpdateSubmitted)


def _recorded_since(events: Sequence[AnyEvent]) -> int:
    """Returns the place from which on the SIN is recorded as submitted."""
    places = [place for place, event in enumerate(events) if isinstance(event, _RECORD_THE_SIN)]
    return next(place for place in reversed(places) if recorded(events[:place], "sin_submitted") is None)


def _died(facts: Facts) -> set[int]:
    return {child.number for child in facts.children if child.answers.get("harm") == DIED}
