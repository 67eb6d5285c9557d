"""Each clock says whether it was kept, and each event stands in the order in which it was recorded."""

from reports.decision_record.course_section import about, clocks, events
from safeguarding.case.case import Case
from tests.support.case_stages import decided, filled_in
from tests.support.plain_case import REPORTS, opened, submitted
from tests.support.word_reading import Read, document_of


def section(case: Case) -> Read:
    return document_of(
        lambda word: clocks(word, case, REPORTS),
        lambda word: about(word, case, REPORTS),
        lambda word: events(word, case, REPORTS),
    )


def test_a_clock_says_by_when_and_whether_it_was_kept() -> None:
    (sin,) = [row for row in section(submitted()).rows if row[0] == "Submit the SIN"]
    assert sin[2] == "Monday 8 June 2026" and sin[3] == "Kept: done on Tuesday 2 June 2026"


def test_the_authority_that_notifies_is_named_with_the_rule() -> None:
    told = {row[0]: row[1] for row in section(opened()).rows if len(row) == 2}
    assert "Croydon" in told["Authority that notifies"] and "2026" in told["Rules"]
    assert told["Opened"].startswith("Tuesday 2 June 2026, 11:00, by The ")


def test_every_event_stands_in_its_order() -> None:
    case = decided(filled_in(submitted()))
    timeline = section(case).section("Timeline of events")
    numbers = [int(line.split(" | ")[0]) for line in timeline.split("\n")[1:] if " | " in line]
    assert numbers == list(range(1, len(case.events) + 1))
