"""A later start: the SIN's clock can start with the first knowledge or suspicion of abuse or neglect only where it had
been recorded as neither, and the three partners had agreed."""

from datetime import date
from itertools import pairwise

from safeguarding.case.case import NOT_REQUIRED, Case
from safeguarding.case.events.case_events import Opened, Updated
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of


def ruled_out_on(case: Case, number: int) -> date | None:
    """Returns the day on which the three partners had agreed that abuse or neglect of the child was neither known nor
    suspected, before it first was; none where they had not, where "not known" came in between, and once the SIN is
    in."""
    before = _before_suspicion(case, number)
    if before is None or case.sin_submitted or not _says_neither(before, number):
        return None
    agreed = sign_off_of(before, NOTIFICATION_CRITERIA)
    if agreed is None or not agreed.is_agreed or before.outcome.values["sin"] != NOT_REQUIRED:
        return None
    return max((signed.day for signed in agreed.signatures_given), default=None)


def _before_suspicion(case: Case, number: int) -> Case | None:
    """Returns the case as it was before abuse or neglect of the child was first stated as known or suspected: as it is,
    where it never was. None where it was from the start."""
    stated = [event for event in case.events if isinstance(event, Opened | Updated)]
    for before, event in pairwise([None, *stated]):
        child = event.facts.by_number.get(number) if event else None
        if event and child and child.suspects_abuse:
            return case.before(event) if before else None
    return case


def _says_neither(case: Case, number: int) -> bool:
    child = case.facts.by_number.get(number)
    return child is not None and child.answers.get("abuse_or_neglect") == "neither"
