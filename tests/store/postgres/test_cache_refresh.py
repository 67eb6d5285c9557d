"""A refresh brings in what other bots wrote: all of it, once, and nothing that is older."""

import asyncio
from datetime import date

import pytest

from safeguarding.case.state.retention import tombstone_of
from store.postgres import write_queue
from store.postgres.cache_refresh import refresh_snapshot
from tests.support.postgres.bots import OpenBot
from tests.support.postgres.server import Server
from tests.support.stores.steps import add, closed, reopened


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


async def test_many_refreshes_at_once_share_one_reading(open_bot: OpenBot, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = await open_bot(), await open_bot()
    await one.drafts.set("ada", {"step": 1})
    readings: list[object] = []

    async def counted(*given: object) -> object:
        readings.append(given)
        return await refresh_snapshot(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("store.postgres.write_queue.refresh_snapshot", counted)
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
