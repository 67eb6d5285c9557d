"""An unconfirmed person is one whom Teams never named, while it can't say who they are. They may report an incident,
and do nothing else: they hold no office, whatever the partnership file says of who they say that they are."""

from contextlib import suppress

from bot.handlers.commands import read_command
from bot.handlers.file_consent import FILE_CONSENT
from bot.handlers.turn import Turn
from dialogs.messages import NotDelivered
from safeguarding.case.errors import NotAllowed

BEGUN = (
    "Teams can't confirm just now who you are. Report all the same: it counts. Ring the Business Team as well, so that "
    "somebody hears of it at once."
)
OPENED = "Ring the Business Team now and give them {}: Teams can't confirm just now who you are."
REPORT = frozenset({"triage", "help", "hello", "define", "glossary"})
"""These commands begin a report, or say what words mean; none of them shows a case."""
REPORT_BUTTONS = frozenset({"start_triage", "help"})


async def say_to_ring(turn: Turn, text: str) -> None:
    """Tells an unconfirmed person to ring the Business Team. Where it does not arrive, their report goes on."""
    if turn.barred:
        with suppress(NotDelivered):
            await turn.context.send_activity(text)


def require_report(turn: Turn) -> None:
    """Raises NotAllowed where an unconfirmed person asks for anything but to report. What they press within their own
    report is for the report to judge."""
    if turn.barred and not _is_report(turn):
        raise NotAllowed(turn.barred)


def _is_report(turn: Turn) -> bool:
    if turn.context.activity.name == FILE_CONSENT:
        return False
    if turn.verb and turn.verb != "type":
        return turn.verb in REPORT_BUTTONS or "draft" in turn.data
    command = read_command(turn.user_input.text_of("words") if turn.verb else turn.text)
    # What is no command is answered with what may have been meant.
    return command is None or command[0] in REPORT
