"""Ended cases are closed cases that may still have cards in chats that offer to sign."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.messaging.ledger import CardKey, MessageKey, Topic, UntoldKey
from bot.notifications.ended_cases import EndedCases, told_of
from safeguarding.case.case import Case
from safeguarding.people import Person
from store.folder.store import FolderStore
from tests.support.case_office import open_store
from tests.support.plain_case import opened

FIRST, SECOND, THIRD = "CSCP-2026-001", "CSCP-2026-002", "CSCP-2026-003"
ICB, POLICE = (Person(tenant=seat, id="holder") for seat in ("icb", "police"))
MORNING, NEXT_HOUR = "nine o'clock", "ten o'clock"
OFFERS: dict[str, Any] = {"state": "sent", "messages": ["m"], "over": False}
OVER: dict[str, Any] = {"state": "sent", "messages": ["m"], "over": True}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[FolderStore]:
    async with open_store(tmp_path) as store:
        yield store


def cases(*refs: str) -> dict[str, Case]:
    return {ref: opened(ref) for ref in refs}


async def post(store: FolderStore, ref: str, value: dict[str, Any], person: Person = ICB) -> None:
    await store.ledger.set(str(CardKey(ref, "notification_criteria", person)), value)


async def test_no_case_has_ended_before_anything_is_noted(store: FolderStore) -> None:
    await post(store, FIRST, OFFERS)
    assert list(EndedCases(store.ledger)) == []


async def test_a_case_that_was_open_and_is_no_more_has_ended(store: FolderStore) -> None:
    ended = EndedCases(store.ledger)
    ended.note(cases(FIRST, SECOND, THIRD), MORNING)
    assert list(ended) == []
    ended.note(cases(SECOND), MORNING)
    assert list(ended) == [FIRST, THIRD]


async def test_it_is_remembered_until_its_cards_are_in_order(store: FolderStore) -> None:
    ended = EndedCases(store.ledger)
    ended.note(cases(FIRST, SECOND), MORNING)
    for _ in range(2):
        ended.note({}, MORNING)
        assert list(ended) == [FIRST, SECOND]
    ended.discard(FIRST)
    ended.note({}, MORNING)
    assert list(ended) == [SECOND]


async def test_a_case_that_is_opened_again_has_not_ended(store: FolderStore) -> None:
    ended = EndedCases(store.ledger)
    ended.note(cases(FIRST), MORNING)
    ended.note({}, MORNING)
    ended.note(cases(FIRST), MORNING)
    assert list(ended) == []


async def test_a_case_of_which_somebody_asked_for_a_copy_is_looked_at_once_it_is_closed(store: FolderStore) -> None:
    ended = EndedCases(store.ledger)
    ended.add(FIRST)
    ended.add(SECOND)
    assert list(ended) == [FIRST, SECOND]
    ended.note(cases(SECOND), MORNING)
    assert list(ended) == [FIRST]


async def test_to_forget_a_case_that_is_not_remembered_is_harmless(store: FolderStore) -> None:
    EndedCases(store.ledger).discard(FIRST)


@pytest.mark.parametrize(
    ("card", "is_found"),
    [
        (OFFERS, True),
        ({**OFFERS, "state": "claimed"}, True),
        ({"state": "sent", "messages": ["m"]}, True),
        (OVER, False),
        ({"state": "gone"}, False),
        ({"state": "sent", "messages": []}, False),
    ],
)
async def test_a_case_that_another_bot_has_ended_is_found_by_a_card_that_still_offers_to_sign(
    card: dict[str, Any], is_found: bool, store: FolderStore
) -> None:
    await post(store, FIRST, card)
    ended = EndedCases(store.ledger)
    ended.note({}, MORNING)
    assert list(ended) == ([FIRST] if is_found else [])


async def test_one_card_that_offers_to_sign_is_enough_and_an_open_case_has_not_ended(store: FolderStore) -> None:
    await post(store, FIRST, OVER)
    await post(store, FIRST, OFFERS, POLICE)
    await post(store, SECOND, OFFERS)
    ended = EndedCases(store.ledger)
    ended.note(cases(SECOND), MORNING)
    assert list(ended) == [FIRST]


async def test_the_ledger_is_looked_through_only_in_other_circumstances_than_before(store: FolderStore) -> None:
    ended = EndedCases(store.ledger)
    ended.note({}, MORNING)
    await post(store, FIRST, OFFERS)
    ended.note({}, MORNING)
    assert list(ended) == []
    ended.note({}, NEXT_HOUR)
    assert list(ended) == [FIRST]


async def test_a_case_of_whose_opening_somebody_was_told_is_found_by_that_whoever_told_it(store: FolderStore) -> None:
    await store.ledger.set(str(MessageKey(Topic("opened", FIRST), ICB)), {"state": "sent"})
    await post(store, SECOND, OFFERS)
    ended = EndedCases(store.ledger, told_of)
    ended.note({}, MORNING)
    assert list(ended) == [FIRST]
    ended.note(cases(FIRST), NEXT_HOUR)
    assert list(ended) == []


async def test_a_case_of_which_somebody_is_yet_to_be_told_is_found_whatever_else_was_laid_by(
    store: FolderStore,
) -> None:
    await store.ledger.set(str(UntoldKey(FIRST)), {})
    ended = EndedCases(store.ledger, told_of)
    ended.note({}, MORNING)
    assert list(ended) == [FIRST]


async def test_a_case_that_was_added_while_it_was_looked_at_is_looked_at_once_more(store: FolderStore) -> None:
    ended = EndedCases(store.ledger)
    ended.note({}, MORNING)
    ended.add(FIRST)
    ended.discard(FIRST)
    assert list(ended) == [FIRST] and FIRST in ended
    ended.note({}, MORNING)
    ended.discard(FIRST)
    assert list(ended) == [] and FIRST not in ended


async def test_messages_in_the_ledger_are_no_cards(store: FolderStore) -> None:
    await store.ledger.set(str(MessageKey(Topic("opened", FIRST), ICB)), OFFERS)
    ended = EndedCases(store.ledger)
    ended.note({}, MORNING)
    assert list(ended) == []
