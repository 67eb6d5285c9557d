"""The SDK's models of cards are built when they are first used, and no other model is."""

import subprocess
import sys

from pydantic import BaseModel

from dialogs.deferred_models import deferred_models

STARTED = """
import dialogs
from microsoft_teams.cards import AdaptiveCard, Carousel, TextBlock
print([model.__pydantic_complete__ for model in (AdaptiveCard, Carousel, TextBlock)])
print(AdaptiveCard(body=[TextBlock(text="Hello")]).model_dump(exclude_none=True)["body"])
print([model.__pydantic_complete__ for model in (AdaptiveCard, Carousel, TextBlock)])
"""


def test_a_card_builds_the_models_that_it_is_made_of_when_it_is_first_drawn() -> None:
    said = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, text=True, check=True).stdout
    before, drawn, after = said.splitlines()
    assert (before, after) == ("[False, False, False]", "[True, False, True]")
    assert "'text': 'Hello'" in drawn


def test_a_model_that_is_made_elsewhere_is_built_at_once() -> None:
    with deferred_models():

        class Inside(BaseModel):
            number: int

    class Outside(BaseModel):
        number: int

    assert (Inside.__pydantic_complete__, Outside.__pydantic_complete__) == (False, True)
    assert Inside(number=1).number == 1
