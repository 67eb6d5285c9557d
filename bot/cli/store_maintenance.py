"""Store maintenance has the commands on the store as a whole: backup, restore, verify, migrate-store, rotate-key,
purge."""

import argparse
import asyncio
from collections.abc import Callable, Iterable, Iterator

import structlog

from bot.cli.context import CommandContext
from bot.cli.taken_file import verify_file
from bot.config.encryption_key import codec_of, new_codec_of
from bot.config.settings import SettingsFault
from safeguarding.case.case import Case
from safeguarding.case.events.seals import unsealed
from safeguarding.case.state.retention import closed_on, due_for_deletion
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.partnership.model import RETENTION_YEARS
from store.errors import CommandRefused, StoreDamaged
from store.folder.maintenance.key_rotation import rotate
from store.folder.maintenance.renewal import accept
from store.folder.maintenance.verification import verify
from store.open import mover
from store.references import is_reference
from store.retention import delete
from store.transfer import Mover, move
from store.url import is_database, place_fault
from store.verification_result import Verified

NONE = "none"
ASK_FOR_HIGHEST = (
    "Which reference was given last, as the review channel has it? New cases go on above it, so that none is given "
    "twice.\nThe reference, or Enter where no case was opened since: "
)
log = structlog.get_logger()


def backup_command(command: CommandContext, given: argparse.Namespace) -> str:
    made = command.backups.make(command.folder, command.now(), command.settings.backups_kept)
    log.info("backed_up", count=made.files, writes=made.writes)
    removed = f" Removed the oldest: {', '.join(made.removed)}." if made.removed else ""
    altered = f" Signatures or texts that do not fit: {len(made.altered)}. Run verify." if made.altered else ""
    counted = f"{made.files} files, {made.cases} cases, {made.writes} writes"
    return f"{made.name} is made and verified: {counted}.{removed}{altered}"


def restore_command(command: CommandContext, given: argparse.Namespace) -> str:
    folder, backups = command.folder, command.backups
    backups.require(given.backup)
    highest = _checked(given.highest)
    restored = backups.restore(given.backup, folder, highest)
    log.info("restored", count=restored.files, writes=restored.writes)
    return (
        f"{given.backup} is restored into {folder} and verified: {restored.files} files, "
        f"{len(restored.cases)} cases, {restored.writes} writes. What was recorded after it is not there. "
        f"{_numbering(highest)} Run purge before you start the bot."
    )


def accept_store_command(command: CommandContext, given: argparse.Namespace) -> str:
    command.require_own()
    highest = _checked(given.highest)
    if command.settings.is_store_shared:
        asyncio.run(command.rows.accept(highest))
    else:
        accept(command.files, highest)
    _, found = command.read()
    log.info("store_accepted", count=found.files, writes=found.writes, account=command.account)
    if found.faults:
        raise StoreDamaged("\n".join(found.faults))
    counted = f"{found.files} {_kept(command)}, {len(found.cases)} cases, {found.writes} writes"
    return (
        f"The store is taken as it is: {counted}. "
        f"{_numbering(highest)} Tell the Business Team what is lost, and make a backup."
    )


def ask_for_highest(given: argparse.Namespace, ask: Callable[[str], str]) -> None:
    """Asks which reference was given last, where the command needs it and the command line does not say."""
    if "highest" in given and not given.highest:
        given.highest = [ask(ASK_FOR_HIGHEST).strip() or NONE]


def _checked(words: list[str]) -> tuple[str, ...]:
    """Returns the references that were given last. Raises CommandRefused."""
    if not words:
        raise CommandRefused(
            "Which reference was given last can't be asked here, and without it one could be given twice. Look in the "
            f"review channel, then say --highest with that reference, or --highest {NONE} where no case was opened "
            "since the files were copied. Nothing was done."
        )
    if wrong := [word for word in words if word != NONE and not is_reference(word)]:
        raise CommandRefused(f"{wrong[0]} is no reference, such as CSCP-2026-017. Nothing was done.")
    return tuple(word for word in words if word != NONE)


def _numbering(highest: Iterable[str]) -> str:
    above = " and ".join(highest) or "what is there"
    return f"New cases go on above {above}."


def verify_command(command: CommandContext, given: argparse.Namespace) -> str:
    if given.file:
        return verify_file(command, given.file)
    if given.backup:
        snapshot = command.backups.read(given.backup)
        backup = command.settings.backups / given.backup
        found = command.with_seals_checked(verify(backup, snapshot, codec_of(command.settings)))
    else:
        _, found = command.read()
    if wrong := (*found.faults, *found.altered, *_behind(command, found, given)):
        raise StoreDamaged("\n".join(wrong))
    counted = f"{found.files} {_kept(command)}, {len(found.cases)} cases"
    writes = f"The store was written {found.writes} times."
    return f"{counted} and all their signatures are in order. {writes}{_unsealed(found)}"


def _kept(command: CommandContext) -> str:
    return "rows" if command.settings.is_store_shared else "files"


def _unsealed(found: Verified) -> str:
    count = sum(unsealed(case.events) for case in found.cases)
    return f" Recorded before signatures were sealed, and so not shown to be genuine: {count}." if count else ""


def _behind(command: CommandContext, found: Verified, given: argparse.Namespace) -> Iterator[str]:
    """Says what was seen of the store outside of it that is later than the store itself."""
    seen = {"--at-least": given.at_least}
    if not given.backup and not command.settings.is_store_shared:
        seen |= command.backups.newest_writes(found.life)
    for where, writes in seen.items():
        if found.writes < writes:
            yield (
                f"The store was written {found.writes} times, and {where} says {writes}: all of it was put back as it "
                "was before. Stop the bot and put back what was there; docs/runbook.md says what to do where it is "
                "lost."
            )


def migrate_store_command(command: CommandContext, given: argparse.Namespace) -> str:
    """Moves the store. Neither address is shown: each may hold a password."""
    source, target = _mover(command, "The source", given.source), _mover(command, "The target", given.target)
    moved = asyncio.run(move(source, target))
    log.info("store_moved", count=len(moved.cases), account=command.account)
    return (
        f"{moved} were moved, read back and compared. The source is as it was: keep it until you have made a backup "
        f"of the target, then remove it. {_after_the_move(command)}"
    )


def _after_the_move(command: CommandContext) -> str:
    if command.settings.partnerships:
        return "When all partnerships are moved, set CSCP_STORE_URL to the place of all of them, and start the bot."
    return "Set CSCP_STORE_URL to the target, and start the bot."


def _mover(command: CommandContext, name: str, url: str) -> Mover:
    if fault := place_fault(url):
        raise SettingsFault([f"{name} {fault}"])
    partnership = command.settings.store_partnership
    if is_database(url) and not partnership:
        raise SettingsFault(["CSCP_STORE_PARTNERSHIP is missing: set it to the partnership's name in the database."])
    return mover(url, partnership or "", codec_of(command.settings), command.disk)


def rotate_key_command(command: CommandContext, given: argparse.Namespace) -> str:
    new = new_codec_of(command.settings)
    command.require_own()
    if command.settings.is_store_shared:
        kept, written = "rows", asyncio.run(command.rows.rotate(new))
    else:
        kept, written = "files", rotate(command.files, new)
    log.info("key_rotated", count=written)
    return (
        f"{written} {kept} were written anew; the whole store is now under the new key. Put it into "
        "CSCP_STORE_KEY, remove CSCP_STORE_NEW_KEY, and make a backup. Keep the old key, apart, for as long as backups "
        "made before are kept: they can't be read without it."
    )


def purge_command(command: CommandContext, given: argparse.Namespace) -> str:
    years = command.partnership().retention.years
    return _purge_due(command, years) if given.delete else _to_purge(command, years)


def _to_purge(command: CommandContext, years: int | None) -> str:
    """Lists the cases to purge. It changes nothing, and does not need the bot to be stopped."""
    _, found = command.read()
    if found.faults:
        raise StoreDamaged(found.faults[0])
    everything = {case.ref: case for case in found.cases}
    due = due_for_deletion(everything, years or RETENTION_YEARS, london_date(command.now()))
    period = f"{years} years" if years else f"{RETENTION_YEARS} years, to be confirmed by CSCP"
    return _list_closed(
        due,
        f"Closed longer ago than cases are kept ({period}): {len(due)}. Nothing was deleted. "
        "To delete them for good, stop the bot and run: python app.py purge --delete",
    )


def _purge_due(command: CommandContext, years: int | None) -> str:
    if years is None:
        raise CommandRefused(
            "The partnership file does not say how long a closed case is kept, so nothing was deleted. "
            f"Put [retention] years into it when CSCP has confirmed the period ({RETENTION_YEARS} years is a proposal)."
        )
    command.require_own()
    deleted = asyncio.run(_delete(command, years))
    for case in deleted:
        log.info("case_deleted", ref=case.ref, account=command.account)
    until = "for as long as the database keeps them"
    if not command.settings.is_store_shared:
        until = f"until newer ones have taken their places (CSCP_BACKUPS_KEPT is {command.settings.backups_kept})"
    return _list_closed(deleted, f"Cases deleted: {len(deleted)}. Backups made before still hold them, {until}.")


def _list_closed(cases: Iterable[Case], summary: str) -> str:
    closed = ((case.ref, closed_on(case)) for case in cases)
    return "\n".join([*(f"{ref}, closed on {spoken(day)}" for ref, day in closed if day), summary])


async def _delete(command: CommandContext, years: int) -> tuple[Case, ...]:
    async with await command.open_store() as store:
        everything = {**{case.ref: case for case in store.cases.open_cases()}, **(await store.cases.closed())}
        today = london_date(command.now())
        due = due_for_deletion(everything, years, today)
        await delete(store, due, today)
        return due
