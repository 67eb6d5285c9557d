"""PostgreSQL itself counts the rows that each statement reads in a database as full as it is."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg import AsyncConnection

from store.postgres import statements
from store.postgres.row_encryption import RowEncryption
from tests.store.postgres.test_statements import statement_texts
from tests.support.england.filling import Filled

# Of the partnerships there is one row each, so that reading all of them is reading one page.
OF_ONE_PAGE = frozenset({"partnerships", "numbers", "tombstones", "exports"})
NEW = {"ADD_CASE": {"ref": "CSCP-2026-999", "triage": b"new"}}


@dataclass(frozen=True)
class Plan:
    """The plan counts rows: ``read`` were looked at, ``answer`` were given or written."""

    text: str
    whole_tables: frozenset[str]
    read: int
    answer: int


async def plans(connection: AsyncConnection, values: Mapping[str, Any]) -> Mapping[str, Plan]:
    """Runs each statement really, and rolls it back."""
    found = {}
    for name, text in statement_texts().items():
        async with connection.transaction(force_rollback=True):
            found[name] = await _plan(connection, text, {**values, **NEW.get(name, {})})
    return found


async def _plan(connection: AsyncConnection, text: str, values: Mapping[str, Any]) -> Plan:
    asked = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {text}"
    row = await (await connection.execute(asked.encode(), values)).fetchone()
    assert row
    top = row[0][0]["Plan"]
    nodes = list(_nodes(top))
    scans = [node for node in nodes if "Relation Name" in node and "Scan" in node["Node Type"]]
    whole = {node["Relation Name"] for node in scans if node["Node Type"] == "Seq Scan" and node["Actual Loops"]}
    answering = nodes if top["Node Type"] == "ModifyTable" else [top]
    answer = max(int(node["Actual Rows"]) for node in answering)
    return Plan(json.dumps(top, indent=1), frozenset(whole), sum(map(_read, scans)), answer)


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _read(scan: Mapping[str, Any]) -> int:
    thrown_away = sum(int(scan.get(f"Rows Removed by {by}", 0)) for by in ("Filter", "Index Recheck"))
    return int(scan["Actual Loops"]) * (int(scan["Actual Rows"]) + thrown_away)


async def values_of(connection: AsyncConnection, filled: Filled, seal: RowEncryption) -> Mapping[str, Any]:
    """Reads parameters for the statements, as the bot asks for them: of an open case, a closed one, and a document."""
    session = {"partnership": filled.name}

    async def one(text: str) -> tuple[Any, ...]:
        row = await (await connection.execute(text.encode(), session)).fetchone()
        assert row
        return tuple(row)

    ref, version, triage = await one(
        "SELECT ref, version, triage FROM cases WHERE partnership = %(partnership)s AND NOT is_open LIMIT 1"
    )
    kind, key, etag = await one(
        "SELECT kind, key, etag FROM documents WHERE partnership = %(partnership)s AND laid_by IS NULL LIMIT 1"
    )
    revision, _, tally = await one(statements.REVISION)
    return {
        **session,
        "ref": ref,
        "triage": triage,
        "read_version": version,
        "version": version + 1,
        "is_open": False,
        "since": revision - 1,
        "revision": revision + 1,
        "kind": kind,
        "key": key,
        "read_etag": etag,
        "etag": "new",
        "laid_by": seal.laid_by(ref),
        "key_id": seal.key_id,
        "hash_key": b"",
        "body": b"",
        "tally": tally,
        "hours": 24,
        "year": 2026,
        "is_rehearsal": False,
        "last": 1,
        "lost": [],
        "id": "0" * 32,
        "at": datetime(2026, 11, 24, tzinfo=UTC),
    }
