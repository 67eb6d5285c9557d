"""A change of the closed days is known once, also when the bot was stopped or several bots read the file."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.cases.closed_days import ClosedDays
from safeguarding.partnership.model import ClosedDay
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.support.case_office import CaseOffice
from tests.support.people.offices import OFFICES

THURSDAY, FRIDAY = date(2026, 6, 4), date(2026, 6, 5)


@pytest.fixture
def office(tmp_path: Path) -> CaseOffice:
    return CaseOffice(FolderStore.open(tmp_path, PlainCodec()))


def closing(office: CaseOffice, *days: date) -> CaseOffice:
    """Returns the office of another bot on the same store, whose file closes these days."""
    closed = tuple(ClosedDay(date=day, name="Closed") for day in days)
    return CaseOffice(office.store, OFFICES.model_copy(update={"extra_closed": closed}), office.now)


def bot_of(office: CaseOffice) -> ClosedDays:
    return ClosedDays(office.rules, office.store.ledger)


async def test_where_nothing_is_closed_nothing_is_noted(office: CaseOffice) -> None:
    bot = bot_of(office)
    await bot.compare()
    assert bot.changes() == () and office.store.ledger.all() == {}


async def test_a_day_that_was_closed_while_the_bot_was_stopped_is_a_change_of_the_moment_it_is_read(
    office: CaseOffice,
) -> None:
    await bot_of(office).compare()
    later = closing(office, THURSDAY)
    later.now += timedelta(days=1)
    bot = bot_of(later)
    await bot.compare()
    (changed,) = bot.changes()
    assert changed.at == later.now and changed.before.is_working_day(THURSDAY)


async def test_the_same_change_is_noted_by_one_of_several_bots(office: CaseOffice) -> None:
    await bot_of(office).compare()
    bots = [bot_of(closing(office, THURSDAY)) for _ in range(2)]
    await bots[0].compare()
    first = bots[0].changes()
    await bots[1].compare()
    assert bots[1].changes() == first != ()


async def test_bots_with_different_files_do_not_take_turns(office: CaseOffice) -> None:
    old, new = bot_of(office), bot_of(closing(office, THURSDAY))
    await old.compare()
    await new.compare()
    changes = new.changes()
    for bot in (old, new, old, new):
        await bot.compare()
    assert new.changes() == changes != ()


async def test_a_second_change_has_the_first_before_it_and_does_not_take_its_place(office: CaseOffice) -> None:
    office.now = datetime(2026, 6, 2, 10, tzinfo=UTC)
    for days in ((), (THURSDAY,), (FRIDAY,)):
        bot = bot_of(closing(office, *days))
        await bot.compare()
    first, second = bot.changes()
    assert dict(first.before.extra_closed) == {} and dict(second.before.extra_closed) == {THURSDAY: "Closed"}


async def test_a_change_of_longer_ago_than_it_is_news_is_forgotten_by_the_next(
    office: CaseOffice,
) -> None:
    for later, days in ((0, (THURSDAY,)), (7, (FRIDAY,)), (8, ())):
        then = closing(office, *days)
        then.now += timedelta(days=later)
        bot = bot_of(then)
        await bot.compare()
    assert [change.at for change in bot.changes()] == [office.now + timedelta(days=number) for number in (7, 8)]


async def test_a_change_that_an_earlier_version_noted_is_known(office: CaseOffice) -> None:
    await office.store.ledger.set(
        "closed_days", {"days": {}, "before": {THURSDAY.isoformat(): "Closed"}, "at": office.now.isoformat()}
    )
    (changed,) = bot_of(office).changes()
    assert changed.at == office.now and not changed.before.is_working_day(THURSDAY)
