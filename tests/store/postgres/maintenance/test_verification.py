"""Every row is checked, and each that is not in order is named."""

import pytest

from store.errors import StoreDamaged
from tests.support.postgres.bots import CROYDON
from tests.support.postgres.rows import NEW, filled, rows_of
from tests.support.postgres.server import Server


async def test_rows_in_order_are_counted_and_read(shared_database: str) -> None:
    name = await filled(shared_database)
    found, tombstones = await rows_of(shared_database, name).verify()
    assert (found.files, len(found.cases), found.faults, found.altered) == (7, 3, (), ())
    assert list(tombstones) == ["CSCP-2026-004"]


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        ("UPDATE cases SET body = body || 'x' WHERE ref = 'CSCP-2026-002'", "croydon/cases/CSCP-2026-002 is damaged"),
        ("UPDATE cases SET is_open = NOT is_open WHERE ref = 'CSCP-2026-002'", "cases/CSCP-2026-002 is damaged"),
        ("DELETE FROM cases WHERE ref = 'CSCP-2026-002'", "lacks a case"),
        ("UPDATE tombstones SET body = ''", "croydon/tombstones/CSCP-2026-004 is damaged"),
        ("UPDATE documents SET body = '' WHERE deleted_at IS NULL", "croydon/documents/drafts/"),
        ("UPDATE exports SET body = ''", "croydon/exports/"),
    ],
)
async def test_each_row_that_is_not_in_order_is_named(server: Server, database: str, harm: str, fault: str) -> None:
    await filled(database, CROYDON)
    server.do(harm.encode(), database)
    found, _ = await rows_of(database, CROYDON).verify()
    assert len(found.faults) == 1 and fault in found.faults[0]
    with pytest.raises(StoreDamaged, match="The key was not changed"):
        await rows_of(database, CROYDON).rotate(NEW)
