"""Whoever signed or was asked can be told what made it lapse, by which office, from the events alone."""

from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.state.matters import (
    CONCERN_DECISION,
    CORRECTION,
    CRITERIA_ESCALATION,
    FACTS_CHANGE,
    LATER_NOT_MET,
    LCSPR_DECISION,
    MATTERS,
    MERGE,
    NOT_MET,
    NOTIFICATION_CRITERIA,
    OPENED_IN_ERROR,
    SIN_QUALITY,
    TRANSFER,
)
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.decision import look_again, propose_decision
from safeguarding.case.steps.lifecycle import submit_sin, update, withdraw_update
from safeguarding.case.steps.signatures import propose_not_met, reissue
from safeguarding.case.views.lapses import cause_in_words, latest_lapse, latest_lapses, reason_of
from tests.support.case_stages import (
    BUSINESS_TEAM,
    COUNCIL,
    DEFERRING,
    ENGINE,
    FRAMEWORK,
    GROUP,
    ICB,
    PARTNERS_DSPS,
    POLICE,
    TODAY,
    answered,
    closed_anyway,
    decided,
    determined,
    disputed,
    proposed,
    put_to_the_dsps,
    recommendation,
    referred,
    signed_by,
    text,
    written,
)
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import care_leaver, facts, office, opened, submitted, updated

A_DAY_LATER = date(2026, 6, 2)
THE_PART = next(part for part in FRAMEWORK.parts if part.id == "facts")


def said(case: Case, matter: str) -> str:
    lapse = latest_lapse(case, matter)
    assert lapse
    return cause_in_words(lapse, case, FRAMEWORK, office)


def two_have_agreed() -> Case:
    return signed_by(put_to_the_dsps(submitted()), LCSPR_DECISION, COUNCIL, ICB)


def delay_proposed() -> Case:
    return update(opened(), facts(became_aware=A_DAY_LATER), ENGINE, EVERYBODY["opener"], OPENED_AT)


def test_a_part_that_a_member_changes_makes_the_decision_lapse_and_is_named_by_its_title() -> None:
    case = answered(two_have_agreed(), "facts", written("a secret of the family"))
    assert said(case, LCSPR_DECISION) == (
        f"The review group member changed the record of the Rapid Review: {THE_PART.title}."
    )
    lapse = latest_lapse(case, LCSPR_DECISION)
    assert lapse and {signed.signer for signed in lapse.sign_off.signatures_given} == {COUNCIL.person, ICB.person}


def test_all_parts_that_were_changed_are_named_each_once() -> None:
    case = answered(two_have_agreed(), "facts", written("new"))
    again = answered(answered(case, "national_review", written("new", "recommended")), "facts", written("newer"))
    titles = [part.title for part in FRAMEWORK.parts if part.id in ("facts", "national_review")]
    assert said(again, LCSPR_DECISION).endswith(f": {'; '.join(titles)}.")


def test_rewritten_evidence_is_named_by_its_question_without_its_words() -> None:
    case = signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL)
    other = facts().model_copy(update={"evidence": {**facts().evidence, "harm": text("a secret of the family")}})
    changed = update(case, other, ENGINE, EVERYBODY["opener"], OPENED_AT)
    assert said(changed, NOTIFICATION_CRITERIA) == "The opener changed: Harm (its evidence)."


def test_a_changed_answer_is_named_by_its_title() -> None:
    changed = updated(signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL), abuse_or_neglect="suspected")
    assert said(changed, NOTIFICATION_CRITERIA).startswith("The opener changed: Abuse or neglect")


def test_what_is_put_again_quotes_who_and_why() -> None:
    case = reissue(disputed(submitted()), LCSPR_DECISION, text("We talked."), BUSINESS_TEAM, OPENED_AT)
    assert said(case, LCSPR_DECISION) == "The business team member put it again."
    lapse = latest_lapse(case, LCSPR_DECISION)
    assert lapse and reason_of(lapse) == "We talked."


def test_each_way_in_which_something_put_to_be_signed_ends_says_so() -> None:
    not_met = propose_not_met(submitted(), text("a known illness"), COUNCIL, OPENED_AT)
    council = "The council dsp"
    for case, matter, words in (
        (determined(two_have_agreed(), recommendation("not_met")), LCSPR_DECISION, "recorded the Review Group's"),
        (
            propose_decision(two_have_agreed(), recommendation("not_met"), POLICE, OPENED_AT),
            LCSPR_DECISION,
            "proposed a different decision",
        ),
        (
            propose_not_met(not_met, text("another reason"), COUNCIL, OPENED_AT),
            LATER_NOT_MET,
            f"{council} proposed it anew",
        ),
        (decided(not_met), LATER_NOT_MET, "completed the decision on the LCSPR"),
        (
            signed_by(
                propose_not_met(two_have_agreed(), text("an illness"), COUNCIL, OPENED_AT),
                LATER_NOT_MET,
                *PARTNERS_DSPS,
                EVERYBODY["dcs"],
            ),
            LCSPR_DECISION,
            "that the notification criteria were not met after all",
        ),
        (submit_sin(delay_proposed(), TODAY, BUSINESS_TEAM, OPENED_AT), FACTS_CHANGE, "recorded that the SIN was"),
        (withdraw_update(delay_proposed(), 1, text("an error"), BUSINESS_TEAM, OPENED_AT), FACTS_CHANGE, "withdrew"),
        (updated(delay_proposed(), abuse_or_neglect="suspected"), FACTS_CHANGE, "changed: Abuse or neglect"),
        (
            proposed(proposed(referred(care_leaver())), "no_further_action"),
            CONCERN_DECISION,
            "proposed another outcome",
        ),
    ):
        assert words in said(case, matter), (matter, said(case, matter))


def test_nothing_lapses_by_a_signature_a_first_proposal_or_a_closing() -> None:
    for case in (
        opened(),
        two_have_agreed(),
        decided(submitted()),
        delay_proposed(),
        proposed(referred(care_leaver())),
    ):
        assert list(latest_lapses(case)) == []
        assert list(latest_lapses(closed_anyway(case, text("over"), BUSINESS_TEAM, OPENED_AT))) == []


def test_a_change_that_was_agreed_does_not_lapse_and_takes_the_signatures_on_the_facts_along() -> None:
    case = signed_by(delay_proposed(), NOTIFICATION_CRITERIA, COUNCIL)
    agreed = signed_by(case, FACTS_CHANGE, EVERYBODY["dcs"])
    assert latest_lapse(agreed, FACTS_CHANGE) is None
    assert said(agreed, NOTIFICATION_CRITERIA).startswith("What The opener had proposed was agreed. Changed: ")


def test_when_a_legal_constraint_has_gone_the_old_answer_is_not_put_and_a_dsp_proposes_anew() -> None:
    case = look_again(decided(submitted(), DEFERRING), None, text("the trial is over"), BUSINESS_TEAM, OPENED_AT)
    assert (case.proposal, sign_off_of(case, LCSPR_DECISION)) == (None, None)
    assert "the legal constraint has gone" in said(case, LCSPR_DECISION)
    anew = propose_decision(case, recommendation("commission"), ICB, OPENED_AT)
    again = signed_by(anew, LCSPR_DECISION, *PARTNERS_DSPS)
    assert again.decision and again.decision.decision.outcome == "commission"


def test_any_matter_that_somebody_disagreed_with_and_that_is_put_again_has_lapsed() -> None:
    cases = {
        NOTIFICATION_CRITERIA: (opened(), POLICE),
        SIN_QUALITY: (opened(), EVERYBODY["dcs"]),
        LATER_NOT_MET: (propose_not_met(submitted(), text("an illness"), COUNCIL, OPENED_AT), POLICE),
        LCSPR_DECISION: (put_to_the_dsps(submitted()), POLICE),
        CONCERN_DECISION: (proposed(referred(care_leaver())), GROUP[1]),
        FACTS_CHANGE: (delay_proposed(), POLICE),
    }
    anew = {OPENED_IN_ERROR, TRANSFER, MERGE, CORRECTION, NOT_MET, CRITERIA_ESCALATION}
    assert cases.keys() == MATTERS.keys() - anew, "these are proposed anew instead"
    for matter, (case, by) in cases.items():
        again = reissue(signed_by(case, matter, by, agrees=False), matter, text("we talked"), BUSINESS_TEAM, OPENED_AT)
        lapse = latest_lapse(again, matter)
        assert lapse and lapse.cause is again.events[-1]
        assert [signed.signer for signed in lapse.sign_off.signatures_given] == [by.person]
