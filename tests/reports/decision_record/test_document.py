"""The decision record, opened again, says what the case says, marks what is missing, and can be read by everyone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from reports.context import Picture, ReportContext
from reports.decision_record.document import decision_record
from reports.decision_record.review_section import LEFT_OUT, NO_REVIEW
from reports.decision_record.with_pictures import whole_record
from reports.pictures.timeline import timeline_of
from safeguarding.case.case import Case
from safeguarding.case.events.any_event import event_to_json
from safeguarding.case.events.case_events import OutsideTeams, Restricted
from safeguarding.case.events.free_text import REDACTED, FreeText
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.steps.lcspr import complete_lcspr, note_progress
from safeguarding.case.steps.redaction import redact, texts_of
from safeguarding.case.steps.review import record_return, request_information, take_back_return
from safeguarding.case.steps.signatures import record_signature
from safeguarding.case.views.history import history
from safeguarding.case.views.review_history import OUTCOMES
from safeguarding.chat_link import chat_link
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.people import Actor, Person, Seat
from tests.support import largest_case
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    CHAIR,
    POLICE,
    answered,
    chaired,
    concern_decided,
    decided,
    determined,
    disputed,
    escalated,
    filled_in,
    recommendation,
    started,
    text,
    ticks,
    written,
)
from tests.support.incidents.later_suspicion import counted_anew
from tests.support.later_death import dead_after_decision, updates
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.word_reading import Read

A_WEEK_LATER = OPENED_AT + timedelta(days=7)
STAGES = (
    "notification rapid_review sin_only not_met found_not_met decision deferred decided lcspr concern "
    "concern_decided closed merged"
)
ALSO = "Also: other processes that the facts may call for"
CLOCKS = "Clocks, and whether each was kept"
SECTIONS = ["What is missing", "Facts and criteria", "What follows from the facts", ALSO, CLOCKS]


def office(person: Person) -> str:
    return f"Office of {person.id}"


@pytest.fixture
def context(engine: Engine, calendar: WorkingCalendar) -> ReportContext:
    return ReportContext(engine, calendar, office, A_WEEK_LATER)


@pytest.fixture
def read(context: ReportContext) -> Callable[..., Read]:
    return lambda case, **how: Read(decision_record(case, context, **how))


def spoken_by(case: Case) -> Iterator[str]:
    """Yields every free text of the case, as it stands in the events."""
    for event in case.events:
        yield from (found.shown for found in texts_of(event_to_json(event)))


@pytest.mark.parametrize("stage", STAGES.split())
def test_at_every_stage_it_holds_the_whole_history_and_every_word_that_was_written(
    read: Callable[..., Read], cases: Mapping[str, Case], stage: str, engine: Engine
) -> None:
    case = cases[stage]
    document = read(case)
    assert document.document.core_properties.title == f"Decision record {case.ref}"
    first = document.headings[1:] if document.headings[0] == "Contents" else document.headings
    assert first[: len(SECTIONS)] == SECTIONS
    for line in history(case, engine.framework, office):
        assert line in document.section("Timeline of events")
    for words in spoken_by(case):
        assert words in document.words
    assert case.stage.label in document.words


def test_the_largest_case_that_the_rules_allow_is_all_there(engine: Engine, calendar: WorkingCalendar) -> None:
    context = ReportContext(engine, calendar, largest_case.office, largest_case.LATER)
    for made in (largest_case.escalated, largest_case.under_way, largest_case.concern_disagreed):
        case = made("Aé漢 word. ")
        document = Read(whole_record(case, context))
        for words in {*spoken_by(case), *largest_case.AGENCIES[:1]}:
            assert words in document.words
        assert len(document.content) < 1_000_000


def test_the_six_purposes_stand_in_order_each_answer_with_its_author_and_what_is_missing_marked(
    read: Callable[..., Read], submitted: Case, engine: Engine
) -> None:
    case = answered(chaired(submitted), "facts", largest_case.longest_answer(engine.framework.part("facts"), "Seen. "))
    case = answered(case, "indicators", ticks("working_together", words="two agencies did not meet"))
    document = read(case)
    purposes = [line for line in document.headings if line.startswith("Purpose ")]
    assert purposes == [f"Purpose {n}: {p.title}" for n, p in enumerate(engine.framework.purposes, 1)]
    # A purpose that is one part is not named twice, and its question is not asked twice.
    assert "Improvements" not in document.headings
    assert document.words.count("What could be improved in safeguarding children and promoting their welfare?") == 1
    facts = document.section("Facts and key practice episodes")
    assert "Seen. Seen." in facts and "Answered by Office of review group member" in facts
    assert "two agencies did not meet" in document.section("Criterion 3: indicators of important lessons")
    assert "Missing: not filled in." in document.section("Purpose 3: Improvements")
    lacking = document.section("What is missing")
    (blank,) = (line for line in lacking.splitlines() if line.startswith("Rapid Review, not filled in: "))
    assert "; Improvements; " in blank
    assert "Rapid Review, not filled in: Facts and key" not in lacking
    assert "The Review Group's determination, confirmed by the chair" in lacking


def test_the_determination_shows_quorum_chair_indication_and_why_it_differs(
    read: Callable[..., Read], submitted: Case
) -> None:
    waiting = read(determined(chaired(filled_in(submitted)))).section("Indication and determination")
    assert "3 present, quorum 3." in waiting and "Office of review group member 2" in waiting
    assert "Confirmed by the chair | Missing: not confirmed" in waiting
    assert "Difference from the indication, and why | weighed by the meeting" in waiting
    # They indicate the same still, and that is said once.
    assert waiting.count("LCSPR criteria | not met") == 1 and "indicated then" not in waiting
    confirmed = read(decided(filled_in(submitted))).section("Indication and determination")
    assert f"Confirmed by the chair | Office of {CHAIR.person.id}" in confirmed


def test_what_the_record_lacked_when_it_was_determined_is_among_what_is_missing_also_when_it_is_decided(
    read: Callable[..., Read], submitted: Case
) -> None:
    for case in (decided(submitted), escalated(submitted)):
        lacking = read(case).section("What is missing")
        assert "Blank when it was determined: Improvements; " in lacking
        assert "Not known when it was determined: Facts and key practice episodes; " in lacking


def test_a_determination_that_lapsed_is_said_to_be_missing(read: Callable[..., Read], submitted: Case) -> None:
    case = answered(determined(chaired(filled_in(submitted))), "next_steps", written("changed since"))
    found = read(case).section("Indication and determination")
    assert "Missing: no determination stands. One recorded before has lapsed" in found


def test_a_decision_of_all_three_is_told_from_one_by_escalation(read: Callable[..., Read], submitted: Case) -> None:
    agreed, by_escalation = read(decided(submitted)), read(escalated(submitted))
    assert "by all three partners" in agreed.section("Decision")
    assert "not unanimous" not in agreed.words
    first_page = by_escalation.words.partition("Contents")[0]
    assert "The decision was made by escalation, not unanimous." in first_page
    found = by_escalation.section("Decision")
    for words in ("the three chief officers", "the partnership's procedure", "minute 4", OUTCOMES["commission"]):
        assert words in found
    assert f"Police | Office of {POLICE.person.id}" in by_escalation.section("Disagreement")


def test_a_dissent_stands_with_its_reason_before_and_after_the_decision(
    read: Callable[..., Read], submitted: Case
) -> None:
    for case in (disputed(submitted), escalated(submitted)):
        document = read(case)
        assert "not convinced" in document.section("Disagreement")
        assert "Disagrees. Reason: not convinced" in document.section("The rationale, and the decision on the LCSPR")


def test_a_signature_given_outside_teams_shows_how_and_by_whom_it_was_recorded(
    read: Callable[..., Read], case: Case
) -> None:
    given = OutsideTeams(
        signed_by=EVERYBODY["icb"].person,
        on=date(2026, 6, 2),
        how=text("by e-mail"),
        confirmation=text("message kept by the Business Team"),
    )
    case = record_signature(case, NOTIFICATION_CRITERIA, Seat.ICB, given, BUSINESS_TEAM, OPENED_AT, agrees=True)
    found = read(case).section("Are the criteria for a Serious Incident Notification met?")
    assert "outside Teams: by e-mail" in found and "Written confirmation: message kept" in found
    assert f"Recorded by Office of {BUSINESS_TEAM.person.id}" in found
    assert "Missing: not signed" in found


def test_agencies_that_did_not_answer_are_marked_and_a_late_return_is_told_from_one_in_time(
    read: Callable[..., Read], submitted: Case
) -> None:
    case = request_information(submitted, sorted(AGENCIES), date(2026, 6, 4), AGENCIES, BUSINESS_TEAM, OPENED_AT)
    case = record_return(case, "A school", BUSINESS_TEAM, OPENED_AT + timedelta(days=1))
    case = record_return(case, "Health Services", BUSINESS_TEAM, OPENED_AT + timedelta(days=3))
    rows = {row[0]: row[3] for row in read(case).rows if len(row) == 4}
    assert rows["A school"] == "Wednesday 3 June 2026, in time"
    assert rows["Health Services"] == "Friday 5 June 2026, late"
    assert rows["Metropolitan Police"] == "Missing: overdue"
    later = OPENED_AT + timedelta(days=8)
    came = record_return(case, "Metropolitan Police", BUSINESS_TEAM, later, date(2026, 6, 4))
    police = next(row[3] for row in read(came).rows if row[0] == "Metropolitan Police")
    assert police == "Thursday 4 June 2026, in time", "the day it came, and not that of its recording"


def test_a_return_recorded_by_mistake_is_missing_again_and_the_record_says_that_it_was_taken_back(
    read: Callable[..., Read], submitted: Case, text: Callable[..., FreeText]
) -> None:
    def row(case: Case) -> str:
        return next(row[3] for row in read(case).rows if row[0] == "A school" and len(row) == 4)

    def later(days: int) -> datetime:
        return OPENED_AT + timedelta(days=days)

    case = request_information(submitted, ["A school"], date(2026, 6, 4), AGENCIES, BUSINESS_TEAM, OPENED_AT)
    case = record_return(case, "A school", BUSINESS_TEAM, later(1))
    case = take_back_return(case, "A school", text("another school's"), BUSINESS_TEAM, later(2))
    mistake = "one recorded by mistake was taken back on Thursday 4 June 2026"
    assert row(case) == f"Missing: overdue; {mistake}"
    assert "Information from: A school" in read(case).section("What is missing")
    assert "Reason: another school's" in read(case).words
    assert row(record_return(case, "A school", BUSINESS_TEAM, later(3))) == f"Friday 5 June 2026, late; {mistake}"


def test_an_lcspr_shows_reviewer_progress_and_completion(read: Callable[..., Read], submitted: Case) -> None:
    commissioned = decided(submitted)
    assert "Who reviews in the LCSPR, and since when" in read(commissioned).section("What is missing")
    case = note_progress(started(commissioned), text("half of it is written"), BUSINESS_TEAM, OPENED_AT)
    found = read(complete_lcspr(case, date(2026, 6, 2), text("published"), BUSINESS_TEAM, OPENED_AT)).section("LCSPR")
    for words in ("an independent reviewer", "half of it is written", "published"):
        assert words in found


def test_a_case_of_concern_shows_its_referral_its_indicators_and_its_decision(
    read: Callable[..., Read], cases: Mapping[str, Case]
) -> None:
    waiting = read(cases["concern"])
    assert "Missing: the Review Group has not decided" in waiting.section("Case of Concern")
    assert "The Review Group's decision on the Case of Concern" in waiting.section("What is missing")
    found = read(concern_decided(cases["sin_only"])).section("Case of Concern")
    for words in ("three agencies each held a part", "no meeting was held", "A local learning review"):
        assert words in found


def test_a_redacted_text_shows_as_redacted_wherever_it_stood(read: Callable[..., Read], submitted: Case) -> None:
    case = escalated(filled_in(submitted))
    for taken in ("what the meeting knows", "minute 4", "not convinced"):
        digest = next(f.digest for e in case.events for f in texts_of(event_to_json(e)) if f.shown == taken)
        case = redact(case, digest, FreeText.of("it named a child", "f" * 16), BUSINESS_TEAM, OPENED_AT)
        document = read(case)
        assert taken not in document.words
        assert REDACTED in document.words
    assert "Written evidence | [redacted]" in document.section("Decision")


def test_the_awareness_of_the_incident_and_a_later_first_suspicion_both_stand(read: Callable[..., Read]) -> None:
    document = read(counted_anew())
    assert ["First partner aware", "Monday 1 June 2026"] in document.rows
    assert ["Abuse or neglect first known or suspected", "Friday 19 June 2026"] in document.rows
    assert "as the DCS and another partner have confirmed" in document.section(CLOCKS)
    changed = "Abuse or neglect first known or suspected: not asked \u2192 Friday 19 June 2026"
    assert changed in document.section("Timeline of events")


def test_a_restricted_case_is_marked_on_the_first_page(read: Callable[..., Read], case: Case) -> None:
    seen_by = (EVERYBODY["business_team"].person, EVERYBODY["icb"].person)
    restricted = case.then(
        Restricted(
            by=seen_by[0], at=OPENED_AT, visible_to=seen_by, review_on=date(2026, 7, 1), reason=text("works here")
        )
    )
    first_page = read(restricted).words.partition("What is missing")[0]
    assert "RESTRICTED CASE. Only the 2 people named" in first_page and "Wednesday 1 July 2026" in first_page
    assert "RESTRICTED" not in read(case).words


def test_what_is_not_known_is_missing_and_never_a_no(read: Callable[..., Read], opened: Callable[..., Case]) -> None:
    case = opened(abuse_or_neglect="not_known", care_experienced="not_known", became_aware=None)
    lacking = read(case).section("What is missing")
    assert "Abuse or neglect: not known yet. It does not count as no." in lacking
    assert "First partner aware: not known yet." in lacking


def test_the_record_of_the_review_can_be_left_out_and_then_it_says_so(
    read: Callable[..., Read], submitted: Case
) -> None:
    document = read(escalated(filled_in(submitted)), with_review=False)
    for section in ("Rapid Review", "Indication and determination", "Decision"):
        assert document.section(section) == LEFT_OUT
    assert "what the meeting knows" not in document.words
    assert "the meeting found" not in document.words
    assert "not unanimous" in document.words


def test_rules_that_are_a_draft_are_called_so_and_the_version_that_decided_is_named(
    read: Callable[..., Read], case: Case, engine: Engine
) -> None:
    words = read(case).words
    assert f"rules version {engine.framework.version} is a draft" in words
    older = case.opened.model_copy(update={"outcome": case.outcome.model_copy(update={"rules_version": "2025.9"})})
    found = read(Case((older,)))
    assert f"Version 2025.9 (today's rules are version {engine.framework.version})" in found.words
    assert "Reached under rules version 2025.9." in found.section("What follows from the facts")


def test_clocks_say_whether_they_were_kept(read: Callable[..., Read], cases: Mapping[str, Case]) -> None:
    found = read(cases["lcspr"]).section("Clocks, and whether each was kept")
    assert (
        "Submit the SIN | required by law or guidance | Monday 8 June 2026 | Kept: done on Tuesday 2 June 2026" in found
    )
    assert "Complete the LCSPR | advised by guidance | Wednesday 2 December 2026 | Running: " in found


def test_criteria_found_not_met_stand_on_the_first_page_and_no_signature_for_the_sin_is_missing(
    read: Callable[..., Read], cases: Mapping[str, Case]
) -> None:
    found = read(cases["not_met"])
    assert (
        "Found not met on Tuesday 2 June 2026 by the three partners and the DCS together: no SIN goes in" in found.words
    )
    assert "Quality and accuracy" not in found.section("What is missing")
    assert "No longer due since Tuesday 2 June 2026" in found.words


def test_everyone_can_read_it(context: ReportContext, submitted: Case) -> None:
    """The document has real headings, header rows that repeat, its language, its title, page numbers, and words for the
    pictures."""
    case = decided(filled_in(submitted))
    document = Read(whole_record(case, context))
    assert document.document.core_properties.language == "en-GB"
    languages = {node.get(qn("w:val")) for node in document.document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    for table in document.document.tables:
        assert table.rows[0]._tr.trPr is not None
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(cell.text for cell in table.rows[0].cells)
    assert document.footer.startswith(f"OFFICIAL-SENSITIVE · {case.ref} · page ")
    fields = [node.text for node in document.document.sections[0].footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    shapes = [shape._inline.docPr for shape in document.document.inline_shapes]
    titles = [
        f"Timeline of {case.ref}",
        f"The way of {case.ref} through the rules",
        f"The flow chart of the rules, with the way of {case.ref}",
    ]
    assert [shape.get("title") for shape in shapes] == titles
    assert all(len(shape.get("descr")) > 200 for shape in shapes)


def test_the_same_case_at_the_same_moment_gives_the_same_bytes(context: ReportContext, submitted: Case) -> None:
    case = escalated(filled_in(submitted))
    assert whole_record(case, context) == whole_record(case, context)


def test_characters_that_no_document_can_hold_are_left_out(read: Callable[..., Read], submitted: Case) -> None:
    odd = "seen\x00\x0b\ufffe by\u202e two\u200b\r\nagencies\tin May"
    document = read(decided(submitted, recommendation(rationale=text(odd))))
    assert "seen by two\nagencies in May" in document.section("Decision")


def test_a_moment_in_summer_is_told_in_london_time(engine: Engine, calendar: WorkingCalendar, case: Case) -> None:
    context = ReportContext(engine, calendar, office, datetime(2026, 6, 9, 23, 30, tzinfo=UTC))
    assert "Made on Wednesday 10 June 2026, 00:30" in Read(decision_record(case, context)).words


def test_pictures_stand_at_the_end(context: ReportContext, case: Case) -> None:
    picture = timeline_of(case, context)
    assert isinstance(picture, Picture)
    document = Read(decision_record(case, context, [picture]))
    assert document.headings[-1] == "Pictures"
    assert "Pictures" not in Read(decision_record(case, context)).headings


def test_an_actor_is_named_by_the_office_held(read: Callable[..., Read], case: Case, opener: Actor) -> None:
    assert f"Office of {opener.person.id}" in read(case).words


def test_a_later_death_has_its_update_and_the_decision_before_it(read: Callable[..., Read]) -> None:
    waiting, updated = read(dead_after_decision()), read(updates(dead_after_decision()))
    assert "Missing: not recorded" in waiting.words and "First partner aware of the death" in waiting.words
    assert "Notification updated with what came later" in updated.words and "Friday 3 July 2026" in updated.words
    assert "Decided before, open anew" in updated.words and OUTCOMES["not_met"] in updated.words


def test_a_decision_and_what_it_rests_on_stay_in_the_record_when_the_facts_ask_for_no_review_any_more(
    read: Callable[..., Read], submitted: Case, updated: Callable[..., Case]
) -> None:
    case = updated(decided(submitted, recommendation("not_met")), abuse_or_neglect="neither", care_experienced="no")
    found = read(case)
    assert NO_REVIEW not in found.words
    assert "Decided on Tuesday 2 June 2026 by all three partners." in found.section("Decision")
    assert "Missing: not filled in." in found.section("Purpose 3: Improvements")


def test_the_first_page_leads_into_the_readers_own_chat_with_the_bot(
    context: ReportContext, opened: Callable[..., Case]
) -> None:
    linked = replace(context, app_id="30000000-0000-4000-8000-000000000001")
    document = Read(decision_record(opened(), linked))
    (link,) = (each for each in document.document.part.rels.values() if each.reltype == RELATIONSHIP_TYPE.HYPERLINK)
    assert link.target_ref == chat_link(linked.app_id, opened().ref)
    assert f"{opened().ref} in Teams, for whoever may see it" in document.words
    assert "in Teams, for whoever" not in Read(decision_record(opened(), context)).words
