"""The Bot Framework's signing keys come over real HTTP: kept, renewed, shared, and never taken from elsewhere."""

import asyncio

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from bot.errors import KeysUnavailable, Unauthenticated
from bot.security.signing_keys import SigningKeys
from tests.bot.conftest import Clock, Publisher, published


async def test_keys_are_fetched_once_an_hour(keys: SigningKeys, publisher: Publisher, clock: Clock) -> None:
    await keys.find("key-1")
    clock.now += 3600 - 1
    await keys.find("key-1")
    assert publisher.fetches == 1
    clock.now += 1
    await keys.find("key-1")
    assert publisher.fetches == 2


async def test_a_new_key_is_fetched_when_it_first_appears(
    keys: SigningKeys, publisher: Publisher, clock: Clock, strangers_key: RSAPrivateKey
) -> None:
    await keys.find("key-1")
    publisher.keys.append(published(strangers_key, "key-2"))
    clock.now += 60
    assert await keys.find("key-2")
    assert publisher.fetches == 2


async def test_invented_key_ids_cause_one_fetch_a_minute(keys: SigningKeys, publisher: Publisher, clock: Clock) -> None:
    for number in range(120):
        clock.now += 1
        with pytest.raises(Unauthenticated):
            await keys.find(f"invented-{number}")
    assert publisher.fetches == 2


async def test_many_at_once_share_one_fetch(keys: SigningKeys, publisher: Publisher) -> None:
    publisher.gate = asyncio.Event()
    asked = [asyncio.create_task(keys.find("key-1")) for _ in range(30)]
    await publisher.asked.wait()
    asked[0].cancel()
    publisher.gate.set()
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [isinstance(key, asyncio.CancelledError) for key in found] == [True] + [False] * 29
    assert publisher.fetches == 1


async def test_the_last_good_keys_are_kept_when_a_fetch_fails(
    keys: SigningKeys, publisher: Publisher, clock: Clock
) -> None:
    await keys.find("key-1")
    assert keys.fault() is None
    publisher.broken = True
    clock.now += 12 * 3600
    assert await keys.find("key-1")
    assert await keys.find("key-1")
    assert publisher.fetches == 2
    assert "hold for about 12 more hours" in (keys.fault() or "")
    publisher.broken = False
    clock.now += 60
    assert await keys.find("key-1") and keys.fault() is None


async def test_after_a_day_without_any_list_nobody_gets_in(
    keys: SigningKeys, publisher: Publisher, clock: Clock
) -> None:
    await keys.find("key-1")
    publisher.broken = True
    clock.now += 24 * 3600
    with pytest.raises(KeysUnavailable):
        await keys.find("key-1")


async def test_a_key_that_was_withdrawn_holds_for_an_hour_at_most(
    keys: SigningKeys, publisher: Publisher, clock: Clock, strangers_key: RSAPrivateKey
) -> None:
    await keys.find("key-1")
    publisher.keys = [published(strangers_key, "key-2")]
    clock.now += 3600
    with pytest.raises(Unauthenticated):
        await keys.find("key-1")


async def test_an_empty_list_does_not_replace_good_keys(keys: SigningKeys, publisher: Publisher, clock: Clock) -> None:
    await keys.find("key-1")
    publisher.keys = []
    clock.now += 23 * 3600
    assert await keys.find("key-1")


async def test_without_any_keys_nobody_gets_in_and_it_recovers(
    keys: SigningKeys, publisher: Publisher, clock: Clock
) -> None:
    publisher.broken = True
    with pytest.raises(KeysUnavailable):
        await keys.find("key-1")
    publisher.broken = False
    clock.now += 60
    assert await keys.find("key-1")


async def test_keys_from_another_host_are_not_fetched(keys: SigningKeys, publisher: Publisher) -> None:
    publisher.keys_at = publisher.keys_at.replace("127.0.0.1", "localhost")
    with pytest.raises(KeysUnavailable):
        await keys.find("key-1")


async def test_a_publisher_that_hangs_is_left(
    keys: SigningKeys, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.security.signing_keys.FETCH_SECONDS", 0.05)
    publisher.gate = asyncio.Event()
    with pytest.raises(KeysUnavailable):
        await keys.find("key-1")
    publisher.gate.set()


async def test_entries_that_are_no_rsa_keys_are_passed_over(keys: SigningKeys, publisher: Publisher) -> None:
    publisher.keys = [{"kty": "EC", "kid": "a"}, {"kid": "b"}, {"kty": "RSA", "n": "?", "kid": "c"}, 7, *publisher.keys]
    assert await keys.find("key-1")
    with pytest.raises(Unauthenticated):
        await keys.find("c")
