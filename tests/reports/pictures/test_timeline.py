"""The timeline of a case shows what happened and how each clock stands, in words too."""

from io import BytesIO

from PIL import Image

from reports.context import ReportContext
from reports.pictures.timeline import timeline_of
from safeguarding.case.case import Case
from tests.support.case_stages import decided, filled_in


def test_the_timeline_says_what_happened_and_how_each_clock_stands(context: ReportContext, submitted: Case) -> None:
    alt = timeline_of(decided(filled_in(submitted)), context).alt
    for line in (
        "Timeline of CSCP-1, as of Tuesday 9 June 2026.",
        "Tuesday 2 June 2026: SIN submitted.",
        "Tuesday 2 June 2026: Determination confirmed by the chair.",
        "Submit the SIN (must), by Monday 8 June 2026: kept: done on Tuesday 2 June 2026.",
        "Complete the LCSPR (should), by Wednesday 2 December 2026: running: 125 working days left.",
    ):
        assert line in alt


def test_a_case_that_was_reopened_often_shows_its_latest_steps(context: ReportContext, case: Case) -> None:
    long = Case(case.events * 40)
    assert Image.open(BytesIO(timeline_of(long, context).png)).height < 2_000
