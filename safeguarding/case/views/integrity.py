"""Integrity says whether a case is still what was signed and written: each signature is compared with the events before
it."""

from collections.abc import Iterator

from safeguarding.case.case import Case
from safeguarding.case.events.any_event import event_to_json
from safeguarding.case.events.case_events import Signed
from safeguarding.case.state.matters import MATTERS
from safeguarding.case.steps.redaction import texts_of
from safeguarding.dates.working_days import london_date, spoken


def faults_of(case: Case) -> Iterator[str]:
    """Yields a sentence for each fault, by reference, event and day. A redacted text can't be told; its digest is still
    signed."""
    for number, event in enumerate(case.events, 1):
        where = f"{case.ref}, event {number} of {spoken(london_date(event.at))}"
        if isinstance(event, Signed) and not _covers_content(event, Case(case.events[: number - 1])):
            yield f"{where}: the signature {event.place} does not match the content that it was given for."
        if not all(text.is_intact for text in texts_of(event_to_json(event))):
            yield f"{where}: a text is not the one that its digest was made of."


def _covers_content(signed: Signed, before: Case) -> bool:
    """Compares a signature with ``before``, the case as it was when it was signed. Redaction has changed texts in it,
    and no digest."""
    if not before.events or signed.matter not in MATTERS:
        return False
    matter = MATTERS[signed.matter](before)
    return matter is not None and matter.digest == signed.digest
