"""A property is tried on a third of its examples in ``make test``, the same ones each time, so that they can only find
what a change has broken; ``make soak`` tries it on all of them, drawn anew. So it is with the long lists of the tests
that are marked ``sampled``."""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

ValueT = TypeVar("ValueT")

ALL = "drawn"
"""The profile of ``make soak``."""
USUAL = 100
"""A property that names no number has as many examples."""


def share(number: int) -> int:
    """Returns how many of so many examples this run tries."""
    return number if _tries_all() else -(-number // 3)


def sample(values: Sequence[ValueT]) -> Sequence[ValueT]:
    """Returns those of the values that this run goes through: each third."""
    return values if _tries_all() else values[::3]


def _tries_all() -> bool:
    return settings.get_current_profile_name() == ALL
