"""A tombstone as a row keeps what is left of a deleted case, read back as it was."""

import json
from datetime import date
from typing import Any

import pytest

from safeguarding.case.state.retention import Tombstone
from store.tombstones import as_plain, from_plain

GONE = Tombstone("CSCP-2026-001", date(2026, 6, 2), date(2026, 9, 1), date(2051, 9, 2), {"sin": "required"})


def test_it_is_read_back_as_it_was_written() -> None:
    assert from_plain(json.loads(json.dumps(as_plain(GONE)))) == GONE


def test_it_holds_nobody_and_no_text() -> None:
    assert as_plain(GONE).keys() == {"ref", "opened", "closed", "deleted", "outcome"}


@pytest.mark.parametrize("change", [{"closed": "last year"}, {"closed": None}, {"outcome": 7}])
def test_a_row_that_is_none_is_not_taken_for_one(change: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        from_plain({**as_plain(GONE), **change})


def test_a_row_that_lacks_a_day_is_not_taken_for_one() -> None:
    row = as_plain(GONE)
    del row["deleted"]
    with pytest.raises(KeyError):
        from_plain(row)
