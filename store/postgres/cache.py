"""The cache is what a bot holds of the store in memory, as of one revision: replaced whole, so a reader never meets
half a change."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from safeguarding.case.case import Case
from safeguarding.case.state.retention import Tombstone
from store.interface import Document
from store.postgres.tally import RowTally
from store.references import in_order

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Changes:
    """The changes are those of one write or refresh. None stands for an open case that closed, and for a document that
    was deleted or laid by. Documents are by kind and key. ``tally``: by how much the rows' tally changes with them."""

    cases: Mapping[str, Case | None] = field(default_factory=dict)
    tombstones: Mapping[str, Tombstone] = field(default_factory=dict)
    documents: Mapping[tuple[str, str], Document | None] = field(default_factory=dict)
    tally: RowTally = field(default_factory=RowTally)


@dataclass(frozen=True)
class CacheSnapshot:
    """The snapshot holds open cases by reference and in its order, documents by kind and key."""

    revision: int = 0
    cases: Mapping[str, Case] = field(default_factory=dict)
    tombstones: Mapping[str, Tombstone] = field(default_factory=dict)
    documents: Mapping[str, Mapping[str, Document]] = field(default_factory=dict)

    def of_kind(self, kind: str) -> Mapping[str, Document]:
        return self.documents.get(kind, {})

    def etag(self, kind: str, key: str) -> str | None:
        found = self.of_kind(kind).get(key)
        return found.etag if found else None

    def after(self, changes: Changes, revision: int) -> "CacheSnapshot":
        kinds = {kind for kind, _ in changes.documents}
        renewed = {kind: _with_changes(self.of_kind(kind), _of(kind, changes.documents)) for kind in kinds}
        return replace(
            self,
            revision=revision,
            cases=_after(self.cases, {**changes.cases, **dict.fromkeys(changes.tombstones)}),
            tombstones={**self.tombstones, **changes.tombstones} if changes.tombstones else self.tombstones,
            documents={**self.documents, **renewed},
        )


def _after(before: Mapping[str, Case], changes: Mapping[str, Case | None]) -> Mapping[str, Case]:
    return in_order(before, changes) if changes else before


def _of(kind: str, documents: Mapping[tuple[str, str], Document | None]) -> dict[str, Document | None]:
    return {key: document for (of, key), document in documents.items() if of == kind}


def _with_changes(before: Mapping[K, V], changes: Mapping[K, V | None]) -> Mapping[K, V]:
    if not changes:
        return before
    return {key: value for key, value in {**before, **changes}.items() if value is not None}
