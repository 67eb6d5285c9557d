"""The state of a chat remembers what was handled already, and what a person was told once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from botbuilder.dialogs import DialogInstance, DialogState

from bot.messaging.conversation_state import REMEMBERED, Conversation, ConversationStates
from dialogs.drafts import ANSWERED
from store.encryption import PlainCodec
from store.folder.store import FolderStore


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[FolderStore]:
    async with FolderStore.open(tmp_path / "store", PlainCodec()) as store:
        yield store


def chat() -> Conversation:
    return Conversation(DialogState(), [], is_new=True)


def test_a_message_that_is_delivered_twice_counts_once() -> None:
    conversation = chat()
    assert not conversation.seen_before("m1") and conversation.seen_before("m1")
    assert not conversation.seen_before(None) and not conversation.seen_before(None)


def test_only_the_latest_messages_are_remembered() -> None:
    conversation = chat()
    for number in range(REMEMBERED + 1):
        conversation.seen_before(f"m{number}")
    assert len(conversation.recent) == REMEMBERED
    assert conversation.seen_before(f"m{REMEMBERED}") and not conversation.seen_before("m0")


def test_who_says_the_same_again_was_warned_already() -> None:
    conversation = chat()
    assert not conversation.warned_of("digest") and conversation.warned_of("digest")
    assert not conversation.warned_of("another")


async def test_a_chat_goes_on_where_it_stood_also_when_the_turn_failed(store: FolderStore) -> None:
    states = ConversationStates(store)
    await store.drafts.set("d1", {})
    with pytest.raises(ValueError, match="in the middle"):
        async with states.turn("a chat") as conversation:
            assert conversation.is_new and conversation.draft is None
            conversation.stack = DialogState([DialogInstance("triage", {"draft": "d1"})])
            raise ValueError("in the middle")
    async with states.turn("a chat") as conversation:
        assert not conversation.is_new and conversation.draft == "d1"


@pytest.mark.parametrize("answered", ["m2", None], ids=["kept by the draft", "kept by no draft"])
async def test_a_message_is_not_written_once_more_where_the_draft_has_kept_its_answer(
    store: FolderStore, answered: str | None
) -> None:
    states = ConversationStates(store)
    await store.drafts.set("d1", {})
    async with states.turn("a chat") as conversation:
        conversation.stack = DialogState([DialogInstance("triage", {"draft": "d1"})])
        conversation.seen_before("m1")
    before = store.conversations.get("a chat")
    async with states.turn("a chat") as conversation:
        conversation.seen_before("m2")
        await store.drafts.set("d1", {ANSWERED: answered})
    after = store.conversations.get("a chat")
    assert before and after and after.value["recent"] == ["m1", "m2"]
    assert (after.etag == before.etag) is (answered is not None)


async def test_a_message_that_a_draft_was_answered_by_counts_once_though_the_bot_died_before_it_was_noted(
    store: FolderStore,
) -> None:
    states = ConversationStates(store)
    async with states.turn("a chat") as conversation:
        conversation.stack = DialogState([DialogInstance("triage", {"draft": "d1"})])
        await store.drafts.set("d1", {ANSWERED: "m1"})
    async with states.turn("a chat") as conversation:
        assert conversation.seen_before("m1") and not conversation.seen_before("m2")


async def test_a_triage_whose_draft_is_gone_is_over(store: FolderStore) -> None:
    states = ConversationStates(store)
    async with states.turn("a chat") as conversation:
        conversation.stack = DialogState([DialogInstance("triage", {"draft": "recorded by a bot that died"})])
    async with states.turn("a chat") as conversation:
        assert conversation.draft is None


async def test_a_turn_that_changed_nothing_writes_nothing(store: FolderStore) -> None:
    states = ConversationStates(store)
    async with states.turn("a chat") as conversation:
        conversation.seen_before("m1")
    before = store.conversations.get("a chat")
    async with states.turn("a chat"):
        pass
    assert before and store.conversations.get("a chat") == before
