"""A signal tells its subscribers that something has happened."""

from collections.abc import Callable


class Signal:
    """Whoever emits the signal knows none of its subscribers, who may subscribe later than the emitter is made."""

    def __init__(self) -> None:
        self._subscribers: list[Callable[[], None]] = []

    def subscribe(self, subscriber: Callable[[], None]) -> None:
        self._subscribers.append(subscriber)

    def emit(self) -> None:
        for subscriber in self._subscribers:
            subscriber()
