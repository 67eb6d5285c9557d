"""Other partnerships are those of the other authorities that are named in a case: what each was told, and answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from safeguarding.authorities.register import HOME, authority_of
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.authority_events import PartnershipRecorded
from safeguarding.case.events.case_events import Opened, Updated
from safeguarding.case.events.facts import Facts
from safeguarding.dates.working_days import london_date


@dataclass(frozen=True)
class OtherPartnerships:
    """``named_since`` has the authorities that are named now, each with the day since which it is; ``recorded`` the
    latest record of each that was told."""

    named_since: Mapping[str, date]
    recorded: Mapping[str, PartnershipRecorded]

    @classmethod
    def of(cls, events: Sequence[AnyEvent]) -> "OtherPartnerships":
        named: dict[str, date] = {}
        for event in events:
            if isinstance(event, Opened | Updated):
                now = named_in(event.facts)
                named = {name: named.get(name, london_date(event.at)) for name in now}
        records = {event.authority: event for event in events if isinstance(event, PartnershipRecorded)}
        return cls(named, records)

    @property
    def untold(self) -> tuple[str, ...]:
        return tuple(name for name in self.named_since if name not in self.recorded)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Returns the named authorities that were told and have not answered."""
        told = (self.recorded[name] for name in self.named_since if name in self.recorded)
        return tuple(record.authority for record in told if record.answer == "waiting")

    @property
    def are_told(self) -> bool:
        """Says whether others are named and all of them told: where none is named, none was told either."""
        return bool(self.named_since) and not self.untold

    @property
    def have_answered(self) -> bool:
        return self.are_told and not self.unanswered

    @property
    def to_tell_since(self) -> date | None:
        return min((self.named_since[name] for name in self.untold), default=None)

    @property
    def to_answer_since(self) -> date | None:
        return min((self.recorded[name].told_on for name in self.unanswered), default=None)


def named_in(facts: Facts) -> tuple[str, ...]:
    """Returns the other authorities that are named: by the place, and by each child's home and care."""
    answers = (answer for child in facts.children for answer in facts.authorities_of(child).values())
    named = (authority_of(answer) for answer in answers)
    return tuple(dict.fromkeys(name for name in named if name and name != HOME))
