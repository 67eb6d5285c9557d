"""The decision record names the cases that a case is linked to, with how and why."""

from reports.decision_record.links_section import linked_cases
from safeguarding.case.case import Case
from tests.support.links import BELONG, grouped, linked
from tests.support.plain_case import REPORTS, opened
from tests.support.word_reading import Read, document_of

ONE, TWO = opened("CSCP-1"), opened("CSCP-2")


def section(case: Case) -> Read:
    return document_of(lambda word: linked_cases(word, case, REPORTS))


def test_each_link_is_a_row_with_the_reason_and_who_made_it() -> None:
    read = section(grouped(*linked(ONE, TWO))[0])
    (family, group) = [row for row in read.rows if row[0] == "CSCP-2"]
    assert family[1:3] == ["The same family", BELONG.shown] and family[3].startswith("The business team member, ")
    assert group[1] == "May be taken up together in a thematic review: youth violence"


def test_a_case_without_links_has_no_such_section() -> None:
    assert "Linked cases" not in section(ONE).words
