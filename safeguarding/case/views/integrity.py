"""Integrity says whether a case is still what was signed and written: each signature is compared with the events before
it. The digest of the whole record lets a document that names it be held against the store."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from safeguarding.case.case import Case
from safeguarding.case.events.any_event import event_to_json
from safeguarding.case.events.case_events import Signed
from safeguarding.case.events.free_text import without_texts
from safeguarding.case.events.seals import faults_of_seals
from safeguarding.case.state.matters import MATTERS
from safeguarding.case.steps.redaction import texts_of
from safeguarding.dates.working_days import london_date, spoken

BLANK_DIGEST = "0" * 64
"""A file that names its own digest is made with this in the digest's place, and the digest is of that."""


def faults_of(case: Case) -> Iterator[str]:
    """Yields a sentence for each fault, by reference, event and day; of a seal, where the case was judged. A redacted
    text can't be told; its digest is still signed."""
    yield from faults_of_seals(case.events)
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


def record_digest(case: Case, version: int | None = None) -> str:
    """Returns the SHA-256 of the first ``version`` events, or of all. Of each text its own digest counts, so that the
    record's digest is the same after a redaction."""
    return digest_of([event_to_json(event) for event in case.events[:version]])


def digest_of(events: Sequence[Mapping[str, Any]]) -> str:
    """Returns the digest of events as they stand in an export."""
    plain = [without_texts(dict(event)) for event in events]
    return hashlib.sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def with_own_digest(text: str) -> str:
    """Returns a text that names its own digest, where it has the blank one."""
    return text.replace(BLANK_DIGEST, hashlib.sha256(text.encode()).hexdigest(), 1)


def has_own_digest(content: bytes, digest: str) -> bool:
    blank = content.replace(digest.encode(), BLANK_DIGEST.encode(), 1)
    return hashlib.sha256(blank).hexdigest() == digest
