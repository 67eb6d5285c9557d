"""Proposals are changes of a case that wait for those who have to agree: of each kind the one that is open now."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from safeguarding.case.corrections import corrects_return
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.authority_events import TransferProposed
from safeguarding.case.events.base import latest_of
from safeguarding.case.events.case_events import (
    FoundNotMet,
    MergedFrom,
    MergedFromUndone,
    MergedIntoUndone,
    MergeProposed,
    OpenedInErrorProposed,
    Reopened,
    SinSubmitted,
    Updated,
    UpdateProposed,
    UpdateSubmitted,
    UpdateWithdrawn,
)
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, StepTakenBack
from safeguarding.case.events.review_events import ConcernDecided, Decided, LcsprCompleted, LcsprStarted, LookedAgain

OVERTAKES_CORRECTION = (
    *(DayCorrected, StepTakenBack, Updated, SinSubmitted, UpdateSubmitted, FoundNotMet, Reopened),
    *(Decided, LookedAgain, LcsprStarted, LcsprCompleted, MergedFrom, MergedFromUndone),
)


@dataclass(frozen=True)
class Proposals:
    """The proposals are worked out of the case's events, each when it is asked for."""

    events: Sequence[AnyEvent]

    @cached_property
    def update(self) -> UpdateProposed | None:
        """Returns the change of the facts that is put to those who have to agree to it. Facts stated since take its
        place, and it is over with a merge: it was weighed without the duties of the other case. What was to be
        confirmed by one alone is over, too, where it might end a duty that has begun since."""
        overtakes = (Updated, UpdateWithdrawn, MergedFrom, MergedFromUndone)
        proposed = latest_of(self.events, UpdateProposed, *overtakes)
        if proposed is None or proposed.ends:
            return proposed
        begins = (SinSubmitted, UpdateSubmitted, StepTakenBack, LookedAgain, Reopened)
        return latest_of(self.events, UpdateProposed, *begins)

    @cached_property
    def correction(self) -> CorrectionProposed | None:
        """Returns the correction that is put to those who have to agree to it. Any change since takes its place: it was
        weighed on what was due before."""
        return latest_of(self._weighed, CorrectionProposed, *OVERTAKES_CORRECTION)

    @cached_property
    def agreed_correction(self) -> CorrectionProposed | None:
        """Returns the correction that was agreed last, while no other is proposed or made since."""
        made = latest_of(self._weighed, DayCorrected, StepTakenBack, CorrectionProposed)
        undone = latest_of(self._weighed, StepTakenBack, DayCorrected, CorrectionProposed)
        agreed = any(each is not None and each.proposed_by for each in (made, undone))
        return latest_of(self.events, CorrectionProposed) if agreed else None

    @property
    def _weighed(self) -> Sequence[AnyEvent]:
        """Leaves out what no duty hangs on."""
        return [event for event in self.events if not corrects_return(event)]

    @cached_property
    def agreed_update(self) -> UpdateProposed | None:
        """Returns the change of the facts that was agreed last, while no other is proposed since."""
        stated = [event for event in self.events if isinstance(event, Updated) and event.proposed_by]
        proposed = latest_of(self.events, UpdateProposed)
        if not stated or proposed is None or self.events.index(proposed) > self.events.index(stated[-1]):
            return None
        return proposed

    @cached_property
    def opened_in_error(self) -> OpenedInErrorProposed | None:
        """Returns what is put to the DSPs: that the case was opened in error. What was submitted or decided meanwhile,
        in a case that was merged into this one too, speaks against it."""
        speaks_against = (SinSubmitted, MergedFrom, MergedFromUndone, ConcernDecided, Reopened)
        return latest_of(self.events, OpenedInErrorProposed, *speaks_against)

    @cached_property
    def transfer(self) -> TransferProposed | None:
        """Returns the transfer to another authority that is put to the DCS and another partner."""
        return latest_of(self.events, TransferProposed, MergedFrom, MergedFromUndone, Reopened)

    @cached_property
    def merge(self) -> MergeProposed | None:
        """Returns the merge that is put to the three partners and the DCS; none where it was made and undone."""
        return latest_of(self.events, MergeProposed, Reopened, MergedIntoUndone)
