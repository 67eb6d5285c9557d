"""What the bot asks of its store, wherever it is kept: in a folder, or in a database that several bots share.

Reads of open cases and of documents come from memory, which changes only after a write is kept. ``refresh`` brings in
what other bots have written: before a turn and before a round. A write that was decided on what has changed since is
refused (Conflict), whoever changed it; it is decided anew on a fresh reading.
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
    """``value`` is the reader's own copy; ``etag`` changes with every write."""

    value: dict[str, Any]
    etag: str


class Documents(Protocol):
    """JSON documents by key: dialog state, conversation references, drafts, the ledger of nudges."""

    def get(self, key: str) -> Document | None: ...

    def all(self, prefix: str = "") -> dict[str, dict[str, Any]]:
        """Those whose keys start so."""

    async def put(self, key: str, value: Mapping[str, Any], etag: str | None) -> str:
        """``etag`` is the one that was read; None for a document that must not be there yet. Raises Conflict."""

    async def note(self, key: str, value: Mapping[str, Any], etag: str) -> None:
        """As ``put``, of what need not outlast the process: where nobody else reads the store, it is not written."""

    async def set(self, key: str, value: Mapping[str, Any]) -> str:
        """Whatever was there before."""

    async def set_all(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        """All of them in one write, whatever was there before."""

    async def claim(self, values: Mapping[str, Mapping[str, Any]], etags: Mapping[str, str | None]) -> bool:
        """All of them in one write if each is still as its etag says (None: not there), else none of them: False. It
        waits for a write that is under way, and then sees what that one took."""

    async def delete(self, *keys: str) -> None:
        """In one write; harmless for those that are not there."""

    async def archive(self, about: Mapping[str, str]) -> None:
        """By key, the closed case that a document is about. It need not be in memory, and may not be there for
        readers, until the case is opened again or deleted: then it is there as it was."""


class Cases(Protocol):
    """Every case that was ever opened, by reference."""

    def open_cases(self) -> tuple[Case, ...]:
        """In the order of their references."""

    def open_by_ref(self) -> Mapping[str, Case]:
        """As ``open_cases``. A case that has not changed is the same object as before, whoever changed others."""

    def open_case(self, ref: str) -> Case | None:
        """From memory; None for one that is closed or not there."""

    def tombstones(self) -> Mapping[str, Tombstone]:
        """By reference, what is kept of the cases that were deleted."""

    async def get(self, ref: str) -> Case | None:
        """Open or archived. Raises StoreFault."""

    async def by_triage(self, triage: str) -> Case | None:
        """Open or archived."""

    async def closed(self) -> dict[str, Case]:
        """Those that are closed or merged, by reference, each of them read."""

    async def add(self, triage: str, prefix: str, year: int, make: Callable[[str], Case]) -> Case:
        """The case of the triage, made now with the next reference unless there is one already. ``make`` must be pure:
        it may be called on another thread, and again. What it raises is raised here, and uses no number."""

    async def save(self, case: Case, read_version: int) -> None:
        """Raises Conflict if the case is not at the version that was read."""

    async def save_all(self, *changes: tuple[Case, int]) -> None:
        """All of them, or none."""

    async def delete_closed(self, tombstones: Iterable[Tombstone]) -> None:
        """Deletes closed cases for good."""


class Store(Protocol):
    """The store of one partnership."""

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
    def holder(self) -> str:
        """Under which name this process claims. An earlier life's claims in a folder are its own, and taken over at
        once; where several bots share a store, each life has a name of its own."""

    async def refresh(self) -> None:
        """Brings memory up to what is kept now. Raises StoreFault when that can't be known."""

    def turn(self, conversation: str) -> AbstractAsyncContextManager[None]:
        """One at a time for each conversation, whichever bots serve it. Raises Busy after a while."""

    async def check_writable(self) -> None:
        """Really writes. Raises NotWritable."""

    async def record_export(self, ref: str, account: str, at: datetime, what: str) -> None:
        """Who took a case out of the store, and when. ``account``: of the operating system, or a person's tenant and
        directory id in chat."""

    async def close(self) -> None:
        """What was given before is kept; what comes after is refused. Closing twice is harmless."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *error: object) -> None: ...
