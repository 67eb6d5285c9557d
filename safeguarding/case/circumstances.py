"""Circumstances are what a step may hang on besides the case and the person who takes it."""

from dataclasses import dataclass
from datetime import date

from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.framework import Framework
from safeguarding.partnership.model import Partnership


@dataclass(frozen=True)
class Circumstances:
    """Circumstances say which day it is in London (``today``), which days are worked, and which rules and offices there
    are."""

    today: date
    calendar: WorkingCalendar
    framework: Framework
    partnership: Partnership
