"""The dialog stack is plain JSON: text and numbers, and nothing of another version of the flow."""

import json

from botbuilder.core import TurnContext
from botbuilder.dialogs import (
    Dialog,
    DialogContext,
    DialogInstance,
    DialogState,
    DialogTurnResult,
    DialogTurnStatus,
)
from botbuilder.schema import Activity, ResourceResponse

from dialogs.dialog_state import (
    FLOW_VERSION,
    STACK,
    TurnComponent,
    TurnDialogs,
    TurnStack,
    from_json,
    to_json,
    without_message_ids,
)

STATE = {"draft": "d1", "card": "message-1", "shows": 3}


def asking() -> DialogState:
    return DialogState([DialogInstance("triage", dict(STATE))])


def test_a_stack_is_read_back_as_it_was_written() -> None:
    (instance,) = from_json(json.loads(json.dumps(to_json(asking())))).dialog_stack
    assert (instance.id, instance.state) == ("triage", STATE)


def test_a_stack_of_another_flow_is_not_gone_on_with() -> None:
    assert from_json({**to_json(asking()), "flow": FLOW_VERSION + 1}).dialog_stack == []
    assert from_json({}).dialog_stack == []


def test_what_was_read_changes_nothing_that_is_kept() -> None:
    kept = to_json(asking())
    from_json(kept).dialog_stack[0].state["draft"] = "another"
    assert kept["stack"][0]["state"]["draft"] == "d1"


def test_two_chats_that_differ_in_their_messages_alone_stand_at_the_same_place() -> None:
    other = DialogState([DialogInstance("triage", {**STATE, "card": "message-2", "shows": 4})])
    assert without_message_ids(to_json(asking())) == without_message_ids(to_json(other))
    elsewhere = DialogState([DialogInstance("triage", {**STATE, "draft": "d2"})])
    assert without_message_ids(to_json(asking())) != without_message_ids(to_json(elsewhere))


class Asks(Dialog):  # type: ignore[misc] # the SDK has no types
    def __init__(self) -> None:
        super().__init__("asks")

    async def begin_dialog(self, dialog_context: DialogContext, options: object = None) -> DialogTurnResult:
        dialog_context.active_dialog.state = {"asked": options}
        return Dialog.end_of_turn

    async def continue_dialog(self, dialog_context: DialogContext) -> DialogTurnResult:
        return await dialog_context.end_dialog(dialog_context.active_dialog.state["asked"])


class Parent(TurnComponent):
    def __init__(self) -> None:
        super().__init__("parent")
        self.add_dialog(Asks())


class Silent:
    """The adapter of these turns sends nothing."""

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        raise AssertionError("nothing is sent here")


def context_of(state: DialogState) -> TurnContext:
    context = TurnContext(Silent(), Activity(type="message"))
    context.turn_state[STACK] = state
    return context


async def test_a_component_keeps_its_children_as_plain_json_and_goes_on_from_it() -> None:
    dialogs, state = TurnDialogs(TurnStack()).add(Parent()), DialogState()
    await (await dialogs.create_context(context_of(state))).begin_dialog("parent", "what?")
    stored = json.loads(json.dumps(to_json(state)))
    assert stored["stack"][0]["state"]["dialogs"]["stack"] == [{"id": "asks", "state": {"asked": "what?"}}]
    later = await dialogs.create_context(context_of(from_json(stored)))
    ended = await later.continue_dialog()
    assert (ended.status, ended.result) == (DialogTurnStatus.Complete, "what?")


async def test_children_of_another_flow_version_are_not_gone_on_with() -> None:
    dialogs, state = TurnDialogs(TurnStack()).add(Parent()), DialogState()
    await (await dialogs.create_context(context_of(state))).begin_dialog("parent", "what?")
    stored = to_json(state)
    stored["stack"][0]["state"]["dialogs"]["flow"] = 0
    ended = await (await dialogs.create_context(context_of(from_json(stored)))).continue_dialog()
    assert (ended.status, ended.result) == (DialogTurnStatus.Complete, None)
