"""A signal tells its subscribers that a case has changed."""

from collections.abc import Callable


class Signal:
    """Whoever emits the signal knows none of its subscribers, who may subscribe later than the emitter is made."""

    def __init__(self) -> None:
        self._subscribers: list[Callable[[str], None]] = []

    def subscribe(self, subscriber: Callable[[str], None]) -> None:
        """Has the subscriber be told the reference of each case that has changed."""
        self._subscribers.append(subscriber)

    def emit(self, ref: str) -> None:
        for subscriber in self._subscribers:
            subscriber(ref)
