"""What a signer needs stands in front, with the answers; the rest is folded, or over pages where it is too long."""

import json
from datetime import UTC, date, datetime

from microsoft_teams.cards import AdaptiveCard

from cards.context import CardContext
from cards.elements import LONGEST_EVIDENCE, MESSAGE_BYTES, as_json
from cards.sign_off.card import neutral_card, sign_off_card
from cards.sign_off.subject import SignOffSubject
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.matters import LCSPR_DECISION, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.lifecycle import open_case
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework import loader
from safeguarding.framework.engine import Engine
from safeguarding.people import Actor, Person, Seat
from tests.support.case_stages import filled_in, put_to_the_dsps
from tests.support.drawn import behind, filled, inputs, unbroken, words
from tests.support.fake_teams.message_size import message_size
from tests.support.fake_teams.server import buttons
from tests.support.plain_case import CARDS, office, submitted

ENGINE = Engine(loader.current())
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOMEONE = Actor(person=Person(tenant="t", id="p"))
# Four bytes each.
WIDE = "\U0001f6d1" * LONGEST_EVIDENCE * 3


def subject(evidence: str) -> SignOffSubject:
    answers = {"harm": "died", "age": "under_18", "abuse_or_neglect": "neither", "care_experienced": "yes"}
    texts = {name: FreeText.of(evidence, "0" * 32) for name in ("harm", "abuse_or_neglect", "care_experienced")}
    case = open_case("CSCP-2026-001", "t1", Facts(answers=answers, evidence=texts), ENGINE, SOMEONE, NOON)
    sign_off = sign_off_of(case, NOTIFICATION_CRITERIA)
    assert sign_off is not None
    context = CardContext(ENGINE, WorkingCalendar(date(2028, 12, 31)), NOON.date())
    return SignOffSubject(case, sign_off, context, lambda person: "A practitioner")


def decision() -> SignOffSubject:
    case = put_to_the_dsps(filled_in(submitted()))
    sign_off = sign_off_of(case, LCSPR_DECISION)
    assert sign_off is not None
    return SignOffSubject(case, sign_off, CARDS, office)


def verbs(card: AdaptiveCard) -> list[str]:
    return [action["verb"] for action in buttons(as_json(card))]


def test_the_longest_content_of_a_triage_stands_on_one_card_that_teams_takes() -> None:
    shown = sign_off_card(subject(WIDE), Seat.ICB, signs=True)
    assert verbs(shown) == ["agree", "disagree", "case"] and message_size(shown) < MESSAGE_BYTES
    assert unbroken(json.dumps(as_json(shown), ensure_ascii=False)).count(WIDE) == 3


def test_whoever_signs_sees_how_it_stands_before_anything_is_unfolded() -> None:
    for length in range(1, LONGEST_EVIDENCE, 20):
        first = words(sign_off_card(subject("a" * length), Seat.ICB, signs=True))
        assert first.count("not yet") == 3 and "Submit the SIN (required by law or guidance)" in first, length
        assert "a" * 20 not in first or length < 20


def test_disagreeing_opens_a_box_of_its_own_and_agreeing_needs_none() -> None:
    shown = sign_off_card(subject("Seen."), Seat.POLICE, signs=True)
    assert "Why do you disagree?" not in words(shown) and "reason" in inputs(shown)
    begun = sign_off_card(subject("Seen."), Seat.POLICE, typed="An accident, as we see it.", signs=True)
    assert "Why do you disagree?" in words(begun) and filled(begun)["reason"] == "An accident, as we see it."


def test_a_short_content_is_signed_on_its_only_page() -> None:
    assert verbs(sign_off_card(subject("Seen."), Seat.POLICE, signs=True)) == ["agree", "disagree", "case"]


def test_whoever_holds_no_seat_reads_without_signing() -> None:
    assert verbs(sign_off_card(subject("Seen."), None, signs=False)) == ["case"]


def test_the_channels_copy_says_who_has_signed_and_not_what() -> None:
    words = json.dumps(as_json(neutral_card(subject("Seen."))))
    assert "ICB: waiting" in words
    for detail in ("Seen.", "Died", "met", "required"):
        assert detail not in words


def test_the_way_through_the_decision_is_offered_to_whoever_signs_it_and_to_nobody_else() -> None:
    put = decision()
    assert behind(sign_off_card(put, Seat.ICB, signs=True), "Go through it first") == (
        "go_through",
        {"ref": put.case.ref, "kind": "commissioning"},
    )
    assert "go_through" not in verbs(sign_off_card(put, Seat.ICB, signs=False))
    assert "go_through" not in verbs(sign_off_card(subject("Seen."), Seat.ICB, signs=True))
