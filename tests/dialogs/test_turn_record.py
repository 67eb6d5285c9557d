"""A turn knows what it has recorded, and whether a write may have taken effect."""

import pytest

from dialogs.turn_record import OnRecord, TurnRecord, record_of_this_turn, turn_record, writing
from safeguarding.case.errors import InvalidInput
from store.errors import Busy, Conflict, NotWritable, Uncertain
from tests.support.each import for_each


def test_what_is_written_in_a_turn_is_noted_and_forgotten_after_it() -> None:
    with turn_record():
        with writing() as record:
            record.refs.append("CSCP-2026-001")
        assert record_of_this_turn() == TurnRecord(["CSCP-2026-001"])
    assert record_of_this_turn() == TurnRecord()


def test_what_is_recorded_is_told_once_with_the_line_that_shows_it() -> None:
    record = TurnRecord(["CSCP-2026-001", "CSCP-2026-001"], besides=[OnRecord("who is away", "away")])
    assert [(each.what, each.line) for each in record.recorded] == [
        ("who is away", "away"),
        ("CSCP-2026-001", "case CSCP-2026-001"),
    ]


@for_each("error", [Conflict("x"), Busy("x"), NotWritable("x"), InvalidInput("x")])
def test_a_write_that_was_refused_is_certainly_not_recorded(error: Exception) -> None:
    assert not _after(error).is_uncertain


@for_each("error", [Uncertain("x"), ValueError("x"), TimeoutError()])
def test_a_write_that_broke_off_may_be_recorded(error: Exception) -> None:
    assert _after(error).is_uncertain


def _after(error: Exception) -> TurnRecord:
    with turn_record() as record:
        with pytest.raises(type(error)), writing():
            raise error
        return record
