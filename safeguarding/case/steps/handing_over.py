"""Handing over has the others who hold a seat take a person's part in one case, until the person takes it back."""

from collections.abc import Collection
from datetime import datetime

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.case_events import HandedOver
from safeguarding.people import Actor, Person


def hand_over(case: Case, others: Collection[Person], by: Actor, at: datetime, part_of: Person | None = None) -> Case:
    """Hands a part in the case over to ``others``, who hold the same seat and see the case: the person's own, or
    that of somebody else (``part_of``). Whose it is keeps every right. Raises InvalidInput where there is nobody."""
    whose = _require_authority(case, by, part_of)
    if whose in case.handed_over:
        return case
    if not others:
        raise InvalidInput(
            "Nobody else holds this seat and sees the case, so there is nobody to hand it over to. Ask whoever keeps "
            "the partnership file to enter a deputy."
        )
    return case.then(HandedOver(by=by.person, at=at, part_of=part_of))


def take_back_part(case: Case, by: Actor, at: datetime, part_of: Person | None = None) -> Case:
    whose = _require_authority(case, by, part_of)
    if whose not in case.handed_over:
        return case
    return case.then(HandedOver(by=by.person, at=at, taken_back=True, part_of=part_of))


def _require_authority(case: Case, by: Actor, part_of: Person | None) -> Person:
    """Returns whose part it is. Raises NotAllowed, or WrongStage."""
    STEPS["hand_over" if part_of is None else "hand_over_for"].require(case, by)
    return part_of or by.person
