"""The steps of a case. Each checks authority and stage, and returns a new case or raises Refused.

Taking the same step twice is harmless: it returns the case unchanged.
"""

from datetime import date, datetime
from typing import Literal

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, WrongStage
from safeguarding.case.events.case_events import Closed, Facts, Opened, Outcome, Reopened, SinSubmitted, Updated
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.people import Actor, Role, Seat
from safeguarding.case.rehearsal import names_rehearsal
from safeguarding.case.stage import Stage
from safeguarding.case.state.sign_off import SIN_QUALITY, sign_off_of
from safeguarding.case.steps.guards import check_facts, require_business_team, require_open, require_reason
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.framework.engine import Engine

RuledOut = Literal["yes", "no", "not_known"]


def open_case(ref: str, triage: str, facts: Facts, engine: Engine, by: Actor, at: datetime) -> Case:
    """Anyone in the allowed tenants may. A rehearsal is what its reference says it is."""
    check_facts(facts, engine.framework, london_date(at))
    opened = Opened(
        by=by.person,
        at=at,
        ref=ref,
        triage=triage,
        rehearsal=names_rehearsal(ref),
        facts=facts,
        outcome=_outcome(facts, engine),
    )
    return Case((opened,))


def update(case: Case, facts: Facts, engine: Engine, by: Actor, at: datetime) -> Case:
    """The opener, the Business Team and seat-holders. Signatures under the old content lapse by themselves."""
    require_open(case)
    if by.person != case.opener and Role.BUSINESS_TEAM not in by.roles and not by.seats:
        raise NotAllowed("Only the person who opened the case, the Business Team and the partners can update it.")
    check_facts(facts, engine.framework, london_date(at))
    facts = facts.keeping_texts_of(case.facts)
    outcome = _outcome(facts, engine)
    if facts.same_content_as(case.facts) and outcome == case.outcome:
        return case
    return case.then(Updated(by=by.person, at=at, facts=facts, outcome=outcome))


def submit_sin(case: Case, on: date, by: Actor, at: datetime) -> Case:
    """The Business Team, the DCS or the local authority's seat record it; the local authority submits it.

    A missing signature of the DCS is kept as a flag and stops nothing, as a dissent stops nothing.
    """
    require_open(case)
    if Role.BUSINESS_TEAM not in by.roles and not by.seats & {Seat.DCS, Seat.LOCAL_AUTHORITY}:
        raise NotAllowed("Only the Business Team, the DCS and the local authority's DSP can record the submission.")
    if case.sin_submitted == on:
        return case
    if case.sin_submitted:
        raise WrongStage(f"The submission is recorded already, on {spoken(case.sin_submitted)}.")
    if on > london_date(at):
        raise InvalidInput(f"{spoken(on)} is in the future. Record the SIN after it was submitted.")
    if not case.aware.provisional and on < case.aware.day:
        raise InvalidInput(
            f"{spoken(on)} is before {spoken(case.aware.day)}, the day the first partner became aware. "
            "Check the date, or update the case."
        )
    if case.facts.incident_on and on < case.facts.incident_on:
        raise InvalidInput(
            f"{spoken(on)} is before {spoken(case.facts.incident_on)}, the day on which it happened. "
            "Check the date, or update the case."
        )
    quality = sign_off_of(case, SIN_QUALITY)
    signed = quality is not None and quality.is_agreed
    return case.then(SinSubmitted(by=by.person, at=at, on=on, dcs_had_signed=signed))


def close(case: Case, reason: FreeText, by: Actor, at: datetime, abuse_ruled_out: RuledOut | None = None) -> Case:
    """``abuse_ruled_out`` is asked where a SIN brought no Rapid Review, and must be answered there."""
    require_business_team(by, "close a case")
    if case.stage is Stage.CLOSED:
        return case
    require_open(case)
    require_reason(reason)
    if case.stage is Stage.SIN_ONLY and abuse_ruled_out is None:
        raise InvalidInput("Say first whether abuse or neglect can be ruled out.")
    return case.then(Closed(by=by.person, at=at, reason=reason, abuse_ruled_out=abuse_ruled_out))


def reopen(case: Case, reason: FreeText, by: Actor, at: datetime) -> Case:
    require_business_team(by, "reopen a case")
    if case.merged_into:
        raise WrongStage(f"{case.ref} was merged into {case.merged_into}. Go on there.")
    if case.is_open:
        return case
    require_reason(reason)
    return case.then(Reopened(by=by.person, at=at, reason=reason))


def _outcome(facts: Facts, engine: Engine) -> Outcome:
    return Outcome(rules_version=engine.framework.version, values=engine.values(facts.answers))
