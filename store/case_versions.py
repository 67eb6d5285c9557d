"""Two histories of one case are compared: which of them holds more, and whether one continues the other."""

from safeguarding.case.case import Case
from safeguarding.case.events.any_event import AnyEvent
from store.errors import StoreDamaged


def is_newer(archived: Case, here: Case) -> bool:
    """Says whether the archive holds more of the case than ``open.json``, which is so after ``open.json`` was restored
    from a backup; otherwise the case here is as long or longer. Raises StoreDamaged where both are as long and
    differ."""
    if archived.version == here.version and archived != here:
        raise StoreDamaged(
            f"{here.ref} differs between open.json and the archive. Stop the bot and restore both from one backup."
        )
    return archived.version > here.version


def continues(case: Case, stored: Case) -> bool:
    """Says whether the case only adds to what is stored. Redaction takes texts out of earlier events; who did what and
    when stays in each."""
    if case.version == stored.version:
        return case == stored
    return [_trace(event) for event in case.events[: stored.version]] == [_trace(event) for event in stored.events]


def _trace(event: AnyEvent) -> tuple[object, ...]:
    return (event.type, event.by, event.at)
