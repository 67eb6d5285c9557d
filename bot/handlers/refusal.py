"""A refusal is what a press gets back whose step was not taken, where no form is at hand to show it."""

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.answers import case_now
from bot.handlers.turn import Turn
from cards.elements import button, card
from cards.refusal import refused_card
from cards.typed import buttons_named
from safeguarding.case.errors import StepRefused

OPENING = frozenset(
    [
        *("calendar", "case", "cases", "corrections", "flowchart", "help", "own_view", "page", "part", "report"),
        *("returns", "review", "sign_off", "start_triage", "timeline", "type", "update"),
    ]
)
"""These buttons open something and record nothing: the card with them stays, and a line says why it was not opened."""


async def refusal(service: CaseService, turn: Turn, refused: StepRefused) -> AdaptiveCard | str:
    """Shows the case as it stands now, with why nothing was recorded; no case to whoever may not see it, or may only
    report. In a channel the words alone are said."""
    if turn.verb in OPENING or not turn.is_personal:
        return str(refused)
    if turn.barred:
        return _way_back(turn.user_input.text_of("ref"), str(refused))
    try:
        shown = await case_now(service, turn.actor, turn.user_input.text_of("ref"))
    except StepRefused:
        return refused_card(card([], buttons_named(str(refused))), str(refused))
    return refused_card(shown, str(refused), pressed={**turn.data, "verb": turn.verb})


def _way_back(ref: str, said: str) -> AdaptiveCard:
    """Leads to the case once it may be shown again, and to what is ``said`` to be possible now."""
    shows = [button("Show the case", "case", {"ref": ref})] if ref else []
    return refused_card(card([], [*shows, *buttons_named(said)]), said)
