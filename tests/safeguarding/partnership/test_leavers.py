"""Whoever is taken out of the partnership file loses everything at once, whatever else is wrong with the file."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.config.partnership_file import parse
from safeguarding.partnership.leavers import without_leavers
from safeguarding.partnership.model import Partnership
from safeguarding.people import Seat

TEXT = (Path(__file__).parents[3] / "local" / "partnership.toml").read_text("utf-8")
TODAY = date(2026, 11, 23)
BEFORE = parse(TEXT)
HOLDER, DEPUTY = BEFORE.holders(Seat.ICB)


def raw() -> dict[str, Any]:
    return tomllib.loads(TEXT)


def left(changed: dict[str, Any]) -> Partnership:
    return without_leavers(BEFORE, changed, TODAY)


def test_a_file_that_names_everybody_takes_nothing_from_anybody() -> None:
    assert left(raw()) == BEFORE
    (team,) = BEFORE.business_team
    upper = {**raw(), "business_team": [{"tenant": team.tenant.upper(), "id": team.id.upper()}]}
    assert left(upper) == BEFORE, "an id is the same in capitals, and a title is no matter"


def test_who_is_taken_out_of_a_seat_holds_it_no_more_and_others_do() -> None:
    changed = raw()
    del changed["partners"]["icb"]["dsps"][0]
    now = left(changed)
    assert now.holders(Seat.ICB) == (DEPUTY,) and now.holders(Seat.POLICE) == BEFORE.holders(Seat.POLICE)
    assert Seat.ICB not in now.actor(HOLDER.person).seats
    assert now.actor(HOLDER.person).roles == BEFORE.actor(HOLDER.person).roles, "the Review Group lists them still"


def test_an_empty_list_leaves_the_seat_vacant_from_that_day() -> None:
    changed = raw()
    changed["partners"]["icb"]["dsps"] = []
    assert left(changed).vacant_since == {Seat.ICB: TODAY} and left(changed).holders(Seat.ICB) == ()
    assert without_leavers(left(changed), changed, date(2026, 11, 24)) == left(changed)


@pytest.mark.parametrize("lost", ["dps", None])
def test_where_a_list_is_misspelt_or_lost_only_who_stands_nowhere_in_the_file_goes(lost: str | None) -> None:
    changed = raw()
    listed = changed["partners"]["icb"].pop("dsps")
    if lost:
        changed["partners"]["icb"][lost] = listed
    expected = (HOLDER, DEPUTY) if lost else (HOLDER,)
    assert left(changed).holders(Seat.ICB) == expected, "the holder stands in the Review Group still"


@pytest.mark.parametrize("wrong", [7, "x", {}, [], [7, {"id": 1, "tenant": []}]])
def test_whatever_stands_in_a_list_harms_nobody_elses_office(wrong: object) -> None:
    now = left({**raw(), "dcs": wrong})
    assert now.holders(Seat.POLICE) == BEFORE.holders(Seat.POLICE) and now.business_team == BEFORE.business_team
