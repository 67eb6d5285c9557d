"""The whole chart can be read on a page, none of its labels lies over another, and the way of a case is thick in it."""

from collections.abc import Callable
from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image, ImageColor

from reports.context import Picture, ReportContext
from reports.pictures.canvas import INK
from reports.pictures.flowchart import TEXT, WIDTH, Plan, flowchart_of, overlap
from reports.word import TALLEST_CM
from safeguarding.case.case import Case
from safeguarding.framework.engine import Engine
from safeguarding.publications.flowchart import chart
from tests.support.case_stages import filled_in

POINTS_IN_CM = 72 / 2.54


@pytest.fixture
def plan(engine: Engine) -> Plan:
    return Plan.of(chart(engine))


def dark(picture: Picture) -> int:
    """Counts the dots that have the colour of what is thick."""
    image = Image.open(BytesIO(picture.png)).convert("RGB")
    counted = {colour: count for count, colour in image.getcolors(image.width * image.height) or []}
    return counted.get(ImageColor.getrgb(INK), 0)


def test_every_label_has_its_place_and_none_lies_over_another_or_over_a_box(plan: Plan) -> None:
    assert plan.labels.keys() == {arrow for arrow in plan.chart.arrows if arrow.label}
    for one, other in combinations(plan.labels.values(), 2):
        assert not overlap(one, other)
    for left, top, right, bottom in plan.labels.values():
        assert left >= 0 and right <= WIDTH
        for box in plan.chart.boxes:
            a, b, c, d = plan.area(box.name)
            assert right <= a or c <= left or bottom <= b or d <= top, box


def test_outcomes_with_the_same_route_are_told_apart(plan: Plan) -> None:
    outcomes = [plan.words[box.name] for box in plan.chart.boxes if box.kind == "outcome"]
    assert len({*outcomes}) == len(outcomes)


def test_no_text_is_under_9_points_on_a_page(context: ReportContext, case: Case) -> None:
    picture = flowchart_of(case, context)
    image = Image.open(BytesIO(picture.png))
    width_cm = min(picture.width_cm, TALLEST_CM * image.width / image.height)
    assert TEXT * width_cm * POINTS_IN_CM / image.width >= 9


def test_a_longer_way_has_more_that_is_thick(
    context: ReportContext, opened: Callable[..., Case], submitted: Case
) -> None:
    short = opened(harm="not_known")
    assert dark(flowchart_of(filled_in(submitted), context)) > dark(flowchart_of(short, context)) + 2_000
