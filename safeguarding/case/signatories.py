"""Signatories are the people who are to sign a matter of a case: the seat comes from the directory, not from a card."""

from collections.abc import Callable, Mapping

from safeguarding.case.case import Case
from safeguarding.case.errors import NotAllowed, SeatTaken, StepRefused
from safeguarding.case.events.case_events import Signed
from safeguarding.case.state import matters
from safeguarding.case.state.criteria import are_settled, no_sin_goes_in
from safeguarding.case.state.sign_off import SignOff
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.people import Actor, Person, Role, Seat

SETTLED: Mapping[str, Callable[[Case], bool]] = {
    matters.NOTIFICATION_CRITERIA: are_settled,
    matters.CRITERIA_ESCALATION: are_settled,
    matters.NOT_MET: no_sin_goes_in,
    matters.SIN_QUALITY: no_sin_goes_in,
}
"""These matters of a notification are over when its criteria are settled."""


def is_decided(case: Case, matter: str) -> bool:
    """Says whether the matter is decided. A decision is final, one by escalation too: signing on would put another in
    its place."""
    if matter == matters.FACTS_CHANGE:
        return case.proposals.update is None
    if matter == matters.CORRECTION:
        return case.proposals.correction is None
    if matter in SETTLED:
        return SETTLED[matter](case)
    decision = {matters.LCSPR_DECISION: case.decision, matters.CONCERN_DECISION: case.concern_decision}
    return decision.get(matter) is not None


def is_over(case: Case, sign_off: SignOff) -> bool:
    """Says whether the matter is over, and nobody signs any more: all have agreed, the matter is decided, or the case
    is closed."""
    return sign_off.is_agreed or is_decided(case, sign_off.matter.id) or not case.is_open


def seat_of(sign_off: SignOff, by: Actor) -> Seat | None:
    """Names the seat that the person would sign for: one that is still free, if they hold several."""
    own = [seat for seat in sign_off.matter.seats if seat in by.seats]
    return next((seat for seat in own if seat in sign_off.missing), own[0] if own else None)


def signature_of(person: Person, sign_off: SignOff) -> Signed | None:
    return next((signed for signed in sign_off.signatures_given if signed.signer == person), None)


def is_revocable(case: Case, matter: str) -> bool:
    """Says whether an agreement can be withdrawn after all have agreed: one to "not required" while the case is open,
    and then the duty is open again."""
    return matter == matters.NOTIFICATION_CRITERIA and case.outcome.values["sin"] == "not_required"


def refusal_to_change_answer(sign_off: SignOff, by: Actor) -> StepRefused | None:
    """Says why the person may not change an answer: none is theirs, or they hold its office no more."""
    signed = signature_of(by.person, sign_off)
    if signed is None:
        return NotAllowed("You have given no answer here that you could change.")
    still_theirs = signed.seat in by.seats if signed.seat else Role.REVIEW_GROUP in by.roles
    if not still_theirs:
        return NotAllowed(f"You answered {signed.place}, and do not hold it any more.")
    return None


def refusal_to_sign(sign_off: SignOff, by: Actor) -> StepRefused | None:
    """Says why it does not fall to the person to sign; none where it does: one person signs once, for one free seat,
    or as a member of the Review Group where the matter is the group's to decide."""
    if signed := signature_of(by.person, sign_off):
        return signed_already(signed)
    if refused := refusal_to_proposer(sign_off, by.person):
        return refused
    return _refusal_to_member(sign_off, by) if sign_off.matter.quorum else refusal_of_seats(sign_off, by.seats)


def refusal_to_proposer(sign_off: SignOff, person: Person) -> StepRefused | None:
    if sign_off.matter.confirms == person:
        return NotAllowed("Nobody confirms their own proposal. Others who are asked do.")
    return None


def refusal_of_seats(sign_off: SignOff, seats: frozenset[Seat]) -> StepRefused | None:
    """Says why none of these seats can be signed for; none where one of them is free."""
    own = [seat for seat in sign_off.matter.seats if seat in seats]
    if not own:
        titles = ", ".join(seat.label for seat in sign_off.matter.seats)
        return NotAllowed(f"You don't sign this one. It is signed by: {titles}.")
    if any(seat in sign_off.missing for seat in own):
        return None
    if own[0] not in sign_off.signatures:
        return SeatTaken("Enough have agreed. Nothing more is needed from you.")
    day = spoken(london_date(sign_off.signatures[own[0]].at))
    return SeatTaken(f"The seat {own[0].label} was signed on {day}. Nothing more is needed from you.")


def signed_already(signed: Signed) -> SeatTaken:
    verdict, day = "agreed" if signed.agrees else "disagreed", spoken(london_date(signed.at))
    return SeatTaken(f"You {verdict} {signed.place} on {day}. To say otherwise, press Change my answer on your card.")


def _refusal_to_member(sign_off: SignOff, by: Actor) -> StepRefused | None:
    if Role.REVIEW_GROUP not in by.roles:
        return NotAllowed("Only members of the Review Group decide on this.")
    if sign_off.is_agreed:
        return SeatTaken("The Review Group has decided with its quorum. Nothing more is needed from you.")
    return None
