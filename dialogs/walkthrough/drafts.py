"""The drafts of walkthroughs are kept until all is recorded, so that each goes on where it stopped."""

from datetime import datetime

from dialogs.drafts import DraftStore, StoredDraft
from safeguarding.walkthrough import Walkthrough
from store.interface import Documents


class Walkthroughs(DraftStore[Walkthrough]):
    def __init__(self, documents: Documents) -> None:
        super().__init__(documents, "walkthrough", Walkthrough)

    def find(self, like: Walkthrough, now: datetime) -> StoredDraft[Walkthrough] | None:
        """Returns the same person's walkthrough of the same kind and case that was begun before, if it is kept
        still."""
        return next((kept for kept in self.untouched_since(now) if _alike(kept.draft, like)), None)


def _alike(one: Walkthrough, other: Walkthrough) -> bool:
    return (one.person, one.ref, one.kind) == (other.person, other.ref, other.kind)
