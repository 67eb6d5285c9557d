"""The primary step is the one step of a case that its reader is shown first. Whoever's step the nearest day waits for
has it; whoever has nothing to do is told whom the case waits for. What the case has gone on without is never first."""

from dataclasses import dataclass
from datetime import date

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.state.clocks import clocks, nearest_clock
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import CONCERN_DECISION
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.views.my_steps import MyStep, my_steps
from safeguarding.case.views.next_steps import NOBODY, Awaited, awaited, open_steps
from safeguarding.people import Actor

TO_CLOSE = "Nothing is due in this case any more."
ON_ITS_DAY = "restrict"
"""A restriction is looked at again when its day has come. Before that it is a step that can be taken, and no more."""
PUTS = {"propose_outcome": CONCERN_DECISION}
"""These steps put a matter to be signed. While one is put and nobody disagrees, it is signed, not put anew."""


@dataclass(frozen=True)
class Desk:
    """The desk has the reader's primary step, if there is one, and what else waits for them (``others``), the most
    pressing first. ``waits`` says whom the case waits for."""

    primary: MyStep | None = None
    others: tuple[MyStep, ...] = ()
    waits: Awaited = NOBODY

    @property
    def is_clear(self) -> bool:
        """Says whether the reader has nothing to do, but perhaps as somebody's deputy, or what the case has gone on
        without."""
        return self.primary is None and all(step.as_deputy or step.is_overtaken for step in self.others)

    @property
    def left_open(self) -> tuple[MyStep, ...]:
        """Returns the reader's own steps that the case has gone on without: no day waits for them, and each is said."""
        return tuple(step for step in self.others if step.is_overtaken and not step.as_deputy)


NOTHING = Desk()


def desk(case: Case, actor: Actor, circumstances: Circumstances) -> Desk:
    """Returns what the person has before them who opens the case, which is one that they may see."""
    if not case.is_open:
        return NOTHING
    nearest = nearest_clock(clocks(case, circumstances.framework, circumstances.calendar))
    waiting = [step for step in my_steps([case], actor, circumstances) if _is_for_now(step, circumstances.today)]
    taken_now = [step for step in waiting if step.name and not (step.as_deputy or step.is_overtaken)]
    blocking = (step for step in taken_now if nearest in step.clocks)
    primary = next(blocking, next(iter(taken_now), None)) or _to_close(case, actor, circumstances)
    others = tuple(step for step in waiting if step is not primary)
    return Desk(primary, others, awaited(case, circumstances.framework, circumstances.calendar))


def _is_for_now(step: MyStep, today: date) -> bool:
    if step.name == ON_ITS_DAY:
        return any(clock.due.due <= today for clock in step.clocks)
    put = sign_off_of(step.case, PUTS[step.name]) if step.name in PUTS else None
    return put is None or bool(put.dissents)


def _to_close(case: Case, actor: Actor, circumstances: Circumstances) -> MyStep | None:
    """Returns the closing of a case in which nothing is due any more, for whoever closes it."""
    has_step_left = any(step.by for step in open_steps(case, circumstances.framework))
    is_over = not (open_duties(case) or has_step_left)
    if is_over and STEPS["close"].is_available(case, actor, circumstances):
        return MyStep(case, TO_CLOSE, "close", ())
    return None
