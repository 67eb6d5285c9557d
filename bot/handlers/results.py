"""What a button gives back."""

from collections.abc import Awaitable, Callable

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import Casework
from bot.handlers.file_offers import Offer
from bot.handlers.turn import Turn
from dialogs.messages import Shown
from reports.context import Picture
from safeguarding.triage import Draft

Told = Shown | Offer | Picture
"""A card, a file to be taken, or a picture."""
Answer = Told | Draft
"""Something to tell, or a draft to begin a conversation with."""
Pressed = Answer | AdaptiveCard
"""What to show below, or the card that takes the place of the one pressed."""
Button = Callable[[Casework, Turn], Awaitable[Pressed]]
