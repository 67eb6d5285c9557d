"""What a card's button does, outside a triage. What a card sends is a stranger's input: only its reference and its
text are read, and who may do it is asked of the directory."""

from collections.abc import Awaitable, Callable, Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.casework import Casework
from bot.commands import COMMANDS, Answer, case_answer
from bot.turn import Turn
from cards.elements import LONGEST_EVIDENCE, closed_card
from cards.steps import reason_card
from dialogs.incoming import Incoming
from safeguarding.case import transitions
from safeguarding.case.refused import BadInput

Pressed = Answer | AdaptiveCard
"""What to show below, or the card that takes the place of the one pressed."""
Button = Callable[[Casework, Turn], Awaitable[Pressed]]


def _command(name: str) -> Button:
    async def press(work: Casework, turn: Turn) -> Pressed:
        return COMMANDS[name].run(work, turn.actor, turn.incoming.typed("ref"))

    return press


async def _close(work: Casework, turn: Turn) -> Pressed:
    case = work.find(turn.incoming.typed("ref"), turn.actor)
    text = "It leaves the list of open cases and its clocks stop. Nothing is deleted; it can be reopened."
    asked = _reason_or_card(turn.incoming, f"Close {case.ref}", text, "close", {"ref": case.ref})
    if isinstance(asked, AdaptiveCard):
        return asked
    reason = work.text(asked)
    closed = await work.take(case.ref, lambda now: transitions.close(now, reason, turn.actor, work.now()))
    return closed_card(f"{closed.ref} is closed.")


async def _reopen(work: Casework, turn: Turn) -> Pressed:
    case = work.find(turn.incoming.typed("ref"), turn.actor)
    text = "It comes back to the list of open cases, and its clocks run as before."
    asked = _reason_or_card(turn.incoming, f"Reopen {case.ref}", text, "reopen", {"ref": case.ref})
    if isinstance(asked, AdaptiveCard):
        return asked
    reason = work.text(asked)
    await work.take(case.ref, lambda now: transitions.reopen(now, reason, turn.actor, work.now()))
    return case_answer(work, turn.actor, case.ref)


async def _merge(work: Casework, turn: Turn) -> Pressed:
    ref, into = (work.find(turn.incoming.typed(name), turn.actor).ref for name in ("ref", "into"))
    text = f"{ref} ends and points to {into}, which goes on with the earlier clock. This can't be undone."
    asked = _reason_or_card(turn.incoming, f"Merge {ref} into {into}", text, "merge", {"ref": ref, "into": into})
    if isinstance(asked, AdaptiveCard):
        return asked
    await work.merge(ref, into, asked, turn.actor)
    return case_answer(work, turn.actor, into)


def _reason_or_card(incoming: Incoming, title: str, text: str, verb: str, data: dict[str, str]) -> str | AdaptiveCard:
    """The reason typed, or the card that asks for it."""
    reason = incoming.typed("reason")
    if not incoming.data.get("confirmed"):
        return reason_card(title, text, verb, data)
    if not reason:
        return reason_card(title, text, verb, data, "Write the reason in the box, then press the button.")
    if len(reason) > LONGEST_EVIDENCE:
        return reason_card(title, text, verb, data, f"Shorten it to {LONGEST_EVIDENCE} characters.", reason)
    return reason


async def press(work: Casework, turn: Turn) -> Pressed:
    """Raises Refused with what is needed."""
    if turn.verb not in BUTTONS:
        raise BadInput("This button belongs to an older version of the bot. Type help for what you can do now.")
    return await BUTTONS[turn.verb](work, turn)


BUTTONS: Mapping[str, Button] = {
    "start_triage": _command("triage"),
    "cases": _command("cases"),
    "help": _command("help"),
    "case": _command("case"),
    "update": _command("update"),
    "close": _close,
    "reopen": _reopen,
    "merge": _merge,
}
PUBLIC = frozenset({"help"})
