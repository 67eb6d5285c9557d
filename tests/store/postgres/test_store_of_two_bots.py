"""Two bots on one database: neither overwrites the other, and each sees what the other wrote once it refreshes."""

import asyncio
import sys
from datetime import date
from pathlib import Path

import pytest

from safeguarding.case.state.retention import tombstone_of
from store.errors import Busy, Conflict
from store.postgres import conversation_locks, write_queue
from store.postgres.cache_refresh import refresh_snapshot
from tests.support.postgres.bots import OpenBot
from tests.support.postgres.server import Server
from tests.support.stores.steps import AT, add, closed, reopened, updated

ROOT = Path(__file__).parents[3]


async def test_a_refresh_brings_in_what_the_other_wrote_and_nothing_before_it(open_bot: OpenBot) -> None:
    one, other = await open_bot(), await open_bot()
    case = await add(one, "a")
    await one.drafts.set_all({"ada": {"step": 1}, "ben": {"step": 1}})
    assert other.cases.open_cases() == () and other.drafts.all() == {}
    await other.refresh()
    assert other.cases.open_cases() == (case,)
    assert other.drafts.all() == {"ada": {"step": 1}, "ben": {"step": 1}}
    await one.drafts.delete("ada")
    await one.cases.save(closed(case), 1)
    await other.refresh()
    assert (other.cases.open_cases(), other.drafts.all()) == ((), {"ben": {"step": 1}})
    await other.cases.save(reopened(closed(case)), 2)
    await one.refresh()
    assert one.cases.open_case(case.ref) == reopened(closed(case))


async def test_a_deletion_reaches_the_other(open_bot: OpenBot) -> None:
    one, other = await open_bot(), await open_bot()
    case = closed(await add(one, "a"))
    await one.cases.save(case, 1)
    await other.refresh()
    tombstone = tombstone_of(case, date(2036, 6, 3))
    await one.cases.delete_closed([tombstone])
    await other.refresh()
    assert other.cases.tombstones() == {case.ref: tombstone}
    assert await other.cases.get(case.ref) is None


async def test_of_two_updates_that_were_decided_on_one_reading_one_is_lost_and_told_so(open_bot: OpenBot) -> None:
    one, other = await open_bot(), await open_bot()
    read = await add(one, "a")
    await other.refresh()
    await one.cases.save(updated(read), read.version)
    with pytest.raises(Conflict):
        await other.cases.save(closed(read), read.version)
    await other.refresh()
    assert other.cases.open_cases() == one.cases.open_cases() == (updated(read),)


async def test_of_two_writes_over_one_etag_one_is_refused(open_bot: OpenBot) -> None:
    one, other = await open_bot(), await open_bot()
    etag = await one.drafts.put("ada", {"step": 1}, None)
    await other.refresh()
    await one.drafts.put("ada", {"step": 2}, etag)
    with pytest.raises(Conflict):
        await other.drafts.put("ada", {"step": 3}, etag)
    with pytest.raises(Conflict):
        await other.drafts.put("ada", {"step": 3}, None)


async def test_a_write_brings_in_what_the_other_wrote_before_it(open_bot: OpenBot) -> None:
    one, other = await open_bot(), await open_bot()
    case = await add(one, "a")
    await other.drafts.set("ada", {"step": 1})
    assert other.cases.open_cases() == (case,)


async def test_bots_that_claim_at_once_never_claim_the_same(open_bot: OpenBot) -> None:
    bots = [await open_bot() for _ in range(3)]
    assert len({bot.holder for bot in bots}) == 3
    keys = [f"nudge {number}" for number in range(30)]
    leases = [bot.ledger.claim({key: {"by": bot.holder}}, {key: None}) for key in keys for bot in bots]
    assert (await asyncio.gather(*leases)).count(True) == len(keys)


async def test_bots_that_open_cases_at_once_give_each_number_once(open_bot: OpenBot) -> None:
    bots = [await open_bot() for _ in range(3)]
    cases = await asyncio.gather(*(add(bot, f"triage {number}") for number in range(20) for bot in bots))
    assert len({case.ref for case in cases}) == 20, "each triage opened one case, whichever bot was asked"
    assert {case.ref for case in cases} == {f"CSCP-2026-{number:03}" for number in range(1, 21)}


async def test_many_refreshes_at_once_share_one_reading(open_bot: OpenBot, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = await open_bot(), await open_bot()
    await one.drafts.set("ada", {"step": 1})
    readings: list[object] = []

    async def counted(*given: object) -> object:
        readings.append(given)
        return await refresh_snapshot(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("store.postgres.write_queue.caught_up", counted)
    await asyncio.gather(*(other.refresh() for _ in range(50)))
    assert len(readings) == 1
    assert other.drafts.all() == {"ada": {"step": 1}}


async def test_a_refresh_sees_all_that_was_written_before_it_was_asked_for(open_bot: OpenBot) -> None:
    one, other = await open_bot(), await open_bot()

    async def write_and_read(number: int) -> None:
        await one.drafts.set(f"person {number}", {"n": number})
        await other.refresh()
        assert other.drafts.get(f"person {number}")

    await asyncio.gather(*(write_and_read(number) for number in range(100)))


async def test_a_bot_that_lagged_behind_a_deletion_whose_mark_is_gone_reads_everything(
    open_bot: OpenBot, server: Server, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, laggard = await open_bot(database), await open_bot(database)
    await one.drafts.set_all({"ada": {"step": 1}, "ben": {"step": 1}})
    await laggard.refresh()
    await one.drafts.delete("ada")
    server.do("UPDATE documents SET deleted_at = now() - interval '25 hours' WHERE deleted_at < now()", database)
    monkeypatch.setattr(write_queue, "FORGET_EVERY_SECONDS", 0)
    await (await open_bot(database)).check_writable()
    assert server.do("SELECT count(*) FROM documents", database) == [(1,)]
    await laggard.refresh()
    assert laggard.drafts.all() == {"ben": {"step": 1}}


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
    words = (sys.executable, "-m", "tests.support.processes.holds_a_turn", shared_database, one.partnership)
    dying = await asyncio.create_subprocess_exec(*words, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert dying.stdout and await dying.stdout.readline() == b"held\n"
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3), one.turn("conversation"):
            pass
    dying.kill()
    async with asyncio.timeout(3), one.turn("conversation"):
        pass
    await dying.wait()


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


async def test_an_export_stands_in_the_database(open_bot: OpenBot, server: Server, shared_database: str) -> None:
    one = await open_bot()
    await one.record_export("CSCP-2026-001", "ada", AT, "report")
    assert (AT,) in server.do("SELECT at FROM exports", shared_database)
