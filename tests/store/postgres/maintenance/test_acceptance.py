"""Rows that were put back are accepted by a command alone, and the numbers go on above the highest."""

import pytest

from store.errors import PutBack
from tests.support.postgres.bots import CROYDON, bot
from tests.support.postgres.rows import OLD, filled, rows_of
from tests.support.postgres.server import Server
from tests.support.stores.steps import add


async def test_what_was_taken_out_is_accepted_and_no_number_is_given_twice(server: Server, database: str) -> None:
    await filled(database, CROYDON)
    async with await bot(database, CROYDON, OLD) as store:
        await store.ledger.set("opened|CSCP-2026-006|person|t|i", {"state": "sent"})
    (fault,) = (await rows_of(database, CROYDON).verify())[0].faults
    assert fault.startswith("The ledger tells of CSCP-2026-006, which the database does not have")
    server.do("DELETE FROM cases WHERE ref = 'CSCP-2026-002'; UPDATE numbers SET last = 1", database)
    with pytest.raises(PutBack, match="with accept-store"):
        await bot(database, CROYDON, OLD)
    await rows_of(database, CROYDON).accept(["CSCP-2026-005"])
    assert (await rows_of(database, CROYDON).verify())[0].faults == ()
    async with await bot(database, CROYDON, OLD) as store:
        assert (await add(store, "next")).ref == "CSCP-2026-007"
    await rows_of(database, CROYDON).accept(["CSCP-2026-017"])
    async with await bot(database, CROYDON, OLD) as store:
        assert (await add(store, "another")).ref == "CSCP-2026-018"


async def test_a_bot_that_runs_reads_everything_anew(server: Server, database: str) -> None:
    async with await bot(database, CROYDON, OLD) as store:
        await add(store, "a")
        await add(store, "b")
        server.do("DELETE FROM cases WHERE ref = 'CSCP-2026-002'", database)
        await rows_of(database, CROYDON).accept([])
        await store.refresh()
        assert [case.ref for case in store.cases.open_cases()] == ["CSCP-2026-001"]
        assert (await add(store, "c")).ref == "CSCP-2026-003"
