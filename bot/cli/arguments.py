"""The arguments of ``python app.py`` are read before anything heavy is loaded: help, and a wrong word, come at once."""

import argparse
from pathlib import Path
from typing import TypeAlias

SERVE, SETTINGS, TEXTS, MIGRATE_STORE, CHECK = "serve", "settings", "texts", "migrate-store", "check"
MORE = "docs/commands.md says more of each, docs/runbook.md how it ends."
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """Parses the command line. Ends the process with 2 and the usage for words that it does not know."""
    parser = argparse.ArgumentParser(
        prog="python app.py", description="The bot, and the commands for its store.", epilog=MORE
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _command(commands, SERVE, "serve the bot; so it is without a command")
    _command(commands, SETTINGS, "every setting with its meaning and default, as a table")
    checking = _command(commands, CHECK, "whether all is there that the bot needs, and what to do where not")
    checking.add_argument("--live", action="store_true", help="try the tenant too: posts, members, files")
    checking.add_argument(
        "--tester", metavar="ID", default="", help="the directory id of whoever runs it, who is called"
    )
    checking.add_argument("--to", metavar="FILE", type=Path, help="write the report too; it names nobody")
    _command(commands, "backup", "copy the store into CSCP_BACKUPS, also while the bot runs")
    restoring = _command(commands, "restore", "make an empty CSCP_STORE_URL anew from a backup")
    restoring.add_argument("backup", metavar="BACKUP", help="its name in CSCP_BACKUPS")
    accepting = _command(
        commands,
        "accept-store",
        "take a store as it is, in which old files or rows were put back and the newer ones are lost",
    )
    for numbering in (restoring, accepting):
        numbering.add_argument(
            "--highest",
            metavar="REF",
            action="append",
            default=[],
            help="the reference that was given last, as the review channel has it, once for each year; or none",
        )
    verifying = _command(commands, "verify", "check every file, case and signature, also while the bot runs")
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
    exporting = _command(commands, "export", "one case as JSON; that it was taken is recorded")
    exporting.add_argument("ref", metavar="REF", help="its reference")
    exporting.add_argument("--to", metavar="FILE", type=Path, help="a new file, instead of the screen")
    counting = _command(commands, "figures", "figures of all cases, without any text of a case")
    counting.add_argument("--year", type=int, metavar="YEAR", help="only of the cases opened in it")
    counting.add_argument("--format", choices=("csv", "json"), default="csv", help="csv unless it is named")
    counting.add_argument("--to", metavar="FILE", type=Path, help="a new file, instead of the screen")
    comparing = _command(commands, "compare", "which open cases would come out differently under other rules")
    comparing.add_argument("rules", metavar="NEW", help="a rules file, or a version that comes with the program")
    for name, text in (
        ("report", "the decision record of one case as a Word document; that it was taken is recorded"),
        ("calendar", "the deadlines of one case as a calendar file; that it was taken is recorded"),
    ):
        taking = _command(commands, name, text)
        taking.add_argument("ref", metavar="REF", help="its reference")
        taking.add_argument("--to", metavar="FILE", type=Path, help="a new file, instead of one named after the case")
    templating = _command(commands, "record-template", "the template of the decision record, to change in Word")
    templating.add_argument("to", metavar="FILE", type=Path, help="a new .docx file; record_template then names it")
    moving = _command(commands, MIGRATE_STORE, "a whole store from a folder into a database, or back")
    moving.add_argument("source", metavar="FROM", help="a folder, or postgresql://...; it stays as it was")
    moving.add_argument("target", metavar="TO", help="an empty one; nothing is overwritten")
    _command(commands, "rotate-key", "from CSCP_STORE_KEY to CSCP_STORE_NEW_KEY, while the bot is stopped")
    purging = _command(commands, "purge", "show the cases whose retention period is over")
    purging.add_argument("--delete", action="store_true", help="delete them for good, while the bot is stopped")
    for name, command in commands.choices.items():
        if name not in (SERVE, SETTINGS):
            command.add_argument("--partnership", metavar="NAME", help="which one, where CSCP_PARTNERSHIPS is set")
    _command(commands, TEXTS, "every text that the bot can say, for whoever reviews its wording")
    given = parser.parse_args(arguments)
    given.command = given.command or SERVE
    return given


def _command(commands: Commands, name: str, does: str) -> argparse.ArgumentParser:
    """Adds a command that says what it does both in the list and in its own help."""
    return commands.add_parser(name, help=does, description=f"{does[0].upper()}{does[1:]}.", epilog=MORE)
