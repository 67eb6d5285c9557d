"""The offices are open by London's clocks, on England's working days."""

from datetime import UTC, datetime, timedelta

import pytest

from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.loader import current
from safeguarding.partnership.model import WorkingHours

CALENDAR = WorkingCalendar(current().calendar.published_until)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2026, 7, 1, 7, 59, 59, tzinfo=UTC), False),  # summer time
        (datetime(2026, 7, 1, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 1, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 7, 1, 16, 0, tzinfo=UTC), False),
        (datetime(2026, 12, 1, 8, 59, 59, tzinfo=UTC), False),  # winter time
        (datetime(2026, 12, 1, 9, 0, tzinfo=UTC), True),
        (datetime(2026, 12, 1, 16, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 12, 1, 17, 0, tzinfo=UTC), False),
        (datetime(2026, 10, 23, 8, 0, tzinfo=UTC), True),  # the last working day before the clocks go back
        (datetime(2026, 10, 26, 8, 0, tzinfo=UTC), False),
        (datetime(2026, 10, 26, 16, 30, tzinfo=UTC), True),
        (datetime(2027, 3, 25, 8, 30, tzinfo=UTC), False),  # the last one before they go forward, at Easter
        (datetime(2027, 3, 30, 8, 30, tzinfo=UTC), True),
        (datetime(2027, 3, 30, 16, 30, tzinfo=UTC), False),
        (datetime(2026, 11, 28, 12, 0, tzinfo=UTC), False),  # a Saturday
        (datetime(2026, 12, 28, 12, 0, tzinfo=UTC), False),  # Boxing Day, observed
        (datetime(2027, 3, 26, 12, 0, tzinfo=UTC), False),  # Good Friday
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), True),
    ],
)
def test_the_offices_are_open_from_nine_to_five_in_london(at: datetime, is_open: bool) -> None:
    assert WorkingHours().take_in(at, CALENDAR) is is_open


def test_the_opening_is_the_same_hour_in_london_before_and_after_the_clocks_change() -> None:
    hours = WorkingHours()
    assert hours.opening(datetime(2026, 10, 23, tzinfo=UTC).date()) == datetime(2026, 10, 23, 8, tzinfo=UTC)
    assert hours.opening(datetime(2026, 10, 26, tzinfo=UTC).date()) == datetime(2026, 10, 26, 9, tzinfo=UTC)


FRIDAY_AT_FOUR = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        (FRIDAY_AT_FOUR, FRIDAY_AT_FOUR + timedelta(minutes=20), 20),
        (FRIDAY_AT_FOUR, FRIDAY_AT_FOUR + timedelta(hours=5), 30),
        (FRIDAY_AT_FOUR, datetime(2026, 11, 30, 9, 30, tzinfo=UTC), 60),
        (datetime(2026, 11, 28, 12, tzinfo=UTC), datetime(2026, 11, 29, 12, tzinfo=UTC), 0),
        (datetime(2026, 12, 24, 16, tzinfo=UTC), datetime(2026, 12, 29, 8, tzinfo=UTC), 60),
        (datetime(2026, 11, 26, 3, tzinfo=UTC), datetime(2026, 11, 26, 23, tzinfo=UTC), 480),
        # London has summer time: the offices open at eight in UTC.
        (datetime(2026, 6, 2, 7, tzinfo=UTC), datetime(2026, 6, 2, 8, 15, tzinfo=UTC), 15),
        (FRIDAY_AT_FOUR, FRIDAY_AT_FOUR - timedelta(days=3), 0),
    ],
)
def test_working_time_passes_while_the_offices_are_open_alone(since: datetime, until: datetime, minutes: int) -> None:
    def passed(number: int) -> bool:
        return WorkingHours().have_passed(since, until, timedelta(minutes=number), CALENDAR)

    assert passed(minutes) and not passed(minutes + 1)
