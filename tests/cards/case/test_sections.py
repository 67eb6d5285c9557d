"""The sections that cards of a case share say what is decided and why, what is due, and which button opens the case."""

from cards.case.sections import decisions, due_lines, facts_rows, lead_section, next_steps, open_beside
from cards.elements import beside, card, paragraph
from tests.support.case_stages import FRAMEWORK
from tests.support.children import siblings, twins
from tests.support.drawn import behind, words_of
from tests.support.england.elsewhere import opened_elsewhere
from tests.support.plain_case import CARDS, SEEN, opened


def test_a_decision_is_shown_with_its_reason_and_source_unless_they_are_left_out() -> None:
    said = words_of(decisions(opened(), CARDS))
    assert "Rapid Review: required" in said and "Because: " in said and "Source: " in said
    assert "Because: " not in words_of(decisions(opened(), CARDS, why=False))


def test_that_the_partners_have_yet_to_agree_that_nothing_is_required_is_shown() -> None:
    said = words_of(decisions(opened(abuse_or_neglect="neither", care_experienced="no"), CARDS))
    assert FRAMEWORK.decision("partners_agree").title in said
    assert FRAMEWORK.decision("partners_agree").title not in words_of(decisions(opened(), CARDS))


def test_what_is_due_is_shown_with_how_it_was_counted() -> None:
    said = words_of(due_lines(opened(), CARDS))
    assert (
        "Submit the SIN (required by law or guidance): Monday 8 June 2026 (4 working days left)" in said
        and "day 0" in said
    )
    assert "day 0" not in words_of(due_lines(opened(), CARDS, explained=False))


def test_facts_are_shown_with_their_evidence_and_what_is_not_known_says_so() -> None:
    aware = FRAMEWORK.detail("became_aware").title
    said = words_of(facts_rows(opened(became_aware=None), FRAMEWORK))
    assert SEEN in said and f"{aware}: Not known yet" in said
    assert f"{aware}: Monday 1 June 2026" in words_of(facts_rows(opened(), FRAMEWORK))


def test_a_button_in_a_row_tells_a_screen_reader_which_case_it_opens() -> None:
    shown = card([beside([paragraph("A case")], open_beside(opened()))])
    assert behind(shown, "Open") == ("case", {"ref": "CSCP-2026-001"})


def test_the_reasons_name_the_child_for_whom_they_hold() -> None:
    words = words_of(decisions(siblings(), CARDS))
    assert "Children 1 and 2: The local authority submits a SIN" in words
    assert "Child 1: The local authority submits a SIN" in words_of(decisions(twins(), CARDS))
    assert "Child 1" not in words_of(decisions(opened(), CARDS))


def test_which_authority_notifies_is_said_with_its_rule_and_source() -> None:
    said = words_of(lead_section(opened_elsewhere("Surrey"), CARDS))
    assert "Surrey notifies and leads." in said
    assert "For harm in England, the authority of the place notifies and leads." in said
    assert "GOV.UK" in said and "Children Act 2004: section 16C(1)" in said
    assert FRAMEWORK.principle("lead_elsewhere").text in said


def test_while_it_is_not_known_which_authority_notifies_croydon_does() -> None:
    said = words_of(lead_section(opened_elsewhere("not_known"), CARDS))
    assert "Not known yet." in said and "Croydon notifies, unless it turns out" in said
    assert FRAMEWORK.principle("lead_elsewhere").text not in said


def test_the_next_step_is_to_tell_the_authority_that_notifies_where_it_is_another() -> None:
    elsewhere, here = (words_of(next_steps(case, CARDS)) for case in (opened_elsewhere("Surrey"), opened()))
    assert "Tells Surrey at once, which submits the SIN" in elsewhere and "Submits the SIN" not in elsewhere
    assert "Submits the SIN to government" in here and "at once, which submits" not in here
