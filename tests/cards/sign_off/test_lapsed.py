"""A card that lapsed says why and what comes next, and offers nothing to sign."""

from cards.sign_off.lapsed import THEN, lapsed_card, neutral_lapsed_card
from safeguarding.case.case import Case
from safeguarding.case.state.matters import (
    CONCERN_DECISION,
    FACTS_CHANGE,
    LCSPR_DECISION,
    MATTERS,
    NOTIFICATION_CRITERIA,
)
from safeguarding.case.steps.decision import look_again, propose_decision
from safeguarding.case.steps.lifecycle import update, withdraw_update
from safeguarding.case.steps.review import confirm_determination
from safeguarding.case.views.lapses import latest_lapse
from tests.support.case_stages import (
    BUSINESS_TEAM,
    CHAIR,
    COUNCIL,
    DEFERRING,
    ENGINE,
    GROUP,
    ICB,
    PARTNERS_DSPS,
    answered,
    closed_anyway,
    decided,
    determined,
    proposed,
    put_to_the_dsps,
    recommendation,
    referred,
    signed_by,
    text,
    written,
)
from tests.support.drawn import behind, titles, words
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import CARDS, care_leaver, facts, office, opened, submitted, updated


def shown(case: Case, matter: str = LCSPR_DECISION) -> str:
    lapse = latest_lapse(case, matter)
    assert lapse
    drawn = lapsed_card(lapse, case, CARDS, office)
    assert not {"Agree", "Disagree"} & set(titles(drawn))
    return words(drawn)


def changed() -> Case:
    agreed = signed_by(put_to_the_dsps(submitted()), LCSPR_DECISION, COUNCIL, ICB)
    return answered(agreed, "facts", written("a secret of the family"))


def test_it_says_what_was_changed_by_whom_and_who_acts_next() -> None:
    said = shown(changed())
    assert "decision on the LCSPR" in said
    assert "This has lapsed. What was signed counts no more." in said
    assert "The review group member changed the record of the Rapid Review: " in said and "secret" not in said
    assert "The Review Group records its determination anew" in said


def test_who_acts_next_follows_the_case() -> None:
    again = determined(changed())
    assert "The chair confirms the determination" in shown(again)
    assert "Put anew" not in shown(confirm_determination(again, CHAIR, OPENED_AT))
    assert "Nothing for you to do." in shown(closed_anyway(changed(), text("over"), BUSINESS_TEAM, OPENED_AT))


def test_when_the_constraint_has_gone_the_question_is_a_new_one_and_a_dsp_can_propose_from_it() -> None:
    case = look_again(decided(submitted(), DEFERRING), None, text("the trial is over"), BUSINESS_TEAM, OPENED_AT)
    said = shown(case)
    assert "should an LCSPR be commissioned now?" in said and "The earlier decision no longer stands." in said
    assert "Decided on Tuesday 2 June 2026: LCSPR criteria met, do not commission an LCSPR" in said
    lapse = latest_lapse(case, LCSPR_DECISION)
    assert lapse
    drawn = lapsed_card(lapse, case, CARDS, office)
    assert behind(drawn, "Propose a decision") == ("propose_decision", {"ref": case.ref})


def test_a_proposal_that_fell_away_leaves_the_facts_as_they_are() -> None:
    proposed = update(opened(), facts(abuse_or_neglect="neither"), ENGINE, EVERYBODY["opener"], OPENED_AT)
    case = withdraw_update(proposed, 1, text("typed wrongly"), BUSINESS_TEAM, OPENED_AT)
    said = shown(case, FACTS_CHANGE)
    assert "There is nothing to sign now." in said and "The facts stay as the case has them now." in said


def test_what_is_put_anew_is_not_told_as_if_nothing_were_to_be_agreed() -> None:
    facts_changed = updated(signed_by(opened(), NOTIFICATION_CRITERIA, ICB), abuse_or_neglect="suspected")
    another_decision = propose_decision(
        signed_by(put_to_the_dsps(submitted()), LCSPR_DECISION, COUNCIL), recommendation("not_met"), ICB, OPENED_AT
    )
    for matter, case in ((NOTIFICATION_CRITERIA, facts_changed), (LCSPR_DECISION, another_decision)):
        assert "It is put anew: whoever signs has a new card." in shown(case, matter)
        assert "It was put anew, and has been answered since." in shown(signed_by(case, matter, *PARTNERS_DSPS), matter)


def test_after_another_outcome_is_proposed_nobody_is_told_to_propose_one() -> None:
    signed = signed_by(proposed(referred(care_leaver())), CONCERN_DECISION, *GROUP[1:2])
    anew = proposed(signed, "lcspr")
    assert "proposed another outcome" in shown(anew, CONCERN_DECISION)
    assert "It is put anew: whoever signs has a new card." in shown(anew, CONCERN_DECISION)
    assert "It was put anew, and has been answered since. Nothing for you to do." in shown(
        signed_by(anew, CONCERN_DECISION, *GROUP[1:]), CONCERN_DECISION
    )


def test_the_channel_reads_that_it_has_lapsed_and_not_why() -> None:
    said = words(neutral_lapsed_card(changed(), LCSPR_DECISION))
    assert said.startswith("**CSCP-2026-001**: sign-off of the decision has lapsed.")
    assert "record" not in said


def test_every_matter_has_words_for_what_comes_when_it_has_lapsed() -> None:
    assert THEN.keys() == MATTERS.keys()
