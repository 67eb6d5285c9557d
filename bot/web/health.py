"""What ``/readyz`` says: whether the bot does its work, and what people have to mend."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.cases.case_service import Casework
from bot.clock import ClockBehind
from bot.messaging.outbox import Outbox
from bot.notifications.deadline_nudges import Nudges
from bot.notifications.scheduler import Rounds
from store.errors import StoreFault


@dataclass(frozen=True)
class Health:
    """``check_store`` raises StoreFault when the store can't be written."""

    work: Casework
    outbox: Outbox
    rounds: Rounds
    nudges: Nudges
    check_store: Callable[[], Awaitable[None]]

    async def faults(self) -> dict[str, Any]:
        """Why the bot is not ready; empty when it is."""
        faults: dict[str, Any] = {}
        try:
            await self.check_store()
        except StoreFault as fault:
            faults["store"] = str(fault)
        try:
            self.work.now()
        except ClockBehind as behind:
            faults["clock"] = str(behind)
        if late := self.rounds.late():
            faults["late"] = late
        return faults

    def to_mend(self) -> dict[str, Any]:
        """For people to mend, while the bot itself is ready: cards not delivered, by reference; offices that can't be
        reached; cases whose clocks can't be read."""
        return {
            "undelivered": self.work.all_undelivered(),
            "unreachable": sorted(self.work.name_of(to) for to in self.outbox.gone()),
            "failing": self.nudges.failing,
        }
