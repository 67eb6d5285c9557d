"""The personal data check looks through what was typed before it is saved: an NHS number is refused, the rest pointed
out once."""

from dataclasses import replace
from typing import Any, get_args

from botbuilder.core import TurnContext
from botbuilder.dialogs import DialogState
from botbuilder.schema import Activity

from bot.handlers.turn import Turn
from bot.messaging.conversation_state import Conversation
from bot.turns.personal_data_check import IN_CHAT, NAMES_OF_KINDS, REFUSED, personal_data_warning
from safeguarding.personal_data.finding import Kind
from tests.cards.all_cards.test_every_card import cards, nodes
from tests.support.each import for_each
from tests.support.fake_teams.server import buttons
from tests.support.people.everybody import EVERYBODY, OPENED_AT

NUMBER, POSTCODE = "943 476 5919", "CR0 1EA"


def chat() -> Conversation:
    return Conversation(DialogState(), [], is_new=False)


def turn(text: str = "", verb: str = "", **data: Any) -> Turn:
    return Turn(TurnContext("an adapter", Activity()), EVERYBODY["opener"], "a chat", OPENED_AT, text, verb, data)


def test_plain_words_are_let_through() -> None:
    assert personal_data_warning(turn("cases"), chat()) is None
    assert personal_data_warning(turn(verb="close", reason="the agencies agreed"), chat()) is None


def test_an_nhs_number_is_refused_each_time() -> None:
    conversation, typed = chat(), turn(verb="close", reason=f"number {NUMBER}")
    assert str(personal_data_warning(typed, conversation)) == REFUSED
    assert str(personal_data_warning(typed, conversation)) == REFUSED


def test_what_stays_in_the_chat_has_to_be_deleted_there() -> None:
    assert str(personal_data_warning(turn(f"number {NUMBER}"), chat())) == REFUSED + IN_CHAT


def test_what_only_looks_personal_is_pointed_out_once_and_again_when_it_was_changed() -> None:
    conversation = chat()
    first = personal_data_warning(turn(verb="close", reason=f"at {POSTCODE}"), conversation)
    assert first and POSTCODE in str(first) and "press again" in str(first)
    assert personal_data_warning(turn(verb="close", reason=f"at {POSTCODE}"), conversation) is None
    assert personal_data_warning(turn(verb="close", reason=f"near {POSTCODE}"), conversation)


def test_a_card_of_another_case_is_pointed_out_anew() -> None:
    conversation = chat()
    assert personal_data_warning(turn(verb="close", ref="CSCP-2026-001", reason=POSTCODE), conversation)
    assert personal_data_warning(turn(verb="close", ref="CSCP-2026-002", reason=POSTCODE), conversation)


def pressed(**data: Any) -> Turn:
    return replace(turn(verb="x"), data=data)


def inputs_of(name: str, kind: str) -> set[str]:
    return {node["id"] for node in nodes(cards()[name]) if node.get("type") == kind}


@for_each("name", cards)
def test_every_text_of_every_card_is_looked_through(name: str) -> None:
    for id in inputs_of(name, "Input.Text"):
        assert str(personal_data_warning(pressed(**{id: f"under {NUMBER}"}), chat())) == REFUSED


def test_a_text_of_a_card_that_nobody_has_thought_of_yet_is_looked_through_too() -> None:
    assert str(personal_data_warning(pressed(a_text_of_tomorrow=f"under {NUMBER}"), chat())) == REFUSED


@for_each("name", cards)
def test_choices_and_what_a_card_itself_carries_are_left_alone(name: str) -> None:
    data = [pair for button in buttons(cards()[name]) for pair in (button.get("data") or {}).items()]
    carried = {key for key, value in data if isinstance(value, str)}
    for id in inputs_of(name, "Input.ChoiceSet") | carried:
        assert personal_data_warning(pressed(**{id: f"a{NUMBER.replace(' ', '')}b Jane Doe"}), chat()) is None


def test_the_box_with_the_error_is_named_the_one_with_an_nhs_number_first() -> None:
    typed = turn(verb="escalate", procedure="as written", decided_by=f"at {POSTCODE}", evidence=f"number {NUMBER}")
    refused = personal_data_warning(typed, chat())
    assert refused and refused.about == "evidence"
    warned = personal_data_warning(turn(verb="escalate", procedure="as written", decided_by=POSTCODE), chat())
    assert warned and warned.about == "decided_by"


def test_each_kind_that_is_pointed_out_has_its_words() -> None:
    assert set(NAMES_OF_KINDS) == set(get_args(Kind))
