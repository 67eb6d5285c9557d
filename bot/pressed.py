"""What a button gives back."""

from collections.abc import Awaitable, Callable

from microsoft_teams.cards import AdaptiveCard

from bot.casework import Casework
from bot.commands import Answer
from bot.turn import Turn

Pressed = Answer | AdaptiveCard
"""What to show below, or the card that takes the place of the one pressed."""
Button = Callable[[Casework, Turn], Awaitable[Pressed]]
