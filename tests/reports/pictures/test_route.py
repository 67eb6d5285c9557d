"""The route shows a case's own way alone, box below box, and can be read on a phone and on paper."""

from io import BytesIO

from PIL import Image

from reports.context import ReportContext
from reports.pictures.canvas import width_of
from reports.pictures.route import MARGIN, PRINTED_CM, TEXT, WIDTH, route_of, stops_of
from reports.pictures.ways import Ways
from safeguarding.case.case import Case
from tests.support.case_stages import decided, filled_in
from tests.support.children import of_children, opened_with

PHONE, POINTS_IN_CM = 390, 72 / 2.54


def test_no_text_is_under_11_pixels_on_a_phone_nor_under_9_points_on_paper() -> None:
    assert TEXT * PHONE / WIDTH >= 11
    assert TEXT * PRINTED_CM * POINTS_IN_CM / WIDTH >= 9


def test_each_stop_has_its_answer_and_the_answers_that_were_not_given(context: ReportContext, case: Case) -> None:
    first, *_, last = stops_of(Ways.of(case, context))
    assert (first.words.replace("\n", " "), first.answer) == (
        "Has a child or young person died, been seriously harmed, or been hurt?",
        "Answer: Died",
    )
    assert first.others.replace("\n", " ") == "not: Seriously harmed; Hurt, not life-changing; Nobody was hurt"
    assert (last.answer, last.others) == ("", "")


def test_no_line_runs_out_of_the_picture(context: ReportContext, submitted: Case) -> None:
    for stop in stops_of(Ways.of(decided(filled_in(submitted)), context)):
        for text in (stop.words, stop.answer, stop.others):
            assert width_of(text, TEXT, bold=True) < WIDTH - 2 * MARGIN


def test_a_longer_way_is_a_taller_picture_and_the_others_ends_stand_above_it(
    context: ReportContext, case: Case, submitted: Case
) -> None:
    unhurt = {"harm": "neither", "age": "under_18"}
    died = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known", "care_experienced": "no"}
    together, alone = (opened_with(of_children(*children)) for children in ((unhurt, died), (died,)))
    assert height(route_of(decided(filled_in(submitted)), context).png) > height(route_of(case, context).png)
    assert height(route_of(together, context).png) > height(route_of(alone, context).png)


def height(png: bytes) -> int:
    return Image.open(BytesIO(png)).height
