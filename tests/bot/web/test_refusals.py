"""A flood of refusals is one line a second in the log, which says how many it stands for."""

from structlog.testing import capture_logs

from bot.web.refusals import RefusalLog
from tests.bot.conftest import Clock


def test_the_first_of_a_kind_is_logged_at_once_and_the_others_are_counted_in_the_next(clock: Clock) -> None:
    refusals = RefusalLog(clock)
    with capture_logs() as logged:
        for _ in range(500):
            refusals.note(401, "Unauthenticated")
        refusals.note(403, "Forbidden")
        clock.now += 1
        refusals.note(401, "Unauthenticated")
    assert [(line["status"], line["count"]) for line in logged] == [(401, 1), (403, 1), (401, 500)]
