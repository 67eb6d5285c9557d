"""A case as a row: how it is written, and read back."""

from typing import Any, TypedDict

from safeguarding.case.case import Case, read_case, to_plain
from store.errors import StoreDamaged


class Row(TypedDict):
    """A case as it is written."""

    ref: str
    events: list[dict[str, Any]]


def row_of(case: Case) -> Row:
    """Raises ValueError for one that would not be readable."""
    return {"ref": case.ref, "events": readable_plain(case)}


def readable_plain(case: Case) -> list[dict[str, Any]]:
    """What is acknowledged must be readable after a restart, so it is read back before it is written."""
    plain = to_plain(case)
    if not _reads_back(plain, case):
        raise ValueError(f"{case.ref} does not read back as it is: an event holds what its type does not allow")
    return plain


def case_of(events: Any, name: str) -> Case:
    """Raises StoreDamaged, without the text of the error: it would quote the record."""
    try:
        return read_case(events)
    except (ValueError, TypeError, AttributeError):
        raise StoreDamaged(
            f"{name} holds a case that this version of the bot can't read. Start the version that wrote it, or "
            "restore the file from the backup."
        ) from None


def _reads_back(plain: list[dict[str, Any]], case: Case) -> bool:
    try:
        return read_case(plain) == case
    except ValueError:
        return False
