"""The dialogs rest on parts of the SDK that it does not promise. Each stands in this table; a release of the SDK that
changes one of them fails here, by its name, before anybody meets it in a chat."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from botbuilder.core import CardFactory, MessageFactory, StatePropertyAccessor, TurnContext
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
from botbuilder.schema import Activity, ResourceResponse

from dialogs.dialog_state import STACK, TurnComponent, TurnDialogContext, TurnDialogs, TurnStack
from dialogs.messages import FinishedCard
from dialogs.walkthrough.questions import SheetDialog

ROOT = Path(__file__).parents[2]


class Echo(Dialog):  # type: ignore[misc] # the SDK has no types
    """The dialog notes with what it is called."""

    def __init__(self) -> None:
        super().__init__("echo")
        self.called: list[tuple[str, Any]] = []

    async def begin_dialog(self, dialog_context: DialogContext, options: object = None) -> DialogTurnResult:
        self.called.append(("begin", options))
        return Dialog.end_of_turn

    async def continue_dialog(self, dialog_context: DialogContext) -> DialogTurnResult:
        self.called.append(("continue", dialog_context))
        return await dialog_context.end_dialog("done")

    async def reprompt_dialog(self, context: TurnContext, instance: DialogInstance) -> None:
        self.called.append(("reprompt", instance))


class Silent:
    """The adapter of these turns sends nothing."""

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        raise AssertionError("nothing is sent here")


def turn(state: DialogState) -> TurnContext:
    context = TurnContext(Silent(), Activity(type="message"))
    context.turn_state[STACK] = state
    return context


def as_the_sdk_makes_it(state: DialogState) -> DialogContext:
    return DialogContext(DialogSet(TurnStack()), turn(state), state)


def as_we_make_it(state: DialogState) -> TurnDialogContext:
    return TurnDialogContext(TurnDialogs(TurnStack()), turn(state), state)


@dataclass(frozen=True)
class PrivatePart:
    """A private part of the SDK is relied on in one file, ``relied_on_in``: ``word`` is a word of it that is gone when
    the part is relied on no more."""

    what: str
    relied_on_in: str
    word: str
    holds: Callable[[], bool]


def parameters(of: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(of).parameters)


SCOPES = {"services", "state"}
"""The SDK sets its memory scopes, and we leave them out."""
STATE = DialogState()
ACCESSOR = TurnStack()
PLACE = "dialogs/dialog_state.py"
PARTS = (
    PrivatePart(
        "DialogContext sets these attributes, and no others",
        PLACE,
        "class TurnDialogContext",
        lambda: vars(as_the_sdk_makes_it(STATE)).keys() == {"_dialogs", "_turn_context", "_stack", "parent"} | SCOPES,
    ),
    PrivatePart(
        "DialogContext(dialog_set, turn_context, state)",
        PLACE,
        "class TurnDialogContext",
        lambda: parameters(DialogContext) == ["dialog_set", "turn_context", "state"],
    ),
    PrivatePart(
        "DialogContext._dialogs, read as dialogs",
        PLACE,
        "self._dialogs = dialogs",
        lambda: (made := as_the_sdk_makes_it(STATE)).dialogs is made._dialogs,
    ),
    PrivatePart(
        "DialogContext._turn_context, read as context",
        PLACE,
        "self._turn_context = context",
        lambda: (made := as_the_sdk_makes_it(STATE)).context is made._turn_context,
    ),
    PrivatePart(
        "DialogContext._stack is the state's own list",
        PLACE,
        "self._stack = state.dialog_stack",
        lambda: as_the_sdk_makes_it(STATE)._stack is STATE.dialog_stack,
    ),
    PrivatePart(
        "DialogContext.parent is None at the root",
        PLACE,
        "self.parent = None",
        lambda: as_the_sdk_makes_it(STATE).parent is None,
    ),
    PrivatePart(
        "DialogSet._dialog_state holds the accessor",
        PLACE,
        "self._dialog_state.get",
        lambda: DialogSet(ACCESSOR)._dialog_state is ACCESSOR,
    ),
    PrivatePart(
        "DialogSet.create_context(turn_context)",
        PLACE,
        "async def create_context",
        lambda: parameters(DialogSet.create_context) == parameters(TurnDialogs.create_context),
    ),
    PrivatePart(
        "StatePropertyAccessor asks for get, set and delete",
        PLACE,
        "class TurnStack(StatePropertyAccessor)",
        lambda: StatePropertyAccessor.__abstractmethods__ == {"get", "set", "delete"},
    ),
    PrivatePart(
        "StatePropertyAccessor.get(turn_context, default_value_or_factory)",
        PLACE,
        "default_value_or_factory",
        lambda: parameters(StatePropertyAccessor.get) == parameters(TurnStack.get),
    ),
    PrivatePart(
        "DialogState and DialogInstance keep nothing but the stack, ids and states",
        PLACE,
        "instance.state",
        lambda: (
            vars(DialogState()).keys() == {"_dialog_stack"} and vars(DialogInstance("a", {})).keys() == {"id", "state"}
        ),
    ),
    PrivatePart(
        "Dialog.begin_dialog(dialog_context, options)",
        PLACE,
        "async def begin_dialog",
        lambda: parameters(Dialog.begin_dialog) == parameters(TurnComponent.begin_dialog),
    ),
    PrivatePart(
        "Dialog.continue_dialog(dialog_context)",
        PLACE,
        "async def continue_dialog",
        lambda: parameters(Dialog.continue_dialog) == parameters(TurnComponent.continue_dialog),
    ),
    PrivatePart(
        "Dialog.reprompt_dialog(context, instance)",
        PLACE,
        "async def reprompt_dialog",
        lambda: parameters(Dialog.reprompt_dialog) == parameters(TurnComponent.reprompt_dialog),
    ),
    PrivatePart(
        "Dialog.end_of_turn means that an answer is waited for",
        PLACE,
        "Dialog.end_of_turn",
        lambda: Dialog.end_of_turn.status is DialogTurnStatus.Waiting,
    ),
    PrivatePart(
        "ComponentDialog has its children in a DialogSet of its own",
        PLACE,
        "TurnDialogContext(self._dialogs",
        lambda: type(ComponentDialog("c")._dialogs) is DialogSet,
    ),
    PrivatePart(
        "ComponentDialog names where the stack of its children is kept",
        PLACE,
        "self.persisted_dialog_state",
        lambda: ComponentDialog.persisted_dialog_state == "dialogs",
    ),
    PrivatePart(
        "ComponentDialog.on_begin_dialog(inner_dc, options)",
        PLACE,
        "self.on_begin_dialog(inner, options)",
        lambda: parameters(ComponentDialog.on_begin_dialog) == ["self", "inner_dc", "options"],
    ),
    PrivatePart(
        "ComponentDialog.on_continue_dialog(inner_dc)",
        PLACE,
        "self.on_continue_dialog",
        lambda: parameters(ComponentDialog.on_continue_dialog) == ["self", "inner_dc"],
    ),
    PrivatePart(
        "ComponentDialog.end_component(outer_dc, result)",
        PLACE,
        "self.end_component(outer, result.result)",
        lambda: parameters(ComponentDialog.end_component) == ["self", "outer_dc", "result"],
    ),
    PrivatePart(
        "Dialog.resume_dialog(dialog_context, reason, result)",
        "dialogs/walkthrough/questions.py",
        "async def resume_dialog",
        lambda: parameters(Dialog.resume_dialog) == parameters(SheetDialog.resume_dialog),
    ),
    PrivatePart(
        "An attachment carries our card itself, not a copy",
        "dialogs/messages.py",
        "CardFactory.adaptive_card",
        lambda: (
            type(MessageFactory.attachment(CardFactory.adaptive_card(FinishedCard())).attachments[0].content)
            is FinishedCard
        ),
    ),
)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.what)
def test_the_sdk_is_still_as_we_rely_on_it(part: PrivatePart) -> None:
    assert part.holds()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.what)
def test_each_part_is_relied_on_where_the_table_says(part: PrivatePart) -> None:
    assert part.word in (ROOT / part.relied_on_in).read_text()


def test_the_release_is_the_one_that_was_read() -> None:
    assert version("botbuilder-dialogs") == "4.17.1"
    assert '"botbuilder-dialogs==4.17.1"' in (ROOT / "pyproject.toml").read_text()


def test_ours_is_the_sdks_context_without_its_memory_scopes() -> None:
    assert vars(as_we_make_it(STATE)).keys() == vars(as_the_sdk_makes_it(STATE)).keys() - SCOPES


@pytest.mark.parametrize("make", [DialogSet, TurnDialogs])
async def test_a_dialog_begins_asks_again_and_ends_the_same_in_the_sdks_context_and_in_ours(
    make: type[DialogSet],
) -> None:
    echo, state = Echo(), DialogState()
    dialogs = make(TurnStack()).add(echo)
    context = await dialogs.create_context(turn(state))
    begun = await context.begin_dialog("echo", "a draft")
    (instance,) = state.dialog_stack
    assert (begun.status, instance.id, instance.state) == (DialogTurnStatus.Waiting, "echo", {})
    await context.reprompt_dialog()
    ended = await (later := await dialogs.create_context(turn(state))).continue_dialog()
    assert (ended.status, ended.result, state.dialog_stack) == (DialogTurnStatus.Complete, "done", [])
    assert echo.called == [("begin", "a draft"), ("reprompt", instance), ("continue", later)]


@pytest.mark.parametrize("make", [DialogSet, TurnDialogs])
async def test_a_failure_in_a_dialog_reaches_whoever_began_it(make: type[DialogSet]) -> None:
    class Fails(Dialog):  # type: ignore[misc] # the SDK has no types
        async def begin_dialog(self, dialog_context: DialogContext, options: object = None) -> DialogTurnResult:
            raise ValueError("no draft")

    context = await make(TurnStack()).add(Fails("fails")).create_context(turn(DialogState()))
    with pytest.raises(ValueError, match="no draft"):
        await context.begin_dialog("fails")


async def test_nothing_that_the_bot_calls_asks_for_the_memory_scopes() -> None:
    source = inspect.getsource(DialogContext).replace(inspect.getsource(DialogContext.__init__), "")
    assert "self.state" not in source and "self.services" not in source
