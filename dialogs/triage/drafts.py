"""Drafts are triages in progress, kept apart from the cases: each until it is recorded or left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dialogs.turn_record import writing
from safeguarding.draft import Draft
from store.interface import Documents


@dataclass(frozen=True)
class StoredDraft:
    """A stored draft knows when it was last touched. ``etag`` changes with every touch (optimistic locking)."""

    draft: Draft
    touched: datetime
    etag: str


class Drafts:
    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def get(self, id: str) -> StoredDraft | None:
        document = self._documents.get(id)
        if document is None:
            return None
        value = document.value
        draft, touched = Draft.model_validate(value["draft"]), datetime.fromisoformat(value["touched"])
        return StoredDraft(draft, touched, document.etag)

    async def keep(self, draft: Draft, at: datetime, etag: str | None) -> None:
        """Stores a draft. ``etag`` is that of the draft that was read; None for a new one. Raises Conflict when it was
        touched since."""
        value = {"draft": draft.model_dump(mode="json"), "touched": at.isoformat()}
        with writing() as record:
            await self._documents.put(draft.id, value, etag)
            record.kept_answer = True

    async def drop(self, id: str) -> None:
        await self._documents.delete(id)

    def untouched_since(self, moment: datetime) -> Iterator[StoredDraft]:
        for id, value in self._documents.all().items():
            if datetime.fromisoformat(value["touched"]) <= moment and (kept := self.get(id)):
                yield kept
