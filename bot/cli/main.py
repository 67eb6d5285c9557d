"""The commands serve whoever runs the bot: ``python app.py COMMAND``. Each prints what it did, or one sentence that
says what to do, and ends with 0 (done), 1 (refused, or something is wrong) or 2 (the settings or the words are
wrong)."""

import argparse
import sys
from collections.abc import Callable
from datetime import datetime

from bot.cli.arguments import function_of
from bot.cli.context import CommandContext, account_in_use
from bot.cli.progress import CountedDisk, Progress
from bot.cli.store_maintenance import ask_for_highest
from bot.config.settings import Settings
from store.errors import StoreFault
from store.folder.disk import Disk

DONE, REFUSED = 0, 1


def run(
    given: argparse.Namespace,
    settings: Settings,
    now: Callable[[], datetime],
    disk: Disk | None = None,
    ask: Callable[[str], str] | None = None,
) -> int:
    """Runs one command, prints its sentence, and returns the exit code. ``ask`` asks whoever sits at the terminal.
    Raises SettingsFault, PartnershipFault and RulesFault."""
    if ask:
        ask_for_highest(given, ask)
    counted = CountedDisk()
    context = CommandContext(settings, now, account_in_use(), disk or counted)
    try:
        with Progress(given.command, counted, sys.stderr).shown():
            said = function_of(given)(context, given)
    except StoreFault as fault:
        sys.stderr.write(f"{fault}\n")
        return REFUSED
    except OSError as error:
        where = error.filename or "A file"
        sys.stderr.write(f"{where}: {error.strerror}. Mend this, then run {given.command} again.\n")
        return REFUSED
    sys.stdout.write(f"{said}\n")
    return DONE
