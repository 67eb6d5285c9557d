"""The connections of a process are few, shared, and never lent in the middle of something."""

from psycopg.pq import TransactionStatus

from store.postgres.pool import Database
from tests.store.postgres.test_connections_shared import connected, stores
from tests.support.postgres.server import Server


async def test_a_process_with_little_to_do_has_few_connections(shared: Database, server: Server, database: str) -> None:
    for store in await stores(shared, 10):
        await store.check_writable()
        async with store.turn("conversation"):
            await store.refresh()
    assert connected(server, database) == 2


async def test_a_connection_that_is_given_back_in_the_middle_of_something_is_lent_to_nobody(shared: Database) -> None:
    async with shared.writers.lent() as lent:
        left = await lent.get()
        await left.execute("BEGIN")
    assert left.closed
    async with shared.writers.lent() as lent:
        assert (await lent.get()).info.transaction_status is TransactionStatus.IDLE
