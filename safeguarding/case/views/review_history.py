"""The history tells here the events of a Rapid Review, a decision, an LCSPR and a Case of Concern."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from safeguarding.case.case import Case
from safeguarding.case.events import review_events as of_review
from safeguarding.case.events.authority_events import PartnershipRecorded, TransferProposed, Transferred
from safeguarding.case.state.matters import LCSPR_DECISION
from safeguarding.case.state.review_record import gaps
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.dates.working_days import spoken
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import in_a_sentence, item_label, part_title, referral_label, referral_title
from safeguarding.people import Person

Who = Callable[[Person], str]

OUTCOMES: Mapping[of_review.LcsprOutcome, str] = {
    "commission": "LCSPR criteria met, commission an LCSPR",
    "not_commission": "LCSPR criteria met, do not commission an LCSPR",
    "not_met": "LCSPR criteria not met",
}
VEHICLES: Mapping[of_review.Vehicle, str] = {"rapid_review": "the Rapid Review alone", "joint_review": "a joint review"}
MEETINGS: Mapping[of_review.MeetingOutcome, str] = {
    "held": "held on",
    "not_needed": "not needed, found on",
    "to_come": "still to come, recorded by mistake before",
}
CONCERN_OUTCOMES: Mapping[of_review.ConcernOutcome, str] = {
    "lcspr": "an LCSPR is commissioned",
    "local_learning": "a local learning review",
    "no_further_action": "no further action",
}
NOT_UNANIMOUS = "by escalation, not unanimous"


def determined_otherwise(case: Case, decided: of_review.Decided) -> str | None:
    """Says what the Review Group had determined where the DSPs decided otherwise; that is shown for ever."""
    before = case.events[: case.events.index(decided)]
    found = [event.recommendation for event in before if isinstance(event, of_review.Determined)]
    if not found or found[-1].outcome == decided.decision.outcome:
        return None
    return f"The Review Group had determined otherwise: {OUTCOMES[found[-1].outcome]}."


def not_unanimous(case: Case, decided: of_review.Decided) -> str | None:
    """Says who disagreed, and who did not answer, where the decision was reached by escalation; that is shown for
    ever."""
    if decided.escalation is None:
        return None
    round_escalated = sign_off_of(case.before(decided), LCSPR_DECISION)
    if round_escalated is None:
        return None
    dissenting = [signed.seat.label for signed in round_escalated.dissents if signed.seat]
    silent = [seat.label for seat in round_escalated.unanswered]
    found = (("Disagreed", dissenting), ("Did not answer", silent))
    return " ".join(f"{verb}: {', '.join(seats)}." for verb, seats in found if seats) or None


def gaps_in_words(
    case: Case, event: of_review.Determined | of_review.Decided | None, framework: Framework
) -> dict[str, tuple[str, ...]]:
    """Returns the titles of what the record lacked when it was determined, by what they lacked. They are shown with the
    determination and with the decision for ever."""
    if event is None:
        return {}
    found = gaps(case, event)
    parts = {"Not known when it was determined": found.not_known, "Blank when it was determined": found.blank}
    return {label: tuple(part_title(framework, id) for id in ids) for label, ids in parts.items() if ids}


def outcome_in_words(recommendation: of_review.Recommendation) -> str:
    """Says what is recommended or decided, with the national review."""
    national = "; a national review is recommended" if recommendation.national_review else ""
    until = recommendation.look_again_on
    deferred = f"; look again at the legal constraint on {spoken(until)}" if until else ""
    return f"{OUTCOMES[recommendation.outcome]}{deferred}{national}"


def _liaison(event: of_review.LiaisonRecorded, who: Who) -> str:
    boards = ", ".join(board.upper() for board in event.boards)
    return f"talked to {boards} about which kind of review: {VEHICLES[event.vehicle]}. {event.note.shown}"


def meeting_in_words(recorded: of_review.DspMeetingRecorded) -> str:
    """Says what came of the DSPs' meeting, and when."""
    day = "" if recorded.outcome == "to_come" else f" {spoken(recorded.on)}"
    return f"{MEETINGS[recorded.outcome]}{day}"


def meeting_with_note(recorded: of_review.DspMeetingRecorded) -> str:
    """Says what came of the DSPs' meeting in a sentence, with what was noted."""
    return f"{meeting_in_words(recorded)}.{f' {recorded.note.shown}' if recorded.note else ''}"


def _request_line(event: of_review.InformationRequested, who: Who) -> str:
    return f"asked for information by {spoken(event.due)}: {', '.join(event.agencies)}."


def _determination_line(event: of_review.Determined, who: Who) -> str:
    present = "; ".join(who(person) for person in event.present)
    differs = f" It differs from what the answers indicate: {event.differs.shown}" if event.differs else ""
    return (
        f"recorded the Review Group's determination: {outcome_in_words(event.recommendation)}. "
        f"Present ({len(event.present)}, quorum {event.quorum}): {present}.{differs}"
    )


def _decision_line(event: of_review.Decided, who: Who) -> str:
    outcome = outcome_in_words(event.decision)
    if (escalation := event.escalation) is None:
        return f"gave the last agreement. Decided: {outcome}."
    return (
        f"recorded a decision {NOT_UNANIMOUS}: {outcome}. Decided on {spoken(event.on)} by "
        f"{escalation.decided_by.shown}; procedure: {escalation.procedure.shown}; evidence: {escalation.evidence.shown}"
    )


def _look_again_line(event: of_review.LookedAgain, who: Who) -> str:
    if event.until is None:
        return f"looked again at the legal constraint: it has gone, the decision is open again. {event.note.shown}"
    return f"looked again at the legal constraint: it stands, next on {spoken(event.until)}. {event.note.shown}"


PARTNERSHIP_ANSWERS = {
    "waiting": "it has not answered yet",
    "joint_review": "a joint review",
    "own_review": "it reviews by itself",
    "no_review": "it takes no part in a review",
}
REVIEW_HOSTS = {
    "croydon": "Croydon hosts it",
    "other": "the other partnership hosts it",
    "open": "who hosts it is open",
}


def partnership_in_words(event: PartnershipRecorded) -> str:
    """Says what another partnership was told, and what it answered."""
    answered = f" on {spoken(event.answered_on)}" if event.answered_on else ""
    hosted = f"; {REVIEW_HOSTS[event.host]}" if event.host else ""
    note = f" {event.note.shown}" if event.note else ""
    said = f"{PARTNERSHIP_ANSWERS[event.answer]}{answered}{hosted}"
    return f"{event.authority}: told on {spoken(event.told_on)}; {said}.{note}"


NOT_TOLD = "not told yet, as far as is recorded"


def partnership_lines(case: Case) -> Iterator[str]:
    """Says of each other authority that is named what its partnership was told and answered."""
    partnerships = case.other_partnerships
    told = {event.authority: spoken(event.told_on) for event in case.of(TransferProposed)}
    for name in partnerships.untold:
        yield f"{name}: {f'told of the transfer on {told[name]}' if name in told else NOT_TOLD}"
    yield from map(partnership_in_words, partnerships.recorded.values())


SENTENCES: Mapping[type, Callable[[Any, Who], str]] = {
    of_review.ChairNamed: lambda event, who: f"named the chair of the Rapid Review: {who(event.chair)}.",
    of_review.LiaisonRecorded: _liaison,
    of_review.InformationRequested: _request_line,
    of_review.InformationReturned: lambda event, who: (
        f"recorded the return of {event.agency}{f', which came on {spoken(event.on)}' if event.on else ''}."
    ),
    of_review.ReturnTakenBack: lambda event, who: (
        f"took back the return of {event.agency}, recorded by mistake. It is outstanding again."
    ),
    of_review.DspMeetingRecorded: lambda event, who: f"recorded the DSPs' meeting: {meeting_with_note(event)}",
    of_review.Determined: _determination_line,
    of_review.DeterminationConfirmed: lambda event, who: "confirmed the determination as chair. It is put to the DSPs.",
    of_review.DecisionProposed: lambda event, who: (
        f"proposed a different decision: {outcome_in_words(event.proposal)}."
    ),
    of_review.Decided: _decision_line,
    of_review.LookedAgain: _look_again_line,
    of_review.LcsprStarted: lambda event, who: (
        f"recorded the start of the LCSPR on {spoken(event.on)}: {event.reviewer.shown}"
    ),
    of_review.ProgressNoted: lambda event, who: f"noted progress: {event.note.shown}",
    of_review.LcsprCompleted: lambda event, who: (
        f"recorded the completion of the LCSPR on {spoken(event.on)}. {event.note.shown}"
    ),
    of_review.ConcernProposed: lambda event, who: (
        f"proposed for the Case of Concern: {CONCERN_OUTCOMES[event.outcome]}."
    ),
    of_review.ConcernDecided: lambda event, who: (
        f"gave the agreement that decided it: {CONCERN_OUTCOMES[event.outcome]}."
    ),
    PartnershipRecorded: lambda event, who: f"recorded of another partnership. {partnership_in_words(event)}",
    TransferProposed: lambda event, who: (
        f"proposed to transfer the case to {event.authority}, which was told on {spoken(event.told_on)}. It needs the "
        "DCS, another partner and then its acceptance."
    ),
    Transferred: lambda event, who: (
        f"recorded that {event.authority} accepted the case on {spoken(event.accepted_on)}: it is transferred and "
        f"closed. Accepted by {event.accepted_by.shown}; written confirmation: {event.confirmation.shown}"
    ),
}


def _review_answer(event: of_review.ReviewAnswered, framework: Framework) -> str:
    """Says which part was answered; the answer itself stands in the record of the review."""
    return f"answered a part of the Rapid Review: {part_title(framework, event.part)}."


def _referral(event: of_review.ConcernReferred, framework: Framework) -> str:
    return f"referred a Case of Concern for {event.agency}: {kind_in_a_sentence(event, framework)}."


WORDED_BY_RULES: Mapping[type, Callable[[Any, Framework], str]] = {
    of_review.ReviewAnswered: _review_answer,
    of_review.ConcernReferred: _referral,
}


def kind_in_a_sentence(concern: of_review.ConcernReferred, framework: Framework) -> str:
    return in_a_sentence(referral_label(framework, "kind", concern.kind))


def referral_rows(concern: of_review.ConcernReferred, framework: Framework) -> Iterator[tuple[str, str]]:
    """Yields the titles of what a referral was asked, each with what was answered."""
    yield referral_title(framework, "kind"), referral_label(framework, "kind", concern.kind)
    yield referral_title(framework, "agency"), concern.agency
    yield referral_title(framework, "learning"), concern.learning.shown
    for name, evidence in concern.indicators.items():
        yield item_label(framework, "indicators", name), evidence.shown
    for name, said in concern.further.items():
        chosen = referral_label(framework, name, said.choice) if said.choice else ""
        yield referral_title(framework, name), said.text.shown if said.text else chosen
