"""The signatures of a case. Signing the same twice is harmless; no order of clicks fills a seat twice."""

from datetime import datetime

from safeguarding.case.checks import require_business_team, require_open, require_reason
from safeguarding.case.events import OutsideTeams, Signed
from safeguarding.case.people import Actor, Person, Seat
from safeguarding.case.record import Case
from safeguarding.case.refused import BadInput, NotAllowed, OutOfDate, SeatTaken, WrongStage
from safeguarding.case.sign_off import SignOff, sign_off
from safeguarding.case.text import FreeText
from safeguarding.working_days import london_date, spoken


def sign(
    case: Case,
    matter: str,
    digest: str,
    by: Actor,
    at: datetime,
    *,
    agrees: bool,
    reason: FreeText | None = None,
) -> Case:
    """``digest`` is that of the content the person saw. The seat comes from the person, never from the card."""
    standing = _matter(case, matter)
    _check_verdict(agrees, reason)
    if repeated := _signature_of(by.person, standing):
        return _same_again(case, repeated, agrees)
    seat = _free_seat(standing, by.seats)
    if digest != standing.matter.digest:
        raise OutOfDate("The case has changed since this card was sent, so nothing was signed. Open the new card.")
    signed = Signed(by=by.person, at=at, matter=matter, digest=digest, seat=seat, agrees=agrees, reason=reason)
    return case.then(signed)


def record_signature(
    case: Case,
    matter: str,
    seat: Seat,
    outside: OutsideTeams,
    by: Actor,
    at: datetime,
    *,
    agrees: bool,
    reason: FreeText | None = None,
) -> Case:
    """A signature given outside Teams, recorded by the Business Team. The caller has checked that the partnership
    allows it, and that ``outside.signed_by`` holds the seat."""
    standing = _matter(case, matter)
    require_business_team(by, "record a signature given outside Teams")
    _check_verdict(agrees, reason)
    if outside.on > london_date(at):
        raise BadInput(f"{spoken(outside.on)} is in the future. Give the day on which it was signed.")
    repeated = _signature_of(outside.signed_by, standing)
    if repeated and repeated.seat is not seat:
        raise SeatTaken(f"This person has signed for the seat {repeated.seat.label}. One person fills one seat.")
    if repeated:
        return _same_again(case, repeated, agrees)
    signed = Signed(
        by=by.person,
        at=at,
        matter=matter,
        digest=standing.matter.digest,
        seat=_free_seat(standing, frozenset({seat})),
        agrees=agrees,
        reason=reason,
        outside_teams=outside,
    )
    return case.then(signed)


def _matter(case: Case, matter: str) -> SignOff:
    require_open(case)
    if standing := sign_off(case, matter):
        return standing
    raise WrongStage("There is nothing to sign here: the case does not ask for it as it stands now.")


def _signature_of(person: Person, standing: SignOff) -> Signed | None:
    return next((signed for signed in standing.signatures.values() if signed.signer == person), None)


def _same_again(case: Case, signed: Signed, agrees: bool) -> Case:
    if signed.agrees == agrees:
        return case
    verdict = "agreed" if signed.agrees else "disagreed"
    day = spoken(london_date(signed.at))
    raise SeatTaken(
        f"You {verdict} for the seat {signed.seat.label} on {day}. "
        "One person signs once: a changed case can be signed again."
    )


def _free_seat(standing: SignOff, seats: frozenset[Seat]) -> Seat:
    own = [seat for seat in standing.matter.seats if seat in seats]
    if not own:
        titles = ", ".join(seat.label for seat in standing.matter.seats)
        raise NotAllowed(f"You hold no seat in this matter. It is signed by: {titles}.")
    free = [seat for seat in own if seat in standing.missing]
    if free:
        return free[0]
    day = spoken(london_date(standing.signatures[own[0]].at))
    raise SeatTaken(f"The seat {own[0].label} was signed on {day}. Nothing more is needed from you.")


def _check_verdict(agrees: bool, reason: FreeText | None) -> None:
    if not agrees:
        require_reason(reason)
