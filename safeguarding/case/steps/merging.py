"""A duplicate is merged into the case that goes on. No duty that is due in it may drop out in silence; where one would
count as done by a step of the other case, the three partners and the DCS agree first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, WrongStage
from safeguarding.case.events.case_events import MergedFrom, MergedInto, MergeProposed, Signed, Updated
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.matter_rules import NOTHING_TO_SIGN
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.state.criteria import values_in_force
from safeguarding.case.state.leads import submitted_elsewhere
from safeguarding.case.state.matters import MERGE, content_digest
from safeguarding.case.state.milestones import milestones
from safeguarding.case.state.sign_off import is_agreed
from safeguarding.case.steps.guards import require_reason
from safeguarding.case.steps.joining import with_children_of
from safeguarding.case.steps.signatures import conclude_without_dissent
from safeguarding.dates.working_days import WorkingCalendar, spoken
from safeguarding.framework.entries import NOT_YET_KNOWN, Deadline, Decision, Milestone
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor, in_order

RETURNS = "returns_asked_for"
DUTIES_OF_LOCAL_PRACTICE = frozenset({"concern", "decide_again"})
NOT_DONE_WHERE: frozenset[tuple[Milestone, Milestone]] = frozenset(
    {("found_not_met", "found_not_met"), ("decided", "found_not_met"), ("decided", "deferred")}
)
"""The pairs name a milestone that ends a clock, and the milestone at which the case stands then without the step having
been taken: what four people found of one case takes no duty from another, and a decision that is put off is none."""


def merge(
    duplicate: Case,
    into: Case,
    reason: FreeText,
    framework: Framework,
    calendar: WorkingCalendar,
    by: Actor,
    at: datetime,
    *,
    as_children: bool = False,
) -> tuple[Case, Case]:
    """Returns both cases as they are afterwards: the duplicate ends, the other keeps the earlier clock, and whoever has
    a conflict of interest in either takes no part in it; or, where it has to be agreed, both stay as they are and the
    merge is proposed. ``as_children`` says that the two are about other children of one incident: then those of the
    one become further children of the other. Raises InvalidInput where the other would not have what is due in the
    duplicate: then the duplicate is the one to keep."""
    rule = STEPS["merge"]
    rule.require_authority(duplicate, by)
    if duplicate.merged_into == into.ref:
        return duplicate, into
    if duplicate.ref == into.ref:
        raise InvalidInput("A case can't be merged into itself. Name the other case.")
    if duplicate.is_rehearsal != into.is_rehearsal:
        raise InvalidInput("A rehearsal and a real case are never merged. Name another case.")
    rule.require_stage(duplicate)
    rule.require_stage(into)
    require_reason(reason)
    end = MergedInto(by=by.person, at=at, other=into.ref, reason=reason, as_children=as_children)
    both = _Merge(duplicate, into, end, framework)
    both.require_nothing_lost(calendar)
    if done := both.counted_as_done(calendar):
        return _propose(both, done, by, at), into
    return both.ended, both.kept


def is_agreed_on(case: Case) -> bool:
    """Says whether the merge that is proposed in the case has all its agreements, and is to be made."""
    return case.is_open and is_agreed(case, MERGE)


def merge_as_agreed(
    duplicate: Case, into: Case, framework: Framework, calendar: WorkingCalendar, at: datetime
) -> tuple[Case, Case]:
    """Returns both cases as they are after the last agreement. Raises StepRefused where the other case has changed
    since the merge was proposed, so that something else would be agreed to."""
    proposed, last = duplicate.proposals.merge, duplicate.of(Signed)[-1]
    if proposed is None:
        raise WrongStage(NOTHING_TO_SIGN)
    STEPS["merge"].require_stage(into)
    both = _Merge(
        duplicate,
        into,
        MergedInto(
            by=last.by,
            at=at,
            other=into.ref,
            reason=proposed.reason,
            proposed_by=proposed.by,
            as_children=proposed.as_children,
        ),
        framework,
    )
    both.require_nothing_lost(calendar)
    agreed = set(proposed.counted_as_done)
    if content_digest(into) != proposed.other_content or not agreed.issuperset(both.counted_as_done(calendar)):
        raise WrongStage(
            f"{into.ref} has changed since the merge was proposed, so nothing was signed and nothing is merged. "
            "The Business Team can propose it again."
        )
    return both.ended, both.kept


def _propose(both: "_Merge", counted_as_done: tuple[str, ...], by: Actor, at: datetime) -> Case:
    proposed = MergeProposed(
        by=by.person,
        at=at,
        other=both.into.ref,
        counted_as_done=counted_as_done,
        other_content=content_digest(both.into),
        reason=both.end.reason,
        as_children=both.end.as_children,
    )
    return both.duplicate.then_unless_said(proposed, both.duplicate.proposals.merge)


@dataclass(frozen=True)
class _Merge:
    """A merge has both cases as they are before it, and the event that ends the duplicate."""

    duplicate: Case
    into: Case
    end: MergedInto
    framework: Framework

    @property
    def ended(self) -> Case:
        return self.duplicate.then(self.end)

    @cached_property
    def kept(self) -> Case:
        return self._taken_in(self.duplicate, self.into)

    @cached_property
    def other_way(self) -> Case:
        return self._taken_in(self.into, self.duplicate)

    def _taken_in(self, duplicate: Case, into: Case) -> Case:
        if not self.end.as_children:
            return _taken_in(duplicate, into, self.end)
        joined = with_children_of(duplicate, into, self.framework, self.end.by, self.end.at)
        return _taken_in(duplicate, joined, self.end, joined.of(Updated)[-1].added)

    @property
    def owing(self) -> Case:
        """The SIN of the one begins the Rapid Review of the other: what is due from then on may drop out no less."""
        return self.other_way if self.into.sin_submitted else self.duplicate

    def require_nothing_lost(self, calendar: WorkingCalendar) -> None:
        """Raises InvalidInput, naming what would drop out, and whether the other way round is one."""
        if lost := _lost(self.owing, self.kept, self.framework, calendar):
            owing = self.kept if self.duplicate.sin_submitted else self.into
            lost_then = _lost(owing, self.other_way, self.framework, calendar)
            raise InvalidInput(_refusal(self.duplicate.ref, self.into.ref, lost, lost_then))

    def counted_as_done(self, calendar: WorkingCalendar) -> tuple[str, ...]:
        """Lists the ids of the duties' deadlines that run in one of the two cases, and are done in the one that is
        kept: by a step that was taken in the other."""
        running = {clock.due.id for clock in clocks(self.kept, self.framework, calendar)}
        owed = (
            clock.due.deadline
            for case in (self.duplicate, self.into, *([self.owing] if self.owing is not self.duplicate else []))
            for clock in clocks(case, self.framework, calendar)
        )
        return tuple(dict.fromkeys(each.id for each in owed if _is_a_duty(each) and each.id not in running))


def _is_a_duty(deadline: Deadline) -> bool:
    """Says whether a duty ends with the deadline: what is the partnership's own practice on the way is none."""
    return not deadline.local_practice or deadline.id in DUTIES_OF_LOCAL_PRACTICE


def _taken_in(duplicate: Case, into: Case, end: MergedInto, children: tuple[int, ...] = ()) -> Case:
    merged = MergedFrom(
        by=end.by,
        at=end.at,
        other=duplicate.ref,
        aware_from=duplicate.aware.day,
        provisional=duplicate.aware.provisional,
        sin_submitted=duplicate.sin_submitted,
        conflicted=in_order(duplicate.access.conflicted),
        reason=end.reason,
        proposed_by=end.proposed_by,
        children=children,
        authority=submitted_elsewhere(duplicate) or None,
    )
    return conclude_without_dissent(into.then(merged), end.at)


def _lost(owing: Case, kept: Case, framework: Framework, calendar: WorkingCalendar) -> tuple[str, ...]:
    """Lists in words, the soonest first, the duties that are due in the one case, and neither go on in the one that is
    kept nor were done there; then those that are yet to begin."""
    running = {clock.due.id: clock for clock in clocks(kept, framework, calendar)}
    due = sorted(clocks(owing, framework, calendar), key=lambda clock: clock.due.due)
    lost = (
        f"{clock.title}, by {spoken(clock.due.due)}"
        for clock in due
        if not _was_done(clock.due.deadline, kept, framework) and not _goes_on(clock, running, owing, kept)
    )
    return (*lost, *_asked_for_no_more(owing, kept, framework))


def _asked_for_no_more(owing: Case, kept: Case, framework: Framework) -> Iterator[str]:
    """Yields duties whose clocks begin with the SIN, as long as neither case has submitted it."""
    if kept.sin_submitted:
        return
    with_clocks = {name for deadline in framework.deadlines for name in deadline.stands_while}
    for decision in framework.decisions:
        before, after = (framework.recorded_value(decision.id, values_in_force(case)) for case in (owing, kept))
        if decision.id in with_clocks and _weight(before, decision) > _weight(after, decision):
            yield f"{decision.title}: {decision.label(before)}"


def _weight(value: str, decision: Decision) -> int:
    return 2 if value == decision.towards else int(value == NOT_YET_KNOWN)


def _goes_on(clock: Clock, running: Mapping[str, Clock], owing: Case, kept: Case) -> bool:
    if clock.due.deadline.starts == RETURNS:
        return all(
            _is_awaited(agency, owing.information_requests.due[agency], kept)
            for agency in owing.information_requests.outstanding
        )
    return _stands(clock, running.get(clock.due.id))


def _is_awaited(agency: str, due: date, kept: Case) -> bool:
    """Says whether the agency's return is awaited by that day, or has come. One clock runs for all agencies, and
    another agency's would say nothing of this one."""
    return agency in kept.information_requests.returned or (
        agency in kept.information_requests.outstanding and kept.information_requests.due[agency] <= due
    )


def _stands(clock: Clock, kept: Clock | None) -> bool:
    """Says whether the clock stands by the same day or earlier; a duty that must be done may not become one that may
    have to be."""
    return kept is not None and kept.due.due <= clock.due.due and (clock.conditional or not kept.conditional)


def _was_done(deadline: Deadline, kept: Case, framework: Framework) -> bool:
    done, until = milestones(kept, framework), set(deadline.until)
    if any(end in until and instead in done for end, instead in NOT_DONE_WHERE):
        return False
    return bool(until & done) or _is_known(deadline, kept)


def _is_known(deadline: Deadline, kept: Case) -> bool:
    """Says whether the open question is settled: a duty that stands only while something is not known is done where it
    is known."""
    values = kept.outcome.values
    asked = [name for name, accepted in deadline.stands_while.items() if set(accepted) == {NOT_YET_KNOWN}]
    return bool(asked) and all(values[name] != NOT_YET_KNOWN for name in asked)


def _refusal(ref: str, into: str, lost: Sequence[str], lost_then: Sequence[str]) -> str:
    soonest = _name_soonest(lost)
    said = f"Nothing was merged: {into} would not have what is due in {ref}, or only later or perhaps ({soonest})."
    if not lost_then:
        return f"{said} Merge {into} into {ref} instead: nothing drops out then."
    return (
        f"{said} The other way round, this would drop out: {_name_soonest(lost_then)}. Do first what is due in one "
        "of the two, or give the other the same facts or the same day. Then merge them."
    )


def _name_soonest(dropping: Sequence[str]) -> str:
    """Names the soonest, and how many there are besides."""
    first, *more = dropping
    return f"{first}; and {len(more)} more" if more else first
