"""The subject of a sign-off card says what the card is about, and when there is nothing more to sign."""

from cards.elements import card
from cards.sign_off.subject import SignOffSubject
from safeguarding.case.case import Case
from safeguarding.case.state.matters import LCSPR_DECISION, MATTER_NAMES, MATTERS, NOTIFICATION_CRITERIA
from tests.support.case_stages import BUSINESS_TEAM, PARTNERS_DSPS, closed_anyway, escalated, signed_by, text
from tests.support.drawn import behind
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import CARDS, office, opened, standing, submitted


def subject(case: Case, matter: str = NOTIFICATION_CRITERIA) -> SignOffSubject:
    return SignOffSubject(case, standing(case, matter), CARDS, office)


def test_it_is_over_when_all_have_agreed_and_not_before() -> None:
    assert not subject(signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS[:2])).is_over
    assert subject(signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS)).is_complete


def test_a_decision_by_escalation_ends_the_signing_though_one_disagreed() -> None:
    case = escalated(submitted())
    assert not standing(case, LCSPR_DECISION).is_agreed
    assert subject(case, LCSPR_DECISION).is_complete


def test_a_closed_case_is_over_without_being_complete() -> None:
    closed = subject(closed_anyway(opened(), text("finished"), BUSINESS_TEAM, OPENED_AT))
    assert closed.is_over and not closed.is_complete


def test_its_button_carries_what_is_signed() -> None:
    about = subject(opened())
    carried = {"ref": "CSCP-2026-001", "matter": NOTIFICATION_CRITERIA, "digest": about.sign_off.matter.digest}
    assert behind(card([], [about.button]), "Sign: notification criteria") == ("sign_off", carried)


def test_every_matter_has_its_name() -> None:
    assert MATTER_NAMES.keys() == set(MATTERS)
