"""A change of an office is drafted as lines that, put into the partnership file, make exactly that change."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from bot.config.partnership_file import load
from safeguarding.framework.loader import current
from safeguarding.partnership.model import Partnership
from safeguarding.partnership.office_change import GROUPS, OFFICES, Kind, OfficeChange, after, lines_of, listed
from safeguarding.partnership.validation import faults_of
from safeguarding.people import PARTNERS, Person, Seat
from tests.support.each import for_each

TODAY = date(2026, 11, 30)
FILE = Path(__file__).parents[3] / "local" / "partnership.toml"
PARTNERSHIP = load(FILE)
NEWCOMER = Person(tenant=PARTNERSHIP.tenants[0].id, id="cc000000-0000-4000-8000-000000000001")


def put_into_file(office: str, lines: str) -> Partnership:
    """Replaces what the file says of the office by the lines, as whoever keeps it does."""
    written, drafted = tomllib.loads(FILE.read_text("utf-8")), tomllib.loads(lines)
    if office in PARTNERS:
        written["partners"][office] = drafted["partners"][office]
    else:
        written[office] = drafted[office]
    vacant: dict[str, Any] = {"vacant_since": drafted.get("vacant_since", {})}
    return Partnership.model_validate({**written, **vacant})


@for_each("office", OFFICES)
@for_each("kind", ["holder", "deputy", "leaves"])
def test_the_lines_make_the_change_that_was_asked_for(office: str, kind: Kind) -> None:
    somebody = NEWCOMER if kind != "leaves" else listed(PARTNERSHIP, office)[-1].person
    changed = after(PARTNERSHIP, OfficeChange(office, kind, somebody, 'DSP "acting"'), TODAY)
    assert put_into_file(office, lines_of(changed, office)) == changed
    assert (somebody in {each.person for each in listed(changed, office)}) is (kind != "leaves")


@for_each("seat", Seat)
def test_a_seat_that_nobody_holds_is_vacant_from_today_until_a_holder_comes(seat: Seat) -> None:
    vacant = after(PARTNERSHIP, OfficeChange(seat, "vacant"), TODAY)
    assert (vacant.vacant_since, vacant.holders(seat)) == ({seat: TODAY}, ())
    assert put_into_file(seat, lines_of(vacant, seat)) == vacant
    # Below a table it would be taken for a part of that table, and the file be refused.
    assert ("stands above the first [table]" in lines_of(vacant, seat)) is (seat not in PARTNERS)
    again = after(vacant, OfficeChange(seat, "holder", NEWCOMER, "DSP"), TODAY)
    assert not again.vacant_since and not list(faults_of(again, current()))
    still = after(vacant, OfficeChange(seat, "deputy", NEWCOMER, "Deputy"), TODAY)
    assert still.vacant_since == {seat: TODAY}, "a deputy holds no seat"


def test_whoever_comes_under_another_title_stands_there_once() -> None:
    holder = PARTNERSHIP.dcs[0]
    changed = after(PARTNERSHIP, OfficeChange("dcs", "holder", holder.person, "Executive Director"), TODAY)
    assert [each.title for each in changed.dcs if each.person == holder.person] == ["Executive Director"]


def test_every_office_of_the_file_is_there() -> None:
    assert set(OFFICES) == {*Seat, *GROUPS} and all(listed(PARTNERSHIP, office) for office in OFFICES)
