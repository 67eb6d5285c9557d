"""The dialog stack is plain JSON: text and numbers, and nothing of another version of the flow."""

import json

from botbuilder.dialogs import DialogInstance, DialogState

from dialogs.dialog_state import FLOW_VERSION, from_json, to_json, without_message_ids

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
