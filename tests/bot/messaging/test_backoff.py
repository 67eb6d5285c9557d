"""The backoff says how long to wait before something that failed is tried again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.messaging.backoff import LONGEST_ASKED, LONGEST_WAIT, Backoff

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


def waits(clock: Clock, backoff: Backoff) -> float:
    """Returns the minutes until it is tried again."""
    began = clock.now
    while "icb" in backoff:
        clock.pass_(seconds=30)
    return (clock.now - began) / timedelta(minutes=1)


def test_it_is_twice_as_long_each_time_and_half_an_hour_at_most() -> None:
    clock = Clock()
    backoff, minutes = Backoff(clock), []
    for _ in range(7):
        backoff.note_failure("icb", None)
        minutes.append(waits(clock, backoff))
    assert minutes == [1, 2, 4, 8, 16, 30, 30] and timedelta(minutes=30) == LONGEST_WAIT


def test_what_the_other_side_asks_for_is_waited_for_up_to_an_hour() -> None:
    clock = Clock()
    backoff = Backoff(clock)
    backoff.note_failure("icb", 600)
    assert waits(clock, backoff) == 10
    backoff.note_failure("icb", 10_000_000)
    assert waits(clock, backoff) == 60 and timedelta(hours=1) == LONGEST_ASKED


def test_a_success_begins_anew_and_nobody_waits_for_another() -> None:
    clock = Clock()
    backoff = Backoff(clock)
    for _ in range(3):
        backoff.note_failure("icb", None)
    assert "police" not in backoff
    backoff.note_success("icb")
    assert "icb" not in backoff
    backoff.note_failure("icb", None)
    assert waits(clock, backoff) == 1


def test_a_success_ends_no_wait_that_the_other_side_has_asked_for() -> None:
    clock = Clock()
    backoff = Backoff(clock)
    backoff.note_failure("icb", 600)
    clock.pass_(minutes=2)
    backoff.note_success("icb")
    assert backoff.is_asked_for("icb") and waits(clock, backoff) == 8
    assert not backoff.is_asked_for("icb") and backoff.failures("icb") == 0


def test_a_clock_that_was_set_back_keeps_nobody_waiting_for_a_year() -> None:
    clock = Clock()
    backoff = Backoff(clock)
    backoff.note_failure("icb", None)
    clock.pass_(days=-365)
    assert "icb" not in backoff
