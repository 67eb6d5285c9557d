"""A property is tried on a third of its examples in ``make test``, the same ones each time, so that they can only find
what a change has broken; ``make soak`` tries it on all of them, drawn anew."""

from hypothesis import settings

ALL = "drawn"
"""The profile of ``make soak``."""
USUAL = 100
"""A property that names no number has as many examples."""


def share(number: int) -> int:
    """Returns how many of so many examples this run tries."""
    return number if settings.get_current_profile_name() == ALL else -(-number // 3)
