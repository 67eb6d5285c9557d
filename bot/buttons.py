"""What a card's button does, outside a triage. What a card sends is a stranger's input: only its reference and its
text are read, and who may do it is asked of the directory."""

from collections.abc import Mapping, Sequence

from microsoft_teams.cards import AdaptiveCard, CardElement

from bot.casework import Casework
from bot.commands import COMMANDS, case_answer, record_submission
from bot.concern_buttons import CONCERN_BUTTONS
from bot.decision_buttons import DECISION_BUTTONS
from bot.pressed import Button, Pressed
from bot.restriction_buttons import RESTRICTION_BUTTONS
from bot.review_buttons import REVIEW_BUTTONS
from bot.signing_buttons import SIGN_OFF_BUTTONS
from bot.turn import Turn
from cards.elements import LONGEST_EVIDENCE, closed_card, paragraph
from cards.steps import reason_card, ruled_out_choice, submission_card
from dialogs.incoming import Incoming
from dialogs.reading import read_date
from safeguarding.case import transitions
from safeguarding.case.refused import BadInput
from safeguarding.case.signing import propose_not_met, put_again
from safeguarding.case.stage import Stage

RULED_OUT: Mapping[str, transitions.RuledOut] = {"yes": "yes", "no": "no", "not_known": "not_known"}


def _command(name: str) -> Button:
    async def press(work: Casework, turn: Turn) -> Pressed:
        return await COMMANDS[name].answer(work, turn.actor, turn.incoming.typed("ref"))

    return press


async def _close(work: Casework, turn: Turn) -> Pressed:
    case = work.find(turn.incoming.typed("ref"), turn.actor)
    text = "It leaves the list of open cases and its clocks stop. Nothing is deleted; it can be reopened."
    asks = case.stage is Stage.SIN_ONLY
    more = [paragraph(work.engine.framework.principle("rule_out_abuse").text), ruled_out_choice()] if asks else []
    asked = _reason_or_card(turn.incoming, f"Close {case.ref}", text, "close", {"ref": case.ref}, more)
    if isinstance(asked, AdaptiveCard):
        return asked
    ruled_out = RULED_OUT.get(turn.incoming.typed("ruled_out")) if asks else None
    if asks and ruled_out is None:
        problem = "Say first whether abuse or neglect can be ruled out."
        return reason_card(f"Close {case.ref}", text, "close", {"ref": case.ref}, problem, asked, more)
    reason = work.text(asked)
    closed = await work.take(case.ref, lambda now: transitions.close(now, reason, turn.actor, work.now(), ruled_out))
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


async def _submitted(work: Casework, turn: Turn) -> Pressed:
    case = work.find(turn.incoming.typed("ref"), turn.actor)
    if not turn.incoming.data.get("confirmed"):
        return submission_card(case.ref)
    day = read_date(turn.incoming.typed("on"), turn.incoming.today)
    if day is None:
        return submission_card(case.ref, "Give the day, then press the button.")
    try:
        return await record_submission(work, turn.actor, case.ref, day)
    except BadInput as bad:
        return submission_card(case.ref, str(bad))


async def _put_again(work: Casework, turn: Turn) -> Pressed:
    case, matter = work.find(turn.incoming.typed("ref"), turn.actor), turn.incoming.typed("matter")
    text = "The seats sign anew. What they said before stays in the history and counts no more."
    data = {"ref": case.ref, "matter": matter}
    asked = _reason_or_card(turn.incoming, f"Put it to the seats of {case.ref} again", text, "put_again", data)
    if isinstance(asked, AdaptiveCard):
        return asked
    reason = work.text(asked)
    await work.take(case.ref, lambda now: put_again(now, matter, reason, turn.actor, work.now()))
    return closed_card(f"{case.ref}: put to the seats again. Each gets a new card.")


async def _propose_not_met(work: Casework, turn: Turn) -> Pressed:
    case = work.find(turn.incoming.typed("ref"), turn.actor)
    text = "All three partners and the DCS have to agree. Until then everything goes on, and nothing is deleted."
    title = f"Propose for {case.ref}: criteria were not met"
    asked = _reason_or_card(turn.incoming, title, text, "propose_not_met", {"ref": case.ref})
    if isinstance(asked, AdaptiveCard):
        return asked
    reason = work.text(asked)
    await work.take(case.ref, lambda now: propose_not_met(now, reason, turn.actor, work.now()))
    return closed_card(f"{case.ref}: proposed. The three partners and the DCS get a card each.")


def _reason_or_card(
    incoming: Incoming,
    title: str,
    text: str,
    verb: str,
    data: dict[str, str],
    more: Sequence[CardElement] = (),
) -> str | AdaptiveCard:
    """The reason typed, or the card that asks for it."""
    reason = incoming.typed("reason")
    if not incoming.data.get("confirmed"):
        return reason_card(title, text, verb, data, more=more)
    if not reason:
        return reason_card(title, text, verb, data, "Write the reason in the box, then press the button.", more=more)
    if len(reason) > LONGEST_EVIDENCE:
        return reason_card(title, text, verb, data, f"Shorten it to {LONGEST_EVIDENCE} characters.", reason, more)
    if incoming.problem:
        return reason_card(title, text, verb, data, incoming.problem, reason, more)
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
    "report": _command("report"),
    "timeline": _command("timeline"),
    "flowchart": _command("flowchart"),
    "calendar": _command("calendar"),
    "close": _close,
    "reopen": _reopen,
    "merge": _merge,
    "submitted": _submitted,
    "put_again": _put_again,
    "propose_not_met": _propose_not_met,
    **SIGN_OFF_BUTTONS,
    **REVIEW_BUTTONS,
    **DECISION_BUTTONS,
    **CONCERN_BUTTONS,
    **RESTRICTION_BUTTONS,
}
PUBLIC = frozenset({"help"})
