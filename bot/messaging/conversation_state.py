"""The conversation state of each chat is its dialog stack and the messages handled last; one turn at a time runs in
each chat."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from botbuilder.dialogs import DialogState

from dialogs.dialog_state import from_json, to_json, without_message_ids
from dialogs.drafts import ANSWERED
from store.errors import Conflict
from store.interface import Document, Store

REMEMBERED = 20
log = structlog.get_logger()


@dataclass
class Conversation:
    """A conversation lives for one turn. ``is_new`` says that the chat was never seen before; ``overtaken`` says that
    another bot went on from another place in its dialog (superseded), and that is where the chat stands."""

    stack: DialogState
    recent: list[str]
    is_new: bool
    warned: list[str] = field(default_factory=list)
    superseded: bool = False

    def seen_before(self, activity_id: str | None) -> bool:
        """Says whether the message was handled before: a typed answer may be delivered twice, and counts once
        (idempotent)."""
        if not activity_id:
            return False
        if activity_id in self.recent:
            return True
        self.recent = [*self.recent[-REMEMBERED + 1 :], activity_id]
        return False

    def warned_of(self, digest: str) -> bool:
        """Says whether the person was told of this once, and says it again."""
        if digest in self.warned:
            return True
        self.warned = [*self.warned[-REMEMBERED + 1 :], digest]
        return False

    @property
    def draft(self) -> str | None:
        """Returns the id of the draft whose conversation is active here."""
        return self.stack.dialog_stack[-1].state.get("draft") if self.stack.dialog_stack else None

    @property
    def dialog(self) -> str | None:
        """Returns the name of the dialog that is active here."""
        return self.stack.dialog_stack[-1].id if self.stack.dialog_stack else None


class ConversationStates:
    def __init__(self, store: Store) -> None:
        self._store = store

    def now(self, key: str) -> Conversation:
        """Returns the chat's state as it was saved last: a turn may be under way."""
        document = self._store.conversations.get(key)
        return _read(document.value if document else {}, is_new=document is None)

    @asynccontextmanager
    async def turn(self, key: str, former: str = "") -> AsyncIterator[Conversation]:
        """Gives the chat's state, with the whole store as of now. The state is saved at the end if it changed, also
        when the turn fails: what was asked stays asked. ``former`` is the key of a chat that this one goes on from.
        Raises Busy."""
        async with self._store.turn(key):
            await self._store.refresh()
            document = self._store.conversations.get(key)
            earlier = self._store.conversations.get(former) if former and document is None else None
            known = document or earlier
            conversation = _read(known.value if known else {}, is_new=known is None)
            if conversation.draft and self._store.drafts.get(conversation.draft) is None:
                # The triage was recorded or left by a bot that died before it had noted here that it is over.
                conversation.stack = DialogState()
            # A bot that died may have kept the answer, and not have noted here which message it was.
            conversation.seen_before(self._answered(conversation))
            try:
                yield conversation
            finally:
                await self._save(key, conversation, document)
                if earlier:
                    await self._store.conversations.delete(former)

    async def _save(self, key: str, conversation: Conversation, document: Document | None) -> None:
        """Saves the chat's state. The case that the turn recorded stands, whatever becomes of that state."""
        before = document.value if document else {}
        after = {**to_json(conversation.stack), "recent": conversation.recent, "warned": conversation.warned}
        if after == before:
            return
        try:
            if document and self._is_note(before, after, conversation):
                await self._store.conversations.note(key, after, document.etag)
            else:
                await self._store.conversations.put(key, after, document.etag if document else None)
        except Conflict:
            conversation.superseded = after["stack"] != before.get("stack", [])
            log.warning("turn_overtaken")

    def _is_note(self, before: Mapping[str, Any], after: Mapping[str, Any], conversation: Conversation) -> bool:
        """Says whether what changed need not outlast the process: the message that shows a question, and the one whose
        answer was kept, since the draft tells it."""
        told_by_draft = after["recent"][-1:] == [self._answered(conversation)]
        known = {**before, "recent": after["recent"]} if told_by_draft else before
        return without_message_ids(after) == without_message_ids(known)

    def _answered(self, conversation: Conversation) -> str | None:
        """Returns the message that the draft of the conversation was answered by last."""
        draft = self._store.drafts.get(conversation.draft) if conversation.draft else None
        return draft.value.get(ANSWERED) if draft else None


def _read(value: Mapping[str, Any], *, is_new: bool) -> Conversation:
    stack = from_json(value) if value else DialogState()
    return Conversation(stack, value.get("recent", []), is_new, value.get("warned", []))
