"""The first page of the record answers a partner's questions by itself."""

from collections.abc import Sequence

from reports.decision_record.summary_section import NAMED_AS_MISSING, notices, summary
from safeguarding.case.case import Case
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.steps.redaction import redact
from safeguarding.case.views.integrity import record_digest
from safeguarding.rehearsal import NOTICE
from tests.support import largest_case
from tests.support.case_stages import (
    BUSINESS_TEAM,
    COUNCIL,
    ICB,
    LATER,
    POLICE,
    decided,
    escalated,
    filled_in,
    in_error,
    merged,
    signed_by,
    text,
)
from tests.support.generators.clock_lives import restricted_until
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import REF, REPORTS, opened, submitted
from tests.support.word_reading import Read, document_of


def first_page(case: Case, lacking: Sequence[str] = ()) -> dict[str, str]:
    read = document_of(lambda word: summary(word, case, REPORTS, lacking))
    return {row[0]: row[1] for row in read.rows}


def noticed(case: Case) -> str:
    read: Read = document_of(lambda word: notices(word, case, REPORTS))
    return read.words


def test_it_says_what_happened_what_was_indicated_and_what_was_submitted() -> None:
    page = first_page(submitted())
    assert "Harm: Died" in page["What happened"] and "Sunday 31 May 2026" in page["What happened"]
    assert "Serious Incident Notification (SIN): required" in page["Indicated by the rules"]
    assert page["Notification"] == "SIN submitted by Croydon: Tuesday 2 June 2026"
    assert first_page(opened())["Notification"] == "SIN not yet submitted by Croydon."


def test_a_case_that_ended_or_asks_for_no_sin_is_not_said_to_lack_one() -> None:
    for case in (in_error(opened()), merged(opened(), opened("CSCP-2026-002"))[0], opened(harm="neither")):
        assert first_page(case)["Notification"] == "No SIN was submitted."


def test_of_a_decision_by_escalation_it_says_who_took_it_and_who_had_agreed_before() -> None:
    page = first_page(escalated(filled_in(submitted())))
    assert page["Decided by"] == "the three chief officers"
    assert page["Had agreed before"].startswith("Local authority (") and "ICB (" in page["Had agreed before"]


def test_the_longest_words_of_an_escalation_leave_the_first_page_to_the_rest() -> None:
    said = first_page(largest_case.escalated("word "))["Decided by"]
    assert len(said) <= 160 and said.endswith("(in full in the section Decision)")


def test_that_a_text_was_removed_is_said_first() -> None:
    gone = submitted().facts.evidence["harm"].digest
    case = redact(submitted(), gone, text("it named a neighbour"), BUSINESS_TEAM, OPENED_AT)
    assert "A text was removed on Tuesday 2 June 2026. It stands here as [redacted]." in noticed(case)
    assert "removed" not in noticed(submitted())


def test_it_says_who_decided_when_and_that_nobody_disagreed() -> None:
    page = first_page(decided(filled_in(submitted())))
    for seat in ("Local authority", "ICB", "Police"):
        assert f"{seat} (The " in page["Decided by"]
    assert page["Decided by"].count("Tuesday 2 June 2026") == 3
    assert page["Disagreement"] == "None is on record."


def test_it_names_who_agreed_to_the_criteria() -> None:
    agreed = signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL, ICB, POLICE)
    assert first_page(agreed)["Notification"].startswith("Criteria agreed by Local authority (The ")


def test_a_disagreement_before_an_escalation_stays_on_the_first_page() -> None:
    page = first_page(escalated(filled_in(submitted())))
    assert "Police (The " in page["Disagreement"] and "not unanimous" in page["Decision of the DSPs"]


def test_it_names_what_is_missing_and_where_the_rest_of_it_stands() -> None:
    lacking = [f"Thing {number}" for number in range(NAMED_AS_MISSING + 2)]
    missing = first_page(opened(), lacking)["Missing"]
    assert "Thing 0" in missing and "and 2 more: see the section What is missing" in missing
    assert first_page(opened())["Missing"] == "Nothing that the case asks for at its stage."


def test_it_names_the_version_and_the_digest_that_verify_can_check() -> None:
    case = submitted()
    assert first_page(case)["This copy"] == f"Version {len(case.events)}, digest {record_digest(case)}"


def test_what_must_be_seen_first_stands_before_all_else() -> None:
    assert "RESTRICTED CASE. Only the 3 people named" in noticed(restricted_until(LATER, opened()))
    assert NOTICE in noticed(opened("REHEARSAL-2026-001")) and NOTICE not in noticed(opened())
    assert "was opened in error" in noticed(in_error(opened()))
    duplicate, _ = merged(opened("CSCP-2026-002"), opened())
    assert f"merged into {REF}" in noticed(duplicate)
