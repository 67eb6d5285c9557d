"""Incidents in which another authority has a part: the place, a child's home, or whoever looks after the child."""

from typing import Any

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Opened, Updated
from safeguarding.case.state.matters import TRANSFER
from safeguarding.case.steps.transfer import accept_transfer, propose_transfer
from safeguarding.people import Actor
from tests.support.case_stages import BUSINESS_TEAM, ICB, TODAY, signed_by, text
from tests.support.children import opened_with
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import REF, facts

IN_CARE = {"care_experienced": "yes"}
NOT_IN_CARE = {"care_experienced": "no"}


def opened_elsewhere(
    happened_in: str = "Surrey", lives_in: str = "croydon", responsible: str | None = None, ref: str = REF, **more: Any
) -> Case:
    """Opens a case in which a child died of abuse in Surrey, was not in care, and lived in Croydon, unless told
    otherwise."""
    stated = facts(**{**(IN_CARE if responsible else NOT_IN_CARE), **more})
    named = {"happened_in": happened_in, "lives_in": lives_in, "responsible": responsible}
    return opened_with(stated.model_copy(update=named), ref)


def transfer_proposed(case: Case | None = None, by: Actor = BUSINESS_TEAM, reason: str = "it happened there") -> Case:
    return propose_transfer(case or opened_elsewhere(), "Surrey", TODAY, text(reason), by, OPENED_AT)


def transfer_agreed(case: Case | None = None) -> Case:
    """The DCS and the ICB agree that the case goes to Surrey."""
    return signed_by(transfer_proposed(case), TRANSFER, EVERYBODY["dcs"], ICB)


def accepted(case: Case, by: Actor = BUSINESS_TEAM) -> Case:
    return accept_transfer(case, text("Head of Safeguarding"), TODAY, text("Letter S/7"), by, OPENED_AT)


def transferred(case: Case | None = None) -> Case:
    return accepted(transfer_agreed(case))


def named_elsewhere(case: Case) -> Case:
    """Returns the case as if it had always said that it happened in Surrey: it stands where it stood."""
    return Case(
        tuple(
            event.model_copy(update={"facts": event.facts.model_copy(update={"happened_in": "Surrey"})})
            if isinstance(event, Opened | Updated)
            else event
            for event in case.events
        )
    )
