"""The state of each chat: its dialog stack, and the messages handled last. One turn at a time in each."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from botbuilder.dialogs import DialogState

from dialogs.stack import from_plain, to_plain
from store.documents import Documents

REMEMBERED = 20


@dataclass
class Conversation:
    """Lives for one turn. ``is_new``: the chat was never seen before."""

    stack: DialogState
    recent: list[str]
    is_new: bool
    warned: list[str] = field(default_factory=list)

    def seen_before(self, activity_id: str | None) -> bool:
        """A typed answer may be delivered twice; it counts once."""
        if not activity_id:
            return False
        if activity_id in self.recent:
            return True
        self.recent = [*self.recent[-REMEMBERED + 1 :], activity_id]
        return False

    def warned_of(self, digest: str) -> bool:
        """Whether a person was told of this once, and says it again."""
        if digest in self.warned:
            return True
        self.warned = [*self.warned[-REMEMBERED + 1 :], digest]
        return False

    @property
    def draft(self) -> str | None:
        """The triage that is active here."""
        return self.stack.dialog_stack[-1].state.get("draft") if self.stack.dialog_stack else None


class Conversations:
    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[Conversation]:
        """The chat's state, saved at the end if it changed, also when the turn fails: what was asked stays asked."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            document = self._documents.get(key)
            before: dict[str, Any] = document.value if document else {}
            conversation = Conversation(
                from_plain(before) if before else DialogState(),
                before.get("recent", []),
                document is None,
                before.get("warned", []),
            )
            try:
                yield conversation
            finally:
                after = {**to_plain(conversation.stack), "recent": conversation.recent, "warned": conversation.warned}
                if after != before:
                    await self._documents.put(key, after, document.etag if document else None)
