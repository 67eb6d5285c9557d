"""Whoever took a step that failed is told that nothing was recorded only where that is certain."""

from bot.clock import ClockWentBack
from bot.connector.failed_turn import words_of_failure, words_of_undelivered
from dialogs.turn_record import OnRecord, TurnRecord
from store.errors import Busy, Conflict
from tests.support.each import for_each

REF = "CSCP-2026-001"
CERTAIN = TurnRecord()
WHO_IS_AWAY = OnRecord("who is away", "away")
RECORDS = [
    TurnRecord([REF]),
    TurnRecord(kept_answer=True),
    TurnRecord(is_uncertain=True),
    TurnRecord([REF], True, True),
    TurnRecord(besides=[WHO_IS_AWAY]),
]
ERRORS = [ClockWentBack("x"), ValueError("x"), Conflict("x"), Busy("x")]


@for_each("error", ERRORS)
def test_nothing_is_said_to_be_recorded_where_no_write_was_begun(error: Exception) -> None:
    assert "nothing was recorded" in words_of_failure(error, CERTAIN, "E-1").casefold()


@for_each("error", ERRORS)
@for_each("record", RECORDS)
def test_nothing_is_denied_that_was_or_may_be_recorded(error: Exception, record: TurnRecord) -> None:
    said = words_of_failure(error, record, "E-1")
    assert "nothing was recorded" not in said.casefold()
    assert REF in said or not record.refs
    assert "E-1" in said


def test_an_answer_that_did_not_arrive_says_what_is_recorded() -> None:
    assert f"type case {REF}" in words_of_undelivered(TurnRecord([REF]))
    assert "recorded: who is away" in words_of_undelivered(TurnRecord(besides=[WHO_IS_AWAY]))
    assert "type away to see it" in words_of_undelivered(TurnRecord(besides=[WHO_IS_AWAY]))
    assert "Your answer is kept" in words_of_undelivered(TurnRecord(kept_answer=True))
    assert "nothing was recorded" in words_of_undelivered(CERTAIN)
    assert "may be recorded or not" in words_of_undelivered(TurnRecord(is_uncertain=True))
