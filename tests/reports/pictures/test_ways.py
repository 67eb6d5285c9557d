"""The words of a case's ways name each box that was passed, and the answer that led on."""

from reports.context import ReportContext
from reports.pictures.ways import ENDED, Ways
from safeguarding.case.case import Case
from safeguarding.publications.flowchart import OPEN
from tests.support.case_stages import decided, filled_in, in_error
from tests.support.children import of_children, opened_with
from tests.support.plain_case import opened


def test_the_way_of_a_case_names_each_box_and_the_answer_that_led_on(
    context: ReportContext, case: Case, submitted: Case
) -> None:
    lines = Ways.of(case, context).in_words().splitlines()
    assert lines[1] == "1. Has a child or young person died, been seriously harmed, or been hurt? Died."
    assert lines[-1] == OPEN
    whole = Ways.of(decided(filled_in(submitted)), context).in_words().splitlines()
    assert whole[-1].endswith("Route: Rapid Review") and OPEN not in whole


def test_a_case_that_has_ended_is_not_said_to_be_open_nor_its_clock_to_run(context: ReportContext) -> None:
    (*_, last) = Ways.of(in_error(opened(harm="not_known")), context).in_words().splitlines()
    assert last == ENDED


def test_of_several_children_each_way_is_told_with_the_strictest_first(context: ReportContext) -> None:
    unhurt = {"harm": "neither", "age": "under_18"}
    died = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known", "care_experienced": "no"}
    ways = Ways.of(opened_with(of_children(unhurt, died)), context)
    lines = ways.in_words().splitlines()
    assert lines[0].startswith("The way of Child 2 of CSCP-")
    second = next(number for number, line in enumerate(lines) if line.startswith("The way of Child 1 of CSCP-"))
    assert "Died." in lines[1] and lines[second + 1].startswith("1. ") and "Nobody was hurt." in lines[second + 1]
    (other,) = ways.others_in_words()
    assert other.startswith("Child 1: ends at ") and other.endswith("Route: Case of Concern")
    assert [*Ways.of(opened_with(of_children(died)), context).others_in_words()] == []
