"""A case is written as a row and read back from it."""

from typing import Any, TypedDict

from safeguarding.case.case import Case, read_case, to_json
from store.errors import StoreDamaged


class Row(TypedDict):
    """A row is a case as it is written: its reference and its events as plain JSON."""

    ref: str
    events: list[dict[str, Any]]


def row_of(case: Case) -> Row:
    """Raises ValueError for a case that would not be readable."""
    return {"ref": case.ref, "events": readable_plain(case)}


def readable_plain(case: Case) -> list[dict[str, Any]]:
    """Returns the events as plain JSON and reads them back first: what is acknowledged must be readable after a
    restart. Raises ValueError for a case that does not read back."""
    plain = to_json(case)
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
