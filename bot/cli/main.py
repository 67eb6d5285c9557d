"""The commands serve whoever runs the bot: ``python app.py COMMAND``. Each prints what it did, or one sentence that
says what to do, and ends with 0 (done), 1 (refused, or something is wrong) or 2 (the settings or the words are
wrong)."""

import argparse
import sys
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.cli.case_exports import calendar_command, export_command, record_template_command, report_command
from bot.cli.context import CommandContext, account_in_use
from bot.cli.migrate_store import migrate_store_command
from bot.cli.progress import CountedDisk, Progress
from bot.cli.statistics import compare_command, figures_command
from bot.cli.store_maintenance import (
    accept_command,
    ask_for_highest,
    backup_command,
    purge_command,
    restore_command,
    rotate_command,
    verify_command,
)
from bot.cli.taken_file import verify_file
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
            said = COMMANDS[given.command](context, given)
    except StoreFault as fault:
        sys.stderr.write(f"{fault}\n")
        return REFUSED
    except OSError as error:
        where = error.filename or "A file"
        sys.stderr.write(f"{where}: {error.strerror}. Mend this, then run {given.command} again.\n")
        return REFUSED
    sys.stdout.write(f"{said}\n")
    return DONE


COMMANDS: Mapping[str, Callable[[CommandContext, argparse.Namespace], str]] = {
    "backup": backup_command,
    "restore": restore_command,
    "accept-store": accept_command,
    "verify": lambda command, given: verify_file(command, given.file) if given.file else verify_command(command, given),
    "export": lambda command, given: export_command(command, given.ref, given.to),
    "figures": lambda command, given: figures_command(command, given.year, given.format, given.to),
    "compare": lambda command, given: compare_command(command, given.rules),
    "report": lambda command, given: report_command(command, given.ref, given.to),
    "record-template": lambda command, given: record_template_command(command, given.to),
    "calendar": lambda command, given: calendar_command(command, given.ref, given.to),
    "rotate-key": rotate_command,
    "purge": purge_command,
    "migrate-store": lambda command, given: migrate_store_command(command, given.source, given.target),
}
