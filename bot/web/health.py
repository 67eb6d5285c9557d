"""``/readyz`` says whether the bot does its work, and what people have to mend."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.cases.case_queries import CaseQueries
from bot.cases.undelivered import failing, undelivered_by_case
from bot.clock import ClockWentBack
from bot.config.partnership_file import LivePartnership
from bot.notifications.deadline_nudges import DeadlineNudges
from bot.notifications.scheduler import Scheduler
from store.errors import StoreFault


@dataclass(frozen=True)
class Health:
    """The health check looks at store, clock and jobs. ``check_store`` raises StoreFault when the store can't be
    written."""

    queries: CaseQueries
    scheduler: Scheduler
    nudges: DeadlineNudges
    check_store: Callable[[], Awaitable[None]]
    delivery_fault: Callable[[], str | None]
    doubt_of_clock: Callable[[], str | None]
    partnership: LivePartnership
    fault_of_keys: Callable[[], str | None]
    not_sealed: str | None

    async def faults(self) -> dict[str, Any]:
        """Returns why the bot is not ready: ``store``, ``clock``, ``teams`` where nothing gets through to it, and
        ``late`` for overdue jobs, with what is wrong in the partnership file where that is why; empty when it is
        ready."""
        faults: dict[str, Any] = {}
        try:
            await self.check_store()
        except StoreFault as fault:
            faults["store"] = str(fault)
        try:
            self.queries.rules.now()
        except ClockWentBack as behind:
            faults["clock"] = str(behind)
        if fault_of_teams := self.delivery_fault():
            faults["teams"] = fault_of_teams
        if late := self.scheduler.overdue_jobs():
            faults["late"] = late
            faults |= {"partnership_file": self.partnership.faults} if self.partnership.faults else {}
        return faults

    def to_mend(self) -> dict[str, Any]:
        """Returns what people have to mend while the bot itself is ready: a clock that may be ahead; signing keys
        that can't be fetched; signatures that are not sealed, and by case the seals that do not hold; cards not
        delivered, by reference; where nothing has arrived for an hour of working time, or can; cases whose clocks can't
        be read; faults of the partnership file, of which nothing is taken over; what was changed in it and holds after
        the next start."""
        return {
            "clock": self.doubt_of_clock(),
            "signing_keys": self.fault_of_keys(),
            "signatures": self.not_sealed,
            "seals": self.queries.broken_seals(),
            "undelivered": undelivered_by_case(self.queries),
            "unreachable": sorted(map(self.queries.rules.name_of, failing(self.queries))),
            "failing": self.nudges.failing,
            "partnership_file": self.partnership.faults,
            "after_the_next_start": self.partnership.waits,
        }
