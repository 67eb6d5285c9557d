"""The partnership file says who may do what, and a file that can't be right is refused by the key at fault."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config.partnership_file import PartnershipFault, PartnershipFile, load
from local import people
from safeguarding.framework import loader
from safeguarding.partnership.model import Chain, LocalPractice, Partnership, Thresholds
from safeguarding.people import PARTNERS, Person, Role, Seat

FILE = Path(__file__).parents[3] / "local" / "partnership.toml"


@pytest.fixture(scope="module")
def partnership() -> Partnership:
    return load(FILE)


def person(tenant: str, someone: people.LocalPerson) -> Person:
    return Person(tenant=tenant, id=someone.directory_id)


def test_the_windows_of_the_local_client_have_their_seats_and_roles(partnership: Partnership) -> None:
    practitioner = partnership.actor(person(people.COUNCIL, people.PRACTITIONER))
    local_authority = partnership.actor(person(people.COUNCIL, people.LOCAL_AUTHORITY_DSP))
    icb = partnership.actor(person(people.ICB, people.ICB_DSP))
    police = partnership.actor(person(people.POLICE, people.POLICE_DSP))

    assert practitioner.roles == {Role.PRACTITIONER, Role.BUSINESS_TEAM}
    assert not practitioner.seats
    assert local_authority.seats == {Seat.LOCAL_AUTHORITY, Seat.DCS}
    assert icb.seats == {Seat.ICB}
    assert police.seats == {Seat.POLICE}
    assert all(Role.REVIEW_GROUP in dsp.roles for dsp in (local_authority, icb, police))


def test_the_review_channel_is_the_one_of_the_local_client(partnership: Partnership) -> None:
    assert partnership.review_channel.conversation == people.REVIEW_CHANNEL
    assert partnership.review_channel.tenant == people.COUNCIL
    assert {tenant.id for tenant in partnership.tenants} == {people.COUNCIL, people.ICB, people.POLICE}


def test_anyone_else_in_the_tenants_is_a_practitioner(partnership: Partnership) -> None:
    actor = partnership.actor(person(people.COUNCIL, people.SOCIAL_WORKER))
    assert actor.roles == {Role.PRACTITIONER}
    assert not actor.seats


def test_a_person_is_known_by_tenant_and_id_together(partnership: Partnership) -> None:
    actor = partnership.actor(person(people.POLICE, people.LOCAL_AUTHORITY_DSP))
    assert actor.roles == {Role.PRACTITIONER}
    assert not actor.seats


def test_another_tenant_gives_nothing(partnership: Partnership) -> None:
    stranger = Person(tenant="7e000000-0000-4000-8000-000000000009", id=people.PRACTITIONER.directory_id)
    assert not partnership.is_allowed_tenant(stranger.tenant)
    assert not partnership.actor(stranger).roles


def test_ids_are_the_same_in_capitals(partnership: Partnership) -> None:
    shouted = Person(tenant=people.ICB.upper(), id=people.ICB_DSP.directory_id.upper())
    assert partnership.actor(shouted).seats == {Seat.ICB}
    assert partnership.actor(shouted).person == person(people.ICB, people.ICB_DSP)


def test_holders_come_before_their_deputies(partnership: Partnership) -> None:
    for seat in Seat:
        assert [holder.deputy for holder in partnership.holders(seat)] == [False, True]
    assert partnership.holders(Seat.ICB)[0].title == "DSP, ICB"
    assert partnership.actor(partnership.holders(Seat.POLICE)[1].person).seats == {Seat.POLICE}


def test_everybody_in_office_is_listed_once_and_the_dsps_first(partnership: Partnership) -> None:
    holders = partnership.office_holders()
    dsps = {dsp.person for seat in PARTNERS for dsp in partnership.holders(seat)}
    everybody = {holder.person for holder in partnership.holders_in_order()}
    assert set(holders[: len(dsps)]) == dsps
    assert everybody > dsps
    assert sorted(holders, key=str) == sorted(everybody, key=str)


def test_what_is_left_out_has_the_defaults(partnership: Partnership) -> None:
    assert (partnership.thresholds, partnership.chain) == (Thresholds(), Chain())
    assert partnership.thresholds.sin == (3, 2, 1)
    assert (partnership.working_hours.open, partnership.working_hours.close) == (time(9), time(17))


def test_words_of_support_are_the_partnerships_own_in_one_short_paragraph_or_none(partnership: Partnership) -> None:
    plain = partnership.model_dump(exclude={"support"})
    assert Partnership.model_validate(plain).support == ""
    assert (
        Partnership.model_validate({**plain, "support": " Talk to\n your manager. "}).support == "Talk to your manager."
    )
    for wrong in ("   ", "x" * 301, "See <a>here</a>.", "[Here](https://example.org)"):
        with pytest.raises(ValidationError, match="support"):
            Partnership.model_validate({**plain, "support": wrong})


def test_a_deadline_of_months_is_nudged_by_spans_of_the_calendar() -> None:
    due = date(2027, 5, 31)
    assert [span.before(due) for span in Thresholds().lcspr] == [
        date(2027, 2, 28),
        date(2027, 4, 30),
        date(2027, 5, 17),
        date(2027, 5, 24),
    ]


def test_every_deadline_has_its_thresholds_and_every_local_one_its_length() -> None:
    rules = loader.current()
    deadlines = {deadline.id for deadline in (*rules.deadlines, *rules.local_deadlines)}
    assert Thresholds().by_deadline.keys() == deadlines
    counted = {deadline.id: deadline.working_days for deadline in rules.local_deadlines if deadline.working_days}
    assert LocalPractice().by_deadline == counted
    assert rules.with_local_practice({"settle": 4}).local_deadlines[0].working_days == 4


@pytest.mark.parametrize(
    ("at", "open_then"),
    [
        (datetime(2026, 11, 24, 8, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 16, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 21, 12, 0, tzinfo=UTC), False),  # a Saturday
        (datetime(2026, 12, 25, 12, 0, tzinfo=UTC), False),
        (datetime(2026, 10, 23, 8, 0, tzinfo=UTC), True),  # the last Friday of summer time: nine in London
        (datetime(2026, 10, 26, 8, 0, tzinfo=UTC), False),  # the Monday after: eight in London
        (datetime(2026, 10, 26, 9, 0, tzinfo=UTC), True),
        (datetime(2027, 3, 26, 8, 30, tzinfo=UTC), False),  # Good Friday, before summer time
        (datetime(2027, 3, 30, 8, 0, tzinfo=UTC), True),  # the Tuesday after Easter, in summer time
        (datetime(2028, 2, 29, 9, 0, tzinfo=UTC), True),
    ],
)
def test_working_hours_are_londons_on_working_days_in_summer_and_winter(
    partnership: Partnership, at: datetime, open_then: bool
) -> None:
    calendar = partnership.calendar(date(2028, 12, 31))
    assert partnership.working_hours.take_in(at, calendar) is open_then


def test_the_partnership_cannot_be_changed_in_place(partnership: Partnership) -> None:
    with pytest.raises(ValueError, match="frozen"):
        partnership.quorum = 1  # type: ignore[misc]


def test_the_file_names_no_person() -> None:
    text = FILE.read_text("utf-8")
    assert not [someone.family for someone in people.EVERYONE if someone.family in text]


def test_the_file_is_read_again_when_it_was_written_again_and_only_then(tmp_path: Path) -> None:
    path = tmp_path / "partnership.toml"
    text = FILE.read_text("utf-8")
    path.write_text(text, "utf-8")
    file = PartnershipFile(path)
    first = file()
    assert file() is first
    path.write_text(text.replace("quorum = 3", "quorum = 2"), "utf-8")
    assert (first.quorum, file().quorum) == (3, 2)
    path.unlink()
    with pytest.raises(PartnershipFault, match="can't be read"):
        file()
    path.write_text(text, "utf-8")
    assert file() == first


def test_what_the_guidance_requires_has_owners_and_a_custom_has_none() -> None:
    owners = {deadline.id: deadline.owners for deadline in loader.current().deadlines if deadline.owners}
    assert owners.keys() == {deadline.id for deadline in loader.current().deadlines if deadline.is_statutory}
    assert owners["sin"] == ("local_authority", "dcs")
    assert owners["dsp_sign_off"] == (*(seat.value for seat in PARTNERS), "chair")


def away(partnership: Partnership, *titles: str) -> Partnership:
    """Returns the partnership with the holders of these titles away until Christmas Eve."""
    people = {holder.person: date(2026, 12, 24) for holder in partnership.holders_in_order() if holder.title in titles}
    return partnership.model_copy(update={"away": people})


def test_the_deputies_act_while_all_holders_are_away(partnership: Partnership) -> None:
    holder, deputy = partnership.people("icb", deputies=True)
    assert partnership.acting("icb") == (holder,)
    without = away(partnership, "DSP, ICB")
    assert without.acting("icb") == without.acting("icb", deputies=True) == (deputy,)
    assert without.back_again(Seat.ICB) == date(2026, 12, 24) and without.back_again(Seat.POLICE) is None
    assert without.uncovered == {}
    assert without.actor(holder) == partnership.actor(holder), "whoever is away keeps every right"


def test_an_office_never_waits_for_nobody_although_all_are_away(partnership: Partnership) -> None:
    without = away(partnership, "DSP, ICB", "Deputy DSP, ICB", "Business Team")
    assert without.acting("icb") == partnership.people("icb")
    assert without.acting("business_team") == partnership.people("business_team")
    assert without.uncovered == {Seat.ICB: date(2026, 12, 24)}


def test_members_of_a_group_who_are_away_hear_nothing_while_others_are_there(partnership: Partnership) -> None:
    without = away(partnership, "Review Group, police")
    assert without.acting("review_group") == partnership.people("review_group")[:2]


def test_no_file_says_who_is_away(tmp_path: Path) -> None:
    path = tmp_path / "partnership.toml"
    path.write_text(f"away = {{}}\n{FILE.read_text('utf-8')}", "utf-8")
    with pytest.raises(PartnershipFault, match="away: is recorded in chat"):
        load(path)


def test_a_deputy_who_is_left_alone_hears_while_away_and_the_seat_is_told_as_without_anybody(
    partnership: Partnership,
) -> None:
    """The holder is out of a file that has another fault, so that the deputy alone is left."""
    police = partnership.partners.police
    alone = police.model_copy(update={"dsps": tuple(holder for holder in police.dsps if holder.deputy)})
    left = partnership.model_copy(update={"partners": partnership.partners.model_copy(update={"police": alone})})
    (deputy,) = (holder.person for holder in alone.dsps)
    assert left.acting("police") == (deputy,) and left.uncovered == {}
    away = left.model_copy(update={"away": {deputy: date(2026, 12, 24)}})
    assert away.acting("police") == (deputy,) and away.uncovered == {Seat.POLICE: date(2026, 12, 24)}
