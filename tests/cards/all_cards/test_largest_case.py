"""The largest legal case fits its pages: each within what Teams takes, and all of it is there to read."""

import json
from itertools import pairwise

import pytest
from microsoft_teams.cards import AdaptiveCard

from cards.elements import MESSAGE_BYTES, as_json
from cards.sign_off.card import sign_off_card
from safeguarding.case.case import Case
from safeguarding.case.state.matters import CONCERN_DECISION, LCSPR_DECISION
from safeguarding.people import Seat
from tests.support.drawn import unbroken
from tests.support.fake_teams.message_size import message_size
from tests.support.fake_teams.server import buttons
from tests.support.largest_case import (
    FRAMEWORK,
    MEMBERS,
    concern_disagreed,
    disagreed,
    escalated,
    filled_in,
    office,
    put_to_the_partners,
    recorded,
)
from tests.support.review_cards import pages, subject

WIDE = "\U0001f6d1"
TEXTS = {"four bytes a character": WIDE, "quotes": '"', "hostile": "<at>all</at> **b** \u202e\u200b\u0007"}


def words(card: AdaptiveCard) -> str:
    return unbroken(json.dumps(as_json(card), ensure_ascii=False))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_page_that_a_partner_turns_fits_a_card(text: str) -> None:
    for case in (put_to_the_partners(text), disagreed(text)):
        sizes = [message_size(page) for page in pages(subject(case, LCSPR_DECISION), Seat.ICB, (text * 600)[:600])]
        assert len(sizes) > 1 and max(sizes) < MESSAGE_BYTES


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_page_that_a_member_of_the_review_group_turns_fits_a_card(text: str) -> None:
    sign_off = subject(concern_disagreed(text), CONCERN_DECISION)
    assert max(message_size(page) for page in pages(sign_off, None, (text * 600)[:600])) < MESSAGE_BYTES


def test_the_pages_hold_every_part_every_tick_and_the_rationale_once() -> None:
    shown = "".join(words(page) for page in pages(subject(put_to_the_partners("\u00e9"), LCSPR_DECISION), Seat.ICB))
    for part in FRAMEWORK.parts:
        assert part.title in shown
        for item in FRAMEWORK.items_of(part):
            assert item.label in shown
    # The longest texts: the rationale, and those of the parts that are no ticks.
    assert shown.count("\u00e9" * 2000) == 1 + sum(part.kind != "ticks" for part in FRAMEWORK.parts)


def test_every_signature_is_on_a_page_with_its_reason() -> None:
    shown = "".join(words(page) for page in pages(subject(concern_disagreed("\u00e9"), CONCERN_DECISION), None))
    for person in MEMBERS:
        assert office(person) in shown
    assert shown.count("\u00e9" * 600) >= len(MEMBERS)


def test_one_signs_on_every_page_and_can_turn_back_from_all_but_the_first() -> None:
    turned = [as_json(page) for page in pages(subject(disagreed(WIDE), LCSPR_DECISION), Seat.ICB)]
    assert all({"agree", "disagree"} <= {action["verb"] for action in buttons(page)} for page in turned)
    assert len(turned) == len({json.dumps(page["body"]) for page in turned}) > 1
    signed = {action["data"]["digest"] for page in turned for action in buttons(page) if action["verb"] == "agree"}
    assert len(signed) == 1
    for before, after in pairwise(turned):
        back = next(action["data"]["page"] for action in buttons(after) if action["title"] == "Page before")
        assert as_json(sign_off_card(subject(disagreed(WIDE), LCSPR_DECISION), Seat.ICB, back, signs=True)) == before


def test_the_largest_case_was_built_through_the_steps_that_people_take() -> None:
    def kinds(case: Case) -> set[str]:
        return {event.type for event in case.events}

    assert {"chair_named", "liaison_recorded", "information_requested", "review_answered"} <= kinds(filled_in(WIDE))
    assert "determined" in kinds(recorded(WIDE))
    assert {"decision_proposed", "decided"} <= kinds(escalated(WIDE))
