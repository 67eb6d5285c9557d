"""Drafts of a triage are kept until the triage is recorded as a case, or left."""

from datetime import datetime

from dialogs.drafts import DraftStore
from dialogs.drafts import StoredDraft as AnyStoredDraft
from safeguarding.draft import Draft
from store.interface import Documents

StoredDraft = AnyStoredDraft[Draft]


class Drafts(DraftStore[Draft]):
    def __init__(self, documents: Documents) -> None:
        super().__init__(documents, "draft", Draft)

    async def keep(self, draft: Draft, at: datetime, etag: str | None) -> None:
        """Stores a draft, as ``put``."""
        await self.put(draft.id, draft, at, etag)
