"""Every button of every card has its handler, and only help is answered among others."""

from bot.handlers.registry import BUTTONS, PUBLIC
from cards.sign_off.card import OWN_VIEW
from dialogs.triage.flow import STEP_VERBS, VERBS
from tests.cards.all_cards.test_every_card import cards
from tests.support.each import for_each
from tests.support.fake_teams.server import buttons

STAND_IN = "x"
"""The verb stands on the buttons of the largest cards for whatever a person may do."""


@for_each("name", cards)
def test_every_button_of_every_card_is_answered(name: str) -> None:
    for button in buttons(cards()[name]):
        in_triage = "draft" in (button.get("data") or {})
        assert button["verb"] in ({*VERBS, *STEP_VERBS} if in_triage else {STAND_IN, *BUTTONS})


def test_the_view_that_teams_asks_for_by_itself_is_answered() -> None:
    assert OWN_VIEW in BUTTONS


def test_only_the_help_is_answered_in_a_channel() -> None:
    assert {"help"} == PUBLIC and BUTTONS.keys() >= PUBLIC
