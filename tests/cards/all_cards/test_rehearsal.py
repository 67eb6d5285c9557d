"""A card of a rehearsal is marked where every card passes; one of a real case never, whatever somebody wrote in it."""

from collections.abc import Callable
from typing import Any

import pytest
from microsoft_teams.cards import AdaptiveCard

from cards.case.lists import cases_card
from cards.case.opening import channel_card, opened_card
from cards.case.outcome import outcome_card
from cards.case.record import case_card
from cards.concern import referral_card
from cards.elements import as_json, closed_card
from cards.reason_form import reason_card, submission_card
from cards.sign_off.card import neutral_card, sign_off_card, submitted_card
from cards.sign_off.subject import SignOffSubject
from cards.triage.check import check_card
from cards.triage.leaving import open_anyway_card
from cards.triage.question import question_card
from safeguarding.case.case import Case
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.lifecycle import open_case
from safeguarding.people import Seat
from safeguarding.rehearsal import NOTICE
from tests.cards.all_cards.test_every_card import ENGINE, EVIDENCE, FULL, NOON, READER, TEAM, TRIAGE, cards, draft
from tests.cards.all_cards.test_every_card import case as of
from tests.support.each import for_each
from tests.support.fake_teams.server import texts

REAL, REHEARSAL = "CSCP-2026-001", "REHEARSAL-2026-001"


def subject(case: Case) -> SignOffSubject:
    sign_off = sign_off_of(case, NOTIFICATION_CRITERIA)
    assert sign_off
    return SignOffSubject(case, sign_off, READER, lambda person: "A practitioner")


OF_A_CASE: dict[str, Callable[[Case], AdaptiveCard]] = {
    "outcome": lambda case: outcome_card(case, READER),
    "case": lambda case: case_card(case, READER, lambda person: "An office"),
    "opened": lambda case: opened_card(case, READER, []),
    "channel": lambda case: channel_card(case, READER),
    "cases": lambda case: cases_card([case], READER),
    "neutral": lambda case: neutral_card(subject(case)),
    "sign-off": lambda case: sign_off_card(subject(case), Seat.ICB, 99, signs=True),
    "submitted": lambda case: submitted_card(case, READER, dcs_had_signed=True),
    "reason": lambda case: reason_card("Close", "Close", "Text.", "close", {"ref": case.ref}),
    "submission": lambda case: submission_card(case.ref, "Croydon", (), {}),
    "referral": lambda case: referral_card(case, ["A school"], READER.framework, {}),
}


def is_marked(shown: AdaptiveCard) -> bool:
    return begins_with_the_notice(as_json(shown))


def begins_with_the_notice(shown: dict[str, Any]) -> bool:
    return next(texts(shown)) == NOTICE


@for_each("name", [name for name in OF_A_CASE if name != "case"])
def test_each_card_of_a_rehearsal_begins_with_the_notice_and_no_card_of_a_real_case_does(name: str) -> None:
    assert is_marked(OF_A_CASE[name](of(REHEARSAL)))
    assert not is_marked(OF_A_CASE[name](of(REAL)))


@pytest.mark.parametrize("rehearsal", [True, False])
def test_each_card_of_a_triage_for_practice_begins_with_the_notice(rehearsal: bool) -> None:
    answered, empty = draft(FULL, rehearsal=rehearsal), draft({}, rehearsal=rehearsal)
    for shown in (question_card(TRIAGE, empty, ()), check_card(TRIAGE, answered, READER), open_anyway_card(answered)):
        assert is_marked(shown) is rehearsal


def test_a_list_with_a_real_case_in_it_is_no_rehearsal() -> None:
    mixed = cases_card([of(REAL), of(REHEARSAL)], READER)
    assert not is_marked(mixed) and REHEARSAL in str(as_json(mixed))


@for_each("name", cards)
def test_no_card_of_real_cases_is_marked(name: str) -> None:
    assert not begins_with_the_notice(cards()[name])


def test_nobody_can_write_the_mark_into_a_real_case() -> None:
    evidence = dict.fromkeys(EVIDENCE, f'{NOTICE} {REHEARSAL} {{"ref": "{REHEARSAL}"}}')
    written = draft({**FULL, "record_number": REHEARSAL}).model_copy(update={"evidence": evidence})
    case = open_case(REAL, "t", TRIAGE.facts(written, lambda: "0" * 32), ENGINE, TEAM, NOON)
    for build in OF_A_CASE.values():
        assert not is_marked(build(case))


def test_what_is_left_of_a_card_without_buttons_is_as_it_was() -> None:
    assert not is_marked(closed_card(f"{REHEARSAL} is closed."))
