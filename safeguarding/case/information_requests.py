"""Information requests say which agencies were asked for information, and which of their returns stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.review_events import InformationRequested, InformationReturned, ReturnTakenBack
from safeguarding.dates.working_days import london_date


@dataclass(frozen=True)
class InformationRequests:
    """``asked`` is the day on which each agency was asked last, and ``due`` the day that it was given then;
    ``outstanding`` are those that have sent nothing since, an agency whose return was taken back among them."""

    asked: dict[str, date]
    due: dict[str, date]
    outstanding: tuple[str, ...]
    recorded: tuple[InformationReturned, ...]

    @classmethod
    def of(cls, events: Sequence[AnyEvent]) -> "InformationRequests":
        asked: dict[str, date] = {}
        due: dict[str, date] = {}
        waiting: dict[str, None] = {}
        for event in events:
            if isinstance(event, InformationRequested):
                asked |= dict.fromkeys(event.agencies, london_date(event.at))
                due |= dict.fromkeys(event.agencies, event.due)
                waiting |= dict.fromkeys(event.agencies)
            elif isinstance(event, InformationReturned):
                waiting.pop(event.agency, None)
            elif isinstance(event, ReturnTakenBack):
                waiting[event.agency] = None
        returns = tuple(event for event in events if isinstance(event, InformationReturned))
        return cls(asked, due, tuple(waiting), returns)

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
