"""The offices are open by London's clocks, on England's working days."""

from datetime import UTC, datetime

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
