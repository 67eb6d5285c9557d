"""The steps of a case's life open, update, submit, close and reopen it. Each checks authority and stage, and returns a
new case or raises StepRefused.

Taking the same step twice is harmless (idempotent): it returns the case unchanged.
"""

from datetime import date, datetime, timedelta
from typing import Literal

from safeguarding.authorities.register import HOME
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import NOT_REQUIRED, PARTNERS_AGREE, Case
from safeguarding.case.errors import InvalidInput, OutOfDate
from safeguarding.case.events import case_events as of_case
from safeguarding.case.events.answer_events import AnswerChanged, AnswersChanged
from safeguarding.case.events.child import Child
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.notification import restated, states_death
from safeguarding.case.stage import Stage
from safeguarding.case.state.duties import review_hangs_on_abuse
from safeguarding.case.state.incident_outcome import outcome_of
from safeguarding.case.state.matters import SIN_QUALITY
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.state.weakening import weakening
from safeguarding.case.steps.guards import NO_LATER_START, check_facts, check_later_start, check_past, require_reason
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor, Seat
from safeguarding.rehearsal import names_rehearsal

RuledOut = Literal["yes", "no", "not_known"]


def open_case(
    ref: str, triage: str, facts: Facts, engine: Engine, by: Actor, at: datetime, *, unconfirmed: bool = False
) -> Case:
    """Opens a case; anyone in the allowed tenants may. A rehearsal is what its reference says it is."""
    check_facts(facts, engine.framework, london_date(at))
    if any(child.abuse_known_on for child in facts.children):
        raise InvalidInput(NO_LATER_START)
    opened = of_case.Opened(
        by=by.person,
        at=at,
        ref=ref,
        triage=triage,
        rehearsal=names_rehearsal(ref),
        unconfirmed=unconfirmed,
        facts=facts,
        outcome=outcome_of(facts, engine),
    )
    return Case((opened,))


def update(case: Case, facts: Facts, engine: Engine, by: Actor, at: datetime) -> Case:
    """Updates the facts, by the opener, the Business Team or a seat-holder. Signatures under the old content lapse by
    themselves. What would end a duty, or move its day later, is only proposed; all else holds at once. What is asked no
    more stays on the record as it was answered. A closed case takes a death alone, and a further child who has a duty:
    either reopens it."""
    takes_news = not case.is_open and _brings_duty(case, facts, engine)
    STEPS["record_death" if takes_news else "update"].require(case, by)
    check_facts(facts, engine.framework, london_date(at))
    check_later_start(case, facts, by)
    facts = facts.keeping_texts_of(case.facts).keeping_answers_of(case.facts_under(engine.framework))
    whole = _stated(case, facts, engine, by, at)
    weakened = weakening(case, whole)
    if not weakened:
        return whole
    if case.proposals.update and case.proposals.update.facts.same_content_as(facts):
        return case
    return _strengthened(case, facts, engine, by, at).then(
        of_case.UpdateProposed(
            by=by.person,
            at=at,
            facts=facts,
            outcome=outcome_of(facts, engine),
            ends=bool(weakened.ends),
            seats=tuple(seat for seat in Seat if seat in by.seats),
        )
    )


def note_changes(case: Case, triage: str, changes: tuple[AnswerChanged, ...], by: Actor, at: datetime) -> Case:
    """Notes which answers of a triage were changed after it was shown what they lead to. Whoever recorded its answers
    may; what one triage changed is noted once."""
    noted = any(event.triage == triage for event in case.of(AnswersChanged))
    if noted or not changes:
        return case
    return case.then(AnswersChanged(by=by.person, at=at, triage=triage, changes=changes))


def _brings_duty(case: Case, facts: Facts, engine: Engine) -> bool:
    """Says whether a death is stated, or a further child of whom a notification may be due."""
    further = [child for child in facts.others if child.number not in case.facts.by_number]
    decided = [engine.values(child.answers) for child in further]
    duties = [values[name] for values in decided for name in ("sin", PARTNERS_AGREE)]
    return states_death(case.facts, facts) or any(duty != NOT_REQUIRED for duty in duties)


def withdraw_update(case: Case, number: int, reason: FreeText, by: Actor, at: datetime) -> Case:
    """Withdraws the change of the facts that is proposed, by whoever proposed it or the Business Team. ``number`` says
    which of the case's proposals was seen; raises OutOfDate where another is put now."""
    proposals = case.of(of_case.UpdateProposed)
    if case.of(of_case.UpdateWithdrawn) and case.proposals.update is None and number == len(proposals):
        return case
    STEPS["withdraw_update"].require(case, by)
    require_reason(reason)
    if number != len(proposals):
        raise OutOfDate("Another change is proposed since this card was sent. Nothing was withdrawn: open the case.")
    return case.then(of_case.UpdateWithdrawn(by=by.person, at=at, reason=reason))


def _stated(case: Case, facts: Facts, engine: Engine, by: Actor, at: datetime) -> Case:
    outcome = outcome_of(facts, engine)
    if facts.same_content_as(case.facts) and outcome == case.outcome:
        return case
    return case.then(restated(case.facts, facts, outcome, by.person, at))


def _strengthened(case: Case, facts: Facts, engine: Engine, by: Actor, at: datetime) -> Case:
    """States each part of the change that by itself begins or hastens a duty, and what was asked again because these
    rules give the earlier answer another meaning."""
    now = _asked_again(case, facts, engine.framework)
    restated = _stated(case, now, engine, by, at)
    kept = case if weakening(case, restated) else restated
    for changed in facts.changes_from(now):
        tried = _stated(case, changed(kept.facts), engine, by, at)
        if weakening(tried, kept) and not weakening(case, tried):
            kept = tried
    return kept


def _asked_again(case: Case, facts: Facts, framework: Framework) -> Facts:
    """Returns the facts of the case, with the new answers to what these rules ask again."""
    now, held = facts.by_number, case.facts_under(framework).by_number

    def restated(child: Child) -> Child:
        asked = child.answers.keys() - held[child.number].answers.keys()
        return child.with_answers_of(now.get(child.number, child), asked)

    return case.facts.with_children(map(restated, case.facts.children))


def submit_sin(case: Case, on: date, by: Actor, at: datetime, authority: str = HOME) -> Case:
    """Records the SIN, by the Business Team, the DCS or the local authority's seat. ``authority`` is the one that
    submitted it: another has to be named in the facts.

    A missing signature of the DCS is kept as a flag and stops nothing, as a dissent stops nothing.
    """
    if STEPS["submit_sin"].is_repeated(case, by, done=case.is_open and case.sin_submitted == on):
        return case
    check_submission_day(case, on, at)
    if authority not in (HOME, *case.other_partnerships.named_since):
        raise InvalidInput("Choose the authority that submitted it. Another has to be named in the case.", "authority")
    quality = sign_off_of(case, SIN_QUALITY)
    signed = quality is not None and quality.is_agreed
    elsewhere = None if authority == HOME else authority
    return case.then(of_case.SinSubmitted(by=by.person, at=at, on=on, dcs_had_signed=signed, authority=elsewhere))


def check_submission_day(case: Case, on: date, at: datetime) -> None:
    """Raises InvalidInput for a day on which the SIN can't have gone in."""
    check_past(on, at, "Record the SIN after it was submitted.")
    if not case.aware.provisional and on < case.aware.first:
        raise InvalidInput(
            f"{spoken(on)} is before {spoken(case.aware.first)}, the day the first partner became aware. "
            "Check the date, or update the case.",
            "on",
        )
    happened = min((child.incident_on for child in case.facts.children if child.incident_on), default=None)
    if happened and on < happened:
        raise InvalidInput(
            f"{spoken(on)} is before {spoken(happened)}, the day on which it happened. "
            "Check the date, or update the case.",
            "on",
        )


def submit_update(case: Case, on: date, by: Actor, at: datetime) -> Case:
    """Records that the notification was updated with what the SIN does not hold, by whoever may record the SIN. It
    never takes the place of the SIN's own submission."""
    if STEPS["submit_update"].is_repeated(case, by, done=case.is_open and case.notification.updated == on):
        return case
    check_update_day(case, on, at)
    return case.then(of_case.UpdateSubmitted(by=by.person, at=at, on=on))


def check_update_day(case: Case, on: date, at: datetime) -> None:
    """Raises InvalidInput for a day on which the update can't have gone in."""
    check_past(on, at, "Record the update after it was submitted.")
    if on < (earliest := _earliest_update(case)):
        raise InvalidInput(
            f"{spoken(on)} is before the update can have been submitted, {spoken(earliest)} at the earliest: the SIN "
            "went in first, and a partner was aware of what it tells. Check the date, or update the case.",
            "on",
        )


def _earliest_update(case: Case) -> date:
    """Returns the day on which a partner became aware of what the update tells; where it is not known, the day after
    the SIN, or that on which it was recorded if it is earlier."""
    aware, submitted = case.aware_of_news, case.sin_submitted
    if aware is None or submitted is None:
        raise ValueError(f"{case.ref} has no notification to update")
    return max(aware.day, submitted) if not aware.provisional else min(aware.day, submitted + timedelta(days=1))


def close(case: Case, reason: FreeText, by: Actor, at: datetime, abuse_ruled_out: RuledOut | None = None) -> Case:
    """Closes the case; refused while a duty is open. ``abuse_ruled_out`` is asked where a SIN brought no Rapid Review,
    and must be answered there: of a child, only "yes" closes the case, and any other answer leads to the question on
    abuse or neglect, whose answer decides."""
    if STEPS["close"].is_repeated(case, by, done=case.stage is Stage.CLOSED):
        return case
    require_reason(reason)
    if case.stage is Stage.SIN_ONLY and abuse_ruled_out is None:
        raise InvalidInput("Say first whether abuse or neglect can be ruled out.", "ruled_out")
    if abuse_decides(case, abuse_ruled_out):
        raise InvalidInput("Answer first whether abuse or neglect is known or suspected: it decides on a Rapid Review.")
    return case.then(of_case.Closed(by=by.person, at=at, reason=reason, abuse_ruled_out=abuse_ruled_out))


def abuse_decides(case: Case, ruled_out: RuledOut | None) -> bool:
    """Says whether the question on abuse or neglect has to be answered before the case is closed."""
    return case.stage is Stage.SIN_ONLY and ruled_out in ("no", "not_known") and review_hangs_on_abuse(case)


def propose_opened_in_error(case: Case, kind: of_case.OpeningError, reason: FreeText, by: Actor, at: datetime) -> Case:
    """Proposes that the case was opened in error. It closes when the DSPs of two partners have confirmed it."""
    STEPS["propose_opened_in_error"].require(case, by)
    require_reason(reason)
    proposed = of_case.OpenedInErrorProposed(by=by.person, at=at, kind=kind, reason=reason)
    return case.then_unless_said(proposed, case.proposals.opened_in_error)


def reopen(case: Case, reason: FreeText, by: Actor, at: datetime) -> Case:
    if STEPS["reopen"].is_repeated(case, by, done=case.is_open):
        return case
    require_reason(reason)
    return case.then(of_case.Reopened(by=by.person, at=at, reason=reason))
