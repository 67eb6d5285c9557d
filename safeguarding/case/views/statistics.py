"""Statistics are figures over all cases: what was done in time, and what recurs. They tell nothing of what a case says,
and count no rehearsal.

A case that was merged into another counts as that other one, which keeps the earlier clock. One that was opened in
error has a line of its own.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.case_events import CriteriaDecided, SinSubmitted
from safeguarding.case.events.link_events import LinkKind
from safeguarding.case.events.review_events import ConcernOutcome, Decided, DeterminationConfirmed, LcsprCompleted
from safeguarding.case.permissions import Readership
from safeguarding.case.stage import Stage
from safeguarding.case.state.criteria import no_sin_goes_in, values_in_force
from safeguarding.case.state.links import LINK_KINDS, links
from safeguarding.case.state.matters import LCSPR_DECISION
from safeguarding.case.state.retention import Tombstone, closed_on
from safeguarding.case.state.review_record import ticked_items
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.dates.working_days import WorkingCalendar, london_date
from safeguarding.framework.due_dates import due_date
from safeguarding.framework.entries import Deadline, Question
from safeguarding.framework.framework import Framework
from safeguarding.people import Seat
from safeguarding.rehearsal import names_rehearsal

INDICATORS, CATEGORIES, REASONS = "indicators", "categories", "reasons_not_to_commission"
RECURRING = (INDICATORS, CATEGORIES)
FIRST_YEAR = 2018
"""Rapid Reviews began with Working Together 2018: there is no case of before."""


class Result(StrEnum):
    """A result says how a deadline was met. ``late`` takes in what is overdue and not done. ``fell_away``: the duty
    ended before it was due and without being done, since the case was closed or the criteria were found not met."""

    KEPT = "kept"
    LATE = "late"
    NOT_YET_DUE = "not_yet_due"
    FELL_AWAY = "fell_away"


@dataclass(frozen=True)
class Timing:
    """A timing says how a deadline of the guidance was met in one case. ``provisional`` means counted from the earliest
    date known."""

    due: date
    done: date | None
    provisional: bool
    result: Result


@dataclass(frozen=True)
class CaseFigures:
    """The figures of one case hold no text of it; ``children`` is how many it has. ``found_not_met``: it is settled
    that the notification criteria are not met, whatever the rules gave (``values``). ``criteria_escalated`` says what
    was decided on them by escalation, "met" or "not_met". ``timings`` are by deadline, where it applies.
    ``first_aware`` is the first partner's awareness of the incident, where it is known, and ``counted_from`` the day
    from which the SIN's days are counted: later, where a first suspicion started them. ``unanimous``,
    ``national_review`` and ``dcs_had_signed`` are none where it has not come to that. ``linked`` are the kinds of its
    links to others that are counted with it."""

    ref: str
    opened: date
    closed: date | None
    stage: Stage
    restricted: bool
    children: int
    values: Mapping[str, str]
    found_not_met: bool
    criteria_escalated: str | None
    timings: Mapping[str, Timing]
    first_aware: date | None
    counted_from: date
    dcs_had_signed: bool | None
    determined: str | None
    decided: str | None
    unanimous: bool | None
    dissented: tuple[Seat, ...]
    national_review: bool | None
    concern: str | None
    concern_decided: ConcernOutcome | None
    commissioned: date | None
    ticks: Mapping[str, tuple[str, ...]]
    linked: tuple[LinkKind, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.closed is None


@dataclass(frozen=True)
class ReckonedCase:
    """A case is reckoned by itself, whoever looks at the figures and whatever others there are: ``figures`` are without
    its links, which stand in ``links`` by the other case and the kind. What is reckoned of a closed case changes only
    with the case, the rules or the calendar, so it can be kept."""

    figures: CaseFigures
    links: tuple[tuple[str, LinkKind], ...]
    is_rehearsal: bool
    readers: Readership

    def among(self, refs: Set[str]) -> CaseFigures:
        """Returns the figures beside those of other cases: a link to any case but these is not counted."""
        if not self.links:
            return self.figures
        return replace(self.figures, linked=tuple(dict.fromkeys(kind for other, kind in self.links if other in refs)))


@dataclass(frozen=True)
class LeftOut:
    """This says how many cases are not counted, and why. ``deleted`` cases went under the retention rules."""

    rehearsals: int = 0
    merged: int = 0
    opened_in_error: int = 0
    other_years: int = 0
    deleted: int = 0


@dataclass(frozen=True)
class Rate:
    kept: int
    late: int
    not_yet_due: int
    fell_away: int

    @property
    def decided(self) -> int:
        """Counts the cases in which it is known whether the deadline was kept."""
        return self.kept + self.late

    @property
    def percent(self) -> int | None:
        """Returns the percentage that was kept, of those decided; none where none is."""
        return round(100 * self.kept / self.decided) if self.decided else None


@dataclass(frozen=True)
class Figures:
    """The figures count ``cases`` opened in ``year``; none for all years."""

    year: int | None
    cases: tuple[CaseFigures, ...]
    left_out: LeftOut

    @property
    def open_cases(self) -> tuple[CaseFigures, ...]:
        return tuple(case for case in self.cases if case.is_open)

    @property
    def children(self) -> int:
        """Counts the children of all cases: an incident has one or several."""
        return sum(case.children for case in self.cases)

    def stages(self) -> dict[Stage, int]:
        """Counts the open cases by stage, in the order of a case's way."""
        counted = Counter(case.stage for case in self.open_cases)
        return {stage: counted[stage] for stage in Stage if counted[stage]}

    def rate(self, deadline: str, *, of_open: bool) -> Rate:
        cases = (case for case in self.cases if case.is_open is of_open)
        results = Counter(case.timings[deadline].result for case in cases if deadline in case.timings)
        return Rate(**{result.value: results[result] for result in Result})

    @property
    def transferred(self) -> int:
        return sum(case.stage is Stage.TRANSFERRED for case in self.cases)

    def found_not_met(self) -> int:
        return sum(case.found_not_met for case in self.cases)

    def criteria_escalated(self) -> int:
        return sum(case.criteria_escalated is not None for case in self.cases)

    def escalated(self) -> int:
        """Counts the cases whose decision on the LCSPR was recorded by escalation."""
        return sum(case.unanimous is False for case in self.cases)

    def linked(self) -> dict[LinkKind, int]:
        """Counts the cases that are linked to another, by the kind of the link."""
        counted = Counter(kind for case in self.cases for kind in case.linked)
        return {kind: counted[kind] for kind in LINK_KINDS if counted[kind]}

    def provisional(self, deadline: str) -> int:
        return sum(case.timings[deadline].provisional for case in self.cases if deadline in case.timings)

    def recurring(self, question: str) -> dict[str, int]:
        """Counts the cases in which each item was ticked, the most frequent first."""
        return dict(Counter(item for case in self.cases for item in case.ticks[question]).most_common())

    def recurring_groups(self, question: Question) -> dict[str, int]:
        """Counts the cases in which an item of each group was ticked. Items without a group stand with the last one."""
        if not question.groups:
            return {}
        group_of = {item.id: item.group or question.groups[-1].id for item in question.items}
        ticked = (set(case.ticks[question.id]) & group_of.keys() for case in self.cases)
        groups = Counter(group for items in ticked for group in {group_of[item] for item in items})
        return {group.id: groups[group.id] for group in question.groups if groups[group.id]}


def figures(
    cases: Iterable[Case], framework: Framework, calendar: WorkingCalendar, today: date, year: int | None = None
) -> Figures:
    """Counts the cases. ``year`` limits them to those opened in it."""
    return count([reckon(case, framework, calendar, today) for case in cases], year)


def count(there: Sequence[ReckonedCase], year: int | None = None) -> Figures:
    """Counts cases that are reckoned already. ``year`` as in ``figures``."""
    real = [each for each in there if not each.is_rehearsal]
    ended_as = Counter(each.figures.stage for each in real)
    own = [each for each in real if each.figures.stage not in (Stage.MERGED, Stage.OPENED_IN_ERROR)]
    chosen = [each for each in own if year is None or each.figures.opened.year == year]
    left_out = LeftOut(
        rehearsals=len(there) - len(real),
        merged=ended_as[Stage.MERGED],
        opened_in_error=ended_as[Stage.OPENED_IN_ERROR],
        other_years=len(own) - len(chosen),
    )
    refs = frozenset(each.figures.ref for each in real)
    return Figures(year, tuple(each.among(refs) for each in chosen), left_out)


def reckon(case: Case, framework: Framework, calendar: WorkingCalendar, today: date) -> ReckonedCase:
    """Reckons one case. Of a closed one nothing hangs on ``today``."""
    standing = tuple((link.other, link.kind) for link in links(case))
    return ReckonedCase(figures_of(case, framework, calendar, today), standing, case.is_rehearsal, Readership.of(case))


def require_year(year: int | None, today: date) -> None:
    """Raises InvalidInput for a year of which there can be no case."""
    if year is not None and not FIRST_YEAR <= year <= today.year:
        raise InvalidInput(f"There are no cases of {year}. Name a year from {FIRST_YEAR} to {today.year}, or none.")


def with_deleted(counted: Figures, tombstones: Iterable[Tombstone]) -> Figures:
    """Says how many real cases of the year were deleted under the retention rules: nothing of them can be counted."""
    real = [tombstone for tombstone in tombstones if not names_rehearsal(tombstone.ref)]
    deleted = sum(counted.year in (None, tombstone.opened.year) for tombstone in real)
    return replace(counted, left_out=replace(counted.left_out, deleted=deleted))


def figures_of(case: Case, framework: Framework, calendar: WorkingCalendar, today: date) -> CaseFigures:
    """Returns the figures of one case, without its links."""
    timings = {deadline.id: timing(case, deadline, framework, calendar, today) for deadline in framework.deadlines}
    decided, submitted = case.decisions, case.of(SinSubmitted) if case.sin_submitted else ()
    return CaseFigures(
        ref=case.ref,
        opened=london_date(case.opened.at),
        closed=closed_on(case),
        stage=case.stage,
        restricted=case.access.is_restricted,
        children=len(case.facts.children),
        values=case.outcome.values,
        found_not_met=case.found_not_met,
        criteria_escalated=_criteria_escalated(case),
        timings={name: found for name, found in timings.items() if found},
        first_aware=None if case.aware.provisional else case.aware.first,
        counted_from=case.aware.day,
        dcs_had_signed=submitted[-1].dcs_had_signed if submitted else None,
        determined=case.determination.recommendation.outcome if case.determination else None,
        decided=decided[-1].decision.outcome if decided else None,
        unanimous=decided[-1].escalation is None if decided else None,
        dissented=_dissented(case, decided[-1]) if decided else (),
        national_review=decided[-1].decision.national_review if decided else None,
        concern=case.concern.kind if case.concern else None,
        concern_decided=case.concern_decision.outcome if case.concern_decision else None,
        commissioned=case.commissioned_on,
        ticks={name: _ticks(case, name, framework) for name in (INDICATORS, CATEGORIES, REASONS)},
    )


def _criteria_escalated(case: Case) -> str | None:
    decided = case.of(CriteriaDecided)
    if not decided:
        return None
    return "met" if decided[-1].met else "not_met"


def timing(
    case: Case, deadline: Deadline, framework: Framework, calendar: WorkingCalendar, today: date
) -> Timing | None:
    """Times one deadline: none where it does not apply, or has no day yet to be counted from. Where the rules ask for
    no SIN and none was submitted, none is late."""
    start, done = case.starts.get(deadline.starts), DONE[deadline.id](case)
    settings = (case.outcome.values, values_in_force(case))
    stands = any(framework.holds(deadline.stands_while, values) for values in settings)
    if start is None or not (stands or done):
        return None
    due = due_date(deadline, start.day, calendar).due
    return Timing(due, done, start.provisional, _result(case, deadline, due, done, today))


def _result(case: Case, deadline: Deadline, due: date, done: date | None, today: date) -> Result:
    if done:
        return Result.KEPT if done <= due else Result.LATE
    if ended := _ended_on(case, deadline):
        return Result.FELL_AWAY if ended <= due else Result.LATE
    return Result.NOT_YET_DUE if today <= due else Result.LATE


def _ended_on(case: Case, deadline: Deadline) -> date | None:
    """Returns the day on which the duty ended without being done."""
    if case.criteria_settled and case.found_not_met and ("found_not_met" in deadline.until or no_sin_goes_in(case)):
        return london_date(case.criteria_settled.at)
    return closed_on(case)


def _review_held(case: Case) -> date | None:
    """Returns when the chair confirmed the determination that the first decision rests on; before a decision, the one
    that stands."""
    decided = case.decisions
    before = case.events[: case.events.index(decided[0])] if decided else case.events
    confirmed = [event for event in before if isinstance(event, DeterminationConfirmed)]
    return london_date(confirmed[-1].at) if confirmed and (decided or case.is_determined) else None


def _completed_on(case: Case) -> date | None:
    completed = case.of(LcsprCompleted)
    return case.day_of(completed[-1]) if completed and case.lcspr_is_completed else None


DONE: Mapping[str, Callable[[Case], date | None]] = {
    "sin": lambda case: case.sin_submitted,
    "rapid_review": _review_held,
    "dsp_sign_off": lambda case: case.day_of(case.decisions[0]) if case.decisions else None,
    "lcspr": _completed_on,
    "sin_update": lambda case: case.notification.updated,
    "new_determination": lambda case: case.day_of(case.decisions[-1]) if case.is_decided_since_news else None,
}
"""Each deadline of the guidance was met on the day that is computed here."""


def _dissented(case: Case, decided: Decided) -> tuple[Seat, ...]:
    """Returns the seats that disagreed with what was put to them when the decision was escalated."""
    sign_off = sign_off_of(case.before(decided), LCSPR_DECISION)
    return tuple(signed.seat for signed in sign_off.dissents if signed.seat) if sign_off else ()


def _ticks(case: Case, question: str, framework: Framework) -> tuple[str, ...]:
    """Returns the items ticked in the Rapid Review, and the indicators of a Case of Concern; each once."""
    referred = case.concern.indicators if case.concern and question == INDICATORS else ()
    return tuple(dict.fromkeys((*ticked_items(case, question, framework), *referred)))
