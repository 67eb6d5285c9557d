"""The arguments of ``python app.py`` are read before anything heavy is loaded: help, and a wrong word, come at once. So
a command on a store names its function here, beside its words, and ``function_of`` loads it when it is to run."""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, TypeAlias

SERVE, SETTINGS, MIGRATE_STORE, CHECK = "serve", "settings", "migrate-store", "check"
MORE = "docs/commands.md says more of each, docs/runbook.md how it ends."
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """Parses the command line. Ends the process with 2 and the usage for words that it does not know."""
    parser = argparse.ArgumentParser(
        prog="python app.py", description="The bot, and the commands for its store.", epilog=MORE
    )
    add_commands(parser)
    given = parser.parse_args(arguments)
    given.command = given.command or SERVE
    return given


def function_of(given: argparse.Namespace) -> Callable[..., Any]:
    found: Callable[..., Any] = resolve_name(given.run)
    return found


def add_commands(parser: argparse.ArgumentParser) -> Commands:
    """Adds each command with its words, and returns them by name."""
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    add = partial(_add_command, commands)
    add(SERVE, "serve the bot; so it is without a command")
    add(SETTINGS, "every setting with its meaning and default, as a table")
    checking = add(CHECK, "whether all is there that the bot needs, and what to do where not", "check.command")
    checking.add_argument("--live", action="store_true", help="try the tenant too: posts, members, files")
    checking.add_argument(
        "--tester", metavar="ID", default="", help="the directory id of whoever runs it, who is called"
    )
    checking.add_argument("--to", metavar="FILE", type=Path, help="write the report too; it names nobody")
    add("backup", "copy the store into CSCP_BACKUPS, also while the bot runs", "store_maintenance")
    restoring = add("restore", "make an empty CSCP_STORE_URL anew from a backup", "store_maintenance")
    restoring.add_argument("backup", metavar="BACKUP", help="its name in CSCP_BACKUPS")
    accepting = add(
        "accept-store",
        "take a store as it is, in which old files or rows were put back and the newer ones are lost",
        "store_maintenance",
    )
    for numbering in (restoring, accepting):
        numbering.add_argument(
            "--highest",
            metavar="REF",
            action="append",
            default=[],
            help="the reference that was given last, as the review channel has it, once for each year; or none",
        )
    verifying = add("verify", "check every file, case and signature, also while the bot runs", "store_maintenance")
    verifying.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        nargs="?",
        help="an export or a decision record that was taken, instead of the store",
    )
    verifying.add_argument(
        "--at-least",
        metavar="WRITES",
        type=int,
        default=0,
        help="fail where the store was written less often than the log says",
    )
    verifying.add_argument("--backup", metavar="BACKUP", help="a backup in CSCP_BACKUPS, instead of the store")
    exporting = add("export", "one case as JSON; that it was taken is recorded", "case_exports")
    exporting.add_argument("ref", metavar="REF", help="its reference")
    exporting.add_argument("--to", metavar="FILE", type=Path, help="a new file, instead of the screen")
    counting = add("figures", "figures of all cases, without any text of a case", "statistics")
    counting.add_argument("--year", type=int, metavar="YEAR", help="only of the cases opened in it")
    counting.add_argument("--format", choices=("csv", "json"), default="csv", help="csv unless it is named")
    counting.add_argument("--to", metavar="FILE", type=Path, help="a new file, instead of the screen")
    comparing = add("compare", "which open cases would come out differently under other rules", "statistics")
    comparing.add_argument("rules", metavar="NEW", help="a rules file, or a version that comes with the program")
    for name, does in (
        ("report", "the decision record of one case as a Word document; that it was taken is recorded"),
        ("calendar", "the deadlines of one case as a calendar file; that it was taken is recorded"),
    ):
        taking = add(name, does, "case_exports")
        taking.add_argument("ref", metavar="REF", help="its reference")
        taking.add_argument("--to", metavar="FILE", type=Path, help="a new file, instead of one named after the case")
    templating = add("record-template", "the template of the decision record, to change in Word", "case_exports")
    templating.add_argument("to", metavar="FILE", type=Path, help="a new .docx file; record_template then names it")
    moving = add(MIGRATE_STORE, "a whole store from a folder into a database, or back", "store_maintenance")
    moving.add_argument("source", metavar="FROM", help="a folder, or postgresql://...; it stays as it was")
    moving.add_argument("target", metavar="TO", help="an empty one; nothing is overwritten")
    add("rotate-key", "from CSCP_STORE_KEY to CSCP_STORE_NEW_KEY, while the bot is stopped", "store_maintenance")
    purging = add("purge", "show the cases whose retention period is over", "store_maintenance")
    purging.add_argument("--delete", action="store_true", help="delete them for good, while the bot is stopped")
    return commands


def _add_command(commands: Commands, name: str, does: str, module: str = "") -> argparse.ArgumentParser:
    """Adds a command that says what it does both in the list and in its own help. Where it works on a store, its
    function is in a ``module`` of this folder: that of ``rotate-key`` is ``rotate_key_command``."""
    command = commands.add_parser(name, help=does, description=f"{does[0].upper()}{does[1:]}.", epilog=MORE)
    if module:
        command.set_defaults(run=f"bot.cli.{module}:{name.replace('-', '_')}_command")
        command.add_argument("--partnership", metavar="NAME", help="which one, where CSCP_PARTNERSHIPS is set")
    return command
