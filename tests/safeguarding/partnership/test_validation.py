"""A partnership file that can't be right is refused, by the key at fault and with its mend."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.config.partnership_file import PartnershipFault, load, parse
from local import people
from safeguarding.framework.framework import Framework
from safeguarding.framework.loader import current
from safeguarding.framework.validation_messages import shape_faults
from safeguarding.partnership.model import LocalPractice, Partnership, Thresholds
from safeguarding.partnership.validation import WITHIN_REVIEW, faults_of
from safeguarding.people import Seat

TODAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
FILE = Path(__file__).parents[3] / "local" / "partnership.toml"
COUNCIL_DSP = {"title": "DSP", "tenant": people.COUNCIL, "id": people.LOCAL_AUTHORITY_DSP.directory_id}
PYDANTICS = re.compile(r"is not right|instance of|Input should|valid|constrained|function-|\[key\]")
UNLISTED = "7e000000-0000-4000-8000-000000000009"


def raw() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


def changed(**changes: Any) -> Partnership:
    return parse(toml({**raw(), **changes}), lambda: TODAY)


def without(key: str) -> Partnership:
    return parse(toml({name: value for name, value in raw().items() if name != key}))


def toml(value: dict[str, Any]) -> str:
    return "\n".join(f"{name} = {_inline(entry)}" for name, entry in value.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_inline(entry)}" for name, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def with_dsps(seat: str, dsps: Any) -> dict[str, Any]:
    partners = raw()["partners"]
    return {"partners": {**partners, seat: {**partners[seat], "dsps": dsps}}}


def fault_of(**changes: Any) -> str:
    with pytest.raises(PartnershipFault) as fault:
        changed(**changes)
    (sentence,) = fault.value.faults
    return sentence


def test_the_file_written_back_is_the_same() -> None:
    assert changed() == load(FILE)


@pytest.mark.parametrize("key", ["name", "tenants", "review_channel", "partners", "dcs", "business_team", "quorum"])
def test_a_missing_key_is_named(key: str) -> None:
    with pytest.raises(PartnershipFault, match=f"^{key}: is missing. Add it.$"):
        without(key)


@pytest.mark.parametrize("seat", ["local_authority", "icb", "police"])
def test_a_missing_partner_is_named(seat: str) -> None:
    partners = {name: value for name, value in raw()["partners"].items() if name != seat}
    assert fault_of(partners=partners) == f"partners, {seat}: is missing. Add it."


def test_a_misspelt_key_is_named_with_its_entry() -> None:
    dcs = [{**raw()["dcs"][0], "deputty": True}]
    place = 'dcs "Director of Children\'s Services", deputty:'
    assert fault_of(dcs=dcs) == f"{place} is no known key. Remove it, or correct its spelling."


@pytest.mark.parametrize(
    "id", ["", "amara.okafor", "aa000000000040008000000000000003", "{aa000000-0000-4000-8000-000000000003}", "aa" * 18]
)
def test_an_id_that_is_no_directory_id_is_named_by_its_office(id: str) -> None:
    fault = fault_of(**with_dsps("icb", [{"title": "DSP, ICB", "tenant": people.ICB, "id": id}]))
    assert fault.startswith('partners, icb, dsps "DSP, ICB", id: is no directory id. Copy the id from')


def test_a_person_twice_in_one_list_is_named() -> None:
    fault = fault_of(**with_dsps("local_authority", [COUNCIL_DSP, {**COUNCIL_DSP, "title": "Deputy", "deputy": True}]))
    assert fault.startswith(
        "partners, local_authority, dsps: the id aa000000-0000-4000-8000-000000000002 stands 2 times"
    )
    assert fault.endswith('("DSP", "Deputy"). Keep one.')


def test_a_vacant_seat_lists_nobody_and_says_since_when() -> None:
    left = changed(**with_dsps("icb", []), vacant_since={"icb": date(2026, 11, 2)})
    assert (left.vacant_since, left.holders(Seat.ICB)) == ({Seat.ICB: date(2026, 11, 2)}, ())
    assert left.actor(load(FILE).holders(Seat.ICB)[0].person).seats == frozenset()


def test_a_seat_is_not_vacant_before_its_day() -> None:
    left = with_dsps("icb", [])
    assert changed(**left, vacant_since={"icb": TODAY.date()}).vacant_since
    fault = fault_of(**left, vacant_since={"icb": date(2026, 12, 1)})
    assert fault.startswith("vacant_since, icb: Tuesday 1 December 2026 is in the future.")
    assert "Leave whoever holds the seat in partners, icb, dsps until then" in fault


def test_a_seat_with_nobody_or_with_deputies_alone_needs_a_holder_or_the_day_from_which_it_is_vacant() -> None:
    deputy = {**COUNCIL_DSP, "tenant": people.ICB, "id": people.ICB_DSP.directory_id, "deputy": True}
    for dsps in ([], [deputy]):
        fault = fault_of(**with_dsps("icb", dsps))
        assert fault.startswith("partners, icb, dsps: has no holder who is not a deputy. Add one, or take out")
        assert "write under vacant_since from which day the seat is vacant" in fault


def test_a_seat_that_is_called_vacant_while_people_stand_in_it_is_named() -> None:
    fault = fault_of(vacant_since={"icb": date(2026, 11, 2)})
    assert fault.startswith('vacant_since, icb: the seat is not vacant while "DSP, ICB", "Deputy DSP, ICB" stands in')
    assert "Take out the day, or the people" in fault


@pytest.mark.parametrize(
    ("vacant", "says"),
    [
        ({"chair": date(2026, 11, 2)}, "vacant_since, chair"),
        ({"icb": "last month"}, "vacant_since, icb"),
    ],
)
def test_a_vacant_seat_is_one_of_the_four_and_has_a_date(vacant: dict[str, Any], says: str) -> None:
    assert fault_of(vacant_since=vacant).startswith(says)


def test_a_channels_link_does_as_well_as_its_id() -> None:
    link = "https://teams.microsoft.com/l/channel/19%3Acscp-review-group%40thread.tacv2/Review?tenantId=7"
    assert changed(review_channel={**raw()["review_channel"], "conversation": link}) == load(FILE)


@pytest.mark.parametrize("title", ["DSP *acting*", "DSP_ICB", "[DSP](https://example.org)", "DSP\\nICB", "DSP | ICB"])
def test_a_title_is_shown_as_it_is_written(title: str) -> None:
    fault = fault_of(dcs=[{**raw()["dcs"][0], "title": title}])
    assert fault.startswith("dcs ") and "a line break, or a sign that Teams shows as formatting" in fault


def test_whatever_is_of_the_wrong_kind_is_named_by_its_key_in_plain_words_with_a_mend() -> None:
    """Each entry of a full file in turn is replaced by a value of each other kind."""
    full = Partnership.model_validate({**raw(), "extra_closed": [{"date": date(2026, 12, 24), "name": "Closed"}]})
    written = {**full.model_dump(exclude={"support"}), "support": "Ask.", "marking": "X", "record_template": "a.docx"}
    for place in places(written):
        for wrong in (7, -3, 2.5, "x", "", True, [], [1], {}, {"a": 1}, date(2026, 1, 1), time(9), "y" * 3000):
            for fault in faults_with(written, place, wrong):
                assert fault.startswith(str(place[0])) and fault.endswith("."), fault
                assert not PYDANTICS.search(fault), fault


def places(written: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inside = written.items() if isinstance(written, dict) else enumerate(written) if is_list(written) else ()
    for key, value in inside:
        yield (*above, key)
        yield from places(value, (*above, key))


def faults_with(written: Any, place: tuple[str | int, ...], wrong: object) -> tuple[str, ...]:
    changed = put(written, place, wrong)
    try:
        Partnership.model_validate(changed)
    except ValidationError as error:
        return tuple(shape_faults(error, changed, ("title", "name")))
    return ()


def put(written: Any, place: tuple[str | int, ...], wrong: object) -> Any:
    if not place:
        return wrong
    copied: Any = list(written) if is_list(written) else dict(written)
    copied[place[0]] = put(copied[place[0]], place[1:], wrong)
    return copied


def is_list(written: Any) -> bool:
    return isinstance(written, list | tuple)


def test_a_person_at_two_partners_is_named() -> None:
    fault = fault_of(**with_dsps("police", [COUNCIL_DSP]))
    assert "stands under local_authority and police. Keep it under one partner." in fault


def test_a_tenant_that_is_not_listed_is_named() -> None:
    fault = fault_of(**with_dsps("police", [{**COUNCIL_DSP, "tenant": UNLISTED}]))
    assert fault == f'partners, police, dsps "DSP": {UNLISTED} is not among the tenants. Add it there, or correct it.'


def test_a_tenant_listed_twice_is_named() -> None:
    tenants = raw()["tenants"]
    assert fault_of(tenants=[*tenants, tenants[0]]).startswith(f"tenants: {people.COUNCIL} stands 2 times.")


def test_a_review_channel_in_an_unlisted_tenant_is_named() -> None:
    channel = {"conversation": people.REVIEW_CHANNEL, "tenant": UNLISTED}
    assert fault_of(review_channel=channel).startswith("review_channel, tenant: is not among the tenants.")


def test_a_thread_in_the_place_of_the_channel_is_named() -> None:
    channel = {"conversation": f"{people.REVIEW_CHANNEL};messageid=1", "tenant": people.COUNCIL}
    assert fault_of(review_channel=channel).startswith("review_channel, conversation: is a thread.")


@pytest.mark.parametrize("dsps", [[], [{**COUNCIL_DSP, "deputy": True}]])
def test_a_seat_without_a_holder_is_named(dsps: list[dict[str, Any]]) -> None:
    fault = fault_of(**with_dsps("local_authority", dsps))
    assert fault.startswith("partners, local_authority, dsps: has no holder who is not a deputy. Add one")


def test_a_director_is_needed() -> None:
    assert fault_of(dcs=[]).startswith("dcs: has no holder")


def test_a_quorum_above_the_groups_size_is_named() -> None:
    assert fault_of(quorum=4) == "quorum: is 4, but review_group has 3. Lower it, or add members."
    assert fault_of(quorum=0).startswith("quorum: is too low. Make it 1 or more.")


def test_an_empty_business_team_is_named() -> None:
    assert fault_of(business_team=[]).startswith("business_team: is empty.")


@pytest.mark.parametrize(
    ("thresholds", "place"),
    [
        ({"sin": [6]}, "thresholds, sin: give working days from 5 down to 1"),
        ({"sin": [2, 2]}, "thresholds, sin: give working days from 5 down to 1"),
        ({"sin": [0]}, "thresholds, sin number 1:"),
        ({"sin": 3}, "thresholds, sin: is not a list."),
        ({"rapid_review": [16]}, "thresholds, rapid_review: give working days from 15"),
        ({"dsp_sign_off": [5, 5]}, "thresholds, dsp_sign_off: give working days from 15"),
        ({"lcspr": ["a while"]}, 'thresholds, lcspr number 1: is no length of time. Write it like "1 month"'),
        ({"lcspr": ["0 weeks"]}, "thresholds, lcspr number 1: is no length of time."),
        ({"lcspr": ["month"]}, "thresholds, lcspr number 1: is no length of time."),
        ({"lunch": []}, "thresholds, lunch: is no known key."),
    ],
)
def test_thresholds_that_cannot_be_are_named(thresholds: dict[str, Any], place: str) -> None:
    assert fault_of(thresholds=thresholds).startswith(place)


def test_hours_that_end_before_they_begin_are_named() -> None:
    assert fault_of(working_hours={"open": time(17), "close": time(9)}).startswith(
        "working_hours: opens after it closes."
    )


def test_a_closed_day_twice_is_named() -> None:
    day = {"date": date(2027, 6, 1), "name": "A day"}
    assert fault_of(extra_closed=[day, day]).startswith("extra_closed: 2027-06-01 stands 2 times.")


@pytest.mark.parametrize("agencies", [[], ["Police", "police"]])
def test_agencies_that_cannot_be_chosen_from_are_named(agencies: list[str]) -> None:
    assert fault_of(agencies=agencies).startswith("agencies: ")


def test_several_faults_are_named_together() -> None:
    with pytest.raises(PartnershipFault) as fault:
        changed(quorum=9, business_team=[], agencies=[])
    assert len(fault.value.faults) == 3


def test_what_is_no_toml_and_what_is_not_there_are_faults_too(tmp_path: Path) -> None:
    with pytest.raises(PartnershipFault, match="is not TOML"):
        parse("name = ")
    with pytest.raises(PartnershipFault, match="CSCP_PARTNERSHIP"):
        load(tmp_path / "none.toml")


def test_extra_closed_days_are_no_working_days() -> None:
    partnership = changed(extra_closed=[{"date": date(2027, 6, 1), "name": "A day of mourning"}])
    calendar = partnership.calendar(date(2028, 12, 31))
    assert calendar.holiday(date(2027, 6, 1)) == "A day of mourning"
    assert not calendar.is_working_day(date(2027, 6, 1))
    assert calendar.published_until == date(2028, 12, 31)


def test_no_partnership_calls_its_cases_rehearsals() -> None:
    assert "Choose another prefix" in fault_of(reference_prefix="REHEARSAL")


def rules_with(**working_days: int) -> Framework:
    """Returns the rules of today, but for how many working days these deadlines take."""
    rules = current()
    deadlines = (
        deadline.model_copy(update={"working_days": working_days.get(deadline.id, deadline.working_days)})
        for deadline in rules.deadlines
    )
    return rules.model_copy(update={"deadlines": tuple(deadlines)})


def faults_under(rules: Framework, **changes: Any) -> list[str]:
    return list(faults_of(load(FILE).model_copy(update=changes), rules))


def test_the_local_partnership_file_has_no_fault_under_the_rules_of_today() -> None:
    assert faults_under(current()) == []


@pytest.mark.parametrize("days", [1, 5, 6, 7, 8])
@pytest.mark.parametrize("threshold", [1, 5, 6, 7, 8])
def test_how_early_a_nudge_may_be_is_what_the_rules_give_the_sin(days: int, threshold: int) -> None:
    """Rules that give it 7 working days allow a nudge 7 working days before."""
    faults = faults_under(rules_with(sin=days), thresholds=Thresholds(sin=(threshold,)))
    fault = f"thresholds, sin: give working days from {days} down to 1, each once."
    assert faults == ([] if threshold <= days else [fault])


@pytest.mark.parametrize("deadline", ["sin", "rapid_review", "dsp_sign_off"])
def test_every_statutory_deadline_has_its_own_limit_from_the_rules(deadline: str) -> None:
    rules = rules_with(**{"sin": 20, "rapid_review": 20, "dsp_sign_off": 20, deadline: 18})
    for threshold, is_fault in ((18, False), (19, True)):
        changed = Thresholds.model_validate({deadline: (threshold,)})
        assert bool(faults_under(rules, thresholds=changed)) == is_fault
    faults = faults_under(rules, thresholds=Thresholds(sin=(19,), rapid_review=(19,), dsp_sign_off=(19,)))
    assert faults == [f"thresholds, {deadline}: give working days from 18 down to 1, each once."]


@pytest.mark.parametrize("part", WITHIN_REVIEW)
@pytest.mark.parametrize("review", [12, 15, 20])
def test_no_part_of_the_rapid_review_may_lie_after_the_day_that_the_rules_give_it(part: str, review: int) -> None:
    rules = rules_with(rapid_review=review)
    early = {"agency_returns": 5, "draft": 5, "dsp_meeting": 5}
    early_thresholds = Thresholds(rapid_review=(1,))
    for day, is_fault in ((review, False), (review + 1, True)):
        practice = LocalPractice.model_validate({**early, part: day})
        faults = faults_under(rules, local_practice=practice, thresholds=early_thresholds)
        fault = f"local_practice, {part}: lies after the {review} working days of the Rapid Review. Lower it."
        assert faults == ([fault] if is_fault else [])


def test_a_partnership_without_tenants_is_told_so_and_that_everybody_is_from_elsewhere() -> None:
    first, *others = faults_under(current(), tenants=())
    assert first == "tenants: is empty. List the tenants whose people may use the bot."
    assert others and all("is not among the tenants" in fault for fault in others)


def test_working_hours_bear_no_time_zone() -> None:
    hours = load(FILE).working_hours.model_copy(update={"open": time(9, tzinfo=UTC), "close": time(17, tzinfo=UTC)})
    assert faults_under(current(), working_hours=hours) == [
        "working_hours: has a time zone. Leave it out: the times are Europe/London's."
    ]
