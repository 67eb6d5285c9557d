"""The record of a case shows what was said, who signed, and where it goes on."""

from cards.case.lists import deadlines_card
from cards.case.record import case_card
from tests.support.case_stages import BUSINESS_TEAM, PARTNERS_DSPS, closed_anyway, escalated, merged, signed_by, text
from tests.support.drawn import behind, titles, words
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import CARDS, SEEN, office, opened, submitted


def test_the_record_shows_evidence_signatures_and_whom_nothing_could_be_delivered_to() -> None:
    case = signed_by(opened(), "notification_criteria", PARTNERS_DSPS[0])
    said = words(case_card(case, CARDS, office, [], ["Designated Police"]))
    assert SEEN in said and "Not delivered to: Designated Police." in said
    assert "Local authority agreed; ICB not yet; Police not yet" in said


def test_after_an_escalation_the_case_shows_who_agreed_and_who_did_not_and_waits_for_nobody() -> None:
    said = words(case_card(escalated(submitted()), CARDS, office, []))
    shown = said.partition("The rationale, and the decision on the LCSPR")[2]
    assert shown.startswith(": Local authority agreed; ICB agreed; Police disagreed; decided by escalation")


def test_a_merged_case_leads_to_the_one_it_goes_on_in() -> None:
    ended, _ = merged(opened(), opened("CSCP-2026-002"))
    shown = case_card(ended, CARDS, office, [])
    assert behind(shown, "Open CSCP-2026-002") == ("case", {"ref": "CSCP-2026-002"})
    assert "Who does what next" not in words(shown)


def test_a_closed_case_has_no_next_steps_and_no_deadline() -> None:
    case = closed_anyway(opened(), text("finished"), BUSINESS_TEAM, OPENED_AT)
    said = words(case_card(case, CARDS, office, []))
    assert "Who does what next" not in said and "By when" not in said
    assert titles(deadlines_card([case], CARDS)) == []
