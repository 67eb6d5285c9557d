"""The cards of an escalation ask how the criteria were decided, and say that it waits for the DCS."""

from typing import Any

from cards.case.criteria import criteria_escalation_card, escalation_recorded_card
from cards.case.sections import decisions
from cards.elements import as_json
from cards.sign_off.card import decided_card, sign_off_card
from cards.sign_off.subject import SignOffSubject
from safeguarding.case.case import Case
from safeguarding.case.state.matters import CRITERIA_ESCALATION, NOTIFICATION_CRITERIA
from safeguarding.case.steps.criteria import escalate_criteria
from safeguarding.people import Seat
from tests.support.case_stages import BUSINESS_TEAM, FRAMEWORK, POLICE, circumstances, escalation, signed_by
from tests.support.drawn import words, words_of
from tests.support.fake_teams.server import texts
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import CARDS, office, opened, standing

DISPUTED = signed_by(opened(), NOTIFICATION_CRITERIA, POLICE, agrees=False)
RECORDED = escalate_criteria(DISPUTED, escalation(), circumstances(), BUSINESS_TEAM, OPENED_AT, met=False)
DECIDED = signed_by(RECORDED, CRITERIA_ESCALATION, EVERYBODY["dcs"])


def subject(case: Case, matter: str) -> SignOffSubject:
    return SignOffSubject(case, standing(case, matter), CARDS, office)


def inputs(shown: Any) -> dict[str, Any]:
    body = shown.model_dump(mode="json", by_alias=True)["body"]
    return {each["id"]: each.get("value") for each in body if "id" in each}


def test_the_form_asks_what_was_decided_how_by_whom_when_and_on_what_and_keeps_what_was_typed() -> None:
    typed = {"met": "not_met", "procedure": "The escalation procedure.", "on": "2026-06-02"}
    asked = criteria_escalation_card(DISPUTED, FRAMEWORK, typed)
    assert inputs(asked).items() >= typed.items()
    assert inputs(asked).keys() >= {"met", "procedure", "decided_by", "on", "evidence"}
    assert "It holds when the DCS has signed it" in words(asked)


def test_the_dcs_reads_who_disagreed_what_was_decided_and_by_when_a_sin_is_due() -> None:
    shown = sign_off_card(subject(RECORDED, CRITERIA_ESCALATION), Seat.DCS, signs=True)
    said = "\n".join(texts(as_json(shown), unfolded=True))
    for told in (
        "The business team member recorded it. Do you agree?",
        "Procedure: the partnership's procedure",
        "by escalation, not unanimous: not met",
        "the three chief officers",
        "Disagreed for the seat Police: not convinced",
        "Submit the SIN (required by law or guidance)",
        "for ever shown as not unanimous",
    ):
        assert told in said, told


def test_the_partners_are_told_that_it_waits_for_the_dcs_and_that_the_clock_runs() -> None:
    said = words(escalation_recorded_card(RECORDED, CARDS))
    assert "by escalation, not unanimous: not met" in said and "Submit the SIN (required by law or guidance)" in said
    assert "It holds when the Director of Children's Services has signed" in said


def test_once_it_is_signed_every_card_says_for_ever_that_it_was_not_unanimous() -> None:
    for matter in (NOTIFICATION_CRITERIA, CRITERIA_ESCALATION):
        assert "by escalation, not unanimous: not met" in words(decided_card(subject(DECIDED, matter)))
    assert "by escalation, not unanimous: not met" in words_of(decisions(DECIDED, CARDS))
    assert "not unanimous" not in words_of(decisions(RECORDED, CARDS))
