"""The store is tried as a whole: turns, keys, exports, and its end."""

import asyncio
import os

import pytest

from store.encryption import AesGcmCodec, PlainCodec
from store.errors import StoreFault, WrongKey
from store.interface import Store
from tests.store.conformance.places import Open, Place
from tests.support.stores.steps import AT, add


async def test_turns_of_one_conversation_go_one_after_the_other(store: Store) -> None:
    said: list[str] = []

    async def turn(name: str) -> None:
        async with store.turn("conversation"):
            said.append(f"{name} begins")
            await asyncio.sleep(0.01)
            said.append(f"{name} ends")

    await asyncio.gather(turn("a"), turn("b"), turn("c"))
    assert [(said[at].split()[0], said[at + 1]) for at in (0, 2, 4)] == [
        (name, f"{name} ends") for name in (said[0][0], said[2][0], said[4][0])
    ]


async def test_turns_of_two_conversations_go_at_the_same_time(store: Store) -> None:
    async with asyncio.timeout(5), store.turn("one"), store.turn("two"):
        pass


async def test_a_turn_that_fails_or_is_given_up_makes_room_for_the_next(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.turn("conversation"):
            raise ZeroDivisionError
    for _ in range(5):
        waiting = asyncio.create_task(_forever(store))
        await asyncio.sleep(0.002)
        waiting.cancel()
    async with asyncio.timeout(5), store.turn("conversation"):
        pass


async def test_the_store_can_be_written(store: Store) -> None:
    await store.check_writable()
    await store.refresh()


async def test_an_export_is_recorded(store: Store) -> None:
    await store.record_export("CSCP-2026-001", "ada", AT, "report")


async def test_what_was_given_before_the_end_is_kept_and_what_comes_after_is_refused(open_store: Open) -> None:
    store = await open_store()
    adding = [asyncio.create_task(add(store, f"triage {number}")) for number in range(10)]
    await asyncio.sleep(0)
    await store.close()
    cases = await asyncio.gather(*adding)
    with pytest.raises(StoreFault, match="The store is closed"):
        await add(store, "too late")
    await store.close()
    assert (await open_store()).cases.open_cases() == tuple(cases)


async def test_a_wrong_key_is_told_at_start_and_changes_nothing(place: Place) -> None:
    codec = AesGcmCodec(os.urandom(32))
    async with await place.open(codec) as store:
        case = await add(store, "a")
    for wrong in (AesGcmCodec(os.urandom(32)), PlainCodec()):
        with pytest.raises(WrongKey, match="Start with"):
            await place.open(wrong)
    async with await place.open(codec) as store:
        assert store.cases.open_cases() == (case,)


async def _forever(store: Store) -> None:
    async with store.turn("conversation"):
        await asyncio.Event().wait()
