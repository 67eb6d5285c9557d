"""The timeline of a case shows what happened and how each clock stands, in words too."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

from PIL import Image

from reports.context import ReportContext
from reports.pictures.timeline import PRINTED_CM, TEXT, WIDTH, timeline_of
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


def test_signatures_and_nudges_stand_on_the_timeline_by_office_and_deadline(
    context: ReportContext, submitted: Case
) -> None:
    nudged = ((date(2026, 6, 4), "sin"), (date(2026, 6, 4), "rapid_review"), (date(2026, 6, 5), "gone_from_the_rules"))
    alt = timeline_of(decided(filled_in(submitted)), replace(context, nudged=nudged)).alt
    assert "Tuesday 2 June 2026: ICB agreed: decision on the LCSPR." in alt
    assert "Thursday 4 June 2026: Nudged: Hold the Rapid Review; Submit the SIN." in alt and "Friday 5 June" not in alt


def test_a_busy_day_has_the_room_of_its_lines_and_an_empty_year_that_of_one(context: ReportContext, case: Case) -> None:
    soon, late = (replace(context, at=context.at + timedelta(days=days)) for days in (0, 365))
    heights = [Image.open(BytesIO(timeline_of(case, each).png)).height for each in (soon, late)]
    assert abs(heights[0] - heights[1]) < 60
    busy = replace(context, nudged=[(date(2026, 6, day), "sin") for day in range(2, 9)])
    assert Image.open(BytesIO(timeline_of(case, busy).png)).height > heights[0] + 7 * TEXT


def test_no_text_is_under_11_pixels_on_a_phone_nor_under_9_points_on_paper() -> None:
    assert TEXT * 390 / WIDTH >= 11 and TEXT * PRINTED_CM * 72 / 2.54 / WIDTH >= 9
