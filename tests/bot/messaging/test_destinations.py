"""Destinations say where a message can go, by one name in the ledger for each place."""

import pytest

from bot.messaging.destinations import Destination, destination_id, destination_of
from safeguarding.partnership.model import ReviewChannel
from safeguarding.people import Person

NHS = "7e000000-0000-4000-8000-000000000002"
PLACES: list[Destination] = [
    Person(tenant="nhs", id="icb dsp"),
    Person(tenant="police", id="icb dsp"),
    ReviewChannel(tenant=NHS, conversation="19:review@thread.tacv2"),
    ReviewChannel(tenant=NHS, conversation="19:a|b@thread.tacv2"),
]


@pytest.mark.parametrize("place", PLACES, ids=destination_id)
def test_a_place_is_found_again_by_its_name(place: Destination) -> None:
    assert destination_of(destination_id(place)) == place


def test_no_two_places_have_one_name() -> None:
    assert len({destination_id(place) for place in PLACES}) == len(PLACES)


def test_the_names_are_those_that_stand_in_ledgers_already() -> None:
    assert destination_id(PLACES[0]) == "person|nhs|icb dsp"
    assert destination_id(PLACES[2]) == f"channel|{NHS}|19:review@thread.tacv2"
