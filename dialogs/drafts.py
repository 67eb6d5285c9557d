"""Triages in progress, kept apart from the cases: each until it is recorded or left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from safeguarding.triage import Draft
from store.documents import Documents


@dataclass(frozen=True)
class Kept:
    """A draft with the conversation it belongs to and when it was last touched."""

    draft: Draft
    conversation: str
    touched: datetime


class Drafts:
    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def get(self, id: str) -> Draft | None:
        document = self._documents.get(id)
        return Draft.model_validate(document.value["draft"]) if document else None

    async def keep(self, draft: Draft, conversation: str, at: datetime) -> None:
        value = {"draft": draft.model_dump(mode="json"), "conversation": conversation, "touched": at.isoformat()}
        await self._documents.set(draft.id, value)

    async def drop(self, id: str) -> None:
        await self._documents.delete(id)

    def untouched_since(self, moment: datetime) -> Iterator[Kept]:
        for value in self._documents.all().values():
            touched = datetime.fromisoformat(value["touched"])
            if touched <= moment:
                yield Kept(Draft.model_validate(value["draft"]), value["conversation"], touched)
