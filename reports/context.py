"""The report context is what every report of a case needs besides the case; a picture is an image with its words."""

from dataclasses import dataclass, field
from datetime import date, datetime

from safeguarding.case.state.vacancies import Vacancies
from safeguarding.case.views.history import Who
from safeguarding.dates.working_days import WorkingCalendar, london_date
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework


@dataclass(frozen=True)
class ReportContext:
    """The context names people and fixes the time. ``office`` names a person by the office held. ``at``: the moment at
    which the report is made. ``marking`` is the protective marking, ``template`` the partnership's own template of the
    decision record (a docx file)."""

    engine: Engine
    calendar: WorkingCalendar
    office: Who
    at: datetime
    vacant: Vacancies = field(default_factory=dict)
    marking: str = "OFFICIAL-SENSITIVE"
    template: bytes | None = None

    @property
    def framework(self) -> Framework:
        return self.engine.framework

    @property
    def today(self) -> date:
        return london_date(self.at)


@dataclass(frozen=True)
class Picture:
    """A picture carries ``alt``, which says in words all that the picture shows."""

    title: str
    png: bytes
    alt: str
