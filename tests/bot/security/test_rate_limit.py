"""The rate limit holds one person's pace, whatever the times at which they send."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.security.rate_limit import RateLimit, RateLimiter, TokenBucket, Verdict, take_token

PACE = RateLimit(burst=60, per_second=2)


def verdicts(times: list[float]) -> list[Verdict]:
    bucket: TokenBucket | None = None
    found = []
    for at in times:
        bucket, verdict = take_token(bucket, PACE, at)
        found.append(verdict)
    return found


def test_sixty_at_once_are_taken_and_the_next_is_told() -> None:
    assert verdicts([0.0] * 63) == [Verdict.ADMITTED] * 60 + [Verdict.WARN, Verdict.REJECT, Verdict.REJECT]


def test_two_a_second_can_go_on_for_ever() -> None:
    assert set(verdicts([n * 0.5 for n in range(1000)])) == {Verdict.ADMITTED}


def test_who_sends_on_and_on_is_told_once() -> None:
    assert verdicts([n * 0.01 for n in range(3000)]).count(Verdict.WARN) == 1


def test_whoever_waited_is_told_again_the_next_time() -> None:
    assert verdicts([0.0] * 62 + [20.0] * 42)[60:] == [
        *(Verdict.WARN, Verdict.REJECT),
        *[Verdict.ADMITTED] * 40,
        *(Verdict.WARN, Verdict.REJECT),
    ]


@given(st.lists(st.floats(0, 1000, allow_nan=False), min_size=1, max_size=300))
def test_never_more_than_the_burst_and_the_pace_are_taken(times: list[float]) -> None:
    """The limit holds also where the clock jumps back."""
    admitted = verdicts(times).count(Verdict.ADMITTED)
    forward = sum(max(0.0, later - earlier) for earlier, later in pairwise(times))
    assert admitted <= 60 + 2 * forward + 1


def test_a_crowd_does_not_fill_the_memory() -> None:
    rate_limiter = RateLimiter[int](PACE, most=100)
    for person in range(10_000):
        assert rate_limiter.take(person, 0.0) is Verdict.ADMITTED
    assert len(rate_limiter) == 100
