"""Drafts are what people have answered and not yet recorded, kept apart from the cases: each until it is recorded or
left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from dialogs.turn_record import writing
from safeguarding.people import Person
from store.interface import Documents

ANSWERED = "answered"
"""Under this key a stored draft has the id of the typed message that it was answered by last."""
DraftT = TypeVar("DraftT", bound=BaseModel)
DraftT_co = TypeVar("DraftT_co", covariant=True)


@dataclass(frozen=True)
class StoredDraft(Generic[DraftT_co]):
    """A stored draft knows when it was last touched. ``etag`` changes with every touch (optimistic locking)."""

    draft: DraftT_co
    touched: datetime
    etag: str


class PersonsDraft(Protocol):
    """A draft is one person's, and is told by its id and its revision."""

    @property
    def id(self) -> str: ...

    @property
    def person(self) -> Person: ...

    @property
    def revision(self) -> int: ...


class AnyDrafts(Protocol):
    """Drafts of one kind are read alike."""

    def get(self, id: str) -> StoredDraft[PersonsDraft] | None: ...

    def untouched_since(self, moment: datetime) -> Iterator[StoredDraft[PersonsDraft]]: ...


class DraftStore(Generic[DraftT]):
    """The store has the drafts of one kind. ``name`` is the key that they are stored under, in a collection that those
    of all kinds share."""

    def __init__(self, documents: Documents, name: str, kind: type[DraftT]) -> None:
        self._documents = documents
        self._name = name
        self._kind = kind

    def get(self, id: str) -> StoredDraft[DraftT] | None:
        document = self._documents.get(id)
        if document is None or self._name not in document.value:
            return None
        value = document.value
        draft, touched = self._kind.model_validate(value[self._name]), datetime.fromisoformat(value["touched"])
        return StoredDraft(draft, touched, document.etag)

    async def put(self, id: str, draft: DraftT, at: datetime, etag: str | None, message: str | None = None) -> None:
        """Stores a draft. ``etag`` is that of the draft that was read; None for a new one. ``message`` is the id of the
        typed message that it is answered by. Raises Conflict when it was touched since."""
        value = {self._name: draft.model_dump(mode="json"), "touched": at.isoformat(), ANSWERED: message}
        with writing() as record:
            await self._documents.put(id, value, etag)
            record.kept_answer = True

    async def drop(self, id: str) -> None:
        await self._documents.delete(id)

    def untouched_since(self, moment: datetime) -> Iterator[StoredDraft[DraftT]]:
        for id, value in self._documents.all().items():
            is_of_kind = self._name in value
            if is_of_kind and datetime.fromisoformat(value["touched"]) <= moment and (kept := self.get(id)):
                yield kept
