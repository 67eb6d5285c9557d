"""The closed days of the partnership are noted in the store, so that a change of them is known for one, also when it
was made while the bot was stopped."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from bot.cases.rules_in_force import RulesInForce
from safeguarding.case.views.dates_moved import CalendarChanged
from safeguarding.case.views.news.news import NEWS_FOR
from safeguarding.dates.working_days import WorkingCalendar
from store.errors import Conflict
from store.interface import Document, Documents

KEY = "closed_days"


class ClosedDays:
    """Closed days are compared with the note when they have changed for this bot. So two bots that read their files at
    different moments, or different files, do not take turns in noting what each of them has."""

    def __init__(self, rules: RulesInForce, ledger: Documents) -> None:
        self._rules = rules
        self._ledger = ledger
        self._compared: Mapping[date, str] | None = None

    async def compare(self) -> None:
        """Notes a change of the closed days with its moment and how they were before. Before the first note there were
        none. An earlier change stays noted for as long as somebody may be told of it still."""
        closed = self._rules.calendar.extra_closed
        if closed == self._compared:
            return
        noted, now = self._ledger.get(KEY), {day.isoformat(): name for day, name in closed.items()}
        before = noted.value["days"] if noted else {}
        # Another bot may be faster: the next run compares with what it has noted.
        with suppress(Conflict):
            if before != now:
                at = self._rules.now()
                earlier = [each for each in _noted(noted) if at - datetime.fromisoformat(each["at"]) < NEWS_FOR]
                change = {"days": now, "before": before, "at": at.isoformat(), "earlier": earlier}
                await self._ledger.put(KEY, change, noted.etag if noted else None)
            self._compared = closed

    def changes(self) -> tuple[CalendarChanged, ...]:
        """Returns the changes that are noted, the latest last."""
        return tuple(self._change(each) for each in _noted(self._ledger.get(KEY)))

    def _change(self, noted: Mapping[str, Any]) -> CalendarChanged:
        before = {date.fromisoformat(day): name for day, name in noted["before"].items()}
        published_until = self._rules.framework.calendar.published_until
        return CalendarChanged(datetime.fromisoformat(noted["at"]), WorkingCalendar(published_until, before))


def _noted(document: Document | None) -> list[dict[str, Any]]:
    """Returns the changes as they are noted, the latest last. An earlier version noted the latest alone."""
    if document is None:
        return []
    earlier, latest = document.value.get("earlier", ()), {name: document.value[name] for name in ("before", "at")}
    return [*earlier, latest]
