"""A case as a row is written only if it can be read back, and never quoted when it can't be."""

import json
from typing import Any

import pytest

from store.case_rows import case_of, row_of
from store.errors import StoreDamaged
from tests.support.stores.steps import SECRET, closed, opened, updated


def test_a_case_is_read_back_as_it_was_written() -> None:
    case = closed(updated(opened("CSCP-2026-001", "a")))
    row = json.loads(json.dumps(row_of(case)))
    assert row["ref"] == "CSCP-2026-001" and case_of(row["events"], "open.json") == case


def test_a_case_that_would_not_read_back_is_not_written() -> None:
    case = opened("CSCP-2026-001", "a")
    broken = type(case)((case.opened.model_copy(update={"schema_number": 2}),))
    with pytest.raises(ValueError, match="does not read back"):
        row_of(broken)


@pytest.mark.parametrize("events", [None, 7, [], [{"type": "opened"}], [{"schema_number": 99}], "events"])
def test_what_is_no_case_is_damage_that_names_the_file(events: Any) -> None:
    with pytest.raises(StoreDamaged, match=r"^open\.json holds a case that this version"):
        case_of(events, "open.json")


def test_damage_quotes_nothing_of_the_record() -> None:
    events = row_of(opened("CSCP-2026-001", "a"))["events"]
    events[0]["unknown"] = SECRET
    with pytest.raises(StoreDamaged) as caught:
        case_of(events, "open.json")
    assert SECRET not in str(caught.value) and caught.value.__suppress_context__
