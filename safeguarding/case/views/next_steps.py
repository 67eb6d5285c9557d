"""Next steps say who has to take which step before a deadline."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from safeguarding.case.case import Case
from safeguarding.case.events.child import Child
from safeguarding.case.signatories import is_over
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import Clock, clocks, nearest_clock
from safeguarding.case.state.criteria import values_in_force
from safeguarding.case.state.incident_outcome import OfChildren, found_of_each
from safeguarding.case.state.leads import leads_elsewhere, steps_lie_with
from safeguarding.case.state.matters import AGREED
from safeguarding.case.state.milestones import milestones
from safeguarding.case.state.sign_off import sign_off_of, sign_offs_of
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.entries import Milestone, NextStep, Office
from safeguarding.framework.framework import Framework
from safeguarding.framework.prompts import HeldPrompt, held_prompts
from safeguarding.people import Seat

AUTHORITY = "{authority}"
REVIEW_GROUP = "a member of the Review Group"
LAST_RESORT: tuple[Office, ...] = ("business_team",)


@dataclass(frozen=True)
class Waiting:
    """A deadline waits for steps that are open, and for the offices whose step it is now."""

    steps: tuple[NextStep, ...]
    offices: tuple[Office, ...]


@dataclass(frozen=True)
class Awaited:
    """A case waits for the ``offices`` whose step is next before its nearest day, and then for the ``later`` ones that
    have another before a day. It waits for nobody once it has ended, and has no ``clock`` where no day hangs on it."""

    offices: tuple[Office, ...] = ()
    later: tuple[Office, ...] = ()
    clock: Clock | None = None


NOBODY = Awaited()


def open_steps(case: Case, framework: Framework) -> tuple[NextStep, ...]:
    """Returns who does what next, as far as the case has got, with the authorities by name. Once it is determined
    nobody is to write the record: what is blank is named with the determination, which would lapse."""
    return case.once("open steps", lambda: _open_steps(case, framework), framework)


def _open_steps(case: Case, framework: Framework) -> tuple[NextStep, ...]:
    reached = milestones(case, framework)
    written: frozenset[Milestone] = frozenset({"draft_complete"} if "determination_recorded" in reached else ())
    steps = framework.next_steps_for(values_in_force(case), reached | written, steps_lie_with(case, framework))
    elsewhere = " and ".join(leads_elsewhere(case, framework))
    return tuple(
        step.model_copy(update={"text": step.text.replace(AUTHORITY, elsewhere)}) if AUTHORITY in step.text else step
        for step in steps
    )


def prompts(case: Case, framework: Framework) -> tuple[OfChildren[HeldPrompt], ...]:
    """Returns which other processes each child's facts may call for, beside the next steps of this one."""
    facts = case.facts_under(framework)
    decided = dict(zip(facts.by_number, case.outcome.of_each, strict=True))

    def held(child: Child) -> Iterator[HeldPrompt]:
        recorded = decided[child.number]
        values = {each.id: framework.recorded_value(each.id, recorded) for each in framework.decisions}
        return held_prompts(framework.prompts, child.answers, values)

    return tuple(found_of_each(facts, held))


def waiting_for(case: Case, framework: Framework, deadline: str) -> Waiting:
    """A deadline that waits for nobody in particular, after a disagreement for instance, is the Business Team's."""
    steps = tuple(step for step in open_steps(case, framework) if deadline in step.before)
    return Waiting(steps, _offices_of(case, steps) or LAST_RESORT)


def awaited(case: Case, framework: Framework, calendar: WorkingCalendar) -> Awaited:
    """Returns whom the case waits for now: before its nearest day the first step that somebody has, and the step by
    which what is due is done, which never waits for another. What an earlier stage left open holds nothing up."""
    if not case.is_open:
        return NOBODY
    running = clocks(case, framework, calendar)
    clock = nearest_clock(running)
    steps = [step for step in open_steps(case, framework) if not is_overtaken(case, step, running)]
    before = [step for step in steps if clock is None or clock.due.id in step.before]
    first = [step for step in before if _offices(case, step)][:1]
    does_it = [step for step in before if clock and step.until in clock.due.deadline.until]
    named = _offices_of(case, (*first, *does_it)) or LAST_RESORT
    of_a_day = [step for step in steps if set(step.before) & {each.due.id for each in running}]
    later = tuple(office for office in _offices_of(case, of_a_day) if office not in named)
    return Awaited(named, later, clock)


def is_overtaken(case: Case, step: NextStep, running: Iterable[Clock]) -> bool:
    """Says whether the case has gone on without the step: no day that it stands before runs any more. In a Rapid Review
    that runs no more by a day, what is asked after the submission is still of its time."""
    is_of_review = case.stage is Stage.RAPID_REVIEW and step.after is not None
    return bool(step.before) and not is_of_review and {clock.due.id for clock in running}.isdisjoint(step.before)


def _offices_of(case: Case, steps: Iterable[NextStep]) -> tuple[Office, ...]:
    return tuple(dict.fromkeys(office for step in steps for office in _offices(case, step)))


def disagreed_before(case: Case, framework: Framework, deadline: str) -> tuple[str, ...]:
    """Returns the offices that have disagreed with what has to be agreed by the deadline."""
    steps = (step for step in open_steps(case, framework) if deadline in step.before and step.until in AGREED)
    sign_offs = (sign_off_of(case, AGREED[step.until]) for step in steps if step.until)
    return tuple(
        dict.fromkeys(
            signed.seat.label if signed.seat else REVIEW_GROUP
            for sign_off in sign_offs
            if sign_off
            for signed in sign_off.dissents
        )
    )


def _offices(case: Case, step: NextStep) -> tuple[Office, ...]:
    """Returns the offices whose step it is, without the seats that have signed already."""
    sign_off = sign_off_of(case, AGREED[step.until]) if step.until in AGREED else None
    if sign_off is None:
        return step.by
    return tuple(office for office in step.by if Seat(office) in sign_off.missing)


def steps_of(case: Case, waiting: Waiting, offices: Collection[Office]) -> tuple[NextStep, ...]:
    """Returns the steps waited for that one of these offices still has to take."""
    return tuple(step for step in waiting.steps if not set(offices).isdisjoint(_offices(case, step)))


def waiting_for_seat(cases: Iterable[Case], seat: Seat) -> Iterator[str]:
    """Yields the references of the cases in which a signature of the seat is missing."""
    for case in cases:
        if any(seat in sign_off.missing and not is_over(case, sign_off) for sign_off in sign_offs_of(case)):
            yield case.ref
