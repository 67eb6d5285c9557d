"""The rate limit throttles one person: enough for anyone who clicks, too little for a machine."""

from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT")
MOST_KEPT = 10_000


class Verdict(Enum):
    ADMITTED = "admitted"
    WARN = "told"
    """The person is too fast, and is told so once."""
    REJECT = "silent"


@dataclass(frozen=True)
class RateLimit:
    """The limit allows ``burst`` activities at once, then so many a second."""

    burst: float = 60.0
    per_second: float = 2.0


@dataclass(frozen=True)
class TokenBucket:
    """The bucket holds the tokens that are left at a moment; ``told`` lasts until half of the burst is there again."""

    left: float
    at: float
    told: bool = False


def take_token(bucket: TokenBucket | None, limit: RateLimit, now: float) -> tuple[TokenBucket, Verdict]:
    """Takes one token for one activity more. ``now`` is in seconds that only grow."""
    if bucket is None:
        return TokenBucket(limit.burst - 1, now), Verdict.ADMITTED
    left = min(limit.burst, bucket.left + max(0.0, now - bucket.at) * limit.per_second)
    told = bucket.told and left < limit.burst / 2
    if left >= 1:
        return TokenBucket(left - 1, now, told), Verdict.ADMITTED
    return TokenBucket(left, now, told=True), Verdict.REJECT if told else Verdict.WARN


class RateLimiter(Generic[KeyT]):
    """The limiter has a bucket for each key, in memory; the longest unused go first, which are full again by then."""

    def __init__(self, pace: RateLimit, most: int = MOST_KEPT) -> None:
        self._limit = pace
        self._most = most
        self._buckets: OrderedDict[KeyT, TokenBucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: KeyT, now: float) -> Verdict:
        bucket, verdict = take_token(self._buckets.get(key), self._limit, now)
        self._buckets[key] = bucket
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return verdict
