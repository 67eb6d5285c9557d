"""A person's words are shown as plain text wherever they stand: no Markdown, no mention, no hidden characters."""

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from microsoft_teams.cards import AdaptiveCard

from cards.case.lists import cases_card, deadlines_card
from cards.case.opening import opened_card
from cards.case.outcome import outcome_card
from cards.case.record import case_card
from cards.context import CardContext
from cards.elements import LONGEST_EVIDENCE, MESSAGE_BYTES, as_json
from cards.help import definition_card
from cards.notices import left_card
from cards.reason_form import reason_card
from cards.sign_off.card import agreed_card, decided_card, neutral_card, sign_off_card, submitted_card
from cards.sign_off.subject import SignOffSubject
from cards.triage.answered import answered_card
from cards.triage.check import check_card
from cards.triage.question import question_card
from safeguarding.case.case import Case
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.matters import LATER_NOT_MET, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.lifecycle import open_case, reopen, submit_sin
from safeguarding.case.steps.signatures import propose_not_met, sign
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.draft import Draft
from safeguarding.framework import loader
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import CURRENT
from safeguarding.people import PARTNERS, Actor, Person, Role, Seat
from safeguarding.triage import Triage
from tests.support.case_stages import closed_anyway
from tests.support.each import for_each
from tests.support.fake_teams.message_size import message_size
from tests.support.review_cards import REVIEW_CARDS

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ENGINE = Engine(loader.current())
TRIAGE = Triage(ENGINE)
READER = CardContext(ENGINE, WorkingCalendar(date(2028, 12, 31)), NOON.date())
EVERYONE = Actor(
    person=Person(tenant="t", id="p"), roles=frozenset({Role.BUSINESS_TEAM}), seats=frozenset((*PARTNERS, Seat.DCS))
)
MARK = "zqx"
HOSTILE = f"{MARK} <at>all</at> **b** [l](http://x) \u202e\u2066\u200b\u200d\ufeff\u0007\U000e0041"
HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs"}
WIDE = "\U0001f6d1"
Builder = Callable[[str], AdaptiveCard]


def long(text: str, size: int) -> str:
    return (text * size)[:size]


def draft(text: str, **more: Any) -> Draft:
    evidence = dict.fromkeys(("harm", "abuse_or_neglect", "care_experienced"), long(text, LONGEST_EVIDENCE))
    values = {
        "harm": "died",
        "age": "under_18",
        "abuse_or_neglect": "neither",
        "care_experienced": "yes",
        "incident_on": "2026-11-20",
        "became_aware": "2026-11-20",
        "happened_in": "another",
        "lives_in": "another",
        "responsible": "another",
        "agency": long(text, 80),
        "record_number": long(text, 40),
    }
    return Draft(id="d", person=EVERYONE.person, rules_version=CURRENT.stem, values=values, evidence=evidence, **more)


def free(text: str) -> FreeText:
    return FreeText.of(long(text, LONGEST_EVIDENCE), "1" * 32)


def case(text: str, ref: str = "CSCP-2026-001") -> Case:
    return open_case(ref, ref, TRIAGE.facts(draft(text), lambda: "0" * 32), ENGINE, EVERYONE, NOON)


def busy(text: str) -> Case:
    """Returns a case with forty events, each with the longest reason."""
    made = case(text)
    for number in range(40):
        step = reopen if number % 2 else closed_anyway
        made = step(made, free(text), EVERYONE, NOON + timedelta(minutes=number))
    return made


def subject(of: Case, matter: str = NOTIFICATION_CRITERIA) -> SignOffSubject:
    sign_off = sign_off_of(of, matter)
    assert sign_off is not None
    return SignOffSubject(of, sign_off, READER, lambda person: "An office")


def dissent(text: str) -> SignOffSubject:
    one = case(text)
    digest = subject(one).sign_off.matter.digest
    for holder in PARTNERS:
        alone = EVERYONE.model_copy(update={"seats": frozenset({holder}), "person": Person(tenant="t", id=holder)})
        one = sign(one, NOTIFICATION_CRITERIA, digest, alone, NOON, agrees=False, reason=free(text))
    return subject(one)


def later(text: str) -> SignOffSubject:
    sent = submit_sin(case(text), NOON.date(), EVERYONE, NOON)
    return subject(propose_not_met(sent, free(text), EVERYONE, NOON), LATER_NOT_MET)


def _asked(step: str, text: str) -> AdaptiveCard:
    return question_card(TRIAGE, draft(text, asking=step), (), long(text, LONGEST_EVIDENCE))


CARDS: Mapping[str, Builder] = {
    **{f"question {step}": partial(_asked, step) for step in TRIAGE.steps},
    "answered": lambda text: answered_card(TRIAGE, TRIAGE.steps["harm"], "died", long(text, LONGEST_EVIDENCE)),
    "check": lambda text: check_card(TRIAGE, draft(text), READER),
    "outcome": lambda text: outcome_card(case(text), READER, [long(text, LONGEST_EVIDENCE)] * 2),
    "case": lambda text: case_card(busy(text), READER, lambda person: "An office"),
    "opened": lambda text: opened_card(case(text), READER, [case(text, f"CSCP-2026-{n:03}") for n in range(2, 62)]),
    "sign off": lambda text: sign_off_card(dissent(text), Seat.ICB, signs=True),
    "last page": lambda text: sign_off_card(dissent(text), Seat.ICB, 99, long(text, LONGEST_EVIDENCE), signs=True),
    "quality": lambda text: sign_off_card(subject(case(text), SIN_QUALITY), Seat.DCS, 99, signs=True),
    "later not met": lambda text: sign_off_card(later(text), Seat.DCS, signs=True),
    "decided": lambda text: decided_card(dissent(text)),
    "agreed": lambda text: agreed_card(dissent(text)),
    "neutral": lambda text: neutral_card(dissent(text)),
    "submitted": lambda text: submitted_card(later(text).case, READER, dcs_had_signed=True),
    "reason": lambda text: reason_card("Close", "Close", "Why?", "close", {"ref": "X"}, long(text, LONGEST_EVIDENCE)),
    "no definition": lambda text: definition_card(ENGINE.framework, text),
    **REVIEW_CARDS,
}


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yields the parts of a card that are shown: what a button carries is not."""
    if isinstance(value, dict):
        yield value
        value = [inner for name, inner in value.items() if name != "data"]
    if isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def shown_outside_inputs(card: AdaptiveCard) -> Iterator[dict[str, Any]]:
    return (node for node in nodes(as_json(card)) if not str(node.get("type")).startswith("Input."))


@for_each("name", CARDS)
def test_a_persons_words_stand_only_where_nothing_is_read_as_markdown(name: str) -> None:
    for node in shown_outside_inputs(CARDS[name](HOSTILE)):
        if node.get("type") == "TextRun":
            continue
        own = [value for value in node.values() if isinstance(value, str)]
        assert not any(MARK in value for value in own), node.get("type")


@for_each("name", CARDS)
def test_what_is_shown_holds_no_hidden_character_and_no_angle_bracket(name: str) -> None:
    for node in shown_outside_inputs(CARDS[name](HOSTILE)):
        text = node.get("text", "")
        assert not [c for c in text if unicodedata.category(c) in HIDDEN and c != "\n"]
        assert "<" not in text and ">" not in text


@for_each("name", CARDS)
@pytest.mark.parametrize("text", [WIDE, HOSTILE, '"'])
def test_the_longest_text_of_the_widest_characters_fits_a_card(name: str, text: str) -> None:
    assert message_size(CARDS[name](text)) < MESSAGE_BYTES


def test_a_history_that_does_not_fit_says_so_and_shows_the_latest() -> None:
    words = json.dumps(as_json(CARDS["case"]("word ")))
    assert " of 41 entries" in words
    assert "12:39" in words and "12:00: An office opened" not in words


def test_lists_show_the_nearest_and_say_how_many_more_there_are() -> None:
    many = [case("x", f"CSCP-2026-{n:03}") for n in range(60)]
    for listed in (cases_card(many, READER), deadlines_card(many, READER)):
        rows = [node for node in nodes(as_json(listed)) if node.get("type") == "ColumnSet"]
        assert 20 < len(rows) < 60
        assert f"And {60 - len(rows)} more that are less pressing." in json.dumps(as_json(listed))


def test_the_card_of_a_triage_that_was_left_says_nothing_of_what_it_held() -> None:
    words = " ".join(node["text"] for node in nodes(as_json(left_card(NOON))) if "text" in node)
    assert "Monday 23 November 2026, 12:00" in words
    held = {answer.label for step in TRIAGE.steps.values() for answer in step.answers if len(answer.label) > 3}
    assert not [label for label in held if label in words]
    assert not list(as_json(left_card(NOON)).get("actions", []))
