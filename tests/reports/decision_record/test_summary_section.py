"""The first page of the record answers a partner's questions by itself."""

from collections.abc import Sequence
from datetime import timedelta

from reports.decision_record.summary_section import MISSING_SHOWN, notices, summary
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Redacted
from safeguarding.case.state.matters import LCSPR_DECISION, NOTIFICATION_CRITERIA
from safeguarding.case.steps.decision import decide_by_escalation
from safeguarding.case.steps.redaction import redact
from safeguarding.case.views.integrity import record_digest
from tests.support import largest_case
from tests.support.case_stages import (
    BUSINESS_TEAM,
    COUNCIL,
    ICB,
    LATER,
    POLICE,
    circumstances,
    concern_decided,
    decided,
    escalated,
    escalation,
    filled_in,
    in_error,
    merged,
    put_to_the_dsps,
    recommendation,
    signed_by,
    text,
)
from tests.support.children import KILLED, SAFE, of_children, opened_with
from tests.support.england.elsewhere import transferred
from tests.support.generators.clock_lives import restricted_until
from tests.support.people.everybody import OPENED_AT
from tests.support.people.offices import restricted_to
from tests.support.plain_case import REF, REPORTS, care_leaver, opened, submitted
from tests.support.word_reading import Read, document_of

LATE = OPENED_AT + timedelta(days=1)


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
    assert len(said) <= 180 and said.endswith("… (see Decision)")


def test_that_a_text_was_removed_is_said_first() -> None:
    gone = submitted().facts.evidence["harm"].digest
    case = redact(submitted(), gone, text("it named a neighbour"), BUSINESS_TEAM, OPENED_AT)
    assert "A text was removed on Tuesday 2 June 2026. It is shown as [redacted]." in noticed(case)
    twice = case.then(case.of(Redacted)[0].model_copy(update={"at": LATE}))
    assert "2 texts were removed, last on Wednesday 3 June 2026. Shown as [redacted]." in noticed(twice)
    assert "removed" not in noticed(submitted())


def test_it_says_who_decided_when_and_that_nobody_disagreed() -> None:
    page = first_page(decided(filled_in(submitted())))
    for seat in ("Local authority", "ICB", "Police"):
        assert f"{seat} (The " in page["Decided by"]
    assert page["Decided by"].count("Tuesday 2 June 2026") == 3
    assert page["Disagreement"] == "None is on record."


def test_it_names_who_agreed_to_the_criteria() -> None:
    agreed = signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL, ICB, POLICE)
    assert "Criteria agreed by Local authority (The " in first_page(agreed)["Notification"]


def test_a_disagreement_before_an_escalation_stays_on_the_first_page_with_its_reason() -> None:
    page = first_page(escalated(filled_in(submitted())))
    assert page["Disagreement"] == (
        "Police disagreed: decision on the LCSPR (The police dsp, Tuesday 2 June 2026). Reason: not convinced"
    )
    assert "not unanimous" in page["Decision of the DSPs"]


def test_whoever_was_silent_before_an_escalation_is_named_as_that() -> None:
    dissent = signed_by(put_to_the_dsps(submitted()), LCSPR_DECISION, POLICE, agrees=False)
    case = decide_by_escalation(dissent, recommendation(), escalation(), circumstances(), BUSINESS_TEAM, OPENED_AT)
    silent = "Local authority, ICB did not answer before the escalation: decision on the LCSPR"
    assert silent in first_page(case)["Disagreement"]


def test_what_the_answers_of_the_review_indicate_is_for_whoever_may_read_it() -> None:
    case, told = decided(filled_in(submitted())), "LCSPR criteria: not met; Commissioning an LCSPR: not applicable"
    assert told in first_page(case)["Indicated by the rules"]
    without = document_of(lambda word: summary(word, case, REPORTS, (), with_review=False))
    assert told not in without.words


def test_of_several_children_it_says_once_what_is_so_of_all() -> None:
    told = first_page(opened_with(of_children(KILLED, KILLED, SAFE)))["What happened"].splitlines()
    assert told[0].startswith("Children 1, 2 and 3. Part in the incident: Harmed; Age: Under 18; Date of the death")
    assert told[1:] == [
        "Child 1. Harm: Died; Abuse or neglect: Known.",
        "Child 2. Harm: Died; Abuse or neglect: Known.",
        "Child 3. Harm: Nobody was hurt.",
    ]


def test_it_says_who_decided_on_a_case_of_concern_and_who_agreed_that_a_case_ends() -> None:
    deciders = first_page(concern_decided(care_leaver()))["Case of Concern decided by"]
    assert deciders.splitlines()[0] == "Review Group (The review group member 2, Tuesday 2 June 2026)"
    assert first_page(in_error(opened()))["Ending agreed by"].startswith("ICB (The icb dsp, ")
    assert "Director of Children's Services (The dcs, " in first_page(transferred())["Ending agreed by"]


def test_what_is_due_next_says_how_many_days_are_left_and_how_many_more_clocks_run() -> None:
    told = first_page(submitted())["What comes next"].splitlines()
    assert told[0] == "Hold the Rapid Review: Tuesday 23 June 2026, 15 working days left"
    assert told[-1] == "and 3 more: see the section Clocks, and whether each was kept"


def test_it_names_what_is_missing_and_where_the_rest_of_it_stands() -> None:
    lacking = [f"Thing {number}" for number in range(MISSING_SHOWN + 2)]
    missing = first_page(opened(), lacking)["Missing"]
    assert "Thing 0" in missing and "and 2 more: see the section What is missing" in missing
    assert first_page(opened())["Missing"] == "Nothing that the case asks for at its stage."


def test_it_names_the_version_and_the_digest_that_verify_can_check() -> None:
    case = submitted()
    assert first_page(case)["This copy"] == f"Version {len(case.events)}, digest {record_digest(case)}"


def test_what_must_be_seen_first_stands_before_all_else() -> None:
    assert "RESTRICTED CASE. Only the 3 people named" in noticed(restricted_until(LATER, opened()))
    assert "REHEARSAL. " in noticed(opened("REHEARSAL-2026-001")) and "REHEARSAL" not in noticed(opened())
    one_person = restricted_to(opened(), "business_team")
    assert "Only the person named for it may see it" in noticed(one_person)
    assert "was opened in error" in noticed(in_error(opened()))
    duplicate, _ = merged(opened("CSCP-2026-002"), opened())
    assert f"The business team member merged this case on Tuesday 2 June 2026 into {REF}" in noticed(duplicate)
