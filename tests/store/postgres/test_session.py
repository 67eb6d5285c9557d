"""A statement is bound to its partnership, whatever it is handed."""

from store.postgres.address import Address
from store.postgres.connections import connect
from store.postgres.session import Session
from tests.support.postgres.bots import CROYDON


async def test_every_statement_runs_for_the_partnership_of_its_session(shared_database: str) -> None:
    async with await connect(Address(shared_database)) as connection:
        session = Session(connection, CROYDON)
        asked = "SELECT %(partnership)s::text, %(step)s::int"
        assert await session.row(asked, step=1) == (CROYDON, 1)
        assert await session.rows(asked, step=1, partnership="sutton") == [(CROYDON, 1)]


async def test_a_change_says_how_many_rows_it_changed(shared_database: str) -> None:
    async with await connect(Address(shared_database)) as connection:
        session = Session(connection, CROYDON)
        await connection.execute("CREATE TEMPORARY TABLE steps (partnership text, step int)")
        add = "INSERT INTO steps VALUES (%(partnership)s, %(step)s)"
        assert await session.change_many(add, [{"step": 1}, {"step": 2}]) == 2
        assert await session.change("DELETE FROM steps WHERE step = %(step)s", step=1) == 1
        assert await session.row("SELECT partnership, step FROM steps") == (CROYDON, 2)
