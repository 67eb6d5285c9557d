"""The faults of what somebody has written, a file or settings, are told all at once."""

from collections.abc import Iterable


class Faults(Exception):
    """A file, or a setting, can't be used as it was written. ``faults`` has a sentence or two for each: the place, and
    the mend."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))
