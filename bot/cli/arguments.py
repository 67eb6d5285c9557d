"""The arguments of ``python app.py`` are read before anything heavy is loaded: help, and a wrong word, come at once."""

import argparse
from pathlib import Path

SERVE, SETTINGS, TEXTS, MIGRATE_STORE, CHECK = "serve", "settings", "texts", "migrate-store", "check"


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """Parses the command line. Ends the process with 2 and the usage for words that it does not know."""
    parser = argparse.ArgumentParser(prog="python app.py", description="The bot, and the commands for its store.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser(SERVE, help="serve the bot; so it is without a command")
    commands.add_parser(SETTINGS, help="every setting with its meaning and default, as a table")
    checking = commands.add_parser(CHECK, help="whether all is there that the bot needs, and what to do where not")
    checking.add_argument("--live", action="store_true", help="try the tenant too: posts, members, files")
    checking.add_argument(
        "--tester", metavar="ID", default="", help="the directory id of whoever runs it, who is called"
    )
    checking.add_argument("--to", metavar="FILE", type=Path, help="write the report too; it names nobody")
    commands.add_parser("backup", help="copy the store into CSCP_BACKUPS, also while the bot runs")
    restoring = commands.add_parser("restore", help="make an empty CSCP_STORE_URL anew from a backup")
    restoring.add_argument("backup", metavar="BACKUP", help="its name in CSCP_BACKUPS")
    accepting = commands.add_parser("accept-store", help="take a store in which old files were put back for the whole")
    for numbering in (restoring, accepting):
        numbering.add_argument(
            "--highest",
            metavar="REF",
            action="append",
            default=[],
            help="the reference that was given last, as the review channel has it, once for each year; or none",
        )
    verifying = commands.add_parser("verify", help="check every file, case and signature, also while the bot runs")
    verifying.add_argument("file", metavar="FILE", type=Path, nargs="?", help="a file that was taken, instead")
    verifying.add_argument(
        "--at-least", metavar="WRITES", type=int, default=0, help="fail where the store was written less often"
    )
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
    moving = commands.add_parser(MIGRATE_STORE, help="a whole store from a folder into a database, or back")
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
