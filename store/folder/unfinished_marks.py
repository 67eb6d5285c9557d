"""A mark in the store's folder says that a work of many writes is unfinished: while one stands, the folder is not
whole.

Each is written before the first of those writes and removed after the last, so a crash in between is known by it.
"""

from collections.abc import Iterable
from pathlib import Path

from store.errors import Unfinished

RESTORING = "restoring"
ROTATING = "rotating"
MOVING = "moving"
MARKS = {
    MOVING: "A move into {folder} was cut off. Run the same migrate-store again: it begins anew.",
    RESTORING: "A restore into {folder} was cut off. Run the same restore again: it begins anew.",
    ROTATING: (
        "A change of the key of {folder} was cut off. Run rotate-key again, with the old key in CSCP_STORE_KEY and the "
        "same new one in CSCP_STORE_NEW_KEY: it goes on where it stopped."
    ),
}


def refuse_unfinished(folder: Path, names: Iterable[str]) -> None:
    """Raises Unfinished where a mark is among ``names``, the files in the folder."""
    for mark in MARKS.keys() & set(names):
        raise Unfinished(MARKS[mark].format(folder=folder))
