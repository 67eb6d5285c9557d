"""The store is one of several bots' on it: its memory holds its own reads and writes, and ``refresh`` brings in the
writes of the others."""

import copy
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Self

from safeguarding.case.case import Case
from safeguarding.case.state.retention import Tombstone
from store.folder.store import FolderStore
from store.interface import Cases, Document, Documents


class RememberedDocuments:
    def __init__(self, kept: Documents) -> None:
        self._kept = kept
        self.refresh()

    def refresh(self) -> None:
        self._known: dict[str, Document] = {}
        self._learn(self._kept.all())

    def get(self, key: str) -> Document | None:
        return copy.deepcopy(self._known.get(key))

    def all(self, prefix: str = "") -> Mapping[str, Mapping[str, Any]]:
        return {key: copy.deepcopy(found.value) for key, found in self._known.items() if key.startswith(prefix)}

    async def put(self, key: str, value: Mapping[str, Any], etag: str | None) -> str:
        written = await self._kept.put(key, value, etag)
        self._learn([key])
        return written

    async def note(self, key: str, value: Mapping[str, Any], etag: str) -> None:
        await self.put(key, value, etag)

    async def set(self, key: str, value: Mapping[str, Any]) -> str:
        written = await self._kept.set(key, value)
        self._learn([key])
        return written

    async def set_all(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        await self._kept.set_all(values)
        self._learn(values)

    async def claim(self, values: Mapping[str, Mapping[str, Any]], etags: Mapping[str, str | None]) -> bool:
        is_ours = await self._kept.claim(values, etags)
        self._learn(values if is_ours else [])
        return is_ours

    async def delete(self, *keys: str) -> None:
        await self._kept.delete(*keys)
        self._learn(keys)

    async def archive(self, about: Mapping[str, str]) -> None:
        await self._kept.archive(about)
        self._learn(about)

    def _learn(self, keys: Iterable[str]) -> None:
        for key in keys:
            found = self._kept.get(key)
            self._known.pop(key, None)
            if found:
                self._known[key] = found


class RememberedCases:
    def __init__(self, kept: Cases) -> None:
        self._kept = kept
        self.refresh()

    def refresh(self) -> None:
        self._open = {case.ref: case for case in self._kept.open_cases()}
        self._tombstones = self._kept.tombstones()

    def open_cases(self) -> tuple[Case, ...]:
        return tuple(self._open.values())

    def open_by_ref(self) -> Mapping[str, Case]:
        return dict(self._open)

    def open_case(self, ref: str) -> Case | None:
        return self._open.get(ref)

    def tombstones(self) -> Mapping[str, Tombstone]:
        return self._tombstones

    async def get(self, ref: str) -> Case | None:
        return self._open.get(ref) or await self._kept.get(ref)

    async def by_triage(self, triage: str) -> Case | None:
        return await self._kept.by_triage(triage)

    async def closed(self) -> dict[str, Case]:
        return await self._kept.closed()

    async def closed_versions(self) -> Mapping[str, int]:
        return await self._kept.closed_versions()

    async def add(self, triage: str, prefix: str, year: int, make: Callable[[str], Case]) -> Case:
        case = await self._kept.add(triage, prefix, year, make)
        self._learn(case)
        return case

    async def save(self, case: Case, read_version: int) -> None:
        await self.save_all((case, read_version))

    async def save_all(self, *changes: tuple[Case, int]) -> None:
        await self._kept.save_all(*changes)
        for case, _ in changes:
            self._learn(case)

    async def delete_closed(self, tombstones: Iterable[Tombstone]) -> None:
        await self._kept.delete_closed(tombstones)
        self._tombstones = self._kept.tombstones()

    def _learn(self, case: Case) -> None:
        self._open.pop(case.ref, None)
        if case.is_open:
            self._open[case.ref] = case


class OneOfSeveral:
    """The store is one bot's view of ``kept``, which the bots share and whoever opened it closes."""

    def __init__(self, kept: FolderStore, holder: str) -> None:
        self.kept = kept
        self.holder = holder
        self.cases = RememberedCases(kept.cases)
        self.drafts = RememberedDocuments(kept.drafts)
        self.conversations = RememberedDocuments(kept.conversations)
        self.references = RememberedDocuments(kept.references)
        self.ledger = RememberedDocuments(kept.ledger)
        self.figures = RememberedDocuments(kept.figures)

    async def refresh(self) -> None:
        for part in (self.cases, self.drafts, self.conversations, self.references, self.ledger, self.figures):
            part.refresh()

    def turn(self, conversation: str) -> AbstractAsyncContextManager[None]:
        return self.kept.turn(conversation)

    async def check_writable(self) -> None:
        await self.kept.check_writable()

    @property
    def writes(self) -> int:
        return self.kept.writes

    async def record_export(self, ref: str, account: str, at: datetime, what: str) -> None:
        await self.kept.record_export(ref, account, at, what)

    async def close(self) -> None:
        return

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()
