"""The signatures of a case are idempotent: signing the same twice is harmless, and no order of clicks fills a seat
twice."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.corrections import made_of
from safeguarding.case.errors import InvalidInput, OutOfDate, SeatTaken, WrongStage
from safeguarding.case.events import case_events as of_case
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.base import ContentEvent
from safeguarding.case.events.correction_events import CorrectionProposed
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import ConcernDecided, ConcernProposed, Decided
from safeguarding.case.matter_rules import NOTHING_TO_SIGN, for_matter
from safeguarding.case.notification import restated
from safeguarding.case.signatories import refusal_of_seats, refusal_to_proposer, seat_of, signature_of, signed_already
from safeguarding.case.state import matters
from safeguarding.case.state.sign_off import SignOff, is_agreed, sign_off_of
from safeguarding.case.step_rules import refusal_if_closed, refusal_in_conflict
from safeguarding.case.steps.guards import check_past, require_reason
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.people import Actor, Person, Seat


def sign(
    case: Case,
    matter: str,
    digest: str,
    by: Actor,
    at: datetime,
    *,
    agrees: bool,
    reason: FreeText | None = None,
    number: int = 0,
) -> Case:
    """Signs a matter, or changes what the person has said of it. ``digest`` is that of the content the person saw;
    raises OutOfDate when the content has changed since. ``number`` is that of the answer which the press changes, 0 for
    a first one: an old press delivered again changes nothing. The seat comes from the person, never from the card."""
    sign_off = _asked_for(case, matter)
    _check_verdict(agrees, reason)
    earlier = signature_of(by.person, sign_off)
    if earlier and _says_the_same(earlier, agrees, reason, number):
        return case
    STEPS[for_matter("change_answer" if earlier else "sign", matter)].require(case, by)
    if digest != sign_off.matter.digest:
        raise OutOfDate("The case has changed since this card was sent, so nothing was signed. Open the new card.")
    if earlier and number != earlier.number:
        raise signed_already(earlier)
    signed = of_case.Signed(
        by=by.person,
        at=at,
        matter=matter,
        digest=digest,
        seat=earlier.seat if earlier else seat_of(sign_off, by),
        agrees=agrees,
        reason=reason,
        number=earlier.number + 1 if earlier else 1,
    )
    return _conclude(case.then(signed), signed)


def record_signature(
    case: Case,
    matter: str,
    seat: Seat,
    outside: of_case.OutsideTeams,
    by: Actor,
    at: datetime,
    *,
    agrees: bool,
    reason: FreeText | None = None,
    number: int = 0,
) -> Case:
    """Records a signature given outside Teams, or a change of one, by the Business Team. ``number`` is that of the
    answer that was changed. The caller has checked that the partnership allows it (``StepRule.require_allowed``), and
    that ``outside.signed_by`` holds the seat."""
    rule = STEPS[for_matter("record_signature", _known_matter(matter))]
    rule.require_authority(case, by)
    sign_off = _asked_for(case, matter)
    refused = refusal_in_conflict(case, outside.signed_by) or refusal_to_proposer(sign_off, outside.signed_by)
    if refused:
        raise refused
    _check_verdict(agrees, reason)
    _check_signing_day(case, outside.on, at)
    earlier = signature_of(outside.signed_by, sign_off)
    if earlier and earlier.seat is seat and _says_the_same(earlier, agrees, reason, number):
        return case
    if earlier and (earlier.seat is not seat or earlier.number != number):
        raise _second_signature(earlier, seat)
    if refused := refusal_of_seats(sign_off, frozenset({seat})) if earlier is None else None:
        raise refused
    rule.require_stage(case)
    if earlier and outside.on < earlier.day:
        raise InvalidInput(
            f"{spoken(outside.on)} is before the answer that it changes. Give the day of the change.", "on"
        )
    signed = of_case.Signed(
        by=by.person,
        at=at,
        matter=matter,
        digest=sign_off.matter.digest,
        seat=seat,
        agrees=agrees,
        reason=reason,
        outside_teams=outside,
        number=earlier.number + 1 if earlier else 1,
    )
    return _conclude(case.then(signed), signed)


def reissue(case: Case, matter: str, reason: FreeText, by: Actor, at: datetime) -> Case:
    """Issues a matter anew after a dissent was talked over: the seats sign anew, and what they said before stays in the
    history."""
    STEPS[for_matter("reissue", _known_matter(matter))].require(case, by)
    require_reason(reason)
    return case.then(of_case.MatterReissued(by=by.person, at=at, matter=matter, reason=reason))


def propose_not_met(case: Case, reason: FreeText, by: Actor, at: datetime) -> Case:
    """Proposes that the criteria are not met, by any seat or the Business Team, before the submission or after it.
    Nothing ends until all partners and the DCS agree."""
    STEPS["propose_not_met"].require(case, by)
    require_reason(reason)
    proposed = case.of(of_case.NotMetProposed)
    is_put = any(sign_off_of(case, matter) for matter in (matters.NOT_MET, matters.LATER_NOT_MET))
    if is_put and proposed[-1].reason.shown == reason.shown:
        return case
    return case.then(of_case.NotMetProposed(by=by.person, at=at, reason=reason))


def conclude_without_dissent(case: Case, at: datetime) -> Case:
    """Concludes a Case of Concern where a conflict of interest takes a member's dissent along: what is left of the
    quorum may then be agreed."""
    sign_off = sign_off_of(case, matters.CONCERN_DECISION)
    if sign_off is None or case.concern_decision or not sign_off.is_agreed:
        return case
    last = max(sign_off.signatures_given, key=lambda signed: signed.at)
    return case.then(_concern_decision_event(case, last.by, at))


def _conclude(case: Case, signed: of_case.Signed) -> Case:
    """Concludes a matter: with the last agreement that it needed, what it decides takes effect."""
    by, at = signed.by, signed.at
    if signed.matter not in CONCLUSIONS or not is_agreed(case, signed.matter):
        return case
    return case.then(CONCLUSIONS[signed.matter](case, by, at))


def _decision_event(case: Case, by: Person, at: datetime) -> AnyEvent:
    if case.proposal is None:
        raise WrongStage("The determination has lapsed, so nothing can be decided on it.")
    return Decided(by=by, at=at, decision=case.proposal, on=_last_agreed_on(case, matters.LCSPR_DECISION))


def _concern_decision_event(case: Case, by: Person, at: datetime) -> AnyEvent:
    proposed, on = case.of(ConcernProposed)[-1], _last_agreed_on(case, matters.CONCERN_DECISION)
    return ConcernDecided(by=by, at=at, outcome=proposed.outcome, rationale=proposed.rationale, on=on)


def _last_agreed_on(case: Case, matter: str) -> date:
    """Returns the day of the last agreement, not that of its recording (briefing: six months run from the decision)."""
    sign_off = sign_off_of(case, matter)
    return max(signed.day for signed in (sign_off.signatures_given if sign_off else ()))


def _agreed_update(case: Case, by: Person, at: datetime) -> of_case.Updated:
    proposed = case.of(of_case.UpdateProposed)[-1]
    return restated(case.facts, proposed.facts, proposed.outcome, by, at, proposed_by=proposed.by)


def _escalated_criteria(case: Case, by: Person, at: datetime) -> of_case.CriteriaDecided:
    escalated = case.of(of_case.CriteriaEscalated)[-1]
    return of_case.CriteriaDecided(by=by, at=at, met=escalated.met, escalation=escalated.escalation)


CONCLUSIONS: Mapping[str, Callable[[Case, Person, datetime], AnyEvent]] = {
    matters.NOT_MET: lambda case, by, at: of_case.FoundNotMet(by=by, at=at),
    matters.CRITERIA_ESCALATION: _escalated_criteria,
    matters.LATER_NOT_MET: lambda case, by, at: of_case.FoundNotMet(by=by, at=at),
    matters.LCSPR_DECISION: _decision_event,
    matters.CONCERN_DECISION: _concern_decision_event,
    matters.FACTS_CHANGE: _agreed_update,
    matters.OPENED_IN_ERROR: lambda case, by, at: of_case.OpenedInError(by=by, at=at),
    matters.CORRECTION: lambda case, by, at: made_of(case.of(CorrectionProposed)[-1], by, at),
}


def _asked_for(case: Case, matter: str) -> SignOff:
    """Returns the sign-off of the matter. Raises WrongStage where the case is closed, or does not ask for the
    matter."""
    if refused := refusal_if_closed(case):
        raise refused
    if sign_off := sign_off_of(case, matter):
        return sign_off
    raise WrongStage(NOTHING_TO_SIGN)


def _known_matter(matter: str) -> str:
    """Raises WrongStage for the id of no matter: a stranger may have made it up."""
    if matter in matters.MATTERS:
        return matter
    raise WrongStage(NOTHING_TO_SIGN)


def _check_signing_day(case: Case, on: date, at: datetime) -> None:
    """Raises InvalidInput for a day to come, and OutOfDate for one before the content was what it is now."""
    check_past(on, at, "Give the day on which it was signed.")
    changed = london_date(max(event.at for event in case.events if isinstance(event, ContentEvent)))
    if on < changed:
        raise OutOfDate(
            f"The case was changed on {spoken(changed)}, after that day: ask for a signature on what it is now.", "on"
        )


def _second_signature(signed: of_case.Signed, seat: Seat) -> SeatTaken:
    if signed.seat is not seat:
        return SeatTaken(f"This person has signed {signed.place}. One person fills one seat.")
    verdict, day = "agreed" if signed.agrees else "disagreed", spoken(signed.day)
    return SeatTaken(
        f"This person {verdict} {signed.place} on {day}. To record that they changed it, open the form again."
    )


def _says_the_same(earlier: of_case.Signed, agrees: bool, reason: FreeText | None, number: int) -> bool:
    """Says whether a press repeats what its signer has said. Only a change of that very answer brings another
    reason."""
    if earlier.agrees != agrees:
        return False
    same_reason = (earlier.reason and earlier.reason.shown) == (reason and reason.shown)
    return agrees or same_reason or number != earlier.number


def _check_verdict(agrees: bool, reason: FreeText | None) -> None:
    if not agrees:
        require_reason(reason)
