"""Seats and offices are known by their names, and the people who act stand in one order."""

from typing import get_args

from safeguarding.framework.entries import Office
from safeguarding.people import PARTNERS, Person, Seat, in_order, office_label


def test_every_office_that_may_have_a_step_has_a_name_of_its_own() -> None:
    names = [office_label(office) for office in get_args(Office)]
    assert len(set(names)) == len(get_args(Office)) and all(names)


def test_a_seat_is_called_the_same_as_an_office_and_as_a_signature() -> None:
    assert office_label("dcs") == Seat.DCS.label == "Director of Children's Services"


def test_the_three_partners_are_equal_and_the_dcs_is_none_of_them() -> None:
    assert set(PARTNERS) == set(Seat) - {Seat.DCS}


def test_the_same_people_are_recorded_in_the_same_order() -> None:
    police, icb = Person(tenant="police", id="a"), Person(tenant="nhs", id="b")
    assert in_order({police, icb}) == in_order([icb, police]) == (icb, police)
