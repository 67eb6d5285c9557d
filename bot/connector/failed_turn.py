"""A turn that failed is told to the person: what was recorded before it failed, or that nothing was where that is
certain."""

from bot.clock import ClockWentBack
from dialogs.turn_record import TurnRecord
from store.errors import Busy, Conflict

NOTHING = (
    "Something went wrong and nothing was recorded from this step. Try again. "
    "If it happens again, give the Business Team the reference {}."
)
CROSSED = (
    "Somebody else, or another message of yours, is at work on this at the same moment. Nothing was recorded from this "
    "step: try again in a moment."
)
RECORDED = (
    "This is recorded: {}. Something went wrong after that, so it can't be shown just now. Type {} to see it; don't "
    "do it again. The Business Team can ask about the reference {}."
)
CLOCK = (
    "The clock of this bot is wrong, so nothing was recorded and nothing can be just now. Deadlines go on: reach the "
    "Business Team now by telephone or e-mail, and tell them the reference {}."
)
KEPT = (
    "Your answer is kept. Something went wrong after that: the question that is open now is asked again. "
    "If it happens again, give the Business Team the reference {}."
)
UNCERTAIN = (
    "Something went wrong, and this step may be recorded or not. Look before you do it again: type {}. "
    "If you can't tell, give the Business Team the reference {}."
)
NOT_SHOWN = "This is recorded: {}. It could not be shown just now: type {} to see it, and don't do it again."
NOT_ANSWERED = "The answer could not be shown, and nothing was recorded from this step. Ask again."
UNCERTAIN_UNSHOWN = (
    "The answer could not be shown, and this step may be recorded or not. Type cases and look before you do it again."
)
KEPT_UNSHOWN = "Your answer is kept. The question that follows could not be shown: it comes by itself."


def is_crossed(error: Exception) -> bool:
    """Says whether two turns were at work on the same thing: that is no fault."""
    return isinstance(error, Busy | Conflict)


def words_of_failure(error: Exception, record: TurnRecord, reference: str) -> str:
    """Returns what to tell the person. ``reference`` is the one under which the failure stands in the log."""
    if recorded := record.recorded:
        return RECORDED.format(", ".join(each.what for each in recorded), recorded[-1].line, reference)
    if record.is_uncertain:
        return UNCERTAIN.format("cases", reference)
    if record.kept_answer:
        return KEPT.format(reference)
    if isinstance(error, ClockWentBack):
        return CLOCK.format(reference)
    return CROSSED if is_crossed(error) else NOTHING.format(reference)


def words_of_undelivered(record: TurnRecord) -> str:
    """Returns what to tell a person whom the answer did not reach."""
    if recorded := record.recorded:
        return NOT_SHOWN.format(", ".join(each.what for each in recorded), recorded[-1].line)
    if record.is_uncertain:
        return UNCERTAIN_UNSHOWN
    return KEPT_UNSHOWN if record.kept_answer else NOT_ANSWERED
