"""The leads of an incident are the authorities that notify of its children's deaths or harm. Croydon's duties and
clocks are the same whoever it is."""

from collections.abc import Iterator
from datetime import date
from operator import itemgetter

from safeguarding.authorities.register import HOME
from safeguarding.case.case import Case
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.case_events import MergedFrom, SinSubmitted
from safeguarding.case.events.correction_events import StepTakenBack
from safeguarding.case.merges import taken_in
from safeguarding.case.state.criteria import values_in_force
from safeguarding.case.state.incident_outcome import OfChildren
from safeguarding.dates.working_days import spoken
from safeguarding.framework.entries import NextStepLead
from safeguarding.framework.framework import Framework
from safeguarding.framework.lead import Lead, lead_of


def leads(case: Case, framework: Framework) -> tuple[OfChildren[Lead], ...]:
    """Returns who notifies, of each child of whom a SIN may have to go in; of all, where that is said of none. A lead
    names its children only where it does not hold for all of them."""
    return case.once("leads", lambda: tuple(_leads(case, framework)), framework)


def leads_elsewhere(case: Case, framework: Framework) -> tuple[str, ...]:
    """Returns the other authorities that are known to notify of a child here."""
    found = (each.found.authority for each in leads(case, framework) if each.found.is_elsewhere)
    return tuple(dict.fromkeys(name for name in found if name))


def who_notifies(case: Case, framework: Framework) -> str:
    """Names the authorities that notify, in one phrase: the partnership's own while it is not known."""
    names = dict.fromkeys(each.found.authority or HOME for each in leads(case, framework))
    return " and ".join(names)


def notifies_instead(case: Case, framework: Framework) -> str:
    """Names the other authorities where they alone notify; nothing where the partnership's own does."""
    names = leads_elsewhere(case, framework)
    return " and ".join(names) if who_notifies(case, framework) == " and ".join(names) else ""


def submitter(case: Case, framework: Framework) -> str:
    """Names the authority that submitted the SIN; before, the one that is known to have to, or else the partnership's
    own."""
    if case.sin_submitted:
        return submitted_elsewhere(case) or HOME
    lie_with = steps_lie_with(case, framework)
    return leads_elsewhere(case, framework)[0] if lie_with == {"elsewhere"} else HOME


def submitted_elsewhere(case: Case) -> str:
    """Names the other authority that submitted the SIN; nothing where the partnership's own did, or nobody yet. Of two
    submissions, after a merge, the earlier counts."""
    found = list(_submissions(case)) if case.sin_submitted else []
    _, authority = min(found, key=itemgetter(0), default=(None, None))
    return authority or ""


def _submissions(case: Case) -> Iterator[tuple[date, str | None]]:
    """Yields the day and the authority of each submission that was not taken back, of cases that were taken in too."""
    undone = [place for place, event in enumerate(case.events) if _takes_back(event)]
    standing, merges = case.events[undone[-1] + 1 if undone else 0 :], taken_in(case.events)
    for event in standing:
        if isinstance(event, SinSubmitted):
            yield event.on, event.authority
        elif isinstance(event, MergedFrom) and event.sin_submitted and any(event is merge for merge in merges):
            yield event.sin_submitted, event.authority


def _takes_back(event: AnyEvent) -> bool:
    return isinstance(event, StepTakenBack) and event.step == "sin_submitted"


def submission_in_words(case: Case) -> str:
    """Says when the SIN was submitted, and by whom where that was another authority."""
    if not case.sin_submitted:
        return "not submitted yet"
    authority = submitted_elsewhere(case)
    return f"submitted{f' by {authority}' if authority else ''} on {spoken(case.sin_submitted)}"


def is_notified(case: Case) -> bool:
    """Says whether it matters who notifies: a SIN is required or may be, or is in."""
    return case.sin_submitted is not None or values_in_force(case)["sin"] != "not_required"


def steps_lie_with(case: Case, framework: Framework) -> frozenset[NextStepLead]:
    """Says whether the notification's steps are the partnership's own authority's, another's, or of both."""
    found = leads(case, framework)
    elsewhere = [each.found.is_elsewhere for each in found]
    both: dict[NextStepLead, bool] = {"here": not all(elsewhere), "elsewhere": any(elsewhere)}
    return frozenset(name for name, holds in both.items() if holds)


def _leads(case: Case, framework: Framework) -> Iterator[OfChildren[Lead]]:
    facts = case.facts
    concerned = [
        child
        for child, values in zip(facts.children, case.outcome.of_each, strict=True)
        if values.get("sin") != "not_required"
    ] or list(facts.children)
    found = [(child, lead_of(framework, child.answers, facts.authorities_of(child))) for child in concerned]
    by_lead = {(lead.authority, tuple(rule.id for rule in lead.rules)): lead for _, lead in found}
    for key, lead in by_lead.items():
        alike = tuple(child for child, its in found if (its.authority, tuple(rule.id for rule in its.rules)) == key)
        yield OfChildren(lead, alike if len(alike) < len(facts.children) else ())
