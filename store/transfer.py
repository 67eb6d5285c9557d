"""A transfer moves all that a store holds from a folder into a database, or back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from safeguarding.case.case import Case
from safeguarding.case.state.retention import Tombstone
from store.errors import StoreDamaged
from store.references import Numbers

DRAFTS, CONVERSATIONS, REFERENCES, LEDGER, FIGURES = KINDS = (
    *("drafts", "conversations", "references", "ledger"),
    "figures",
)


@dataclass(frozen=True)
class Contents:
    """The contents are all that one store holds: cases and tombstones by reference, documents by kind and key; etags
    are made anew. Exports stand with the oldest first."""

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
    """A mover is a place to move a store from or to."""

    async def read(self) -> Contents:
        """Reads everything, as of one instant; nothing is changed. Raises StoreFault."""

    async def write(self, contents: Contents) -> None:
        """Writes into an empty place, and reads back before it counts. Raises StoreFault, and then there is nothing."""


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
