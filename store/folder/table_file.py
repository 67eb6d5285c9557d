"""A table file keeps tables of rows on disk, with its stamp in the order of writes beside them.

A large file is not written whole for a few rows. They go to its file of changes, which holds every row that is other
than in the large one, until these are many or a row goes. So each write is of one file, whole or not at all, and the
changes count while they were written later than the large file.
"""

import logging
from typing import Any

from store.encryption import damaged_file
from store.errors import StoreFault
from store.folder.files import CHANGES, Files, are_few, may_have_changes
from store.folder.write_order import Stamp
from store.json_codec import decode_json, encode_json

Rows = dict[str, dict[str, Any]]
Tables = dict[str, Rows]
STAMP = "stamp"

log = logging.getLogger(__name__)


class TableFile:
    """The first write of a process is of the whole file, and so is the next one after a write that failed: it may have
    reached the disk."""

    def __init__(self, files: Files, name: str) -> None:
        self._files = files
        self._name = name
        self._since: Tables | None = None
        self._is_to_be_emptied = False

    def read(self) -> Tables | None:
        """Returns None where there is no file. Raises StoreDamaged.

        The changes are read first: a whole file that a running bot writes meanwhile holds them too.
        """
        changes = self._read(CHANGES[self._name]) if self._name in CHANGES else None
        tables = self._read(self._name)
        self._is_to_be_emptied = changes is not None
        if tables is None or changes is None or not self._is_continued():
            return tables
        return with_rows(tables, changes)

    def write(self, tables: Tables, changed: Tables, *, whole: bool) -> None:
        """Writes the tables. ``changed``: the rows that are other than they were. ``whole``: rows have gone, or are to
        leave no trace. Raises NotWritable."""
        stamp = self._files.order.next_stamp()
        since, self._since = self._since, None
        if since is not None and not whole:
            since = with_rows(since, changed)
            if are_few(body := _body(stamp, since)):
                self._is_to_be_emptied = True
                self._put(CHANGES[self._name], body, stamp)
                self._since = since
                return
        body = _body(stamp, tables)
        self._put(self._name, body, stamp)
        self._since = {} if may_have_changes(self._name, body) else None
        self._empty_changes()

    def _empty_changes(self) -> None:
        """Leaves nothing of what was there before. What is to be acknowledged is on disk already, so a fault here is no
        failure: the next write tries again."""
        if not self._is_to_be_emptied:
            return
        name, stamp = CHANGES[self._name], self._files.order.next_stamp()
        try:
            self._put(name, _body(stamp, {}), stamp)
            self._is_to_be_emptied = False
        except StoreFault as fault:
            log.warning("%s holds older rows and will be written with the next change: %s", name, fault)

    def _put(self, name: str, body: bytes, stamp: Stamp) -> None:
        self._files.write(name, body)
        self._files.order.stamps[name] = stamp

    def _is_continued(self) -> bool:
        stamps = self._files.order.stamps
        whole, changes = stamps.get(self._name), stamps.get(CHANGES[self._name])
        return bool(whole and changes and whole.life == changes.life and whole.place < changes.place)

    def _read(self, name: str) -> Tables | None:
        body = self._files.read(name)
        if body is None:
            return None
        tables = _tables(name, body)
        if (plain := tables.pop(STAMP, None)) is None:
            return tables
        try:
            self._files.order.stamps[name] = Stamp.parse(plain)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise damaged_file(name) from None
        return tables


def with_rows(tables: Tables, changed: Tables) -> Tables:
    """Returns the tables with the changed rows in the place of those of their numbers."""
    return {**tables, **{name: {**tables.get(name, {}), **rows} for name, rows in changed.items()}}


def _body(stamp: Stamp, tables: Tables) -> bytes:
    return encode_json({STAMP: stamp.as_plain(), **tables})


def _tables(name: str, body: bytes) -> Tables:
    """Raises StoreDamaged."""
    try:
        tables = decode_json(body)
    except ValueError:
        raise damaged_file(name) from None
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise damaged_file(name)
    return tables
