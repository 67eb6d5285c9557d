"""Endings are what ended a case or a lane of it: a closing, a merge, a finding, a decision against going on. Whoever
had a part in the case is told of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from safeguarding.case.case import Case, reopens
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.authority_events import Transferred
from safeguarding.case.events.case_events import Closed, CriteriaDecided, FoundNotMet, MergedInto, OpenedInError
from safeguarding.case.events.review_events import ConcernDecided, Decided, LcsprCompleted
from safeguarding.case.views.history import OPENING_ERRORS, Who
from safeguarding.case.views.review_history import CONCERN_OUTCOMES, NOT_UNANIMOUS, outcome_in_words
from safeguarding.dates.working_days import spoken


@dataclass(frozen=True)
class CaseEnding:
    """An ending is an event, and the case as it was before it. Its ``number`` tells it from other endings of the
    case."""

    event: AnyEvent
    before: Case

    @property
    def number(self) -> int:
        return self.before.version

    def in_words(self, who: Who) -> str:
        """Says what ended, and by which office."""
        return SENTENCES[type(self.event)](self.event, self.before, who)


def endings(case: Case) -> tuple[CaseEnding, ...]:
    """Lists the endings since the case was last reopened, in order. A decision to commission ends nothing."""
    found = [CaseEnding(event, case.as_of(place)) for place, event in enumerate(case.events) if _ends(event)]
    last = max((place for place, event in enumerate(case.events) if reopens(event)), default=-1)
    return tuple(ending for ending in found if ending.number > last)


def _ends(event: AnyEvent) -> bool:
    if isinstance(event, Decided):
        return event.decision.outcome != "commission"
    if isinstance(event, ConcernDecided):
        return event.outcome != "lcspr"
    return type(event) in SENTENCES and not (isinstance(event, CriteriaDecided) and event.met)


def _decided(event: Decided, before: Case, who: Who) -> str:
    how = f"recorded by {who(event.by)}, {NOT_UNANIMOUS}" if event.escalation else "by the DSPs of the three partners"
    return f"It was decided: {outcome_in_words(event.decision)}, {how}."


def _merged(event: MergedInto, before: Case, who: Who) -> str:
    agreed = ", with the agreement of the three partners and the DCS" if event.proposed_by else ""
    return f"It was merged into {event.other}, which goes on, by {who(event.proposed_by or event.by)}{agreed}."


def _in_error(event: OpenedInError, before: Case, who: Who) -> str:
    proposed = before.proposals.opened_in_error
    if proposed is None:
        return "It was closed as opened in error."
    how = f"Proposed by {who(proposed.by)}, agreed by the DSPs of two partners."
    return f"It was closed as opened in error: {OPENING_ERRORS[proposed.kind]}. {how}"


def _no_more(before: Case) -> str:
    return "no Rapid Review follows" if before.sin_submitted else "no SIN goes in, unless the facts change"


SENTENCES: Mapping[type, Callable[[Any, Case, Who], str]] = {
    Closed: lambda event, before, who: f"It was closed by {who(event.by)}.",
    LcsprCompleted: lambda event, before, who: f"It was closed: {who(event.by)} recorded the LCSPR's completion.",
    MergedInto: _merged,
    OpenedInError: _in_error,
    Transferred: lambda event, before, who: (
        f"It was transferred to {event.authority}, which accepted it on {spoken(event.accepted_on)}. The DCS and "
        "another partner had agreed."
    ),
    FoundNotMet: lambda event, before, who: (
        f"The three partners and the DCS found that the notification criteria were not met: {_no_more(before)}."
    ),
    CriteriaDecided: lambda event, before, who: (
        f"The notification criteria were decided {NOT_UNANIMOUS}: not met, {_no_more(before)}."
    ),
    Decided: _decided,
    ConcernDecided: lambda event, before, who: (
        f"The Case of Concern was decided by the Review Group: {CONCERN_OUTCOMES[event.outcome]}."
    ),
}
