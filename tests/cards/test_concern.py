"""The cards of a Case of Concern take the referral and tell what was decided."""

from cards.concern import concern_card, concern_decided_card, outcome_form_card, referral_card, referred_card
from tests.support.case_stages import FRAMEWORK, concern_decided, proposed, referred
from tests.support.drawn import behind, filled, inputs, titles, unfolded, words
from tests.support.plain_case import CARDS, care_leaver, opened

CASE = referred(care_leaver())
INDICATOR = FRAMEWORK.question("indicators").items[0]


def test_it_begins_with_a_case_that_is_known_or_with_the_triage() -> None:
    shown = concern_card([opened()], FRAMEWORK)
    assert titles(shown) == ["Refer", "Begin with the triage"]
    assert behind(shown, "Refer") == ("refer", {"ref": "CSCP-2026-001"})


def test_twenty_cases_are_offered_and_no_more() -> None:
    cases = [opened(f"CSCP-2026-{number:03}") for number in range(1, 26)]
    assert titles(concern_card(cases, FRAMEWORK)).count("Refer") == 20


def test_a_referral_keeps_what_was_typed() -> None:
    values = {"agency": "A school", "learning": "Three agencies each held a part.", "kind": "near_miss"}
    listed = referral_card(opened(), ["A school"], FRAMEWORK, {**values, "ticked": INDICATOR.id})
    assert filled(listed) == {"ticked": INDICATOR.id} and behind(listed, "Continue")[1].items() >= values.items()
    shown = referral_card(opened(), ["A school"], FRAMEWORK, values, [INDICATOR.id])
    assert filled(shown).items() >= values.items()
    assert inputs(shown)[f"evidence_{INDICATOR.id}"]["label"] == INDICATOR.label
    assert behind(shown, "Change what is ticked")[1] == {"ref": "CSCP-2026-001", "ticked": INDICATOR.id}


def test_an_agency_that_is_not_in_the_partnership_is_not_chosen() -> None:
    assert "agency" not in filled(referral_card(opened(), ["A school"], FRAMEWORK, {"agency": "Another school"}, []))


def test_the_review_group_reads_the_referral_and_can_propose() -> None:
    shown = referred_card(referred(care_leaver()), CARDS)
    assert "three agencies each held a part" in unfolded(shown)
    assert "Decide on the Case of Concern (proposed): Tuesday 30 June 2026" in words(shown)
    assert behind(shown, "Propose an outcome") == ("propose_outcome", {"ref": "CSCP-2026-001"})
    assert "confirmed" in behind(outcome_form_card(referred(care_leaver()), {}), "Propose it")[1]


def test_what_was_decided_is_told_with_the_words_that_dsps_do_not_sign() -> None:
    said = words(concern_decided_card(concern_decided(care_leaver()), FRAMEWORK))
    assert "Decided on Tuesday 2 June 2026" in said and "worth learning from" in said
    assert "The DSPs are told, and have nothing to sign." in said


def test_whoever_proposes_another_outcome_reads_which_is_put_and_what_becomes_of_it() -> None:
    first, another = (words(outcome_form_card(case, {})) for case in (CASE, proposed(CASE)))
    assert "Propose an outcome" in first and "Put now" not in first
    assert "Propose another outcome" in another and "Put now: **a local learning review**." in another
    assert "what was signed counts no more" in another
