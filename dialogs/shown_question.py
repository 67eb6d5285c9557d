"""The shown question is what a chat is known to show of a conversation: it is noted beside the dialog's cursor."""

from collections.abc import Mapping
from typing import Any, Protocol

from botbuilder.schema import ResourceResponse

from dialogs.user_input import UserInput

MOST_COPIES = 5


class Revised(Protocol):
    """What is asked follows from a revision of what was answered so far."""

    @property
    def id(self) -> str: ...

    @property
    def revision(self) -> int: ...


def note_shown(state: dict[str, Any], draft: Revised, sent: ResourceResponse | None) -> None:
    """Notes the message that shows where the draft stands from now on. An earlier copy of the same question is still
    good, and may hold what somebody is writing."""
    before = card_of(state, draft)
    earlier = [*copies_above(state, draft), *([before] if before else [])]
    state.update(card=sent.id if sent else None, shows=draft.revision, earlier=earlier[-MOST_COPIES:])
    state.pop("to_show", None)


def note_to_be_shown(state: dict[str, Any], draft: Revised) -> None:
    """Notes that nothing shows where the draft stands: a job shows it as soon as Teams is well again."""
    state["to_show"] = draft.revision


def is_shown(state: Mapping[str, Any], draft: Revised) -> bool:
    """Says whether a message that has arrived shows where the draft stands."""
    return bool(state.get("shows") == draft.revision)


def is_to_be_shown(state: Mapping[str, Any], draft: Revised) -> bool:
    """Says whether it was noted that nothing shows where the draft stands."""
    return bool(state.get("to_show") == draft.revision)


def card_of(state: Mapping[str, Any], draft: Revised) -> str | None:
    """Returns the id of the message that shows where the draft stands, if that is known: after a crash it may be an
    earlier one."""
    card: str | None = state.get("card") if is_shown(state, draft) else None
    return card


def copies_above(state: Mapping[str, Any], draft: Revised) -> list[str]:
    """Returns the ids of the earlier messages that show the same."""
    return list(state.get("earlier") or ()) if is_shown(state, draft) else []


def is_stale(draft: Revised, user_input: UserInput) -> bool:
    """Says whether a button was pressed on a card that was overtaken."""
    return bool(user_input.verb) and user_input.data.get("revision") != draft.revision
