"""Two histories of one case are compared: which of them holds more, and whether one continues the other. A change is
held against what is stored, wherever that is kept."""

from collections.abc import Callable, Iterable

from safeguarding.case.case import Case
from safeguarding.case.events.any_event import AnyEvent
from store.errors import Conflict, StoreDamaged

CHANGED = "{ref} was changed since it was read. Read it again."


def is_newer(archived: Case, here: Case) -> bool:
    """Says whether the archive holds more of the case than ``open.json``, which is so after ``open.json`` was restored
    from a backup; otherwise the case here is as long or longer. Raises StoreDamaged where both are as long and
    differ."""
    if archived.version == here.version and archived != here:
        raise StoreDamaged(
            f"{here.ref} differs between open.json and the archive. Stop the bot and restore both from one backup."
        )
    return archived.version > here.version


def is_change(case: Case, stored: Case | None, read_version: int) -> bool:
    """Says whether there is something to save. Raises Conflict where the stored case is not the one that was read, and
    ValueError for a history that lacks what is recorded."""
    if stored is None or stored.version != read_version:
        raise Conflict(CHANGED.format(ref=case.ref))
    if not continues(case, stored):
        raise ValueError(f"{case.ref}: a history only grows, and this one lacks what is recorded")
    return case != stored


def require_each_once(changes: Iterable[tuple[Case, int]]) -> None:
    refs = [case.ref for case, _ in changes]
    if len({*refs}) < len(refs):
        raise ValueError("a case is saved once in a change")


def made_for(triage: str, ref: str, make: Callable[[str], Case]) -> Case:
    """Makes the new case of a triage. Raises ValueError for one that is not what it was made for."""
    case = make(ref)
    if (case.ref, case.opened.triage) != (ref, triage):
        raise ValueError("a new case carries the reference and the triage that it was made for")
    return case


def continues(case: Case, stored: Case) -> bool:
    """Says whether the case only adds to what is stored. Redaction takes texts out of earlier events; who did what and
    when stays in each."""
    if case.version == stored.version:
        return case == stored
    return [_trace(event) for event in case.events[: stored.version]] == [_trace(event) for event in stored.events]


def only_adds(case: Case, stored: Case) -> bool:
    """Says whether each event that is stored stands in the case as it was: no text was taken out."""
    return case.events[: stored.version] == stored.events


def _trace(event: AnyEvent) -> tuple[object, ...]:
    return (event.type, event.by, event.at)
