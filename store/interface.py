"""The store interface is what the bot asks of its store, wherever that is kept: in a folder, or in a database that
several bots share. What a step promises is said here alone; the two stores say how they keep it.

Reads of open cases and of documents come from memory, which changes only after a write is kept. ``refresh`` brings in
what other bots have written: before a turn and before a scheduled job. Concurrency is optimistic: a write that was
decided on what has changed since is refused (Conflict), whoever changed it; the caller decides anew on a fresh reading.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self

from safeguarding.case.case import Case
from safeguarding.case.state.retention import Tombstone


@dataclass(frozen=True)
class Document:
    """A document is one JSON value. ``value`` is shared by all who read it, and nobody can change it; ``etag`` changes
    with every write."""

    value: Mapping[str, Any]
    etag: str


class Documents(Protocol):
    """The interface keeps JSON documents by key: dialog state, conversation references, drafts, the ledger of the
    outbox with its leases, the figures of closed cases."""

    def get(self, key: str) -> Document | None: ...

    def all(self, prefix: str = "") -> Mapping[str, Mapping[str, Any]]:
        """Returns the values of the documents whose keys start with the prefix, by key."""

    async def put(self, key: str, value: Mapping[str, Any], etag: str | None) -> str:
        """Writes if the document is still as it was read. ``etag`` is the one that was read; None for a document that
        must not be there yet. Raises Conflict."""

    async def note(self, key: str, value: Mapping[str, Any], etag: str) -> None:
        """Notes, like ``put``, what need not outlast the process: where nobody else reads the store, it is not written.
        Raises Conflict."""

    async def set(self, key: str, value: Mapping[str, Any]) -> str:
        """Writes whatever was there before, and returns the new etag. Idempotent but for the etag."""

    async def set_all(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        """Writes all documents in one transaction, whatever was there before."""

    async def claim(self, values: Mapping[str, Mapping[str, Any]], etags: Mapping[str, str | None]) -> bool:
        """Writes all documents in one transaction if each is still as its etag says (None: not there), else none of
        them: False. Leases are acquired with this compare-and-swap. The call waits for a write that is under way, and
        then sees what that one took."""

    async def delete(self, *keys: str) -> None:
        """Deletes the documents in one transaction. Idempotent: missing keys are harmless."""

    async def archive(self, about: Mapping[str, str]) -> None:
        """Lays by the documents about closed cases; ``about`` gives the case's reference by key. Such a document need
        not be in memory, and may not be there for readers, until the case is opened again or deleted: then it is there
        as it was."""


class Cases(Protocol):
    """The interface keeps every case that was ever opened, by reference."""

    def open_cases(self) -> tuple[Case, ...]:
        """Returns the open cases in the order of their references."""

    def open_by_ref(self) -> Mapping[str, Case]:
        """Returns the open cases by reference. A case that has not changed is the same object as before, whoever
        changed others."""

    def open_case(self, ref: str) -> Case | None:
        """Reads memory alone; None for a case that is closed or not there."""

    def tombstones(self) -> Mapping[str, Tombstone]:
        """Returns, by reference, what is kept of the cases that were deleted."""

    async def get(self, ref: str) -> Case | None:
        """Returns a case, open or archived. Raises StoreFault."""

    async def by_triage(self, triage: str) -> Case | None:
        """Returns the case that the triage opened, open or archived."""

    async def closed(self) -> dict[str, Case]:
        """Returns the cases that are closed or merged, by reference, each of them read."""

    async def closed_versions(self) -> Mapping[str, int]:
        """Returns the versions of the cases that are closed or merged, by reference. None of them is read for it."""

    async def add(self, triage: str, prefix: str, year: int, make: Callable[[str], Case]) -> Case:
        """Makes the triage's case with the next reference, or returns the one that is there: adding is idempotent.
        ``make`` must be pure: it may be called on another thread, and again. What it raises is raised here, and uses no
        number."""

    async def save(self, case: Case, read_version: int) -> None:
        """Raises Conflict if the case is not at the version that was read."""

    async def save_all(self, *changes: tuple[Case, int]) -> None:
        """Saves all cases in one transaction, or none. Raises Conflict if one is not at the version that was read."""

    async def delete_closed(self, tombstones: Iterable[Tombstone]) -> None:
        """Deletes closed cases for good."""


class Store(Protocol):
    """The store of one partnership holds its cases and its documents."""

    @property
    def cases(self) -> Cases: ...

    @property
    def drafts(self) -> Documents: ...

    @property
    def conversations(self) -> Documents: ...

    @property
    def references(self) -> Documents: ...

    @property
    def ledger(self) -> Documents: ...

    @property
    def figures(self) -> Documents: ...

    @property
    def holder(self) -> str:
        """The holder is the name under which this process takes leases. An earlier process's leases in a folder are its
        own, and taken over at once; where several bots share a store, each process has a name of its own."""

    @property
    def writes(self) -> int:
        """Returns how often the store was written, by whichever bot: a number that only grows, until it is restored."""

    async def refresh(self) -> None:
        """Brings memory up to what is kept now. Raises StoreFault when that can't be known."""

    def turn(self, conversation: str) -> AbstractAsyncContextManager[None]:
        """Locks a conversation, so that it has one turn at a time, whichever bots serve it. Raises Busy after a
        while."""

    async def check_writable(self) -> None:
        """Writes to the store, as a probe. Raises NotWritable."""

    async def record_export(self, ref: str, account: str, at: datetime, what: str) -> None:
        """Records who took a case out of the store, and when. ``account``: of the operating system, or a person's
        tenant and directory id in chat."""

    async def close(self) -> None:
        """Keeps what was given before; refuses what comes after. Closing twice is harmless."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *error: object) -> None: ...
