"""Ended cases are those whose posted cards may still offer to sign although the case was closed."""

from collections.abc import Iterator, Mapping, Set

from bot.messaging.ledger import CARDS, CardEntry, CardKey
from safeguarding.case.case import Case
from store.interface import Documents


class EndedCases:
    """The references are forgotten once the cards of a case are in order."""

    def __init__(self, ledger: Documents) -> None:
        self._ledger = ledger
        self._open: Set[str] = frozenset()
        self._ended: set[str] = set()
        self._looked_in: object = None

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._ended))

    def note(self, open_now: Mapping[str, Case], circumstances: object) -> None:
        """Notes the cases that were open until now; and, in other ``circumstances`` than before, all whose cards still
        offer to sign: another bot may have posted them, and ended."""
        self._ended = {*self._ended, *(self._open - open_now.keys())} - open_now.keys()
        self._open = open_now.keys()
        if circumstances != self._looked_in:
            self._ended |= self._offering() - open_now.keys()
            self._looked_in = circumstances

    def add(self, ref: str) -> None:
        self._ended.add(ref)

    def discard(self, ref: str) -> None:
        self._ended.discard(ref)

    def _offering(self) -> set[str]:
        cards = self._ledger.all(CARDS).items()
        return {CardKey.parse(name).ref for name, value in cards if CardEntry.parse(value).offers_signing}
