"""The two pictures of a case: small enough for a chat, the same each time, and all that they show also in words."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from reports.context import ReportContext
from reports.pictures.canvas import INK
from reports.pictures.flowchart import flowchart_of
from reports.pictures.graph_layout import layers
from reports.pictures.timeline import timeline_of
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import as_plain
from safeguarding.case.steps.redaction import texts_of
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.publications.flowchart import OPEN, Chart, chart
from tests.support import largest_case
from tests.support.case_stages import decided, filled_in
from tests.support.people.everybody import OPENED_AT

LARGEST = 70_000
WIDTH, BOX, LANE = 760.0, 176.0, 24.0


@pytest.fixture
def context(engine: Engine, calendar: WorkingCalendar) -> ReportContext:
    return ReportContext(engine, calendar, lambda person: "An office", OPENED_AT + timedelta(days=7))


@pytest.fixture
def drawn(engine: Engine) -> Chart:
    return chart(engine)


def dark(png: bytes) -> int:
    """How many dots have the colour of what is thick."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    counted = {colour: count for count, colour in picture.getcolors(picture.width * picture.height) or []}
    return counted.get(tuple(int(INK[n : n + 2], 16) for n in (1, 3, 5)), 0)


def test_the_same_case_at_the_same_moment_gives_the_same_pictures(context: ReportContext, submitted: Case) -> None:
    for draw in (timeline_of, flowchart_of):
        assert draw(submitted, context) == draw(submitted, context)


def test_at_every_stage_both_are_small_pngs(context: ReportContext, cases: Mapping[str, Case]) -> None:
    for case in cases.values():
        for draw in (timeline_of, flowchart_of):
            picture = draw(case, context)
            assert len(picture.png) < LARGEST, (case.stage, picture.title)
            assert Image.open(BytesIO(picture.png)).format == "PNG"


def test_the_largest_case_is_drawn_as_small(engine: Engine, calendar: WorkingCalendar) -> None:
    context = ReportContext(engine, calendar, largest_case.office, largest_case.LATER)
    for case in (largest_case.escalated("word "), largest_case.under_way("word ")):
        assert max(len(timeline_of(case, context).png), len(flowchart_of(case, context).png)) < LARGEST


def test_nothing_that_anybody_wrote_and_no_agency_stands_in_their_words(context: ReportContext) -> None:
    case = largest_case.escalated("zzz ")
    assert any("zzz" in found.shown for event in case.events for found in texts_of(as_plain(event)))
    for picture in (timeline_of(case, context), flowchart_of(case, context)):
        assert "zzz" not in picture.alt and not [agency for agency in largest_case.AGENCIES if agency in picture.alt]


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


def test_the_way_of_a_case_names_each_box_and_the_answer_that_led_on(
    context: ReportContext, case: Case, submitted: Case
) -> None:
    lines = flowchart_of(case, context).alt.splitlines()
    assert lines[1] == "1. Has a child or young person died, or been seriously harmed? Died."
    assert lines[-1] == OPEN
    whole = flowchart_of(decided(filled_in(submitted)), context).alt.splitlines()
    assert whole[-1].endswith("Route: Rapid Review") and OPEN not in whole


def test_a_longer_way_has_more_that_is_thick(
    context: ReportContext, opened: Callable[..., Case], submitted: Case
) -> None:
    short = opened(harm="not_known")
    assert dark(flowchart_of(filled_in(submitted), context).png) > dark(flowchart_of(short, context).png) + 2_000


def test_each_box_of_the_chart_stands_below_all_that_lead_to_it_and_none_overlap(drawn: Chart) -> None:
    placed = layers(drawn, WIDTH, BOX, LANE)
    assert {node for row in placed.rows for node in row if isinstance(node, str)} == {box.name for box in drawn.boxes}
    for arrow in drawn.arrows:
        assert placed.depth[arrow.start] < placed.depth[arrow.to]
        assert len(placed.path(arrow)) == placed.depth[arrow.to] - placed.depth[arrow.start] + 1
    for row in placed.rows:
        sizes = {node: BOX if isinstance(node, str) else LANE for node in row}
        for left, right in pairwise(row):
            assert placed.x[right] - placed.x[left] >= (sizes[left] + sizes[right]) / 2 - 0.01
        assert all(sizes[node] / 2 <= placed.x[node] + 0.01 for node in row)
        assert all(placed.x[node] <= WIDTH - sizes[node] / 2 + 0.01 for node in row)
