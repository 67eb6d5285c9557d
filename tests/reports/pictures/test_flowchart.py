"""The flow chart shows the way that a case has taken through the rules: thick in the picture, numbered in its words."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image

from reports.context import ReportContext
from reports.pictures.canvas import INK
from reports.pictures.flowchart import flowchart_of
from safeguarding.case.case import Case
from safeguarding.publications.flowchart import OPEN
from tests.support.case_stages import decided, filled_in
from tests.support.children import of_children, opened_with


def dark(png: bytes) -> int:
    """Counts the dots that have the colour of what is thick."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    counted = {colour: count for count, colour in picture.getcolors(picture.width * picture.height) or []}
    return counted.get(tuple(int(INK[n : n + 2], 16) for n in (1, 3, 5)), 0)


def test_the_way_of_a_case_names_each_box_and_the_answer_that_led_on(
    context: ReportContext, case: Case, submitted: Case
) -> None:
    lines = flowchart_of(case, context).alt.splitlines()
    assert lines[1] == "1. Has a child or young person died, been seriously harmed, or been hurt? Died."
    assert lines[-1] == OPEN
    whole = flowchart_of(decided(filled_in(submitted)), context).alt.splitlines()
    assert whole[-1].endswith("Route: Rapid Review") and OPEN not in whole


def test_of_several_children_each_way_is_told_and_the_one_that_is_drawn_is_the_strictest(
    context: ReportContext,
) -> None:
    unhurt = {"harm": "neither", "age": "under_18"}
    died = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known", "care_experienced": "no"}
    found = flowchart_of(opened_with(of_children(unhurt, died)), context)
    lines = found.alt.splitlines()
    assert lines[0].startswith("The way of Child 2 of CSCP-")
    second = next(number for number, line in enumerate(lines) if line.startswith("The way of Child 1 of CSCP-"))
    assert "Died." in lines[1] and lines[second + 1].startswith("1. ") and "Nobody was hurt." in lines[second + 1]
    alone = flowchart_of(opened_with(of_children(died)), context)
    assert height(found.png) > height(alone.png), "the other's way stands above the picture"


def height(png: bytes) -> int:
    return Image.open(BytesIO(png)).height


def test_a_longer_way_has_more_that_is_thick(
    context: ReportContext, opened: Callable[..., Case], submitted: Case
) -> None:
    short = opened(harm="not_known")
    assert dark(flowchart_of(filled_in(submitted), context).png) > dark(flowchart_of(short, context).png) + 2_000
