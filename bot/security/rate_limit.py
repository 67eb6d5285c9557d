"""How fast one person may send: enough for anyone who clicks, too little for a machine."""

from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT")
MOST_KEPT = 10_000


class Verdict(Enum):
    ADMITTED = "admitted"
    TOLD = "told"
    """Too fast, and to be told so once."""
    SILENT = "silent"


@dataclass(frozen=True)
class Pace:
    """``burst`` at once, then so many a second."""

    burst: float = 60.0
    per_second: float = 2.0


@dataclass(frozen=True)
class Bucket:
    """What is left at a moment; ``told`` until half of the burst is there again."""

    left: float
    at: float
    told: bool = False


def take(bucket: Bucket | None, pace: Pace, now: float) -> tuple[Bucket, Verdict]:
    """One activity more. ``now``: seconds that only grow."""
    if bucket is None:
        return Bucket(pace.burst - 1, now), Verdict.ADMITTED
    left = min(pace.burst, bucket.left + max(0.0, now - bucket.at) * pace.per_second)
    told = bucket.told and left < pace.burst / 2
    if left >= 1:
        return Bucket(left - 1, now, told), Verdict.ADMITTED
    return Bucket(left, now, told=True), Verdict.SILENT if told else Verdict.TOLD


class Paces(Generic[KeyT]):
    """A bucket each, in memory; the longest unused go first, which are full again by then."""

    def __init__(self, pace: Pace, most: int = MOST_KEPT) -> None:
        self._pace = pace
        self._most = most
        self._buckets: OrderedDict[KeyT, Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: KeyT, now: float) -> Verdict:
        bucket, verdict = take(self._buckets.get(key), self._pace, now)
        self._buckets[key] = bucket
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return verdict
