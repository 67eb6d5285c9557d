"""The commands for whoever runs the bot: ``python app.py COMMAND``. Each prints what it did, or one sentence that says
what to do, and ends with 0 (done), 1 (refused, or something is wrong) or 2 (the settings or the words are wrong)."""

import argparse
import asyncio
import json
import os
import pwd
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from bot.operations_on_all import comparison_said, figures_said
from bot.partnership import RETENTION_YEARS, Partnership
from bot.partnership_file import load as load_partnership
from bot.settings import Settings
from bot.store_key import codec_of, new_codec_of
from bot.texts import TEXTS
from reports.view import View
from safeguarding import loading
from safeguarding.case.export import exported
from safeguarding.case.people import Person
from safeguarding.case.record import Case
from safeguarding.case.retention import Tombstone, closed_on, due_for_deletion
from safeguarding.engine import Engine
from safeguarding.working_days import london_date, spoken
from store.backup import Backups
from store.disk import Disk
from store.exports import record_export
from store.faults import CommandRefused, StoreDamaged, StoreFault
from store.files import Files
from store.open_cases import OpenFile
from store.retention import delete
from store.rotation import rotate
from store.snapshot import FrozenDisk, Snapshot, take_snapshot
from store.store import Store
from store.verification import Verified, case_in, verify

SERVE, SETTINGS = "serve", "settings"
DONE, REFUSED = 0, 1
KEEP_IT = "It holds the texts of the case: keep it where the case's record is kept."
LOGIN, NO_LOGIN = Path("/proc/self/loginuid"), 2**32 - 1
log = structlog.get_logger()


@dataclass(frozen=True)
class Desk:
    """What the commands take from outside. ``account``: the operating system's name for whoever runs them."""

    settings: Settings
    now: Callable[[], datetime]
    account: str
    disk: Disk

    @property
    def files(self) -> Files:
        return Files(self.settings.store, codec_of(self.settings), self.disk)

    @property
    def backups(self) -> Backups:
        return Backups(self.settings.backups, codec_of(self.settings), self.disk)

    def partnership(self) -> Partnership:
        return load_partnership(self.settings.partnership)

    def read(self) -> tuple[Snapshot, Verified]:
        """The store as it is at this instant, also while the bot runs."""
        snapshot = take_snapshot(self.files)
        return snapshot, verify(self.settings.store, snapshot, codec_of(self.settings))

    def tombstones(self, snapshot: Snapshot) -> Mapping[str, Tombstone]:
        """What is kept of the deleted cases, by reference."""
        frozen = FrozenDisk(self.settings.store, snapshot)
        return OpenFile(Files(self.settings.store, codec_of(self.settings), frozen)).tombstones()

    def require_new(self, file: Path | None) -> None:
        if file and file.exists():
            raise CommandRefused(f"{file} is there already, and an export overwrites nothing. Name a new file.")


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """Ends the process with 2 and the usage for words that it does not know."""
    parser = argparse.ArgumentParser(prog="python app.py", description="The bot, and the commands for its store.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser(SERVE, help="serve the bot; so it is without a command")
    commands.add_parser(SETTINGS, help="every setting with its meaning and default, as a table")
    commands.add_parser("backup", help="copy the store into CSCP_BACKUPS, also while the bot runs")
    restoring = commands.add_parser("restore", help="make an empty CSCP_STORE anew from a backup")
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
    commands.add_parser("rotate-key", help="from CSCP_STORE_KEY to CSCP_STORE_NEW_KEY, while the bot is stopped")
    purging = commands.add_parser("purge", help="show the cases whose retention period is over")
    purging.add_argument("--delete", action="store_true", help="delete them for good, while the bot is stopped")
    commands.add_parser(TEXTS, help="every text that the bot can say, for whoever reviews its wording")
    given = parser.parse_args(arguments)
    given.command = given.command or SERVE
    return given


def run(given: argparse.Namespace, settings: Settings, now: Callable[[], datetime], disk: Disk | None = None) -> int:
    """Raises SettingsFault, PartnershipFault and RulesFault."""
    try:
        said = COMMANDS[given.command](Desk(settings, now, _account(), disk or Disk()), given)
    except StoreFault as fault:
        sys.stderr.write(f"{fault}\n")
        return REFUSED
    except OSError as error:
        where = error.filename or settings.store
        sys.stderr.write(f"{where}: {error.strerror}. Mend this, then run {given.command} again.\n")
        return REFUSED
    sys.stdout.write(f"{said}\n")
    return DONE


def _account() -> str:
    """Who logged in, also behind a sudo to the bot's account; where that is not known, whose process it is."""
    try:
        login = int(LOGIN.read_text())
    except (OSError, ValueError):
        login = NO_LOGIN
    return _account_name(os.geteuid() if login == NO_LOGIN else login)


def _account_name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid-{number}"


def _backup(desk: Desk, given: argparse.Namespace) -> str:
    made = desk.backups.make(desk.settings.store, desk.now(), desk.settings.backups_kept)
    log.info("backed_up", count=made.files)
    removed = f" Removed the oldest: {', '.join(made.removed)}." if made.removed else ""
    altered = f" Signatures or texts that do not fit: {len(made.altered)}. Run verify." if made.altered else ""
    return f"{made.name} is made and verified: {made.files} files, {made.cases} cases.{removed}{altered}"


def _restore(desk: Desk, given: argparse.Namespace) -> str:
    restored = desk.backups.restore(given.backup, desk.settings.store)
    log.info("restored", count=restored.files)
    return (
        f"{given.backup} is restored into {desk.settings.store} and verified: {restored.files} files, "
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
    return f"{found.files} files, {len(found.cases)} cases and all their signatures are in order."


def _export(desk: Desk, given: argparse.Namespace) -> str:
    case, at = _taken(desk, given.ref, given.to), desk.now()
    partnership = desk.partnership()
    _record_taken(desk, case.ref, at, given.command)
    document = {
        "exported": {"by": desk.account, "at": at.isoformat()},
        **exported(case, lambda person: _office(partnership, person)),
    }
    text = json.dumps(document, indent=2, ensure_ascii=False)
    if not given.to:
        return text
    return f"{_written(desk, case.ref, given.to, text.encode())} {KEEP_IT}"


def _report(desk: Desk, given: argparse.Namespace) -> str:
    """The whole record: whoever has the bot's account can read the store anyway."""
    # Imported when it is asked for: python-docx and matplotlib take a second.
    from reports.whole import whole_record  # noqa: PLC0415

    return f"{_file(desk, given, 'decision record.docx', whole_record)} {KEEP_IT}"


def _calendar(desk: Desk, given: argparse.Namespace) -> str:
    from reports.calendar_file import calendar_file  # noqa: PLC0415

    return _file(desk, given, "deadlines.ics", calendar_file)


def _file(desk: Desk, given: argparse.Namespace, name: str, make: Callable[[Case, View], bytes]) -> str:
    to = given.to or Path(f"{given.ref.strip().upper()} {name}")
    case, at = _taken(desk, given.ref, to), desk.now()
    view = _view(desk.partnership(), at)
    _record_taken(desk, case.ref, at, given.command)
    return _written(desk, case.ref, to, make(case, view))


def _view(partnership: Partnership, at: datetime) -> View:
    framework = loading.current()
    engine = Engine(framework.with_local_practice(partnership.local_practice.by_deadline))
    calendar = partnership.calendar(framework.calendar.published_until)
    return View(engine, calendar, lambda person: _office(partnership, person), at)


def _taken(desk: Desk, ref: str, to: Path | None) -> Case:
    """The case, where nothing stands in the way of taking it."""
    case = _case(desk, ref.strip().upper())
    desk.require_new(to)
    _require_own(desk.settings.store)
    return case


def _record_taken(desk: Desk, ref: str, at: datetime, what: str) -> None:
    record_export(desk.files, ref, desk.account, at, what)
    log.info("exported", ref=ref, kind=what, account=desk.account)


def _written(desk: Desk, ref: str, to: Path, content: bytes) -> str:
    desk.disk.replace(to, content)
    return f"{ref} is in {to}."


def _case(desk: Desk, ref: str) -> Case:
    snapshot, found = desk.read()
    if case := case_in(found, ref):
        return case
    if found.faults:
        raise StoreDamaged(found.faults[0])
    if buried := desk.tombstones(snapshot).get(ref):
        raise CommandRefused(
            f"{ref} was deleted on {spoken(buried.deleted)} under the retention rules: nothing is left of it."
        )
    raise CommandRefused(f"There is no case {ref[:20]}. Type it as the bot shows it: CSCP-2026-001.")


def _office(partnership: Partnership, person: Person) -> str:
    held = (holder.title for holder in partnership.listed() if holder.person == person)
    return next(held, "A practitioner")


def _rotate(desk: Desk, given: argparse.Namespace) -> str:
    new = new_codec_of(desk.settings)
    _require_own(desk.settings.store)
    written = rotate(desk.files, new)
    log.info("key_rotated", count=written)
    return (
        f"{written} files were written anew; all of {desk.settings.store} is now under the new key. Put it into "
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
    _require_own(desk.settings.store)
    deleted = asyncio.run(_delete(desk, years))
    for case in deleted:
        log.info("case_deleted", ref=case.ref, account=desk.account)
    return _listed(
        deleted,
        f"Cases deleted: {len(deleted)}. Backups made before still hold them, until newer ones have taken their "
        f"places (CSCP_BACKUPS_KEPT is {desk.settings.backups_kept}).",
    )


def _listed(cases: Iterable[Case], summary: str) -> str:
    closed = ((case.ref, closed_on(case)) for case in cases)
    return "\n".join([*(f"{ref}, closed on {spoken(day)}" for ref, day in closed if day), summary])


async def _delete(desk: Desk, years: int) -> tuple[Case, ...]:
    async with Store.open(desk.settings.store, codec_of(desk.settings), desk.disk) as store:
        everything = {**{case.ref: case for case in store.cases.open_cases()}, **store.cases.closed()}
        today = london_date(desk.now())
        due = due_for_deletion(everything, years, today)
        await delete(store, due, today)
        return due


def _require_own(store: Path) -> None:
    """Files written by another account would be closed to the bot."""
    if not store.is_dir():
        raise CommandRefused(f"{store} is not there. Set CSCP_STORE to the store's folder.")
    if store.stat().st_uid != os.geteuid():
        owner = _account_name(store.stat().st_uid)
        raise CommandRefused(f"{store} belongs to the account {owner}. Run this command as {owner}, as the bot runs.")


COMMANDS: Mapping[str, Callable[[Desk, argparse.Namespace], str]] = {
    "backup": _backup,
    "restore": _restore,
    "verify": _verify,
    "export": _export,
    "figures": lambda desk, given: figures_said(desk, given.year, given.format, given.to),
    "compare": lambda desk, given: comparison_said(desk, given.rules),
    "report": _report,
    "calendar": _calendar,
    "rotate-key": _rotate,
    "purge": _purge,
}
