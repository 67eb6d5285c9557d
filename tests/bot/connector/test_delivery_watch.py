"""Whoever watches the bot learns that nothing gets through to Teams, before somebody misses a nudge."""

from bot.connector.delivery_watch import TOLERATED_SECONDS, DeliveryWatch
from bot.connector.transport import DestinationUnreachable, SendError
from tests.support.each import for_each


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@for_each("status", [400, 401, 500, 503, None])
def test_failures_and_nothing_else_for_half_an_hour_are_a_fault(status: int | None) -> None:
    seconds = Seconds()
    watch = DeliveryWatch(seconds)
    watch.ended(SendError(status))
    seconds.now = TOLERATED_SECONDS - 1
    assert watch.fault() is None
    seconds.now = TOLERATED_SECONDS
    watch.ended(SendError(status))
    assert "for 30 minutes" in str(watch.fault())
    assert str(status or "none at all") in str(watch.fault())
    assert ("the bot's own credentials (401)" in str(watch.fault())) is (status == 401)


def test_one_message_that_gets_through_ends_it() -> None:
    seconds = Seconds()
    watch = DeliveryWatch(seconds)
    watch.ended(SendError(503))
    watch.ended(None)
    watch.ended(SendError(503))
    seconds.now = TOLERATED_SECONDS - 1
    assert watch.fault() is None


def test_a_chat_that_is_blocked_is_no_fault_of_the_bot() -> None:
    seconds = Seconds()
    watch = DeliveryWatch(seconds)
    watch.ended(DestinationUnreachable(403))
    seconds.now = 2 * TOLERATED_SECONDS
    assert watch.fault() is None
