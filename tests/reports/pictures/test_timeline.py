"""The timeline of a case shows what happened and how each clock stands, in words too."""

from datetime import date
from io import BytesIO

from PIL import Image

from reports.context import ReportContext
from reports.pictures.timeline import timeline_of
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import SinSubmitted
from safeguarding.case.steps.corrections import correct_day
from tests.support.case_stages import BUSINESS_TEAM, decided, filled_in, text
from tests.support.later_death import AT_UPDATE, dead_after_decision, updates


def test_the_timeline_says_what_happened_and_how_each_clock_stands(context: ReportContext, submitted: Case) -> None:
    alt = timeline_of(decided(filled_in(submitted)), context).alt
    for line in (
        "Timeline of CSCP-1, as of Tuesday 9 June 2026.",
        "Tuesday 2 June 2026: SIN submitted.",
        "Tuesday 2 June 2026: Determination confirmed by the chair.",
        "Submit the SIN (required by law or guidance), by Monday 8 June 2026: kept: done on Tuesday 2 June 2026.",
        "Complete the LCSPR (advised by guidance), by Wednesday 2 December 2026: running: 25 weeks left.",
    ):
        assert line in alt


def test_a_case_that_was_reopened_often_shows_its_latest_steps(context: ReportContext, case: Case) -> None:
    long = Case(case.events * 40)
    assert Image.open(BytesIO(timeline_of(long, context).png)).height < 2_000


def test_a_later_death_the_update_and_a_correction_stand_on_the_timeline(context: ReportContext) -> None:
    case = updates(dead_after_decision())
    number = case.events.index(case.of(SinSubmitted)[0]) + 1
    case = correct_day(case, "sin_submitted", date(2026, 6, 1), number, text("misread"), BUSINESS_TEAM, AT_UPDATE)
    alt = timeline_of(case, context).alt
    for line in (
        "Thursday 2 July 2026: Death recorded.",
        "Friday 3 July 2026: Notification updated.",
        "Friday 3 July 2026: Recorded day corrected.",
        "by Wednesday 8 July 2026: kept: done on Friday 3 July 2026.",
        "Submit the SIN (required by law or guidance), by Monday 8 June 2026: kept: done on Monday 1 June 2026.",
    ):
        assert line in alt
