"""The lock of a conversation lets one turn go on at a time, whichever bots serve it."""

import asyncio

import pytest

from store.errors import Busy
from store.postgres import conversation_locks
from tests.support.postgres.bots import OpenBot
from tests.support.postgres.server import Server
from tests.support.processes.warm import heard


async def test_a_turn_waits_for_the_turn_of_the_other(open_bot: OpenBot) -> None:
    one, other = await open_bot(), await open_bot()
    said: list[str] = []

    async def answer() -> None:
        async with other.turn("conversation"):
            said.append("other")

    async with one.turn("conversation"), other.turn("another"):
        waiting = asyncio.create_task(answer())
        await asyncio.sleep(0.1)
        said.append("one")
    await waiting
    assert said == ["one", "other"]


async def test_a_turn_that_waits_for_too_long_is_told_to_try_again(
    open_bot: OpenBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = await open_bot(), await open_bot()
    monkeypatch.setattr(conversation_locks, "LONGEST_SECONDS", 0.2)
    async with one.turn("conversation"):
        with pytest.raises(Busy, match="Try again"):
            async with other.turn("conversation"):
                pass
    async with asyncio.timeout(5), other.turn("conversation"):
        pass


async def test_a_turn_of_another_partnership_is_another_turn(open_bot: OpenBot) -> None:
    one, other = await open_bot(), await open_bot(partnership="another")
    async with asyncio.timeout(5), one.turn("conversation"), other.turn("conversation"):
        pass


async def test_a_bot_that_is_killed_lets_go_of_its_turns_at_once(open_bot: OpenBot, shared_database: str) -> None:
    one = await open_bot()
    with heard("-m", "tests.support.processes.holds_a_turn", shared_database, one.partnership) as (dying, lines):
        assert await asyncio.to_thread(lines.readline) == "held\n"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3), one.turn("conversation"):
                pass
        dying.kill()
        async with asyncio.timeout(3), one.turn("conversation"):
            pass
        await dying.ended()


async def test_turns_go_on_after_their_connection_was_lost(
    open_bot: OpenBot, server: Server, shared_database: str
) -> None:
    one, other = await open_bot(), await open_bot()
    async with one.turn("conversation"):
        server.do(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%advisory_lock%' "
            "AND pid <> pg_backend_pid()"
        )
        async with asyncio.timeout(5), other.turn("conversation"):
            await one.check_writable()
    async with asyncio.timeout(5), one.turn("conversation"), other.turn("another"):
        pass
