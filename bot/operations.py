"""The commands for whoever runs the bot: ``python app.py COMMAND``. Each prints what it did, or one sentence that says
what to do, and ends with 0 (done), 1 (refused, or something is wrong) or 2 (the settings or the words are wrong)."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

import structlog

from bot.operations_desk import Desk, account_in_use
from bot.operations_moving import moved_said
from bot.operations_on_all import comparison_said, figures_said
from bot.operations_on_one import calendar_said, export_said, report_said
from bot.settings import Settings
from bot.store_key import codec_of, new_codec_of
from bot.texts import TEXTS
from safeguarding.case.case import Case
from safeguarding.case.state.retention import closed_on, due_for_deletion
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.partnership.model import RETENTION_YEARS
from store.errors import CommandRefused, StoreDamaged, StoreFault
from store.folder.disk import Disk
from store.folder.maintenance.key_rotation import rotate
from store.folder.maintenance.verification import verify
from store.retention import delete

SERVE, SETTINGS = "serve", "settings"
DONE, REFUSED = 0, 1
log = structlog.get_logger()


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """Ends the process with 2 and the usage for words that it does not know."""
    parser = argparse.ArgumentParser(prog="python app.py", description="The bot, and the commands for its store.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser(SERVE, help="serve the bot; so it is without a command")
    commands.add_parser(SETTINGS, help="every setting with its meaning and default, as a table")
    commands.add_parser("backup", help="copy the store into CSCP_BACKUPS, also while the bot runs")
    restoring = commands.add_parser("restore", help="make an empty CSCP_STORE_URL anew from a backup")
    restoring.add_argument("backup", metavar="BACKUP", help="its name in CSCP_BACKUPS")
    verifying = commands.add_parser("verify", help="check every file, case and signature, also while the bot runs")
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
        ("calendar", "the running deadlines of one case as a calendar file; that it was taken is recorded"),
    ):
        taking = commands.add_parser(name, help=text)
        taking.add_argument("ref", metavar="REF", help="its reference")
        taking.add_argument("--to", metavar="FILE", type=Path, help="a new file, instead of one named after the case")
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
    """Raises SettingsFault, PartnershipFault and RulesFault."""
    try:
        said = COMMANDS[given.command](Desk(settings, now, account_in_use(), disk or Disk()), given)
    except StoreFault as fault:
        sys.stderr.write(f"{fault}\n")
        return REFUSED
    except OSError as error:
        where = error.filename or "A file"
        sys.stderr.write(f"{where}: {error.strerror}. Mend this, then run {given.command} again.\n")
        return REFUSED
    sys.stdout.write(f"{said}\n")
    return DONE


def _backup(desk: Desk, given: argparse.Namespace) -> str:
    made = desk.backups.make(desk.folder, desk.now(), desk.settings.backups_kept)
    log.info("backed_up", count=made.files)
    removed = f" Removed the oldest: {', '.join(made.removed)}." if made.removed else ""
    altered = f" Signatures or texts that do not fit: {len(made.altered)}. Run verify." if made.altered else ""
    return f"{made.name} is made and verified: {made.files} files, {made.cases} cases.{removed}{altered}"


def _restore(desk: Desk, given: argparse.Namespace) -> str:
    restored = desk.backups.restore(given.backup, desk.folder)
    log.info("restored", count=restored.files)
    return (
        f"{given.backup} is restored into {desk.folder} and verified: {restored.files} files, "
        f"{len(restored.cases)} cases. What was recorded after it is not there. Run purge before you start the bot."
    )


def _verify(desk: Desk, given: argparse.Namespace) -> str:
    if given.backup:
        snapshot = desk.backups.read(given.backup)
        found = verify(desk.settings.backups / given.backup, snapshot, codec_of(desk.settings))
    else:
        _, found = desk.read()
    if wrong := (*found.faults, *found.altered):
        raise StoreDamaged("\n".join(wrong))
    kept = "rows" if desk.settings.is_store_shared else "files"
    return f"{found.files} {kept}, {len(found.cases)} cases and all their signatures are in order."


def _rotate(desk: Desk, given: argparse.Namespace) -> str:
    new = new_codec_of(desk.settings)
    desk.require_own()
    if desk.settings.is_store_shared:
        kept, written = "rows", asyncio.run(desk.rows.rotate(new))
    else:
        kept, written = "files", rotate(desk.files, new)
    log.info("key_rotated", count=written)
    return (
        f"{written} {kept} were written anew; the whole store is now under the new key. Put it into "
        "CSCP_STORE_KEY, remove CSCP_STORE_NEW_KEY, and make a backup. Keep the old key, apart, for as long as backups "
        "made before are kept: they can't be read without it."
    )


def _purge(desk: Desk, given: argparse.Namespace) -> str:
    years = desk.partnership().retention.years
    return _purged(desk, years) if given.delete else _to_purge(desk, years)


def _to_purge(desk: Desk, years: int | None) -> str:
    """Changes nothing, and does not need the bot to be stopped."""
    _, found = desk.read()
    if found.faults:
        raise StoreDamaged(found.faults[0])
    everything = {case.ref: case for case in found.cases}
    due = due_for_deletion(everything, years or RETENTION_YEARS, london_date(desk.now()))
    period = f"{years} years" if years else f"{RETENTION_YEARS} years, to be confirmed by CSCP"
    return _listed(
        due,
        f"Closed longer ago than cases are kept ({period}): {len(due)}. Nothing was deleted. "
        "To delete them for good, stop the bot and run: python app.py purge --delete",
    )


def _purged(desk: Desk, years: int | None) -> str:
    if years is None:
        raise CommandRefused(
            "The partnership file does not say how long a closed case is kept, so nothing was deleted. "
            f"Put [retention] years into it when CSCP has confirmed the period ({RETENTION_YEARS} years is a proposal)."
        )
    desk.require_own()
    deleted = asyncio.run(_delete(desk, years))
    for case in deleted:
        log.info("case_deleted", ref=case.ref, account=desk.account)
    until = "for as long as the database keeps them"
    if not desk.settings.is_store_shared:
        until = f"until newer ones have taken their places (CSCP_BACKUPS_KEPT is {desk.settings.backups_kept})"
    return _listed(deleted, f"Cases deleted: {len(deleted)}. Backups made before still hold them, {until}.")


def _listed(cases: Iterable[Case], summary: str) -> str:
    closed = ((case.ref, closed_on(case)) for case in cases)
    return "\n".join([*(f"{ref}, closed on {spoken(day)}" for ref, day in closed if day), summary])


async def _delete(desk: Desk, years: int) -> tuple[Case, ...]:
    async with await desk.open_store() as store:
        everything = {**{case.ref: case for case in store.cases.open_cases()}, **(await store.cases.closed())}
        today = london_date(desk.now())
        due = due_for_deletion(everything, years, today)
        await delete(store, due, today)
        return due


COMMANDS: Mapping[str, Callable[[Desk, argparse.Namespace], str]] = {
    "backup": _backup,
    "restore": _restore,
    "verify": _verify,
    "export": lambda desk, given: export_said(desk, given.ref, given.to),
    "figures": lambda desk, given: figures_said(desk, given.year, given.format, given.to),
    "compare": lambda desk, given: comparison_said(desk, given.rules),
    "report": lambda desk, given: report_said(desk, given.ref, given.to),
    "calendar": lambda desk, given: calendar_said(desk, given.ref, given.to),
    "rotate-key": _rotate,
    "purge": _purge,
    "migrate-store": lambda desk, given: moved_said(desk, given.source, given.target),
}
