"""All that a store holds, for moving it from a folder into a database and back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from safeguarding.case.case import Case
from safeguarding.case.state.retention import Tombstone
from store.errors import StoreDamaged
from store.references import Numbers

DRAFTS, CONVERSATIONS, REFERENCES, LEDGER = KINDS = ("drafts", "conversations", "references", "ledger")


@dataclass(frozen=True)
class Contents:
    """Cases and tombstones by reference, documents by kind and key; etags are made anew. Exports: the oldest first."""

    cases: Mapping[str, Case]
    tombstones: Mapping[str, Tombstone]
    numbers: Numbers
    documents: Mapping[str, Mapping[str, Mapping[str, Any]]]
    exports: tuple[Mapping[str, str], ...]

    def __str__(self) -> str:
        documents = sum(map(len, self.documents.values()))
        return (
            f"{len(self.cases)} cases, {len(self.tombstones)} tombstones, {documents} documents and "
            f"{len(self.exports)} recorded exports"
        )


class Mover(Protocol):
    """A place to move from or to."""

    async def read(self) -> Contents:
        """Everything, as of one instant; nothing is changed. Raises StoreFault."""

    async def write(self, contents: Contents) -> None:
        """Into an empty place, and read back before it counts. Raises StoreFault, and then there is nothing."""


async def move(source: Mover, target: Mover) -> Contents:
    contents = await source.read()
    await target.write(contents)
    return contents


def in_order(exports: Iterable[Mapping[str, str]]) -> tuple[Mapping[str, str], ...]:
    return tuple(sorted(exports, key=lambda entry: (entry["at"], entry["ref"], entry["account"], entry["what"])))


def require_same(read_back: Contents, contents: Contents, where: str) -> None:
    if read_back != contents:
        raise StoreDamaged(
            f"What was written to {where} does not read back as it was, so nothing was moved. Try again."
        )
