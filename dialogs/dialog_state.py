"""The dialog stack is kept as plain JSON: which dialog is active, and its cursor.

The SDK's own state pickles objects, and code can hide in a pickle: this one holds text and numbers alone. A stack of
another flow version is not continued: its cursor may mean something else now.
"""

from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from typing import Any

from botbuilder.core import StatePropertyAccessor, TurnContext
from botbuilder.dialogs import (
    ComponentDialog,
    Dialog,
    DialogContext,
    DialogInstance,
    DialogSet,
    DialogState,
    DialogTurnResult,
    DialogTurnStatus,
)

FLOW_VERSION = 1
STACK = "cscp.stack"
MESSAGE_IDS = dict.fromkeys(("card", "shows", "earlier"))


class TurnStack(StatePropertyAccessor):  # type: ignore[misc]
    """The property accessor hands the stack of this turn to the DialogSet; the bot loads and saves it."""

    async def get(
        self, turn_context: TurnContext, default_value_or_factory: Callable[[], DialogState] | None = None
    ) -> DialogState:
        return turn_context.turn_state[STACK]

    async def set(self, turn_context: TurnContext, value: DialogState) -> None:
        turn_context.turn_state[STACK] = value

    async def delete(self, turn_context: TurnContext) -> None:
        turn_context.turn_state[STACK] = DialogState()


def to_json(state: DialogState) -> dict[str, Any]:
    stack = [{"id": instance.id, "state": instance.state} for instance in state.dialog_stack]
    return {"flow": FLOW_VERSION, "stack": stack}


def without_message_ids(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the stack without the id of the message that shows what is asked: that only serves to tidy it up."""
    stack = [{**entry, "state": {**entry["state"], **MESSAGE_IDS}} for entry in plain.get("stack", [])]
    return {**plain, "stack": stack}


def from_json(raw: Mapping[str, Any]) -> DialogState:
    if raw.get("flow") != FLOW_VERSION:
        return DialogState()
    # The SDK changes a state in its place, and what was read is not the reader's own.
    return DialogState([DialogInstance(entry["id"], deepcopy(entry["state"])) for entry in raw["stack"]])


class TurnDialogContext(DialogContext):  # type: ignore[misc] # the SDK has no types
    """The context lacks the SDK's memory scopes, which nothing here reads. They refer back to the context, so that a
    turn with all its cards would wait for the garbage collector. Measured: 15 MB with 200 people at once."""

    def __init__(self, dialogs: DialogSet, context: TurnContext, state: DialogState) -> None:
        # The base class is not initialised: super().__init__ makes the scopes.
        self._dialogs = dialogs
        self._turn_context = context
        self._stack = state.dialog_stack
        self.parent = None


class TurnDialogs(DialogSet):  # type: ignore[misc]
    async def create_context(self, turn_context: TurnContext) -> TurnDialogContext:
        return TurnDialogContext(self, turn_context, await self._dialog_state.get(turn_context))


class TurnComponent(ComponentDialog):  # type: ignore[misc] # the SDK has no types
    """The component keeps the stack of its children in its own state, as plain JSON with the flow version. The SDK's
    keeps objects there. A stack of another version is empty, so that the component asks anew."""

    async def begin_dialog(self, dialog_context: DialogContext, options: object = None) -> DialogTurnResult:
        return await self._run(dialog_context, DialogState(), lambda inner: self.on_begin_dialog(inner, options))

    async def continue_dialog(self, dialog_context: DialogContext) -> DialogTurnResult:
        state = from_json(dialog_context.active_dialog.state.get(self.persisted_dialog_state) or {})
        return await self._run(dialog_context, state, self.on_continue_dialog)

    async def reprompt_dialog(self, context: TurnContext, instance: DialogInstance) -> None:
        await self.on_reprompt_dialog(context, instance)

    async def _run(
        self, outer: DialogContext, state: DialogState, turn: Callable[[DialogContext], Awaitable[DialogTurnResult]]
    ) -> DialogTurnResult:
        kept = outer.active_dialog.state
        inner = TurnDialogContext(self._dialogs, outer.context, state)
        inner.parent = outer
        try:
            result = await turn(inner)
        finally:
            kept[self.persisted_dialog_state] = to_json(state)
        if result.status != DialogTurnStatus.Waiting:
            return await self.end_component(outer, result.result)
        return Dialog.end_of_turn
