"""The case: an append-only list of events, and everything that is derived from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from safeguarding.case.events import (
    AnyEvent,
    Closed,
    Event,
    Facts,
    FoundNotMet,
    MergedFrom,
    MergedInto,
    Opened,
    Outcome,
    Reopened,
    Restricted,
    RestrictionLifted,
    SinSubmitted,
    Updated,
    as_plain,
    from_plain,
)
from safeguarding.case.people import Person
from safeguarding.working_days import london_date

EventT = TypeVar("EventT", bound=Event)


class Stage(StrEnum):
    """Where an incident stands. Derived, never stored."""

    NOTIFICATION = "notification"
    RAPID_REVIEW = "rapid_review"
    SIN_ONLY = "sin_only"
    FOUND_NOT_MET = "found_not_met"
    CLOSED = "closed"
    MERGED = "merged"

    @property
    def label(self) -> str:
        return _STAGES[self]


_STAGES = {
    Stage.NOTIFICATION: "Notification",
    Stage.RAPID_REVIEW: "Rapid Review",
    Stage.SIN_ONLY: "SIN submitted, no Rapid Review",
    Stage.FOUND_NOT_MET: "SIN submitted, criteria found not met",
    Stage.CLOSED: "Closed",
    Stage.MERGED: "Merged into another case",
}


@dataclass(frozen=True)
class Start:
    """A day from which working days are counted. Provisional: the real one is not known yet."""

    day: date
    provisional: bool


@dataclass(frozen=True)
class Case:
    events: tuple[AnyEvent, ...]

    @property
    def opened(self) -> Opened:
        first = self.events[0]
        if not isinstance(first, Opened):
            raise ValueError(f"a case begins with its opening, not with {first.type}")
        return first

    @property
    def ref(self) -> str:
        return self.opened.ref

    @property
    def opener(self) -> Person:
        return self.opened.by

    @property
    def facts(self) -> Facts:
        return self._latest_statement.facts

    @property
    def outcome(self) -> Outcome:
        return self._latest_statement.outcome

    @property
    def sin_submitted(self) -> date | None:
        """The day that starts the Rapid Review; after a merge the earlier of the two."""
        own = [event.on for event in self.of(SinSubmitted)]
        merged = [event.sin_submitted for event in self.of(MergedFrom) if event.sin_submitted]
        return min((*own[-1:], *merged), default=None)

    @property
    def aware(self) -> Start:
        """The start of the notification's clock; after a merge the earlier of the two, as certain as it was."""
        merged = (Start(event.aware_from, event.provisional) for event in self.of(MergedFrom))
        return min((self._own_start, *merged), key=lambda start: (start.day, start.provisional))

    @property
    def starts(self) -> Mapping[str, Start]:
        """The days known from which deadlines are counted, by the names that the rules give them."""
        stated = london_date(self._latest_statement.at)
        known = {"became_aware": self.aware, "stated": Start(stated, provisional=False)}
        if self.sin_submitted:
            known["sin_submitted"] = Start(self.sin_submitted, provisional=False)
        return known

    @property
    def merged_into(self) -> str | None:
        return next((event.other for event in self.of(MergedInto)), None)

    @property
    def is_open(self) -> bool:
        return self.stage not in (Stage.CLOSED, Stage.MERGED)

    @property
    def stage(self) -> Stage:
        if self.merged_into:
            return Stage.MERGED
        ends = [event for event in self.events if isinstance(event, Closed | Reopened)]
        if ends and isinstance(ends[-1], Closed):
            return Stage.CLOSED
        if self.sin_submitted is None:
            return Stage.NOTIFICATION
        if self.found_not_met:
            return Stage.FOUND_NOT_MET
        no_review = self.outcome.values["rapid_review"] == "not_required"
        return Stage.SIN_ONLY if no_review else Stage.RAPID_REVIEW

    @property
    def was_ever_serious(self) -> bool:
        """Whether any statement of the facts left room for a death or a serious harm."""
        stated = (event for event in self.events if isinstance(event, Opened | Updated))
        return any(event.facts.answers.get("harm") != "neither" for event in stated)

    @property
    def found_not_met(self) -> bool:
        """Whether the criteria were found not met; a later change of the facts opens the question again."""
        ends = [event for event in self.events if isinstance(event, FoundNotMet | Updated)]
        return bool(ends) and isinstance(ends[-1], FoundNotMet)

    @property
    def is_restricted(self) -> bool:
        steps = [event for event in self.events if isinstance(event, Restricted | RestrictionLifted)]
        return bool(steps) and isinstance(steps[-1], Restricted)

    @property
    def version(self) -> int:
        """Grows by one with each event: a store refuses to save over a version that was not read."""
        return len(self.events)

    def of(self, kind: type[EventT]) -> tuple[EventT, ...]:
        return tuple(event for event in self.events if isinstance(event, kind))

    def then(self, event: AnyEvent) -> "Case":
        return Case((*self.events, event))

    @property
    def _own_start(self) -> Start:
        """Without the date of awareness, the earliest date known."""
        if self.facts.became_aware:
            return Start(self.facts.became_aware, provisional=False)
        opened = london_date(self.opened.at)
        return Start(min(opened, self.facts.incident_on or opened), provisional=True)

    @property
    def _latest_statement(self) -> Opened | Updated:
        return next(event for event in reversed(self.events) if isinstance(event, Opened | Updated))


def to_plain(case: Case) -> list[dict[str, Any]]:
    return [as_plain(event) for event in case.events]


def read_case(raw: Iterable[Mapping[str, Any]]) -> Case:
    """Replays the events. Raises ValueError for what is no case."""
    case = Case(tuple(from_plain(event) for event in raw))
    if not case.events:
        raise ValueError("a case has at least its opening")
    case.opened  # noqa: B018 - raises for a case that does not begin with its opening
    return case
