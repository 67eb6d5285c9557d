"""The change tracker knows the cases that nothing more is to be done about, so that a job looks at what has changed and
not at all that is open.

Nobody has to tell of a change: a case that has changed, here or through another bot, is another object in the store's
memory than the one that was marked as done. A case that an ended process had marked is looked at once more by the next.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime

from safeguarding.case.case import Case


class ChangeTracker:
    """The tracker keeps, by reference, the cases as they were when nothing was left to do, in the circumstances of
    then."""

    def __init__(self) -> None:
        self._cases: dict[str, Case] = {}
        self._circumstances: object = None
        self._disturbed: set[str] = set()

    def pending(self, cases: Mapping[str, Case], circumstances: object) -> list[Case]:
        """Returns the cases to look at in a run that begins now: all, when the circumstances are others than before."""
        before = self._cases if circumstances == self._circumstances else {}
        self._cases = {ref: case for ref, case in before.items() if cases.get(ref) is case}
        self._circumstances, self._disturbed = circumstances, set()
        return [case for ref, case in cases.items() if ref not in self._cases]

    def mark_done(self, case: Case) -> bool:
        """Marks that nothing is left to do about the case as it was when the job looked at it; says whether that still
        stands."""
        if case.ref in self._disturbed:
            return False
        self._cases[case.ref] = case
        return True

    def invalidate(self, ref: str) -> None:
        """Notes that something else has changed than the case: the next run looks, whatever one that is under way
        finds."""
        self._disturbed.add(ref)
        self._cases.pop(ref, None)


async def gather_all(work: Iterable[Awaitable[None]]) -> None:
    """Does all the work at the same time. One failure keeps none of the others back; then it is raised, so that the run
    counts as one that failed."""
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome


def hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
