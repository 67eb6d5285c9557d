"""Tombstones are rows of ``open.json``: one write of it takes a case away and puts its tombstone there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from safeguarding.case.state.retention import Tombstone


def as_plain(tombstone: Tombstone) -> dict[str, Any]:
    return {
        "ref": tombstone.ref,
        "opened": tombstone.opened.isoformat(),
        "closed": tombstone.closed.isoformat(),
        "deleted": tombstone.deleted.isoformat(),
        "outcome": dict(tombstone.outcome),
    }


def from_plain(row: Mapping[str, Any]) -> Tombstone:
    """Raises KeyError, TypeError or ValueError for a row that is no tombstone."""
    opened, closed, deleted = (date.fromisoformat(row[name]) for name in ("opened", "closed", "deleted"))
    return Tombstone(str(row["ref"]), opened, closed, deleted, dict(row["outcome"]))
