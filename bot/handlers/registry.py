"""The registry is the table from a verb of a card to its handler."""

from collections.abc import Awaitable, Callable, Mapping

from bot.cases.case_service import CaseService
from bot.handlers.actions.absence import ABSENCE_BUTTONS
from bot.handlers.actions.case import CASE_BUTTONS
from bot.handlers.actions.concern import CONCERN_BUTTONS
from bot.handlers.actions.decision import DECISION_BUTTONS
from bot.handlers.actions.elsewhere.authorities import AUTHORITY_BUTTONS
from bot.handlers.actions.elsewhere.linking import LINKING_BUTTONS
from bot.handlers.actions.elsewhere.merging import MERGING_BUTTONS
from bot.handlers.actions.offices import OFFICE_BUTTONS
from bot.handlers.actions.preparation import PREPARATION_BUTTONS
from bot.handlers.actions.recorded.correction import CORRECTION_BUTTONS
from bot.handlers.actions.recorded.redaction import REDACTION_BUTTONS
from bot.handlers.actions.reminders import REMINDER_BUTTONS
from bot.handlers.actions.restriction import RESTRICTION_BUTTONS
from bot.handlers.actions.review import REVIEW_BUTTONS
from bot.handlers.actions.sign_off import SIGN_OFF_BUTTONS
from bot.handlers.commands import COMMANDS, read_command
from bot.handlers.file_offers import FileOffer, framework, offer_of
from bot.handlers.results import ActionHandler, ActionResult, CommandResult
from bot.handlers.turn import Turn
from bot.handlers.walkthroughs.beginning import go_through
from cards.rapid_review.framework import framework_card
from cards.typed import CHOSEN
from safeguarding.case.errors import InvalidInput
from safeguarding.people import Actor

OF_THEIR_COMMANDS = (
    "cases",
    "help",
    "case",
    "update",
    "notification",
    "review",
    "report",
    "timeline",
    "flowchart",
    "calendar",
)
"""These buttons answer as the commands of their names."""


def _as_typed(answer: Callable[[CaseService, Actor, str], Awaitable[CommandResult]]) -> ActionHandler:
    """Has the button answered as the command is that takes the reference of the card's case."""

    async def press(service: CaseService, turn: Turn) -> ActionResult:
        return await answer(service, turn.actor, turn.user_input.text_of("ref"))

    return press


async def _type(service: CaseService, turn: Turn) -> ActionResult:
    """Answers what was suggested, with what was chosen to it, as if it had been typed."""
    if CHOSEN in turn.data and not turn.user_input.text_of(CHOSEN):
        raise InvalidInput("Choose one from the list first.", CHOSEN)
    meant = read_command(f"{turn.user_input.text_of('words')} {turn.user_input.text_of(CHOSEN)}".strip())
    if meant is None:
        raise InvalidInput("Type help for everything that you can type.")
    name, words = meant
    return await COMMANDS[name].answer(service, turn.actor, words)


async def _framework(service: CaseService, turn: Turn) -> ActionResult:
    return framework_card(service.rules.framework, turn.user_input.number_of("page") or 1)


async def _framework_document(service: CaseService, turn: Turn) -> ActionResult:
    return FileOffer(await framework(service))


async def press(service: CaseService, turn: Turn) -> ActionResult:
    """Has the handler of the verb answer the button. Raises StepRefused with what is needed."""
    if turn.verb not in BUTTONS:
        raise InvalidInput("This button belongs to an older version of the bot. Type help for what you can do now.")
    return await answer(BUTTONS[turn.verb], service, turn)


async def answer(handler: ActionHandler, service: CaseService, turn: Turn) -> ActionResult:
    """Has the handler answer the button. Where what was typed should not be saved, no text can be made of it, also by a
    handler that does not ask."""
    return await handler(service.refusing_texts(turn.problem) if turn.problem else service, turn)


BUTTONS: Mapping[str, ActionHandler] = {
    **{name: _as_typed(COMMANDS[name].answer) for name in OF_THEIR_COMMANDS},
    "start_triage": _as_typed(COMMANDS["triage"].answer),
    "type": _type,
    "notification_document": _as_typed(offer_of("notification")),
    "go_through": go_through,
    "framework": _framework,
    "framework_document": _framework_document,
    **OFFICE_BUTTONS,
    **CASE_BUTTONS,
    **MERGING_BUTTONS,
    **LINKING_BUTTONS,
    **SIGN_OFF_BUTTONS,
    **PREPARATION_BUTTONS,
    **REVIEW_BUTTONS,
    **DECISION_BUTTONS,
    **CONCERN_BUTTONS,
    **RESTRICTION_BUTTONS,
    **CORRECTION_BUTTONS,
    **REDACTION_BUTTONS,
    **AUTHORITY_BUTTONS,
    **ABSENCE_BUTTONS,
    **REMINDER_BUTTONS,
}
PUBLIC = frozenset({"help"})
