"""The faults of what somebody has written, a file or settings, are told all at once."""

from collections.abc import Iterable


class Faults(Exception):
    """What was written can't be used. ``faults`` has a sentence or two for each fault: the place, and the mend."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))
