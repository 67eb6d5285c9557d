"""The action of my steps turns the weekly list of a person's own steps off, and on again."""

from collections.abc import Mapping

from bot.cases.case_service import CaseService
from bot.handlers.answers import my_steps_now
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn
from cards.my_steps import MONDAYS_OFF, MONDAYS_ON
from safeguarding.case.errors import InvalidInput


async def _mondays(service: CaseService, turn: Turn) -> ActionResult:
    lists, person, each = service.queries.monday_lists, turn.actor.person, turn.data.get("each")
    if not isinstance(each, bool):
        raise InvalidInput("Ask for your steps again: the button below them turns the weekly list off, and on again.")
    await (lists.turn_on(person) if each else lists.turn_off(person, service.rules.now()))
    return my_steps_now(service, turn.actor, MONDAYS_ON if lists.come_to(person) else MONDAYS_OFF)


MY_STEPS_BUTTONS: Mapping[str, ActionHandler] = {"mondays": _mondays}
