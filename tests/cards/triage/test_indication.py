"""The check says what the answers lead to, and by when, as an indication."""

from cards.triage.indication import INDICATION, indication_section
from safeguarding.draft import ChildDraft, Draft
from safeguarding.indication import indicated_case
from tests.support.drawn import words_of
from tests.support.incidents.triage_drafts import ANSWERS, CONTEXT, TRIAGE, draft


def said(asked: Draft, *, dated: bool = True) -> str:
    return words_of(indication_section(indicated_case(TRIAGE, asked, CONTEXT.today), CONTEXT, dated=dated))


def test_a_death_with_abuse_shows_both_duties_and_their_days() -> None:
    text = said(draft(values={**ANSWERS, "incident_on": "2026-11-20", "became_aware": "2026-11-20"}))
    assert "Serious Incident Notification (SIN): required" in text and "Rapid Review: required" in text
    assert "Submit the SIN: Friday 27 November 2026 (4 working days left)" in text
    assert "Hold the Rapid Review: 15 working days from the day the SIN was submitted" in text
    assert INDICATION in text


def test_what_is_not_known_yet_says_what_would_settle_it_while_the_clock_runs() -> None:
    text = said(draft(values={**ANSWERS, "abuse_or_neglect": "not_known", "became_aware": "2026-11-20"}))
    assert "not yet known" in text and "It would be settled by: Abuse or neglect." in text
    assert "Submit the SIN, if one is required: Friday 27 November 2026" in text


def test_no_duty_says_where_the_answers_lead_and_whether_the_partners_have_to_agree() -> None:
    near_miss = said(draft(values={"harm": "neither", "age": "under_18"}))
    assert "not required" in near_miss and "Case of Concern" in near_miss
    assert "the three partners agree" in said(draft(values={**ANSWERS, "abuse_or_neglect": "neither"}))


def test_of_several_children_it_is_said_who_brings_the_duty() -> None:
    hurt = draft(values={**ANSWERS, "harm": "neither"}).with_another_child()
    second = {**ANSWERS, "harm": "died", "abuse_or_neglect": "neither"}
    died = hurt.with_child(ChildDraft(number=2, values=second))
    assert "Child 2: After a death" in said(died)


def test_the_days_of_a_case_that_is_changed_are_the_cases_own() -> None:
    assert "Submit the SIN" not in said(draft(values=ANSWERS, updating="CSCP-2026-001"), dated=False)
