"""Reminders that were asked for are kept in the store, the latest of each person and deadline."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from bot.cases.asked_reminders import AskedReminders
from safeguarding.case.reminders import Asked, Reminder
from store.interface import Documents
from tests.support.case_office import CaseOffice, open_store
from tests.support.case_stages import BUSINESS_TEAM, ICB, POLICE
from tests.support.people.everybody import OPENED_AT

REF = "CSCP-2026-001"
FIRST = Reminder(deadline="sin", person=ICB.person, at=OPENED_AT, by=BUSINESS_TEAM.person)
OTHER = FIRST.model_copy(update={"person": POLICE.person})
LATER = FIRST.model_copy(update={"at": OPENED_AT + timedelta(hours=5)})


def asking(new: Reminder) -> Callable[[tuple[Reminder, ...]], Asked]:
    """Asks for the reminder, unless the person was reminded before."""

    def ask(known: tuple[Reminder, ...]) -> Asked:
        return Asked((), known) if new in known else Asked((new,), ())

    return ask


async def test_what_was_asked_for_outlasts_the_process_and_a_later_reminder_takes_its_place(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        assert (await CaseOffice(store).open_one()).ref == REF
        for reminder in (FIRST, OTHER, LATER):
            await AskedReminders(store.ledger).ask(REF, asking(reminder))
    async with open_store(tmp_path) as store:
        kept = AskedReminders(store.ledger)
        assert dict(kept.by_ref()) == {REF: kept.of(REF)}
        assert {*kept.of(REF)} == {LATER, OTHER} and kept.of("CSCP-2026-002") == ()


class Raced:
    """Another bot writes just before the first write of this one."""

    def __init__(self, ledger: Documents, first: Mapping[str, Any]) -> None:
        self._ledger, self._first = ledger, [first]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    async def put(self, key: str, value: Mapping[str, Any], etag: str | None) -> str:
        while self._first:
            await self._ledger.put(key, self._first.pop(), etag)
        return await self._ledger.put(key, value, etag)


async def test_who_was_reminded_by_another_bot_in_between_is_not_reminded_twice(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        written = {"reminders": [FIRST.model_dump(mode="json")]}
        raced = AskedReminders(cast(Documents, Raced(store.ledger, written)))
        assert await raced.ask(REF, asking(FIRST)) == Asked((), (FIRST,))
        assert raced.of(REF) == (FIRST,)
