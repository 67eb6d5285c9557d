"""The report context is what every report of a case needs besides the case; a picture is an image with its words."""

from collections.abc import Sequence
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
    decision record (a docx file). ``nudged``: on which days it was nudged before which deadlines, as far as
    that is known. ``app_id``: the bot's application id, empty where it has none."""

    engine: Engine
    calendar: WorkingCalendar
    office: Who
    at: datetime
    vacant: Vacancies = field(default_factory=dict)
    marking: str = "OFFICIAL-SENSITIVE"
    template: bytes | None = None
    nudged: Sequence[tuple[date, str]] = ()
    app_id: str = ""

    @property
    def framework(self) -> Framework:
        return self.engine.framework

    @property
    def today(self) -> date:
        return london_date(self.at)


@dataclass(frozen=True)
class Picture:
    """A picture carries ``alt``, which says in words all that it shows. Printed ``width_cm`` wide, its text can be
    read."""

    title: str
    png: bytes
    alt: str
    width_cm: float = 16.5
