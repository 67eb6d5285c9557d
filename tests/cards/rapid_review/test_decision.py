"""The cards show the determination, the decision, and what follows it."""

from cards.elements import as_json, card
from cards.rapid_review.decision import (
    confirm_card,
    decided_card,
    determination_card,
    escalation_card,
    look_again_card,
    proposal_card,
    recommendation_inputs,
)
from cards.refusal import refused_card
from safeguarding.case.events.review_events import Determined
from tests.support.case_stages import (
    DEFERRING,
    FRAMEWORK,
    chaired,
    decided,
    determined,
    disputed,
    escalated,
    filled_in,
    recommendation,
    with_needed_parts,
)
from tests.support.drawn import behind, filled, inputs, titles, unfolded, words
from tests.support.fake_teams.server import opened_by, texts
from tests.support.plain_case import CARDS, office, submitted


def test_the_form_says_what_is_missing_and_what_the_answers_indicate() -> None:
    shown = determination_card(with_needed_parts(submitted()), CARDS, {"nhs|dsp": "The ICB's DSP"}, 3, {})
    said = words(shown)
    assert "Blank in the record: Improvements;" in said and "The answers indicate:" in said
    assert "Present (the quorum is 3)" in said and "The ICB's DSP" in said
    assert "Blank" not in words(determination_card(filled_in(submitted()), CARDS, {}, 3, {}))


def test_while_the_record_lacks_what_it_needs_the_form_leads_to_the_first_of_it_and_loses_nothing() -> None:
    facts, *others = (part for part in FRAMEWORK.parts if part.needed)
    early = determination_card(submitted(), CARDS, {}, 3, {})
    assert not inputs(early) and all(f"- {part.title}" in words(early) for part in (facts, *others))
    refused = determination_card(submitted(), CARDS, {}, 3, {"rationale": "Learning."})
    assert filled(refused)["rationale"] == "Learning."
    for shown in (early, refused):
        assert behind(shown, "Fill in part 1 of 18") == ("part", {"ref": "CSCP-2026-001", "part": facts.id})


def test_what_was_blank_or_not_known_when_it_was_determined_is_named_to_the_chair_and_after_the_decision() -> None:
    to_confirm = confirm_card(determined(chaired(submitted())), CARDS, office)
    by_all, by_escalation = decided_card(decided(submitted()), CARDS), decided_card(escalated(submitted()), CARDS)
    forms = [form(disputed(submitted()), FRAMEWORK, {}) for form in (proposal_card, escalation_card)]
    for shown in (to_confirm, by_all, by_escalation, *forms):
        said = unfolded(shown)
        assert "Blank when it was determined: Improvements; " in said
        assert "Not known when it was determined: Facts and key practice episodes; " in said
    assert "Blank when it was determined: 6 of 18 parts" in words(to_confirm)
    assert "when it was determined" not in unfolded(decided_card(decided(filled_in(submitted())), CARDS))


def test_why_nothing_is_commissioned_is_folded_says_what_is_ticked_and_is_open_where_it_is_wrong() -> None:
    values = {"outcome": "not_commission", "reasons": "no_multi_agency_learning"}
    empty, sent = (card(recommendation_inputs(FRAMEWORK, each)) for each in ({}, values))
    assert "Reasons not to commission" not in words(empty) and "reasons" in inputs(empty), "hidden boxes are sent too"
    assert "1 reason is ticked." in words(sent) and "ticked" not in words(empty)
    assert filled(sent)["reasons"] == "no_multi_agency_learning"
    wrong = refused_card(sent, "Choose at least one reason not to commission.", "reasons")
    assert "Reasons not to commission" in words(wrong)


def test_a_recommendation_that_was_typed_comes_back() -> None:
    values = {
        "outcome": "commission",
        "national": "recommended",
        "rationale": "Learning.",
        "look_again_on": "2026-09-01",
    }
    assert filled(card(recommendation_inputs(FRAMEWORK, values))) == values


def test_the_chair_confirms_the_determination_that_they_see() -> None:
    case = determined(chaired(submitted()))
    shown = confirm_card(case, CARDS, office)
    assert behind(shown, "Confirm the determination")[1]["seen"] == len(case.of(Determined)) == 1
    assert "weighed by the meeting" in words(shown)
    assert "No determination is recorded that still stands." in words(confirm_card(submitted(), CARDS, office))


def test_a_decision_by_escalation_is_never_shown_as_unanimous() -> None:
    shown = decided_card(escalated(submitted()), CARDS)
    assert "Disagreed: Police." in words(shown) and "not unanimous" in words(shown)
    assert "the three chief officers" in unfolded(shown) and "minute 4" in unfolded(shown)
    assert "by all three partners" in words(decided_card(decided(submitted()), CARDS))


def test_the_start_of_an_lcspr_is_offered_where_one_was_commissioned() -> None:
    assert "Record the LCSPR's start" in titles(decided_card(decided(submitted()), CARDS))
    assert titles(decided_card(decided(submitted(), recommendation("not_met")), CARDS)) == ["Open"]


def test_a_decision_without_agreement_follows_the_partnerships_reading() -> None:
    (reading,) = [reading for reading in FRAMEWORK.readings if reading.id == "disagreement"]
    assert reading.chosen in unfolded(escalation_card(disputed(submitted()), FRAMEWORK, {}))


def test_a_national_review_has_its_own_people_to_be_told() -> None:
    told = FRAMEWORK.principle("tell_national").text
    assert told not in unfolded(decided_card(decided(submitted()), CARDS))
    national = recommendation(national_review=True)
    assert told in unfolded(decided_card(decided(submitted(), national), CARDS))


def test_an_escalation_and_a_new_look_ask_for_what_has_to_be_on_the_record() -> None:
    form = escalation_card(disputed(submitted()), FRAMEWORK, {})
    assert inputs(form).keys() >= {"procedure", "decided_by", "on", "evidence"}, "hidden boxes are sent too"
    assert "Who decided, by office" not in words(form) and "Rationale" in words(form)
    how = [*texts(opened_by(as_json(form), "2. How it was decided"))]
    assert "Who decided, by office" in how and "Rationale" not in how
    wrong = refused_card(form, "Who decided: write it in a sentence or two.", "decided_by")
    assert "Who decided, by office" in words(wrong) and "Rationale" not in words(wrong)
    assert inputs(look_again_card(decided(submitted(), DEFERRING), {})).keys() == {"until", "note"}
