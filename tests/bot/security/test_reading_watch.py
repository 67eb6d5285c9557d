"""One person who reads many cases within an hour raises an alarm, and is kept from nothing."""

from datetime import timedelta

from structlog.testing import capture_logs

from bot.security.reading_watch import ReadingWatch
from tests.journeys.conftest import FakeClock
from tests.support.case_stages import ICB, POLICE


class Watched:
    def __init__(self, alarm_at: int) -> None:
        self.clock, self.counted = FakeClock(), 0
        self.watch = ReadingWatch(alarm_at, self.clock, self.count)

    def count(self) -> None:
        self.counted += 1

    def read(self, *numbers: int) -> None:
        for number in numbers:
            self.watch.note(POLICE.person, f"CSCP-2026-{number:03}")


def test_the_alarm_comes_at_so_many_different_cases_and_once() -> None:
    watched = Watched(alarm_at=3)
    watched.read(1, 2, 2, 1)
    assert not watched.watch.alarms
    with capture_logs() as logged:
        watched.read(3, 4, 5, 1)
    assert [(entry["event"], entry["count"]) for entry in logged] == [("many_cases_read", 3)]
    assert watched.watch.alarms == {POLICE.person: watched.clock.now} and watched.counted == 1


def test_what_was_read_more_than_an_hour_ago_or_by_somebody_else_does_not_count() -> None:
    watched = Watched(alarm_at=3)
    watched.read(1, 2)
    watched.watch.note(ICB.person, "CSCP-2026-003")
    watched.clock.now += timedelta(hours=1)
    watched.read(3, 4)
    assert not watched.watch.alarms


def test_it_comes_again_after_an_hour_with_less_and_is_forgotten_after_a_day() -> None:
    watched = Watched(alarm_at=2)
    for _ in range(2):
        watched.read(1, 2, 3)
        watched.clock.now += timedelta(hours=2)
    assert watched.counted == 2
    watched.clock.now += timedelta(days=1)
    watched.read(1)
    assert not watched.watch.alarms
