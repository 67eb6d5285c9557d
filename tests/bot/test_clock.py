"""A clock that jumps back is not believed, and no mistake of a moment is held against it later."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import ClockWentBack, ForwardOnlyClock, seconds_since_boot

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class Machine:
    wall: datetime = NOON
    since_boot: float = 100.0

    def passes(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.since_boot += seconds

    def clock(self) -> ForwardOnlyClock:
        return ForwardOnlyClock(lambda: self.wall, lambda: self.since_boot)


def test_a_clock_that_jumps_back_by_more_than_five_minutes_is_refused_until_it_is_right() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.passes(3600)
    machine.wall -= timedelta(minutes=5)
    assert clock() == machine.wall
    machine.wall -= timedelta(seconds=1)
    with pytest.raises(ClockWentBack, match="nothing is recorded"):
        clock()
    machine.wall += timedelta(minutes=5)
    assert clock() == machine.wall


def test_a_clock_that_was_ahead_and_is_set_right_goes_on() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += timedelta(days=365)
    assert clock() == machine.wall
    machine.wall -= timedelta(days=365)
    assert clock() == NOON


def test_time_since_boot_only_grows() -> None:
    assert 0 < seconds_since_boot() <= seconds_since_boot()
