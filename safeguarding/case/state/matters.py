"""Matters are what is to be agreed in a case: to whom each is put, and what whoever signs it signs."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from safeguarding.case.awareness import starts_later
from safeguarding.case.case import Case, no_duty_is_open
from safeguarding.case.events import case_events as of_case
from safeguarding.case.events import review_events as of_review
from safeguarding.case.events.authority_events import TransferProposed
from safeguarding.case.events.child import HARMED, Child
from safeguarding.case.events.correction_events import CorrectionProposed
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.merges import is_merged_since
from safeguarding.case.state.criteria import escalated_criteria, may_ask_for_sin, values_in_force
from safeguarding.people import PARTNERS, Person, Seat

NOTIFICATION_CRITERIA = "notification_criteria"
SIN_QUALITY = "sin_quality"
NOT_MET = "not_met"
CRITERIA_ESCALATION = "criteria_escalation"
LATER_NOT_MET = "later_not_met"
LCSPR_DECISION = "lcspr_decision"
CONCERN_DECISION = "concern_decision"
FACTS_CHANGE = "facts_change"
OPENED_IN_ERROR = "opened_in_error"
TRANSFER = "transfer"
MERGE = "merge"
TWO_PARTNERS = 2
DCS_AND_ANOTHER = 2
CORRECTION = "correction"


@dataclass(frozen=True)
class Matter:
    """A matter is something to agree. ``content`` holds JSON values; whoever signs, signs its digest and nothing else.

    ``quorum`` is how many members of the Review Group have to agree, where it is theirs to decide; ``enough`` is how
    many of the seats have to, where not all of them do, those that it ``needs`` among them. ``confirms`` is whose
    proposal is confirmed, by somebody else.
    """

    id: str
    title: str
    seats: tuple[Seat, ...]
    content: Mapping[str, Any]
    quorum: int = 0
    enough: int | None = None
    needs: tuple[Seat, ...] = ()
    confirms: Person | None = None

    @cached_property
    def digest(self) -> str:
        canonical = json.dumps(self.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


def notification_criteria(case: Case) -> Matter | None:
    """The criteria are put to the three partners where a SIN is required or may be, and where the rules leave it to
    them that none is (briefing: equal responsibility)."""
    if case.outcome.values["sin"] == "not_required" and not case.needs_partners:
        return None
    title = "Are the criteria for a Serious Incident Notification met?"
    return Matter(NOTIFICATION_CRITERIA, title, PARTNERS, _content(case, NOTIFICATION_CRITERIA))


def sin_quality(case: Case) -> Matter | None:
    """The Director of Children's Services signs a SIN that is to go in (briefing: the DCS's oversight)."""
    required = "required" in (case.outcome.values["sin"], values_in_force(case)["sin"])
    if not required and case.sin_submitted is None:
        return None
    return Matter(SIN_QUALITY, "Quality and accuracy of the SIN", (Seat.DCS,), _content(case, SIN_QUALITY))


def not_met(case: Case) -> Matter | None:
    """The finding is put to all partners and the DCS when it is proposed before the submission, where the rules ask for
    a SIN or may ask for one: so much ends no duty without the DCS."""
    if case.sin_submitted or not may_ask_for_sin(case):
        return None
    return _finding(case, NOT_MET, "Are the criteria for the notification not met, so that no SIN goes in?")


def criteria_escalation(case: Case) -> Matter | None:
    """An escalation of the criteria is put to the DCS; whoever recorded it does not sign it too."""
    escalated = escalated_criteria(case)
    if escalated is None:
        return None
    told = escalated.escalation
    content = {
        **_content(case, CRITERIA_ESCALATION),
        "round": [len(case.of(of_case.CriteriaEscalated)), _times_reissued(case, CRITERIA_ESCALATION)],
        "met": escalated.met,
        "on": _iso(told.on),
        "how": {"procedure": told.procedure.digest, "by": told.decided_by.digest, "evidence": told.evidence.digest},
    }
    title = "Should the decision on the criteria by escalation take effect?"
    return Matter(CRITERIA_ESCALATION, title, (Seat.DCS,), content, confirms=escalated.by)


def later_not_met(case: Case) -> Matter | None:
    """The finding is put to all partners and the DCS when it is proposed after the submission (question for CSCP 12);
    no longer once the DSPs have decided on the LCSPR, or once a death or a further child was stated after the
    proposal."""
    if case.sin_submitted is None or case.decision:
        return None
    return _finding(case, LATER_NOT_MET, "Were the criteria for the notification not met after all?")


def _finding(case: Case, matter_id: str, title: str) -> Matter | None:
    """A finding that was proposed before the submission is not asked for after it: it would mean something else. Nor is
    one that a merge came into: what is found of one case takes no duty from another."""
    proposed = case.of(of_case.NotMetProposed)
    if not proposed or not case.is_submitted_as_at(proposed[-1]):
        return None
    if not case.found_not_met and is_merged_since(case.events, proposed[-1]):
        return None
    news = case.notification.latest_news
    if news and case.events.index(proposed[-1]) < case.events.index(news):
        return None
    # Facts that change and change back are new facts: the finding does not return by itself.
    statements = len(case.of(of_case.Updated))
    content = {
        **_content(case, matter_id),
        "rationale": proposed[-1].reason.digest,
        "statements": statements,
    }
    return Matter(matter_id, title, (*PARTNERS, Seat.DCS), content)


def lcspr_decision(case: Case) -> Matter | None:
    """The decision is put to the three partners' DSPs once the determination is confirmed (briefing: the DSPs make the
    decision)."""
    return put_to_the_dsps(case, case.proposal) if case.proposal else None


def put_to_the_dsps(case: Case, proposal: of_review.Recommendation) -> Matter:
    rounds = [
        event
        for event in case.events
        if isinstance(event, of_review.DeterminationConfirmed | of_review.DecisionProposed)
    ]
    reopened = [event for event in case.of(of_review.LookedAgain) if event.until is None]
    content = {
        "reference": case.ref,
        "matter": LCSPR_DECISION,
        "round": [len(rounds), len(reopened), _times_reissued(case, LCSPR_DECISION)],
        "decision": proposal.model_dump(mode="json", exclude={"rationale"}),
        "rationale": proposal.rationale.digest,
        "evidence": {event.part: _digests(event.answer) for event in case.of(of_review.ReviewAnswered)},
        "rules_version": case.outcome.rules_version,
    }
    return Matter(LCSPR_DECISION, "The rationale, and the decision on the LCSPR", PARTNERS, content)


def concern_decision(case: Case) -> Matter | None:
    """The Review Group decides with its quorum, when one of its members has proposed an outcome (question for CSCP 8:
    the DSPs are told and do not sign). The matter waits while a notification or a Rapid Review is open again."""
    proposed = case.of(of_review.ConcernProposed)
    if case.concern is None or not proposed or proposed[-1].at < case.concern.at:
        return None
    if case.concern_decision is None and not no_duty_is_open(case):
        return None
    content = {
        "reference": case.ref,
        "matter": CONCERN_DECISION,
        "round": [len(proposed), _times_reissued(case, CONCERN_DECISION)],
        "kind": case.concern.kind,
        "decision": proposed[-1].outcome,
        "rationale": proposed[-1].rationale.digest,
        "learning": case.concern.learning.digest,
        "evidence": {name: text.digest for name, text in case.concern.indicators.items()},
        **_further(case.concern),
        "rules_version": case.outcome.rules_version,
    }
    return Matter(CONCERN_DECISION, "The Case of Concern", (), content, proposed[-1].quorum)


def _further(concern: of_review.ConcernReferred) -> Mapping[str, object]:
    """Returns what the rules ask besides; nothing where they ask nothing, so that what was signed before stays
    signed."""
    answers = concern.further.items()
    return (
        {"further": {name: said.text.digest if said.text else said.choice for name, said in answers}} if answers else {}
    )


def facts_change(case: Case) -> Matter | None:
    """A change that would end a duty is put to the three partners and the DCS; one that would move its day later, to
    the DCS and the partners other than the proposer's, one of whom has to confirm it. That the SIN's clock starts with
    a later first suspicion is confirmed by the DCS and by one of these partners."""
    proposed = case.proposals.update or case.proposals.agreed_update
    if proposed is None:
        return None
    everyone = (*PARTNERS, Seat.DCS)
    # What was signed stays signed when the change takes effect: the facts are those that it was proposed for.
    before = case.before(proposed).facts
    content = {
        "reference": case.ref,
        "matter": FACTS_CHANGE,
        "round": [len(case.of(of_case.UpdateProposed)), _times_reissued(case, FACTS_CHANGE)],
        "facts": _facts(before),
        "evidence": _evidence(before.evidence),
        "rules_version": proposed.outcome.rules_version,
        "proposed": _facts(proposed.facts),
        "proposed_evidence": _evidence(proposed.facts.evidence),
        "then": {name: proposed.outcome.values[name] for name in ("sin", "rapid_review")},
    }
    title = "Should this change of the facts take effect?"
    if proposed.ends:
        return Matter(FACTS_CHANGE, title, everyone, content)
    others = tuple(seat for seat in everyone if seat not in proposed.seats)
    if starts_later(before, proposed.facts):
        # Whoever holds the DCS's seat and another one signs for the one that is needed.
        seats = (Seat.DCS, *(seat for seat in others if seat is not Seat.DCS))
        return Matter(FACTS_CHANGE, title, seats, content, enough=2, needs=(Seat.DCS,), confirms=proposed.by)
    return Matter(FACTS_CHANGE, title, others, content, enough=1, confirms=proposed.by)


def opened_in_error(case: Case) -> Matter | None:
    """The DSPs of two partners confirm that there is no child, or that the case was a test: so one of them is not the
    local authority's."""
    proposed = case.proposals.opened_in_error
    if proposed is None or case.sin_submitted:
        return None
    content = {
        **_content(case, OPENED_IN_ERROR),
        "proposals": len(case.of(of_case.OpenedInErrorProposed)),
        "kind": proposed.kind,
        "reason": proposed.reason.digest,
    }
    title = "Was this case opened in error?"
    return Matter(OPENED_IN_ERROR, title, PARTNERS, content, enough=TWO_PARTNERS, confirms=proposed.by)


def transfer(case: Case) -> Matter | None:
    """A transfer is put to the DCS and to the partners who are not the council's, one of whom has to agree too; only
    while the facts name the authority that it goes to."""
    proposed = case.proposals.transfer
    if proposed is None or proposed.authority not in case.other_partnerships.named_since:
        return None
    content = {
        **_content(case, TRANSFER),
        "proposals": len(case.of(TransferProposed)),
        "statements": len(case.of(of_case.Updated)),
        "to": proposed.authority,
        "told_on": _iso(proposed.told_on),
        "reason": proposed.reason.digest,
        "sin_submitted": _iso(case.sin_submitted),
    }
    title = f"Should this case be transferred to {proposed.authority}?"
    seats = (Seat.DCS, Seat.ICB, Seat.POLICE)
    return Matter(TRANSFER, title, seats, content, enough=DCS_AND_ANOTHER, needs=(Seat.DCS,), confirms=proposed.by)


def merge(case: Case) -> Matter | None:
    """A merge by which a duty of one case would count as done by a step of the other is put to the three partners and
    the DCS."""
    proposed = case.proposals.merge
    if proposed is None:
        return None
    content = {
        **_content(case, MERGE),
        "proposals": len(case.of(of_case.MergeProposed)),
        "into": proposed.other,
        "counted_as_done": proposed.counted_as_done,
        "other": proposed.other_content,
        "reason": proposed.reason.digest,
        # Asked of children of one incident alone, so that what was signed of any other merge keeps its digest.
        **({"as_children": True} if proposed.as_children else {}),
    }
    title = f"Should this case be merged into {proposed.other}?"
    if proposed.as_children:
        title = f"Should the children of this case become further children of {proposed.other}?"
    return Matter(MERGE, title, (*PARTNERS, Seat.DCS), content)


def content_digest(case: Case) -> str:
    """Returns the digest of what the case says and decides, for whoever agrees to something about it elsewhere."""
    return Matter(MERGE, "", (), _content(case, MERGE)).digest


def correction(case: Case) -> Matter | None:
    """A correction that would end a duty is put to the three partners and the DCS; one that would move its day later,
    to the DCS and the partners other than the proposer's, one of whom has to confirm it."""
    proposed = case.proposals.correction or case.proposals.agreed_correction
    if proposed is None:
        return None
    everyone = (*PARTNERS, Seat.DCS)
    content = {
        "reference": case.ref,
        "matter": CORRECTION,
        "round": [len(case.of(CorrectionProposed)), _times_reissued(case, CORRECTION)],
        "step": proposed.step,
        "was": _iso(proposed.was),
        "on": _iso(proposed.on),
        "reason": proposed.reason.digest,
        "rules_version": case.before(proposed).outcome.rules_version,
    }
    title = "Should this correction take effect?"
    if proposed.ends:
        return Matter(CORRECTION, title, everyone, content)
    others = tuple(seat for seat in everyone if seat not in proposed.seats)
    return Matter(CORRECTION, title, others, content, enough=1, confirms=proposed.by)


MATTERS: Mapping[str, Callable[[Case], Matter | None]] = {
    NOTIFICATION_CRITERIA: notification_criteria,
    SIN_QUALITY: sin_quality,
    NOT_MET: not_met,
    CRITERIA_ESCALATION: criteria_escalation,
    LATER_NOT_MET: later_not_met,
    LCSPR_DECISION: lcspr_decision,
    CONCERN_DECISION: concern_decision,
    FACTS_CHANGE: facts_change,
    OPENED_IN_ERROR: opened_in_error,
    TRANSFER: transfer,
    MERGE: merge,
    CORRECTION: correction,
}
MATTER_NAMES = {
    NOTIFICATION_CRITERIA: "notification criteria",
    SIN_QUALITY: "quality and accuracy",
    NOT_MET: "criteria not met",
    CRITERIA_ESCALATION: "escalated criteria",
    LATER_NOT_MET: "not met after all",
    LCSPR_DECISION: "decision on the LCSPR",
    CONCERN_DECISION: "Case of Concern",
    FACTS_CHANGE: "change of the facts",
    OPENED_IN_ERROR: "opened in error",
    TRANSFER: "transfer",
    MERGE: "merge",
    CORRECTION: "correction",
}
"""The short names of the matters, as buttons and the history say them."""
AGREED = {
    "criteria_agreed": NOTIFICATION_CRITERIA,
    "quality_signed": SIN_QUALITY,
    "decided": LCSPR_DECISION,
    "transfer_agreed": TRANSFER,
}
"""Agreement on these matters takes a case further, to the milestone by which each is listed."""


def _digests(answer: of_review.ReviewAnswer) -> Any:
    ticks = {
        name: [tick.evidence.digest, tick.kind_of_review.digest if tick.kind_of_review else None]
        for name, tick in answer.ticks.items()
    }
    # Told where an answer names them alone, so that what was signed before keeps its digest.
    about = [list(answer.children)] if answer.children else []
    return [answer.text.digest if answer.text else None, answer.choice, ticks, *about]


def _times_reissued(case: Case, matter_id: str) -> int:
    return sum(event.matter == matter_id for event in case.of(of_case.MatterReissued))


def _content(case: Case, matter_id: str) -> dict[str, Any]:
    facts = case.facts
    return {
        "reference": case.ref,
        "matter": matter_id,
        "round": _times_reissued(case, matter_id),
        "decision": {name: case.outcome.values[name] for name in ("sin", "rapid_review")},
        "facts": {**_facts(facts), "counted_from": _iso(case.aware.day)},
        "evidence": _evidence(facts.evidence),
        "rules_version": case.outcome.rules_version,
    }


def _facts(facts: Facts) -> dict[str, Any]:
    first, *others = facts.children
    # Told where there are other children alone, so that what was signed of any other case keeps its digest.
    more = {"others": [_facts_of_further(child) for child in others]} if others else {}
    where = {"happened_in": facts.happened_in} if facts.happened_in else {}
    homes = _homes(facts.lives_in, facts.responsible)
    return {**_facts_of(first), **homes, "place": facts.place, **where, **more}


def _facts_of_further(child: Child) -> dict[str, Any]:
    homes = _homes(child.lives_in, child.responsible)
    return {"number": child.number, **_facts_of(child), **homes, "evidence": _evidence(child.evidence)}


def _homes(lives_in: str | None, responsible: str | None) -> dict[str, str]:
    # Told where they were asked alone, so that what was signed before keeps its digest.
    stated = {"lives_in": lives_in, "responsible": responsible}
    return {name: answer for name, answer in stated.items() if answer}


def _facts_of(child: Child) -> dict[str, Any]:
    # Asked of a later death alone, so that what was signed of any other case keeps its digest.
    death = {"aware_of_death": _iso(child.aware_of_death)} if child.aware_of_death else {}
    later = {"abuse_known_on": _iso(child.abuse_known_on)} if child.abuse_known_on else {}
    part = {"part": child.part} if child.part != HARMED else {}
    return {
        "answers": child.answers,
        "incident_on": _iso(child.incident_on),
        "became_aware": _iso(child.became_aware),
        **death,
        **later,
        **part,
    }


def _evidence(texts: Mapping[str, FreeText]) -> dict[str, str]:
    return {question: text.digest for question, text in texts.items()}


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
