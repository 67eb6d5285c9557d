"""Results are what a command or a button gives back."""

from collections.abc import Awaitable, Callable

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.file_offers import FileOffer
from bot.handlers.turn import Turn
from dialogs.messages import CardMessage
from reports.context import Picture
from safeguarding.draft import Draft
from safeguarding.walkthrough import Walkthrough

Reply = CardMessage | FileOffer | Picture
"""A reply is a card, a file to be taken, or a picture."""
CommandResult = Reply | Draft | Walkthrough
"""A command's result is something to tell, or a draft to begin a conversation with."""
ActionResult = CommandResult | AdaptiveCard
"""A button's result is what to show below, or the card that takes the place of the one pressed."""
ActionHandler = Callable[[CaseService, Turn], Awaitable[ActionResult]]
