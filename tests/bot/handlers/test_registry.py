"""Every button of every card has its handler, and only help is answered among others."""

from dataclasses import replace
from pathlib import Path

import pytest
from botbuilder.core import TurnContext
from botbuilder.schema import Activity
from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.registry import BUTTONS, PUBLIC, answer
from bot.handlers.turn import Turn
from cards.elements import closed_card
from cards.sign_off.card import OWN_VIEW
from dialogs.triage.flow import CHILD_VERBS, STEP_VERBS, VERBS
from dialogs.walkthrough.interruptions import HANDLERS
from safeguarding.case.errors import InvalidInput
from tests.cards.all_cards.test_every_card import cards
from tests.support.case_office import CaseOffice, open_store
from tests.support.each import for_each
from tests.support.fake_teams.server import buttons
from tests.support.people.everybody import EVERYBODY, OPENED_AT

IN_CONVERSATION = {*VERBS, *CHILD_VERBS, *STEP_VERBS, *HANDLERS}
STAND_IN = "x"
"""The verb stands on the buttons of the largest cards for whatever a person may do."""


@for_each("name", cards)
def test_every_button_of_every_card_is_answered(name: str) -> None:
    for button in buttons(cards()[name]):
        in_conversation = "draft" in (button.get("data") or {})
        assert button["verb"] in (IN_CONVERSATION if in_conversation else {STAND_IN, *BUTTONS})


def test_the_view_that_teams_asks_for_by_itself_is_answered() -> None:
    assert OWN_VIEW in BUTTONS


def test_only_the_help_is_answered_in_a_channel() -> None:
    assert {"help"} == PUBLIC and BUTTONS.keys() >= PUBLIC


async def forgetful(service: CaseService, turn: Turn) -> AdaptiveCard:
    """Makes a text of what was typed without a look at whether it should be saved."""
    return closed_card(service.text(turn.user_input.text_of("reason")).shown)


async def test_a_handler_that_does_not_ask_whether_a_text_should_be_saved_can_make_none(tmp_path: Path) -> None:
    context, person = TurnContext("an adapter", Activity()), EVERYBODY["opener"]
    closing = Turn(context, person, "a chat", OPENED_AT, verb="close", data={"reason": "as agreed"})
    async with open_store(tmp_path) as store:
        service = CaseOffice(store).service()
        assert await answer(forgetful, service, closing) == closed_card("as agreed")
        with pytest.raises(InvalidInput, match="NHS number"):
            await answer(forgetful, service, replace(closing, problem=InvalidInput("This looks like an NHS number.")))
