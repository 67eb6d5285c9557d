"""TinyDB runs on top of our files here. TinyDB's own storage overwrites in place: a crash in between leaves half a
file."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from store.folder.files import Files
from store.folder.table_file import Rows, TableFile, Tables, with_rows
from store.json_codec import encode_json


@dataclass
class _Staged:
    """Staged tables wait for the end of their transaction. ``changed``: the rows that are other than they were;
    ``whole``: rows have gone, or are to leave no trace."""

    tables: Tables
    changed: Tables = field(default_factory=dict)
    whole: bool = False


class _Numbers:
    """The numbers under which TinyDB has the rows, by what each row has in one column."""

    def __init__(self, rows: Rows, column: str) -> None:
        self.rows = rows
        self._by_value = {row.get(column): number for number, row in rows.items()}
        self._last = max(map(int, rows), default=0)

    def give(self, value: str) -> str:
        """Returns the number of the row that has the value, and the next one where none has."""
        if value not in self._by_value:
            self._last += 1
            self._by_value[value] = str(self._last)
        return self._by_value[value]

    def take(self, value: str) -> str | None:
        return self._by_value.pop(value, None)


class FileStorage(Storage):
    """The storage holds in memory what is on disk, and a failed write changes nothing. Rows are never changed, only
    replaced: see ``replace_rows``.

    A write that failed late may have reached the disk all the same, so after one even an unchanged text is written.
    """

    def __init__(self, files: Files, name: str) -> None:
        self._file = TableFile(files, name)
        self._tables = self._file.read()
        self._staged: _Staged | None = None
        self._in_transaction = False
        self._uncertain = False
        self._numbers: dict[str, _Numbers] = {}

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
        tables = self._staged.tables if self._staged else self._tables
        return None if tables is None else dict(tables)

    def numbers(self, table: str, column: str) -> _Numbers:
        """Finds the numbers once for many writes. After one that failed the rows are others than they were found
        for."""
        rows = (self.read() or {}).get(table, {})
        numbers = self._numbers.get(table)
        if numbers is None or numbers.rows is not rows:
            numbers = self._numbers[table] = _Numbers(rows, column)
        return numbers

    def write(self, data: Tables) -> None:
        """Writes whole, as TinyDB does: nothing tells which rows are other than they were."""
        self.stage(data, {}, whole=True)

    def stage(self, tables: Tables, changed: Tables, *, whole: bool) -> None:
        staged = self._staged = self._staged or _Staged(tables)
        staged.tables, staged.whole = tables, staged.whole or whole
        staged.changed = with_rows(staged.changed, changed)
        if not self._in_transaction:
            self._flush()

    @contextmanager
    def transaction(self, *, whole: bool = False) -> Iterator[None]:
        """Writes what is staged inside as one: all of it, or nothing. ``whole``: nothing of what was there before may
        be left on disk."""
        self._in_transaction = True
        try:
            yield
            if self._staged:
                self._staged.whole |= whole
            self._flush()
        finally:
            self._in_transaction = False
            self._staged = None

    def _flush(self) -> None:
        staged, self._staged = self._staged, None
        if staged is None:
            return
        if _is_same(staged.tables, self._tables) and not self._uncertain:
            return
        self._uncertain = True
        self._file.write(staged.tables, staged.changed, whole=staged.whole)
        self._tables, self._uncertain = staged.tables, False


def open_tables(files: Files, name: str) -> tuple[TinyDB, FileStorage]:
    database = TinyDB(files, name, storage=FileStorage)
    return database, _storage(database)


def replace_rows(table: Table, column: str, rows: Sequence[Mapping[str, Any]], gone: Sequence[str] = ()) -> None:
    """Puts rows in the place of those that have the same in the column, and takes those away that have one of ``gone``
    there. TinyDB's own steps go through all rows several times, at each write."""
    storage = _storage(table)
    tables: Tables = storage.read() or {}
    numbers = storage.numbers(table.name, column)
    held = dict(numbers.rows)
    taken = [held.pop(number) for value in gone if (number := numbers.take(value))]
    changed = {numbers.give(row[column]): dict(row) for row in rows}
    held |= changed
    numbers.rows = held
    storage.stage({**tables, table.name: held}, {table.name: changed}, whole=bool(taken))


def _storage(tinydb: TinyDB | Table) -> FileStorage:
    storage = tinydb.storage
    assert isinstance(storage, FileStorage)
    return storage


def _is_same(tables: Tables, before: Tables | None) -> bool:
    """Says whether the tables would be written as those before. Usually one of many rows is another object: that is
    found without writing them out. Python takes 1 and True for equal."""
    return before is not None and tables == before and encode_json(tables) == encode_json(before)
