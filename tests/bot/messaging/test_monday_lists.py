"""The choice to have no weekly list of steps is remembered for each person alone."""

from pathlib import Path

from bot.messaging.monday_lists import MondayLists
from tests.support.case_office import open_store
from tests.support.people.everybody import OPENED_AT
from tests.support.people.offices import person


async def test_a_list_comes_to_whoever_has_not_turned_it_off_or_has_turned_it_on_again(tmp_path: Path) -> None:
    icb, police = person("icb"), person("police")
    async with open_store(tmp_path) as store:
        lists = MondayLists(store.ledger)
        for _ in range(2):
            await lists.turn_off(icb, OPENED_AT)
        assert (lists.come_to(icb), lists.come_to(police)) == (False, True)
    async with open_store(tmp_path) as store:
        lists = MondayLists(store.ledger)
        assert not lists.come_to(icb)
        for _ in range(2):
            await lists.turn_on(icb)
        assert lists.come_to(icb)
