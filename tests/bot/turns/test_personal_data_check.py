"""The personal data check looks through what was typed before it is saved: an NHS number is refused, the rest pointed
out once."""

import asyncio
from dataclasses import dataclass, replace
from random import Random
from typing import Any, get_args

import pytest
from botbuilder.core import TurnContext
from botbuilder.dialogs import DialogState
from botbuilder.schema import Activity
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.handlers.turn import Turn
from bot.messaging.conversation_state import Conversation
from bot.turns.personal_data_check import IN_CHAT, NAMES_OF_KINDS, REFUSED, personal_data_warning
from cards.rapid_review.statements import TYPED
from safeguarding.case.errors import PointedOut
from safeguarding.framework.loader import current
from safeguarding.personal_data.finding import Kind
from tests.cards.all_cards.test_every_card import cards, nodes
from tests.support.each import for_each
from tests.support.fake_teams.server import buttons
from tests.support.generators.examples import share
from tests.support.people.everybody import EVERYBODY, OPENED_AT

NUMBER, POSTCODE, NAMED = "943 476 5919", "CR0 1EA", "Amara Okafor"
BESIDE = tuple(question.box for question in current().referral_questions)
CHOSEN = {"choice", "children", "kind", "agency"}
"""Under these keys a card brings along what was chosen, which nobody typed."""


def chat() -> Conversation:
    return Conversation(DialogState(), [], is_new=False)


def turn(text: str = "", verb: str = "", **data: Any) -> Turn:
    return Turn(TurnContext("an adapter", Activity()), EVERYBODY["opener"], "a chat", OPENED_AT, text, verb, data)


@dataclass(frozen=True)
class Record:
    """A record that holds these texts already."""

    texts: tuple[str, ...] = ()

    async def of(self, turn: Turn, conversation: Conversation) -> tuple[str, ...]:
        return self.texts


async def warning(typed: Turn, conversation: Conversation | None = None, *recorded: str) -> str:
    """Returns what is said instead of saving; nothing where all is well."""
    said = await personal_data_warning(typed, conversation or chat(), Record(recorded))
    return str(said) if said else ""


async def test_plain_words_are_let_through() -> None:
    assert not await warning(turn("cases"))
    assert not await warning(turn(verb="close", reason="the agencies agreed"))


async def test_what_stands_in_the_record_as_part_of_a_longer_word_was_kept_by_nobody() -> None:
    typed = turn(verb="close", reason="Ali was seen")
    assert await warning(typed, None, "Alison was there") and not await warning(
        typed, None, "Ali\u2019s aunt was there"
    )


async def test_an_nhs_number_is_refused_each_time_with_why_and_where_it_belongs() -> None:
    conversation, typed = chat(), turn(verb="close", reason=f"number {NUMBER}")
    for _ in range(2):
        assert await warning(typed, conversation) == REFUSED
    assert "tells who the child is" in REFUSED and "the agency's own record number" in REFUSED


async def test_an_nhs_number_that_stands_in_the_record_is_refused_all_the_same() -> None:
    assert await warning(turn(verb="close", reason=NUMBER), chat(), NUMBER) == REFUSED


async def test_what_stays_in_the_chat_has_to_be_deleted_there() -> None:
    assert await warning(turn(f"number {NUMBER}")) == REFUSED + IN_CHAT


async def test_what_only_looks_personal_is_pointed_out_once_and_again_when_it_was_changed() -> None:
    conversation = chat()
    first = await warning(turn(verb="close", reason=f"at {POSTCODE}"), conversation)
    pointed_out = f"This may tell who somebody is: a postcode (\u201c{POSTCODE}\u201d). Leave it out"
    assert first == f"{pointed_out}, or press again to keep it."
    assert not await warning(turn(verb="close", reason=f"at {POSTCODE}"), conversation)
    assert await warning(turn(verb="close", reason=f"near {POSTCODE}"), conversation)


async def test_a_name_is_pointed_out_quietly_with_what_to_write_instead() -> None:
    said = await warning(turn(verb="close", reason=f"told by {NAMED}"))
    assert said == f"This may name somebody: \u201c{NAMED}\u201d. Write the role instead, or press again to keep it."
    typed = await warning(turn(f"told by {NAMED}"))
    assert typed.endswith("Write the role instead, or send it again to keep it." + IN_CHAT)


async def test_of_many_names_three_are_shown() -> None:
    said = await warning(turn(verb="close", reason="Amara Okafor. Tariq Hussain. Jake Smith. Li Wei. Ana Silva."))
    assert "\u201cJake Smith\u201d and 2 more. Write the role" in said


async def test_what_one_person_kept_is_not_pointed_out_to_the_next_but_for_what_is_new() -> None:
    kept = f"Told by {NAMED}."
    assert not await warning(turn(verb="close", reason=f"{kept} The ward agrees."), chat(), kept)
    said = await warning(turn(verb="close", reason=f"{kept} Tariq Hussain agrees."), chat(), kept)
    assert "Tariq Hussain" in said and NAMED not in said


async def test_what_was_kept_is_known_again_however_its_letters_were_set() -> None:
    assert not await warning(turn(verb="close", reason="Told by Wr\u00f3bel."), chat(), "Told by Wro\u0301bel.")


@pytest.mark.parametrize(
    "again", ["Told by AMARA OKAFOR.", "Told by Amara  Okafor.", "Told by Okafor.", "amara okafor was there"]
)
async def test_what_was_kept_is_known_again_in_capitals_in_part_and_with_other_blanks(again: str) -> None:
    assert not await warning(turn(verb="close", reason=again), chat(), f"Seen by {NAMED} at home.")


PIECES = ("Amara Okafor", "Tariq Hussain", "Jake Smith", "Li Wei", "Zofia", POSTCODE, "14 Whitehorse Road")
KEPT_AS = ("Found by {}, who rang.", "At {} last week.", "The ward was told of {}.")
TYPED_AS = ("Seen with {}.", "{} is in the chronology.", "The school asked about {} again.")


@settings(max_examples=share(60))
@given(kept=st.sets(st.sampled_from(PIECES)), typed=st.sets(st.sampled_from(PIECES), max_size=3), ways=st.randoms())
def test_of_what_is_typed_exactly_what_nobody_has_kept_is_pointed_out(
    kept: set[str], typed: set[str], ways: Random
) -> None:
    record = [ways.choice(KEPT_AS).format(piece) for piece in sorted(kept)]
    text = " ".join(ways.choice(TYPED_AS).format(piece) for piece in sorted(typed))
    said = asyncio.run(warning(turn(verb="close", reason=text), None, *record))
    assert {piece for piece in PIECES if piece in said} == typed - kept


@settings(max_examples=share(60))
@given(texts=st.lists(st.sampled_from([way.format(piece) for way in TYPED_AS for piece in PIECES]), max_size=4))
def test_what_stands_in_the_record_can_be_typed_again_in_any_order_and_often(texts: list[str]) -> None:
    again = " ".join([*reversed(texts), *texts])
    assert not asyncio.run(warning(turn(verb="close", reason=again), None, *texts))


@pytest.mark.parametrize(
    ("written", "again"), [("Will ask the ward.", "Told by Will."), ("The Grace period ended.", "Told by Grace.")]
)
async def test_a_word_that_named_nobody_in_the_record_was_kept_by_nobody(written: str, again: str) -> None:
    assert await warning(turn(verb="close", reason=again), chat(), written)


async def test_a_card_of_another_case_is_pointed_out_anew() -> None:
    conversation = chat()
    assert await warning(turn(verb="close", ref="CSCP-2026-001", reason=POSTCODE), conversation)
    assert await warning(turn(verb="close", ref="CSCP-2026-002", reason=POSTCODE), conversation)


def pressed(**data: Any) -> str:
    """Returns what is said to a press that brings these data."""
    return asyncio.run(warning(replace(turn(verb="x"), data=data)))


def inputs_of(name: str, kind: str) -> set[str]:
    return {node["id"] for node in nodes(cards()[name]) if node.get("type") == kind}


def carried_by(name: str) -> set[str]:
    """Returns the keys of what the buttons of a card bring along."""
    data = [pair for button in buttons(cards()[name]) for pair in (button.get("data") or {}).items()]
    return {key for key, value in data if isinstance(value, str)}


def typed_before(name: str) -> set[str]:
    """Returns the keys of what a person typed into boxes that the card does not show, and that it brings along."""
    return {key for key in carried_by(name) if key.startswith((*TYPED, *BESIDE))} - CHOSEN


@for_each("name", cards)
def test_every_text_of_every_card_is_looked_through_also_what_was_typed_on_the_one_before(name: str) -> None:
    for id in inputs_of(name, "Input.Text") | typed_before(name):
        assert pressed(**{id: f"under {NUMBER}"}) == REFUSED


def test_a_text_of_a_card_that_nobody_has_thought_of_yet_is_looked_through_too() -> None:
    assert pressed(a_text_of_tomorrow=f"under {NUMBER}") == REFUSED


@for_each("name", cards)
def test_choices_and_what_a_card_itself_carries_are_left_alone(name: str) -> None:
    for id in inputs_of(name, "Input.ChoiceSet") | (carried_by(name) - typed_before(name)):
        assert not pressed(**{id: f"a{NUMBER.replace(' ', '')}b Jane Doe"})


async def test_the_box_with_the_error_is_named_the_one_with_an_nhs_number_first() -> None:
    typed = turn(verb="escalate", procedure="as written", decided_by=f"at {POSTCODE}", evidence=f"number {NUMBER}")
    refused = await personal_data_warning(typed, chat(), Record())
    assert refused and refused.about == "evidence"
    typed = turn(verb="escalate", procedure="as written", decided_by=POSTCODE)
    warned = await personal_data_warning(typed, chat(), Record())
    assert isinstance(warned, PointedOut) and warned.about == "decided_by"


def test_each_kind_that_is_pointed_out_has_its_words() -> None:
    assert set(NAMES_OF_KINDS) == set(get_args(Kind))
