"""My steps are all that waits for one person in cases that they may see: what they have to sign, and the steps of their
offices, each with the days that hang on it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.matter_rules import for_matter
from safeguarding.case.state import matters
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.state.sign_off import sign_off_of, sign_offs_of
from safeguarding.case.views.next_steps import (
    LAST_RESORT,
    Awaited,
    Waiting,
    awaited,
    is_overtaken,
    open_steps,
    steps_of,
    waiting_for,
)
from safeguarding.case.views.recipients import offices_held
from safeguarding.framework.entries import NextStep, Office
from safeguarding.people import Actor

TAKEN_AS: Mapping[str, str] = {
    "settle_open_answers": "update",
    "submit_sin": "submit_sin",
    "tell_authority_that_notifies": "submit_sin",
    "submit_update": "submit_update",
    "tell_authority_of_death": "submit_update",
    "tell_partnership": "record_partnership",
    "ask_partnership": "record_partnership",
    "accept_transfer": "accept_transfer",
    "name_chair": "name_chair",
    "liaise": "record_liaison",
    "request_information": "request_information",
    "collect_returns": "record_return",
    "write_review": "answer_part",
    "meet": "record_meeting",
    "determine": "determine",
    "confirm_determination": "confirm_determination",
    "start_lcspr": "start_lcspr",
    "complete_lcspr": "complete_lcspr",
    "look_again": "look_again",
    "review_restriction": "restrict",
    "decide_concern": "propose_outcome",
    "close_the_case": "close",
}
"""The next steps of the rules are taken in the bot by these rows of the table of steps. What is signed is not among
them, nor what nobody records."""
SIGNED: Mapping[str, str] = {**matters.AGREED, "concern_decided": matters.CONCERN_DECISION}
"""These matters are signed before the milestone by which each is listed; the outcome of a Case of Concern once a member
has proposed one."""
OF_NOTIFICATION = frozenset({matters.NOTIFICATION_CRITERIA, matters.SIN_QUALITY})
"""These matters are signed before the notification goes in. A SIN goes in without them too; then they can be signed
late, and no day hangs on them."""
NOBODYS = "No other office has a step left before this day. See that it goes on."
WAYS_ON = ("decide_by_escalation", "escalate_criteria")
"""These rows lead on where nobody else's step is left."""


@dataclass(frozen=True)
class MyStep:
    """A step waits for its reader: to sign ``matter``, or else to do what ``text`` says. ``name`` is the row of the
    table of steps by which it can be taken now, if it can; ``clocks`` hang on it, the most pressing first.
    ``as_deputy`` says that it is for the holder of the seat, and the reader may take it when the holder can't.
    ``is_overtaken`` says that the case has gone on without it: it can still be taken, and no day waits for it."""

    case: Case
    text: str
    name: str | None
    clocks: tuple[Clock, ...]
    matter: matters.Matter | None = None
    as_deputy: bool = False
    is_overtaken: bool = False

    def is_overdue(self, today: date) -> bool:
        return bool(self.clocks) and self.clocks[0].due.due < today


@dataclass(frozen=True)
class WaitingElsewhere:
    """A case waits for the step of others, before its nearest day."""

    case: Case
    clock: Clock
    waits: Awaited


def my_steps(cases: Iterable[Case], actor: Actor, circumstances: Circumstances) -> tuple[MyStep, ...]:
    """Returns what waits for the person in the cases, which are those that they may see: what is overdue first, then by
    what the guidance requires, then by date. What is the holder's comes after that, and rehearsals come last."""
    found = [step for case in cases for step in _in_case(case, actor, circumstances)]
    return tuple(sorted(found, key=lambda step: _urgency(step, circumstances.today)))


def waiting_elsewhere(cases: Iterable[Case], circumstances: Circumstances) -> tuple[WaitingElsewhere, ...]:
    """Returns for whom the cases wait, the most pressing first. A case on which no day hangs is not among them."""
    today, framework = circumstances.today, circumstances.framework
    waiting = [(case, awaited(case, framework, circumstances.calendar)) for case in cases]
    found = [WaitingElsewhere(case, waits.clock, waits) for case, waits in waiting if waits.clock]
    return tuple(sorted(found, key=lambda waiting: (waiting.case.is_rehearsal, *pressing(waiting.clock, today))))


def pressing(clock: Clock, today: date) -> tuple[bool, bool, date]:
    """Returns what clocks are sorted by: what is overdue first, then what the guidance requires, then by date."""
    due = clock.due
    return due.due >= today, due.deadline.strength != "must", due.due


def _urgency(step: MyStep, today: date) -> tuple[bool, bool, bool, bool, bool, date, str]:
    first = pressing(step.clocks[0], today) if step.clocks else (True, True, date.max)
    return step.case.is_rehearsal, step.as_deputy, step.is_overtaken, *first, step.case.ref


def _in_case(case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[MyStep]:
    held = offices_held(case, actor.person, circumstances.partnership)
    running = _clocks(case, circumstances)
    yield from _to_sign(case, actor, held, running, circumstances)
    yield from _of_offices(case, actor, held, running, circumstances)
    if set(LAST_RESORT) & held:
        yield from _left_over(case, actor, running, circumstances)


def _to_sign(
    case: Case, actor: Actor, held: Set[Office], running: Sequence[Clock], circumstances: Circumstances
) -> Iterator[MyStep]:
    steps = open_steps(case, circumstances.framework)
    for sign_off in sign_offs_of(case):
        matter, name = sign_off.matter.id, for_matter("sign", sign_off.matter.id)
        if not STEPS[name].is_available(case, actor, circumstances):
            continue
        before = {deadline for step in steps if SIGNED.get(step.until or "") == matter for deadline in step.before}
        own = bool(sign_off.matter.quorum or held & {*sign_off.matter.seats})
        yield MyStep(
            case,
            sign_off.matter.title,
            name,
            _among(running, before),
            sign_off.matter,
            as_deputy=not own,
            is_overtaken=matter in OF_NOTIFICATION and _has_gone_in(case),
        )


def _of_offices(
    case: Case, actor: Actor, held: Set[Office], running: Sequence[Clock], circumstances: Circumstances
) -> Iterator[MyStep]:
    waiting = Waiting(open_steps(case, circumstances.framework), ())
    own = steps_of(case, waiting, held)
    for step in steps_of(case, waiting, {*held, *(seat.value for seat in actor.seats)}):
        hang_on = _among(running, step.before)
        if _falls_to(step, case, actor) and (hang_on or step.id in TAKEN_AS):
            name = _available(TAKEN_AS.get(step.id), case, actor, circumstances)
            yield MyStep(
                case,
                f"{step.who}: {step.text}",
                name,
                hang_on,
                as_deputy=step not in own,
                is_overtaken=is_overtaken(case, step, running),
            )


def _has_gone_in(case: Case) -> bool:
    """Says whether the notification has gone in as the case has it now: what was to be signed before was not."""
    return case.sin_submitted is not None and not case.notification.update_is_due


def _falls_to(step: NextStep, case: Case, actor: Actor) -> bool:
    """Says whether the person may take the step as far as their offices go. What is signed is a row of its own."""
    if step.until in matters.AGREED or (step.until == "concern_decided" and _is_put(case)):
        return False
    name = TAKEN_AS.get(step.id)
    return name is None or STEPS[name].may(case, actor) is None


def _is_put(case: Case) -> bool:
    """Says whether an outcome of the Case of Concern is to be signed, and nobody has disagreed with it."""
    sign_off = sign_off_of(case, matters.CONCERN_DECISION)
    return sign_off is not None and not sign_off.dissents


def _left_over(case: Case, actor: Actor, running: Sequence[Clock], circumstances: Circumstances) -> Iterator[MyStep]:
    """Yields the clocks that wait for nobody in particular, after a disagreement for instance: the Business Team sees
    that they go on."""
    framework = circumstances.framework
    for clock in running:
        waiting = waiting_for(case, framework, clock.due.id)
        if waiting.offices == LAST_RESORT and not steps_of(case, waiting, LAST_RESORT):
            ways = (_available(name, case, actor, circumstances) for name in WAYS_ON)
            yield MyStep(case, NOBODYS, next(filter(None, ways), None), (clock,))


def _available(name: str | None, case: Case, actor: Actor, circumstances: Circumstances) -> str | None:
    return name if name and STEPS[name].is_available(case, actor, circumstances) else None


def _clocks(case: Case, circumstances: Circumstances) -> tuple[Clock, ...]:
    running = clocks(case, circumstances.framework, circumstances.calendar)
    return tuple(sorted(running, key=lambda clock: pressing(clock, circumstances.today)))


def _among(running: Sequence[Clock], deadlines: Collection[str]) -> tuple[Clock, ...]:
    return tuple(clock for clock in running if clock.due.id in deadlines)
