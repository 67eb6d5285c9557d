"""Step rules are what the table of steps is built of: who may take a step, and what is in its way at this moment."""

from collections.abc import Callable
from dataclasses import dataclass

from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.errors import NotAllowed, StepRefused, WrongStage
from safeguarding.case.stage import Stage
from safeguarding.people import PARTNERS, Actor, Person, Role, Seat

Refusal = StepRefused | None
May = Callable[[Case, Actor], Refusal]
Now = Callable[[Case], Refusal]
Allowed = Callable[[Case, Circumstances], Refusal]
Office = Callable[[Case, Actor], bool]


@dataclass(frozen=True)
class StepRule:
    """A step rule says what is in the way of a step: ``may`` why this person may not take it, ``now`` why nobody can
    take it as the case is, ``allowed`` why the day or the partnership file does not allow it. Each is None where
    nothing is in the way."""

    may: May
    now: Now
    allowed: Allowed = lambda case, circumstances: None

    def require_authority(self, case: Case, by: Actor) -> None:
        """Requires that the person may take the step. Raises NotAllowed, or SeatTaken."""
        _raise(self.may(case, by))

    def require_stage(self, case: Case) -> None:
        """Requires that the step can be taken at this moment. Raises WrongStage."""
        _raise(self.now(case))

    def require_allowed(self, case: Case, circumstances: Circumstances) -> None:
        """Requires that the day and the partnership file allow the step. Raises StepRefused with what is needed."""
        _raise(self.allowed(case, circumstances))

    def require(self, case: Case, by: Actor) -> None:
        """Requires authority and stage. Raises StepRefused with who or what is needed."""
        self.require_authority(case, by)
        self.require_stage(case)

    def is_repeated(self, case: Case, by: Actor, *, done: bool) -> bool:
        """Says whether the step is ``done`` already, so that taking it again changes nothing; otherwise requires that
        it can be taken now. Raises StepRefused where the person may not take it, done or not."""
        self.require_authority(case, by)
        if not done:
            self.require_stage(case)
        return done

    def is_available(self, case: Case, by: Actor, circumstances: Circumstances) -> bool:
        refused = self.may(case, by) or self.now(case) or self.allowed(case, circumstances)
        return refused is None


def refusal_if_closed(case: Case) -> Refusal:
    if case.merged_into:
        return WrongStage(f"{case.ref} was merged into {case.merged_into}. Go on there.")
    if case.stage is Stage.OPENED_IN_ERROR:
        return WrongStage(f"{case.ref} was opened in error and is closed. Any partner or the DCS can reopen it.")
    if case.stage is Stage.TRANSFERRED:
        return WrongStage(f"{case.ref} was transferred and is closed. Any partner or the DCS can reopen it.")
    if not case.is_open:
        return WrongStage(f"{case.ref} is closed. The Business Team can reopen it.")
    return None


def refusal_in_conflict(case: Case, person: Person) -> Refusal:
    if person in case.access.conflicted:
        return NotAllowed("A conflict of interest is declared here. A deputy or another member takes this step.")
    return None


def _raise(refused: Refusal) -> None:
    if refused is not None:
        raise refused


def anyone(case: Case, by: Actor) -> Refusal:
    return None


def only(*offices: Office, says: str) -> May:
    def may(case: Case, by: Actor) -> Refusal:
        return None if any(holds(case, by) for holds in offices) else NotAllowed(says)

    return may


def only_business_team(step: str) -> May:
    return only(business_team, says=f"Only the Business Team can {step}.")


def only_review_group(step: str) -> May:
    return without_conflict(only(review_group, says=f"Only members of the Review Group can {step}."))


def without_conflict(may: May) -> May:
    return lambda case, by: may(case, by) or refusal_in_conflict(case, by.person)


def business_team(case: Case, by: Actor) -> bool:
    return Role.BUSINESS_TEAM in by.roles


def review_group(case: Case, by: Actor) -> bool:
    return Role.REVIEW_GROUP in by.roles


def partners(case: Case, by: Actor) -> bool:
    return not by.seats.isdisjoint(PARTNERS)


def seat_holders(case: Case, by: Actor) -> bool:
    return bool(by.seats)


def submitters(case: Case, by: Actor) -> bool:
    return not by.seats.isdisjoint({Seat.DCS, Seat.LOCAL_AUTHORITY})


def opener(case: Case, by: Actor) -> bool:
    return by.person == case.opener


def proposer(case: Case, by: Actor) -> bool:
    """Says whether the person proposed the change of the facts that is put to the others now."""
    return case.proposals.update is not None and by.person == case.proposals.update.by


def chair(case: Case, by: Actor) -> bool:
    return by.person == case.chair


def while_open(*refusals: Now) -> Now:
    return unless(refusal_if_closed, *refusals)


def at_stage(*stages: Stage) -> Now:
    def now(case: Case) -> Refusal:
        if case.stage in stages:
            return None
        needed = " or ".join(stage.label for stage in stages)
        return WrongStage(f"{case.ref} is at the stage {case.stage.label}; this belongs to the stage {needed}.")

    return while_open(now)


def needs(holds: Callable[[Case], object], otherwise: str) -> Now:
    """Makes the rule that something holds of the case. ``otherwise`` refuses, with ``{}`` for the case's reference."""

    def now(case: Case) -> Refusal:
        return None if holds(case) else WrongStage(otherwise.format(case.ref))

    return now


def unless(*refusals: Now) -> Now:
    return lambda case: next((refused for refusal in refusals if (refused := refusal(case))), None)


def always(case: Case) -> Refusal:
    return None
