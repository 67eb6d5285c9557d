"""Handing over has the others who hold a seat take a person's part in one case, until the person takes it back."""

from collections.abc import Collection
from datetime import datetime

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.case_events import HandedOver
from safeguarding.people import Actor, Person


def hand_over(case: Case, others: Collection[Person], by: Actor, at: datetime) -> Case:
    """Hands the person's part over to ``others``, who hold the same seat and see the case. Whoever hands over keeps
    every right. Raises InvalidInput where there is nobody."""
    STEPS["hand_over"].require(case, by)
    if by.person in case.handed_over:
        return case
    if not others:
        raise InvalidInput(
            "Nobody else holds your seat and sees this case, so there is nobody to hand it over to. Ask whoever keeps "
            "the partnership file to enter a deputy."
        )
    return case.then(HandedOver(by=by.person, at=at))


def take_back_part(case: Case, by: Actor, at: datetime) -> Case:
    STEPS["hand_over"].require(case, by)
    if by.person not in case.handed_over:
        return case
    return case.then(HandedOver(by=by.person, at=at, taken_back=True))
