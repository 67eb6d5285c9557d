"""The cards of a change say what is due now, or what a proposal would end; the channel's says dates alone."""

from dataclasses import replace
from datetime import date, timedelta

from cards.case.changes import (
    change_proposed_card,
    criteria_settled_card,
    dates_moved_card,
    day_moved_card,
    ended_card,
    merge_undone_card,
    not_met_proposed_card,
)
from cards.news import channel_news_card
from cards.sign_off.card import sign_off_card
from cards.sign_off.subject import SignOffSubject
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.matters import FACTS_CHANGE, NOT_MET
from safeguarding.case.steps.lifecycle import update
from safeguarding.case.steps.signatures import propose_not_met
from safeguarding.case.views.dates_moved import CalendarChanged, dates_moved, moved_by_calendar, reasons
from safeguarding.case.views.endings import endings
from safeguarding.case.views.news.kinds import KINDS
from safeguarding.case.views.news.news import CaseNews
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.people import Seat
from tests.support.case_stages import (
    CALENDAR,
    COUNCIL,
    ENGINE,
    FRAMEWORK,
    PARTNERS_DSPS,
    decided,
    in_error,
    merged,
    recommendation,
    signed_by,
    text,
)
from tests.support.drawn import titles, unfolded, words
from tests.support.later_death import dead_after_decision, updates
from tests.support.merges import apart
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import CARDS, SEEN, office, opened, standing, submitted, updated

BEGUN = updated(opened(abuse_or_neglect="not_known"), abuse_or_neglect="suspected")
PROPOSED = updated(opened(), abuse_or_neglect="neither", care_experienced="no")


def test_in_person_it_says_what_changed_what_is_due_and_who_does_what_next() -> None:
    moved = dates_moved(BEGUN, FRAMEWORK, CALENDAR)
    assert moved is not None
    said = unfolded(dates_moved_card(BEGUN, moved, CARDS))
    assert "CSCP-2026-001: what is due has changed" in said
    assert "Abuse or neglect: Not known yet \u2192 Suspected" in said
    assert "Submit the SIN (required by law or guidance): Monday 8 June 2026" in said and "Who does what next" in said


def test_a_day_that_moved_by_a_closed_day_is_told_with_the_day_before_and_the_reason() -> None:
    thursday, before = date(2026, 6, 4), CalendarChanged(OPENED_AT + timedelta(minutes=1), CALENDAR)
    now = replace(CARDS, calendar=WorkingCalendar(CALENDAR.published_until, {thursday: "Office shut"}))
    moved = moved_by_calendar(opened(), FRAMEWORK, before, now.calendar)
    days = CaseNews(KINDS["closed_days"], opened(), (), None, OPENED_AT, moved)
    shown, channel = day_moved_card(opened(), moved, now), channel_news_card(days, now, reasons(moved))
    assert titles(shown) == titles(channel) == ["Open CSCP-2026-001"]
    for said in (words(shown), words(channel)):
        assert "Submit the SIN (required by law or guidance): Tuesday 9 June 2026 (4 working days left)" in said
        assert "Thursday 4 June 2026 is closed: Office shut." in said and SEEN not in said
    assert "Before: Monday 8 June 2026." in words(shown) and "Who does what next" in unfolded(shown)


def test_whoever_has_to_agree_reads_what_the_proposed_answer_is_based_on() -> None:
    evidence = {**PROPOSED.facts.evidence, "abuse_or_neglect": text("A known heart condition.")}
    case = update(opened(), with_evidence(evidence), ENGINE, EVERYBODY["opener"], OPENED_AT)
    subject = SignOffSubject(case, standing(case, FACTS_CHANGE), CARDS, office)
    said = words(sign_off_card(subject, Seat.ICB, signs=True))
    assert "A known heart condition." in said and "Facts" not in said


def test_what_ended_is_told_with_the_office_and_nothing_that_the_case_says() -> None:
    case = in_error(opened())
    (ending,) = endings(case)
    shown = ended_card(case, ending, office)
    said = words(shown)
    assert "CSCP-2026-001: Closed, opened in error" in said and "agreed by the DSPs of two partners." in said
    assert "Its clocks have stopped, and nothing more is needed from you." in said
    assert SEEN not in said and "moved away" not in said and titles(shown) == ["Open CSCP-2026-001"]
    decided_against = decided(submitted(), recommendation("not_commission"))
    (ending,) = endings(decided_against)
    assert "Its clocks have stopped" not in words(ended_card(decided_against, ending, office))


def test_whoever_was_told_of_a_merge_reads_that_it_is_undone_and_what_is_due_again() -> None:
    first, _ = apart(*merged(opened("CSCP-2"), opened()))
    shown = merge_undone_card(first, CARDS, office)
    said = words(shown)
    assert "CSCP-2: the merge is undone" in said
    assert "undid the merge into CSCP-2026-001. CSCP-2 goes on as before it." in said
    assert "Submit the SIN (required by law or guidance): Monday 8 June 2026" in said and SEEN not in said
    assert titles(shown) == ["Open CSCP-2"]


def with_evidence(evidence: dict[str, FreeText]) -> Facts:
    proposed = PROPOSED.proposals.update
    assert proposed is not None
    return proposed.facts.model_copy(update={"evidence": {**proposed.facts.evidence, **evidence}})


def test_a_proposal_says_whose_it_is_what_it_would_end_and_who_has_to_agree() -> None:
    said = words(change_proposed_card(PROPOSED, CARDS, office))
    assert "Abuse or neglect: Known \u2192 Neither known nor suspected" in said
    assert "The opener proposes to change the facts." in said
    assert "It would end the SIN and end the Rapid Review. It holds only when all three partners and the DCS" in said


def test_an_update_of_the_notification_tells_its_day_and_the_fifteen_that_it_starts() -> None:
    case = updates(dead_after_decision())
    moved = dates_moved(case, FRAMEWORK, CALENDAR)
    assert moved is not None
    said = unfolded(dates_moved_card(case, moved, CARDS))
    assert "The notification was updated on Friday 3 July 2026." in said
    assert "Determine and decide anew after the update (required by law or guidance): Friday 24 July 2026" in said
    assert "Determines whether the LCSPR criteria are met." in said and "closes the case" not in said


NOT_MET_PROPOSED = propose_not_met(opened(), text("A known heart condition."), COUNCIL, OPENED_AT)


def test_that_the_criteria_are_not_met_is_proposed_with_who_and_why_and_the_clock_that_runs() -> None:
    said = words(not_met_proposed_card(NOT_MET_PROPOSED, CARDS, office))
    assert "The council dsp proposes that the notification criteria are not met." in said
    assert "A known heart condition." in said and "Until all four agree, the clocks run" in said
    assert "Submit the SIN (required by law or guidance): Monday 8 June 2026" in said


def test_when_all_four_have_agreed_it_says_so_and_nothing_is_due() -> None:
    found = signed_by(NOT_MET_PROPOSED, NOT_MET, *PARTNERS_DSPS, EVERYBODY["dcs"])
    said = words(criteria_settled_card(found, CARDS))
    assert "by the three partners and the DCS together: no SIN goes in" in said and "Submit the SIN" not in said
    of_the_answers = "Serious Incident Notification (SIN): required"
    assert of_the_answers not in said, "it would say the opposite of the finding"
    assert of_the_answers in unfolded(criteria_settled_card(found, CARDS))
