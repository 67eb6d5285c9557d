"""The first page stays one page, whatever a case has on it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from docx.table import Table
from docx.text.paragraph import Paragraph

from reports.context import ReportContext
from reports.decision_record.document import decision_record
from reports.decision_record.first_page import PageRow, fitted
from reports.pictures.canvas import wrapped
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import CriteriaDecided, Redacted, Restricted
from tests.support import largest_case
from tests.support.case_stages import (
    CALENDAR,
    ENGINE,
    LATER,
    concern_decided,
    decided,
    escalated,
    filled_in,
    in_error,
    merged,
)
from tests.support.children import CARE_LEAVER, ILL, KILLED, SAFE, of_children, opened_with
from tests.support.each import for_each
from tests.support.england.elsewhere import transferred
from tests.support.plain_case import REPORTS, care_leaver, opened, submitted
from tests.support.word_reading import Read

ONE_PAGE_PT = 841.9 - 2 * 56.7 - 14
"""An A4 page, without its margins, and without what its footer of two lines takes above the lower one."""
SIZES = {"Title": 22.0, "Small": 10.0, "Cell": 11.0, "HeaderCell": 11.0}
AROUND = {"Title": 19.0, "Small": 5.0, "Cell": 3.5, "HeaderCell": 3.5}
LEADING, BODY, FRAME, WIDE = 1.22, 12.0, 10.0, 482.0
OUR_FONT_IS_WIDER = 1.05
"""The font of the pictures takes a tenth more than that of the document; half of it is left as a margin."""
CELL_MARGINS, RULE = 10.8, 0.5
LARGEST = ReportContext(ENGINE, CALENDAR, largest_case.office, largest_case.LATER)


def everything_at_once() -> Case:
    """Returns the largest case as a restricted rehearsal from which texts were removed, and whose criteria were
    escalated too."""
    case = largest_case.escalated("word ")
    decided_so = case.decision
    assert decided_so and decided_so.escalation
    by, at, said = largest_case.BUSINESS_TEAM.person, largest_case.LATER, largest_case.free("word ")
    first = case.opened.model_copy(update={"ref": "REHEARSAL-2026-001", "rehearsal": True})
    case = Case((first, *case.events[1:]))
    case = case.then(CriteriaDecided(by=by, at=at, met=True, escalation=decided_so.escalation))
    case = case.then(Restricted(by=by, at=at, visible_to=largest_case.MEMBERS, review_on=LATER, reason=said))
    return case.then(Redacted(by=by, at=at, digest="0" * 64, reason=said))


CASES: Mapping[str, Callable[[], Case]] = {
    "empty": opened,
    "four children": lambda: submitted(opened_with(of_children(KILLED, ILL, SAFE, CARE_LEAVER))),
    "decided": lambda: decided(filled_in(submitted())),
    "escalated": lambda: escalated(filled_in(submitted())),
    "opened in error": lambda: in_error(opened()),
    "merged": lambda: merged(opened(), opened("CSCP-2026-002"))[0],
    "transferred": transferred,
    "Case of Concern": lambda: concern_decided(care_leaver()),
}
LARGEST_CASES: Mapping[str, Callable[[], Case]] = {
    "escalated": lambda: largest_case.escalated("word "),
    "under way": lambda: largest_case.under_way("word "),
    "Case of Concern disagreed": lambda: largest_case.concern_disagreed("word "),
    "Case of Concern decided": lambda: largest_case.concern_decided("word "),
    "everything at once": everything_at_once,
}


@for_each("name", CASES)
def test_every_kind_of_case_has_its_summary_on_one_page(name: str) -> None:
    assert height_of_first_page(CASES[name](), REPORTS) <= ONE_PAGE_PT


@for_each("name", LARGEST_CASES)
def test_the_largest_case_has_its_summary_on_one_page_too(name: str) -> None:
    assert height_of_first_page(LARGEST_CASES[name](), LARGEST) <= ONE_PAGE_PT


def height_of_first_page(case: Case, context: ReportContext) -> float:
    """Measures what stands before the first new page, in points."""
    read = Read(decision_record(case, replace(context, app_id="30000000-0000-4000-8000-000000000001")))
    height = FRAME
    for block in read.document.iter_inner_content():
        if isinstance(block, Paragraph):
            if block.paragraph_format.page_break_before:
                return height
            height += _height(block, WIDE)
        else:
            height += _height_of_table(block)
    raise AssertionError("there is no second page")


def _height_of_table(table: Table) -> float:
    widths = [float(column.width or 0) / 12_700 - CELL_MARGINS for column in table.columns]
    return sum(
        max(
            sum(_height(each, width) for each in cell.paragraphs) for cell, width in zip(row.cells, widths, strict=True)
        )
        + RULE
        for row in table.rows
    )


def _height(paragraph: Paragraph, width: float) -> float:
    style: Any = paragraph._p.style
    size = SIZES.get(style, BODY)
    lines = wrapped(paragraph.text, width * OUR_FONT_IS_WIDER, size).count("\n") + 1
    return lines * size * LEADING + AROUND.get(style, 5.0)


def test_what_has_room_is_neither_folded_nor_shortened() -> None:
    rows = [PageRow("Missing", ("A chair", "A decision"), "What is missing")]
    assert [row.words for row in fitted(rows, ["RESTRICTED"])] == ["A chair\nA decision"]


def test_the_longest_row_is_folded_first_and_says_where_the_rest_stands() -> None:
    short = PageRow("Notification", ("SIN submitted", "Agreed"), "Sign-offs")
    long = PageRow("Missing", tuple(f"Thing {number}" for number in range(60)), "What is missing")
    notification, missing = fitted([short, long], [])
    assert notification == short
    *shown, last = missing.words.splitlines()
    assert shown == [f"Thing {number}" for number in range(len(shown))]
    assert last == f"and {60 - len(shown)} more: see the section What is missing"


def test_what_stands_nowhere_else_is_kept_whole() -> None:
    told, elsewhere = "told nowhere else " * 20, "told in full later " * 60
    rows = [PageRow("This copy", (told,)), *(PageRow("Decided by", (elsewhere,), "Decision") for _ in range(8))]
    kept, *shortened = fitted(rows, [])
    assert kept.words == told
    assert {row.words.endswith("… (see Decision)") for row in shortened} == {True}
