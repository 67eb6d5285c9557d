"""A clock that jumps back is not believed, and no mistake of a moment is held against it later."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import ClockWentBack, ForwardOnlyClock, seconds_since_boot

DAY = 86_400.0
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class Machine:
    wall: datetime = NOON
    since_boot: float = 100.0

    def passes(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.since_boot += seconds

    def jumps(self, **time: float) -> None:
        self.wall += timedelta(**time)

    def clock(self, newest: datetime | None = None) -> ForwardOnlyClock:
        return ForwardOnlyClock(lambda: self.wall, lambda: self.since_boot, newest)


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


def test_a_jump_of_more_than_a_day_ahead_is_told_and_doubted_for_ten_minutes_whenever_it_is_seen() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.passes(60 * DAY)
    machine.jumps(days=1)
    assert clock() == machine.wall and clock.doubt() is None
    machine.passes(5 * DAY)
    machine.jumps(minutes=1)
    assert clock() == machine.wall, "recording goes on"
    machine.passes(599)
    assert "jumped ahead" in str(clock.doubt())
    machine.passes(1)
    assert clock.doubt() is None


def test_a_clock_that_is_set_right_within_the_ten_minutes_is_doubted_no_more() -> None:
    machine = Machine()
    clock = machine.clock()
    for _ in range(2):
        machine.jumps(days=365)
        assert clock.doubt()
        machine.passes(300)
        machine.jumps(days=-365)
        assert clock.doubt() is None


def test_after_it_was_believed_for_a_year_ahead_and_set_right_the_next_jump_is_doubted_again() -> None:
    machine = Machine()
    clock = machine.clock()
    for _ in range(2):
        machine.jumps(days=365)
        assert clock.doubt()
        machine.passes(600)
        assert clock.doubt() is None
        machine.jumps(days=-365)
        assert clock.doubt() is None


def test_a_further_jump_begins_the_ten_minutes_anew() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.jumps(days=2)
    clock()
    machine.passes(590)
    machine.jumps(days=2)
    assert clock.doubt()
    machine.passes(599)
    assert clock.doubt()
    machine.passes(1)
    assert clock.doubt() is None


@pytest.mark.parametrize("days", [0, 1, 5, 14, 21])
def test_a_bot_that_was_stopped_for_days_or_over_christmas_goes_on_at_its_start(days: int) -> None:
    assert Machine().clock(NOON - timedelta(days=days)).doubt() is None
    assert Machine().clock(None).doubt() is None
    assert Machine().clock(NOON + timedelta(days=days)).doubt() is None


def test_a_start_a_month_after_what_was_noted_last_is_doubted_for_ten_minutes_or_until_it_is_set_right() -> None:
    machine = Machine()
    clock = machine.clock(NOON - timedelta(days=28))
    assert clock.doubt()
    machine.passes(600)
    assert clock.doubt() is None
    machine.passes(3600)
    ahead = machine.clock(machine.wall - timedelta(days=21, minutes=1))
    assert ahead.doubt()
    machine.jumps(minutes=-2)
    assert ahead.doubt() is None


def test_time_that_the_machine_sleeps_through_is_no_jump() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.passes(30 * DAY)
    assert clock.doubt() is None


def test_time_since_boot_only_grows() -> None:
    assert 0 < seconds_since_boot() <= seconds_since_boot()
