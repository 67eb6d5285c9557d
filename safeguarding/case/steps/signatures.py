"""The signatures of a case. Signing the same twice is harmless; no order of clicks fills a seat twice."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, OutOfDate, SeatTaken, WrongStage
from safeguarding.case.events.case_events import (
    AnyEvent,
    FoundNotMet,
    MatterReissued,
    MergedFrom,
    NotMetProposed,
    Opened,
    OutsideTeams,
    Signed,
    Updated,
)
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import (
    ConcernDecided,
    ConcernProposed,
    Decided,
    DecisionProposed,
    DeterminationConfirmed,
    LookedAgain,
)
from safeguarding.case.people import Actor, Person, Role, Seat
from safeguarding.case.state.sign_off import (
    CONCERN_DECISION,
    LATER_NOT_MET,
    LCSPR_DECISION,
    SignOff,
    is_agreed,
    sign_off_of,
)
from safeguarding.case.steps.guards import require_business_team, require_no_conflict, require_open, require_reason
from safeguarding.dates.working_days import london_date, spoken

CHANGES_CONTENT = (
    *(Opened, Updated, MatterReissued, NotMetProposed, MergedFrom),
    *(DeterminationConfirmed, DecisionProposed, LookedAgain, ConcernProposed),
)


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
    sign_off = _matter(case, matter)
    require_no_conflict(case, by.person)
    _check_verdict(agrees, reason)
    if repeated := _signature_of(by.person, sign_off):
        return _same_again(case, repeated, agrees)
    seat = _place(sign_off, by)
    _require_undecided(case, matter)
    if digest != sign_off.matter.digest:
        raise OutOfDate("The case has changed since this card was sent, so nothing was signed. Open the new card.")
    signed = Signed(by=by.person, at=at, matter=matter, digest=digest, seat=seat, agrees=agrees, reason=reason)
    return _concluded(case.then(signed), signed)


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
    sign_off = _matter(case, matter)
    require_business_team(by, "record a signature given outside Teams")
    require_no_conflict(case, outside.signed_by)
    _check_verdict(agrees, reason)
    if outside.on > london_date(at):
        raise InvalidInput(f"{spoken(outside.on)} is in the future. Give the day on which it was signed.")
    changed = london_date(max(event.at for event in case.events if isinstance(event, CHANGES_CONTENT)))
    if outside.on < changed:
        raise OutOfDate(
            f"The case was changed on {spoken(changed)}, after that day: ask for a signature on what it is now."
        )
    repeated = _signature_of(outside.signed_by, sign_off)
    if repeated and repeated.seat is not seat:
        raise SeatTaken(f"This person has signed {repeated.place}. One person fills one seat.")
    if repeated:
        return _same_again(case, repeated, agrees)
    _require_undecided(case, matter)
    signed = Signed(
        by=by.person,
        at=at,
        matter=matter,
        digest=sign_off.matter.digest,
        seat=_free_seat(sign_off, frozenset({seat})),
        agrees=agrees,
        reason=reason,
        outside_teams=outside,
    )
    return _concluded(case.then(signed), signed)


def reissue(case: Case, matter: str, reason: FreeText, by: Actor, at: datetime) -> Case:
    """After a dissent was talked over: the seats sign anew, and what they said before stays in the history."""
    sign_off = _matter(case, matter)
    is_member = sign_off.matter.quorum > 0 and Role.REVIEW_GROUP in by.roles
    if Role.BUSINESS_TEAM not in by.roles and not by.seats & set(sign_off.matter.seats) and not is_member:
        raise NotAllowed("Only the Business Team and those who sign can put a matter again.")
    _require_undecided(case, matter)
    if not sign_off.dissents:
        raise WrongStage("Nobody has disagreed, so there is nothing to put again.")
    require_reason(reason)
    return case.then(MatterReissued(by=by.person, at=at, matter=matter, reason=reason))


def propose_not_met(case: Case, reason: FreeText, by: Actor, at: datetime) -> Case:
    """Any seat or the Business Team, after the submission. Nothing ends until all partners and the DCS agree."""
    require_open(case)
    if Role.BUSINESS_TEAM not in by.roles and not by.seats:
        raise NotAllowed("Only the partners, the DCS and the Business Team can propose this.")
    if case.sin_submitted is None:
        raise WrongStage("No SIN is recorded as submitted. Update the case instead.")
    if case.found_not_met:
        raise WrongStage("The criteria were found not met already.")
    if case.decision:
        raise WrongStage("The decision on the LCSPR is final. What was decided stays on the record.")
    require_reason(reason)
    proposed = case.of(NotMetProposed)
    if proposed and proposed[-1].reason.shown == reason.shown:
        return case
    return case.then(NotMetProposed(by=by.person, at=at, reason=reason))


def concluded_without_dissent(case: Case, at: datetime) -> Case:
    """A conflict of interest takes a member's dissent along: what is left of the quorum may then be agreed."""
    sign_off = sign_off_of(case, CONCERN_DECISION)
    if sign_off is None or case.concern_decision or not sign_off.is_agreed:
        return case
    last = max(sign_off.signatures_given, key=lambda signed: signed.at)
    return case.then(_concern_decided(case, last.by, at))


def _concluded(case: Case, signed: Signed) -> Case:
    """With the last agreement that a matter needed, what it decides takes effect."""
    by, at = signed.by, signed.at
    if signed.matter not in CONCLUSIONS or not is_agreed(case, signed.matter):
        return case
    return case.then(CONCLUSIONS[signed.matter](case, by, at))


def _decided(case: Case, by: Person, at: datetime) -> AnyEvent:
    if case.proposal is None:
        raise WrongStage("The determination has lapsed, so nothing can be decided on it.")
    return Decided(by=by, at=at, decision=case.proposal, on=_last_agreed_on(case, LCSPR_DECISION))


def _concern_decided(case: Case, by: Person, at: datetime) -> AnyEvent:
    proposed, on = case.of(ConcernProposed)[-1], _last_agreed_on(case, CONCERN_DECISION)
    return ConcernDecided(by=by, at=at, outcome=proposed.outcome, rationale=proposed.rationale, on=on)


def _last_agreed_on(case: Case, matter: str) -> date:
    """The day of the last agreement, not that of its recording (briefing: six months run from the decision)."""
    sign_off = sign_off_of(case, matter)
    given = sign_off.signatures_given if sign_off else ()
    return max(signed.outside_teams.on if signed.outside_teams else london_date(signed.at) for signed in given)


CONCLUSIONS: Mapping[str, Callable[[Case, Person, datetime], AnyEvent]] = {
    LATER_NOT_MET: lambda case, by, at: FoundNotMet(by=by, at=at),
    LCSPR_DECISION: _decided,
    CONCERN_DECISION: _concern_decided,
}


def _matter(case: Case, matter: str) -> SignOff:
    require_open(case)
    if sign_off := sign_off_of(case, matter):
        return sign_off
    raise WrongStage("There is nothing to sign here: the case does not ask for it as it stands now.")


def _require_undecided(case: Case, matter: str) -> None:
    """A decision is final, one by escalation too: signing on would put another in its place."""
    if (matter == LCSPR_DECISION and case.decision) or (matter == CONCERN_DECISION and case.concern_decision):
        raise WrongStage("This is decided, and the decision is final. What was signed stays on the record.")


def _signature_of(person: Person, sign_off: SignOff) -> Signed | None:
    return next((signed for signed in sign_off.signatures_given if signed.signer == person), None)


def _same_again(case: Case, signed: Signed, agrees: bool) -> Case:
    if signed.agrees == agrees:
        return case
    verdict = "agreed" if signed.agrees else "disagreed"
    day = spoken(london_date(signed.at))
    raise SeatTaken(
        f"You {verdict} {signed.place} on {day}. One person signs once: a changed case can be signed again."
    )


def _place(sign_off: SignOff, by: Actor) -> Seat | None:
    """The seat to fill; none for a member of the Review Group in a matter that is the group's to decide."""
    if not sign_off.matter.quorum:
        return _free_seat(sign_off, by.seats)
    if Role.REVIEW_GROUP not in by.roles:
        raise NotAllowed("Only members of the Review Group decide on this.")
    if sign_off.is_agreed:
        raise SeatTaken("The Review Group has decided with its quorum. Nothing more is needed from you.")
    return None


def _free_seat(sign_off: SignOff, seats: frozenset[Seat]) -> Seat:
    own = [seat for seat in sign_off.matter.seats if seat in seats]
    if not own:
        titles = ", ".join(seat.label for seat in sign_off.matter.seats)
        raise NotAllowed(f"You hold no seat in this matter. It is signed by: {titles}.")
    free = [seat for seat in own if seat in sign_off.missing]
    if free:
        return free[0]
    day = spoken(london_date(sign_off.signatures[own[0]].at))
    raise SeatTaken(f"The seat {own[0].label} was signed on {day}. Nothing more is needed from you.")


def _check_verdict(agrees: bool, reason: FreeText | None) -> None:
    if not agrees:
        require_reason(reason)
