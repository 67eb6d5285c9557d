"""TinyDB runs on top of our files here. TinyDB's own storage overwrites in place: a crash in between leaves half a
file."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from store.encryption import damaged_file
from store.folder.files import Files
from store.folder.write_order import Stamp
from store.json_codec import decode_json, encode_json

Rows = dict[str, dict[str, Any]]
Tables = dict[str, Rows]
STAMP = "stamp"


class FileStorage(Storage):
    """The storage holds in memory what is on disk, and a failed write changes nothing. Rows are never changed, only
    replaced: see ``replace_rows``. Beside the tables the file has its stamp, which readers do not see.

    A write that failed late may have reached the disk all the same, so after one even an unchanged text is written.
    """

    def __init__(self, files: Files, name: str) -> None:
        self._files = files
        self._name = name
        body = files.read(name)
        self._tables = None if body is None else self._unstamped(_tables(name, body))
        self._staged: Tables | None = None
        self._in_transaction = False
        self._uncertain = False

    @property
    def is_new(self) -> bool:
        """Says whether there is no file yet."""
        return self._tables is None

    def make(self) -> None:
        if self.is_new:
            self.write({})

    def renew(self, data: Tables | None = None) -> None:
        """Writes the data, or what is there, under a new stamp, though it may be the same."""
        self._uncertain = True
        self.write(data or self._tables or {})

    def read(self) -> Tables | None:
        tables = self._tables if self._staged is None else self._staged
        return None if tables is None else dict(tables)

    def write(self, data: Tables) -> None:
        self._staged = data
        if not self._in_transaction:
            self._flush()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Writes what is staged inside as one: all of it, or nothing."""
        self._in_transaction = True
        try:
            yield
            self._flush()
        finally:
            self._in_transaction = False
            self._staged = None

    def _flush(self) -> None:
        staged, self._staged = self._staged, None
        if staged is None:
            return
        if _is_same(staged, self._tables) and not self._uncertain:
            return
        self._uncertain = True
        stamp = self._files.order.next_stamp()
        self._files.write(self._name, encode_json({STAMP: stamp.as_plain(), **staged}))
        self._files.order.stamps[self._name] = stamp
        self._tables, self._uncertain = staged, False

    def _unstamped(self, tables: Tables) -> Tables:
        """Takes the stamp out, and notes it. Raises StoreDamaged."""
        plain = tables.pop(STAMP, None)
        if plain is None:
            return tables
        try:
            self._files.order.stamps[self._name] = Stamp.parse(plain)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise damaged_file(self._name) from None
        return tables


def open_tables(files: Files, name: str) -> tuple[TinyDB, FileStorage]:
    database = TinyDB(files, name, storage=FileStorage)
    storage = database.storage
    assert isinstance(storage, FileStorage)
    return database, storage


def replace_rows(table: Table, column: str, rows: Sequence[Mapping[str, Any]], gone: Sequence[str] = ()) -> None:
    """Puts rows in the place of those that have the same in the column, and takes those away that have one of ``gone``
    there. TinyDB's own steps go through all rows several times, at each write."""
    tables: Tables = table.storage.read() or {}
    held = dict(tables.get(table.name, {}))
    numbers = {row.get(column): number for number, row in held.items()}
    for value in gone:
        held.pop(numbers.pop(value, ""), None)
    last = 0
    for row in rows:
        if row[column] not in numbers:
            last = (last or max(map(int, held), default=0)) + 1
            numbers[row[column]] = str(last)
        held[numbers[row[column]]] = dict(row)
    table.storage.write({**tables, table.name: held})


def _is_same(tables: Tables, before: Tables | None) -> bool:
    """Says whether the tables would be written as those before. Usually one of many rows is another object: that is
    found without writing them out. Python takes 1 and True for equal."""
    return before is not None and tables == before and encode_json(tables) == encode_json(before)


def _tables(name: str, body: bytes) -> Tables:
    """Raises StoreDamaged."""
    try:
        tables = decode_json(body)
    except ValueError:
        raise damaged_file(name) from None
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise damaged_file(name)
    return tables
