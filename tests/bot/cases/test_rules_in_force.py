"""The rules in force are what every case is read by at this moment: the rules, the calendar, and whoever holds which
office."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.cases.rules_in_force import RulesInForce
from safeguarding.partnership.model import Partnership
from safeguarding.people import Person, Seat
from tests.support.case_stages import CALENDAR, ENGINE
from tests.support.people.everybody import OPENED_AT
from tests.support.people.offices import OFFICES, partnership, person


def rules(at: datetime = OPENED_AT, in_force: Partnership = OFFICES) -> RulesInForce:
    return RulesInForce(ENGINE, lambda: at, lambda: in_force)


@pytest.mark.parametrize(
    ("kind", "office"),
    [
        ("business_team", "The business_team"),
        ("icb", "The icb"),
        ("icb_deputy", "The icb_deputy"),
        ("dcs", "The dcs"),
        ("review_group", "The review_group"),
        ("opener", "A practitioner"),
        ("practitioner", "A practitioner"),
    ],
)
def test_a_person_is_named_by_the_office_held_now(kind: str, office: str) -> None:
    assert rules().office(person(kind)) == office
    assert rules().name_of(person(kind)) == office


def test_whoever_holds_two_offices_is_named_by_the_first_in_order() -> None:
    """The Business Team's office comes first, then the DSPs', the Director's and the Review Group's."""
    both = OFFICES.model_copy(update={"business_team": (*OFFICES.business_team, *OFFICES.review_group)})
    for holder in (OFFICES.review_group[0], OFFICES.business_team[0]):
        assert rules(in_force=both).office(holder.person) == holder.title
    dcs_too = OFFICES.model_copy(update={"dcs": OFFICES.partners.icb.dsps[:1], "review_group": ()})
    assert rules(in_force=dcs_too).office(person("icb_deputy")) == "The icb_deputy"


def test_somebody_with_the_same_id_in_another_tenant_holds_no_office() -> None:
    assert rules().office(Person(tenant="police", id=person("icb").id)) == "A practitioner"


def test_a_notice_calls_the_channel_the_review_channel() -> None:
    assert rules().name_of(OFFICES.review_channel) == "The review channel"


def test_an_office_that_is_given_to_somebody_else_is_known_from_then_on() -> None:
    in_force = [OFFICES]
    found = RulesInForce(ENGINE, lambda: OPENED_AT, lambda: in_force[-1])
    assert found.office(person("icb")) == "The icb"
    in_force.append(partnership(without="icb"))
    assert found.partnership is in_force[-1]
    assert found.office(person("icb")) == "A practitioner"


@pytest.mark.parametrize(
    ("at", "today"),
    [
        (datetime(2026, 6, 2, 22, 59, tzinfo=UTC), date(2026, 6, 2)),
        (datetime(2026, 6, 2, 23, tzinfo=UTC), date(2026, 6, 3)),
        (datetime(2026, 12, 2, 23, 59, tzinfo=UTC), date(2026, 12, 2)),
    ],
)
def test_a_card_is_made_for_the_day_that_it_is_in_london(at: datetime, today: date) -> None:
    assert rules(at).card_context().today == today


def test_cards_are_made_by_the_same_rules() -> None:
    found = rules()
    assert found.framework is ENGINE.framework
    assert (found.card_context().engine, found.card_context().calendar) == (ENGINE, CALENDAR)


def test_what_a_card_is_drawn_from_is_worked_out_anew_at_midnight_and_when_an_office_changes_hands() -> None:
    moments, in_force = [OPENED_AT], [OFFICES]
    found = RulesInForce(ENGINE, lambda: moments[-1], lambda: in_force[-1])
    before, steps_by = found.card_context(), found.circumstances()
    assert found.card_context() is before and found.circumstances() is steps_by
    in_force.append(partnership(without="icb"))
    assert not found.card_context().holders[Seat.ICB] and found.circumstances().partnership is in_force[-1]
    moments.append(OPENED_AT + timedelta(days=1))
    assert found.card_context().today == found.circumstances().today == moments[-1].date()
