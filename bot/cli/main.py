"""The commands serve whoever runs the bot: ``python app.py COMMAND``. Each prints what it did, or one sentence that
says what to do, and ends with 0 (done), 1 (refused, or something is wrong) or 2 (the settings or the words are
wrong)."""

import argparse
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from bot.cli.case_exports import calendar_command, export_command, record_template_command, report_command
from bot.cli.context import CommandContext, account_in_use
from bot.cli.migrate_store import migrate_store_command
from bot.cli.statistics import compare_command, figures_command
from bot.cli.store_maintenance import backup_command, purge_command, restore_command, rotate_command, verify_command
from bot.cli.taken_file import verify_file
from bot.cli.wording import TEXTS
from bot.config.settings import Settings
from store.errors import StoreFault
from store.folder.disk import Disk

SERVE, SETTINGS = "serve", "settings"
DONE, REFUSED = 0, 1


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """Parses the command line. Ends the process with 2 and the usage for words that it does not know."""
    parser = argparse.ArgumentParser(prog="python app.py", description="The bot, and the commands for its store.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser(SERVE, help="serve the bot; so it is without a command")
    commands.add_parser(SETTINGS, help="every setting with its meaning and default, as a table")
    commands.add_parser("backup", help="copy the store into CSCP_BACKUPS, also while the bot runs")
    restoring = commands.add_parser("restore", help="make an empty CSCP_STORE_URL anew from a backup")
    restoring.add_argument("backup", metavar="BACKUP", help="its name in CSCP_BACKUPS")
    verifying = commands.add_parser("verify", help="check every file, case and signature, also while the bot runs")
    verifying.add_argument("file", metavar="FILE", type=Path, nargs="?", help="a file that was taken, instead")
    verifying.add_argument("--backup", metavar="BACKUP", help="of this backup instead of the store")
    exporting = commands.add_parser("export", help="one case as JSON; that it was taken is recorded")
    exporting.add_argument("ref", metavar="REF", help="its reference")
    exporting.add_argument("--to", metavar="FILE", type=Path, help="a new file, instead of the screen")
    counting = commands.add_parser("figures", help="figures of all cases, without any text of a case")
    counting.add_argument("--year", type=int, metavar="YEAR", help="only of the cases opened in it")
    counting.add_argument("--format", choices=("csv", "json"), default="csv", help="csv unless it is named")
    counting.add_argument("--to", metavar="FILE", type=Path, help="a new file, instead of the screen")
    comparing = commands.add_parser("compare", help="which open cases would come out differently under other rules")
    comparing.add_argument("rules", metavar="NEW", help="a rules file, or a version that comes with the program")
    for name, text in (
        ("report", "the decision record of one case as a Word document; that it was taken is recorded"),
        ("calendar", "the deadlines of one case as a calendar file; that it was taken is recorded"),
    ):
        taking = commands.add_parser(name, help=text)
        taking.add_argument("ref", metavar="REF", help="its reference")
        taking.add_argument("--to", metavar="FILE", type=Path, help="a new file, instead of one named after the case")
    templating = commands.add_parser("record-template", help="the template of the decision record, to change in Word")
    templating.add_argument("to", metavar="FILE", type=Path, help="a new .docx file; record_template then names it")
    moving = commands.add_parser("migrate-store", help="a whole store from a folder into a database, or back")
    moving.add_argument("source", metavar="FROM", help="a folder, or postgresql://...; it stays as it was")
    moving.add_argument("target", metavar="TO", help="an empty one; nothing is overwritten")
    commands.add_parser("rotate-key", help="from CSCP_STORE_KEY to CSCP_STORE_NEW_KEY, while the bot is stopped")
    purging = commands.add_parser("purge", help="show the cases whose retention period is over")
    purging.add_argument("--delete", action="store_true", help="delete them for good, while the bot is stopped")
    for name, command in commands.choices.items():
        if name not in (SERVE, SETTINGS):
            command.add_argument("--partnership", metavar="NAME", help="which one, where CSCP_PARTNERSHIPS is set")
    commands.add_parser(TEXTS, help="every text that the bot can say, for whoever reviews its wording")
    given = parser.parse_args(arguments)
    given.command = given.command or SERVE
    return given


def run(given: argparse.Namespace, settings: Settings, now: Callable[[], datetime], disk: Disk | None = None) -> int:
    """Runs one command, prints its sentence, and returns the exit code. Raises SettingsFault, PartnershipFault and
    RulesFault."""
    try:
        said = COMMANDS[given.command](CommandContext(settings, now, account_in_use(), disk or Disk()), given)
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
