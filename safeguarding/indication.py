"""The indication says what the answers of a triage lead to, before anything is recorded: by the same rules, clocks and
words as a case."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from safeguarding.case.case import PARTNERS_AGREE, Case
from safeguarding.case.events.answer_events import AnswerChanged
from safeguarding.case.events.case_events import Opened
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.duties import duties_in
from safeguarding.case.state.incident_outcome import outcome_of
from safeguarding.dates.working_days import LONDON
from safeguarding.draft import Draft
from safeguarding.triage import Triage

UNRECORDED = ""
"""A case that is not recorded has no reference, and its texts no salt."""


def indicated_case(triage: Triage, draft: Draft, today: date) -> Case:
    """Returns the case that the answers would open today. Nothing of it is kept."""
    facts = triage.facts(draft, lambda: UNRECORDED)
    at = datetime.combine(today, time(12), LONDON)
    outcome = outcome_of(facts, triage.engine)
    opened = Opened(by=draft.person, at=at, ref=UNRECORDED, triage=draft.id, facts=facts, outcome=outcome)
    return Case((opened,))


def leads_to(values: Mapping[str, str]) -> bool:
    """Says whether decisions bring no duty, and may bring a Case of Concern."""
    return values["route"] == "case_of_concern" and not duties_in(values)


def leads_to_concern(triage: Triage, draft: Draft) -> bool:
    """Says whether no notification follows from the answers to a new triage, and a Case of Concern may."""
    outcome = outcome_of(triage.facts(draft, lambda: UNRECORDED), triage.engine)
    return not draft.updating and leads_to(outcome.values)


def with_indication(triage: Triage, draft: Draft) -> Draft:
    """Returns the draft, of the same revision, with what its answers lead to noted as shown: as soon as all of them are
    given."""
    if triage.next_step(draft):
        return draft
    outcome = outcome_of(triage.facts(draft, lambda: UNRECORDED), triage.engine)
    shown = dict.fromkeys((*(draft.indicated or ()), *duties_in(outcome.values)))
    return draft.model_copy(update={"indicated": tuple(shown)})


def new_duties(draft: Draft) -> tuple[str, ...]:
    """Returns the duties that were shown at any time as following from the answers, and that no case has yet."""
    return tuple(duty for duty in draft.indicated or () if duty not in draft.duties)


def duties_in_words(triage: Triage, draft: Draft) -> list[str]:
    """Returns the titles of the new duties that were shown; that the partners have to agree only where it is all."""
    new = [name for name in new_duties(draft) if name != PARTNERS_AGREE] or new_duties(draft)
    return [triage.framework.decision(name).title for name in new]


def changes_noted(draft: Draft, salt: Callable[[], str]) -> tuple[AnswerChanged, ...]:
    """Returns what goes on the case of the answers that were changed since it was shown what follows. ``salt`` draws a
    fresh random salt for each text."""
    return tuple(
        AnswerChanged(
            child=change.child,
            step=change.step,
            was=change.was,
            now=change.now,
            evidence=FreeText.of(change.evidence, salt()) if change.evidence else None,
        )
        for change in draft.changed
    )
