"""Two bots on one database never overwrite each other, and each sees what the other wrote once it refreshes."""

import asyncio
from pathlib import Path

import pytest

from store.errors import Conflict
from tests.support.postgres.bots import OpenBot
from tests.support.postgres.server import Server
from tests.support.stores.steps import AT, add, closed, updated

ROOT = Path(__file__).parents[3]


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


async def test_an_export_stands_in_the_database(open_bot: OpenBot, server: Server, shared_database: str) -> None:
    one = await open_bot()
    await one.record_export("CSCP-2026-001", "ada", AT, "report")
    assert (AT,) in server.do("SELECT at FROM exports", shared_database)
