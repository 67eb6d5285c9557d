"""A file that was taken out of the store is held against itself and against the case that it is of."""

import json
from dataclasses import dataclass
from pathlib import Path

from bot.cli.context import CommandContext
from safeguarding.case.case import Case
from safeguarding.case.events.seals import faults_of_seals
from safeguarding.case.steps.redaction import texts_of
from safeguarding.case.views.integrity import digest_of, has_own_digest, record_digest
from store.errors import CommandRefused, StoreDamaged
from store.verification_result import case_in

NOT_OURS = (
    "can't be read as an export or a decision record of this bot. It is something else, was changed since, or is of an "
    "older version that did not name the file's digest. Take it again."
)


@dataclass(frozen=True)
class TakenFile:
    """A taken file says which events of which case it was made from: the first ``version``, with their ``digest``.
    ``is_intact``: its own content still has the digest that it was given."""

    ref: str
    version: int
    digest: str
    is_intact: bool


def verify_file(command: CommandContext, place: Path) -> str:
    """Says what the file is, once it is certain. Raises CommandRefused and StoreDamaged."""
    taken = _read(place)
    if not taken.is_intact:
        raise StoreDamaged(f"{place} was changed since the bot made it. Take the record of {taken.ref} again.")
    _, found = command.read()
    case = case_in(found, taken.ref)
    if case is None:
        raise StoreDamaged(f"{place} is of {taken.ref}, which this store does not have.")
    if taken.version > len(case.events) or record_digest(case, taken.version) != taken.digest:
        raise StoreDamaged(f"{place} was not made from {taken.ref} as this store has it. Run verify on the store.")
    if broken := tuple(faults_of_seals(case.events[: taken.version])):
        raise StoreDamaged(f"{place} was made from {taken.ref} as this store has it. {' '.join(broken)}")
    return f"{place} is as the bot made it, from {taken.ref} as it was then. {_since(case, taken)}"


def _since(case: Case, taken: TakenFile) -> str:
    later = len(case.events) - taken.version
    events = "1 event" if later == 1 else f"{later} events"
    return f"The record has {events} more by now." if later else "Nothing was recorded since."


def _read(place: Path) -> TakenFile:
    content = place.read_bytes()
    try:
        return _export(content) if content.lstrip().startswith(b"{") else _decision_record(content)
    except Exception as error:
        # Whatever the readers of JSON, zip and Word raise of a file that is none of theirs.
        raise CommandRefused(f"{place} {NOT_OURS}") from error


def _export(content: bytes) -> TakenFile:
    document = json.loads(content)
    taken, events = document["exported"], document["events"]
    plain = [event["recorded"] for event in events]
    texts = [text for event in plain for text in texts_of(event)]
    of_record = digest_of(plain) == taken["digest"] and all(text.is_intact for text in texts)
    is_intact = of_record and has_own_digest(content.rstrip(), taken["file_digest"])
    return TakenFile(document["reference"], taken["version"], taken["digest"], is_intact)


def _decision_record(content: bytes) -> TakenFile:
    from reports import word_file  # noqa: PLC0415 - only this command needs python-docx

    ref, version, digest, _, own = word_file.identifier_of(content).split()
    return TakenFile(ref, int(version), digest, word_file.has_own_digest(content, own))
