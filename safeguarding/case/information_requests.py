"""Information requests say which agencies were asked for information, and which of their returns stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.review_events import InformationRequested, InformationReturned, ReturnTakenBack


@dataclass(frozen=True)
class InformationRequests:
    """``due`` is the day that stands for each agency that was asked, by its latest request; ``outstanding`` are those
    that have sent nothing since, an agency whose return was taken back among them."""

    due: dict[str, date]
    outstanding: tuple[str, ...]
    recorded: tuple[InformationReturned, ...]

    @classmethod
    def of(cls, events: Sequence[AnyEvent]) -> "InformationRequests":
        due: dict[str, date] = {}
        waiting: dict[str, None] = {}
        for event in events:
            if isinstance(event, InformationRequested):
                due |= dict.fromkeys(event.agencies, event.due)
                waiting |= dict.fromkeys(event.agencies)
            elif isinstance(event, InformationReturned):
                waiting.pop(event.agency, None)
            elif isinstance(event, ReturnTakenBack):
                waiting[event.agency] = None
        return cls(due, tuple(waiting), tuple(event for event in events if isinstance(event, InformationReturned)))

    @property
    def returned(self) -> tuple[str, ...]:
        """Returns the agencies that were asked and have a return that stands."""
        return tuple(agency for agency in self.due if agency not in self.outstanding)

    @property
    def next_due(self) -> date | None:
        """Returns the earliest day that stands for an agency whose return is outstanding."""
        return min((self.due[agency] for agency in self.outstanding), default=None)

    def latest_return(self, agency: str) -> InformationReturned | None:
        """Returns the agency's latest return, standing or not; None where none was ever recorded."""
        return next((event for event in reversed(self.recorded) if event.agency == agency), None)
