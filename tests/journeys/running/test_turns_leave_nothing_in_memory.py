"""The objects of a turn go with its end, because with 200 people at once those that wait for the garbage collector are
tens of MB."""

import gc
from collections.abc import Iterator

import pytest
from botbuilder.core import TurnContext

from tests.journeys.conftest import PRACTITIONER, Bot
from tests.support.fake_teams.server import eventually


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def contexts() -> list[TurnContext]:
    return [found for found in gc.get_objects() if isinstance(found, TurnContext)]


@pytest.mark.usefixtures("no_collector")
async def test_what_is_typed_and_pressed_in_a_triage_leaves_nothing_for_the_garbage_collector(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence="Seen by the ambulance crew.")
    # The card above loses its buttons.
    await chat.say("under 18")
    await chat.say("cancel")
    await eventually(lambda: not contexts())
