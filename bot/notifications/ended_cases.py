"""Ended cases are those that were closed or merged, and of which something is still to be done: their posted cards may
offer to sign, or somebody has not been told."""

from collections.abc import Callable, Iterator, Mapping, Set

from bot.messaging.ledger import CARDS, OPENED, UNTOLD, CardEntry, CardKey
from safeguarding.case.case import Case
from store.interface import Documents
from store.references import references_in


def still_offering(ledger: Documents) -> set[str]:
    """Returns the cases with a card that still offers to sign."""
    cards = ledger.all(CARDS).items()
    return {CardKey.parse(name).ref for name, value in cards if CardEntry.parse(value).offers_signing}


def told_of(ledger: Documents) -> set[str]:
    """Returns the cases of whose opening anybody was told, until that is laid by, and those of which somebody is yet to
    be told that, or what, has ended."""
    return {ref for prefix in (OPENED, UNTOLD) for name in ledger.all(prefix) for ref in references_in(name)}


class EndedCases:
    """The references are forgotten once nothing is left to do. ``remembered`` finds in the ledger the cases of which
    something may be left, whichever process was at it."""

    def __init__(self, ledger: Documents, remembered: Callable[[Documents], set[str]] = still_offering) -> None:
        self._ledger = ledger
        self._remembered = remembered
        self._open: Set[str] = frozenset()
        self._ended: set[str] = set()
        self._added: set[str] = set()
        self._looked_in: object = None

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._ended))

    def note(self, open_now: Mapping[str, Case], circumstances: object) -> None:
        """Notes the cases that were open until now; and, in other ``circumstances`` than before, all that the ledger
        remembers: another bot may have been at them, and ended."""
        self._ended = {*self._ended, *(self._open - open_now.keys())} - open_now.keys()
        self._open, self._added = open_now.keys(), set()
        if circumstances != self._looked_in:
            self._ended |= self._remembered(self._ledger) - open_now.keys()
            self._looked_in = circumstances

    def __contains__(self, ref: str) -> bool:
        return ref in self._ended

    def add(self, ref: str) -> None:
        self._ended.add(ref)
        self._added.add(ref)

    def discard(self, ref: str) -> None:
        """Forgets the case, unless it was added since the last note: a run that is under way does not know why."""
        if ref not in self._added:
            self._ended.discard(ref)
