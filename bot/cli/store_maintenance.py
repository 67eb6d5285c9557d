"""Store maintenance has the commands on the store as a whole: backup, restore, verify, rotate-key, purge."""

import argparse
import asyncio
from collections.abc import Iterable

import structlog

from bot.cli.context import CommandContext
from bot.config.encryption_key import codec_of, new_codec_of
from safeguarding.case.case import Case
from safeguarding.case.events.seals import unsealed
from safeguarding.case.state.retention import closed_on, due_for_deletion
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.partnership.model import RETENTION_YEARS
from store.errors import CommandRefused, StoreDamaged
from store.folder.maintenance.key_rotation import rotate
from store.folder.maintenance.verification import verify
from store.retention import delete
from store.verification_result import Verified

log = structlog.get_logger()


def backup_command(command: CommandContext, given: argparse.Namespace) -> str:
    made = command.backups.make(command.folder, command.now(), command.settings.backups_kept)
    log.info("backed_up", count=made.files)
    removed = f" Removed the oldest: {', '.join(made.removed)}." if made.removed else ""
    altered = f" Signatures or texts that do not fit: {len(made.altered)}. Run verify." if made.altered else ""
    return f"{made.name} is made and verified: {made.files} files, {made.cases} cases.{removed}{altered}"


def restore_command(command: CommandContext, given: argparse.Namespace) -> str:
    restored = command.backups.restore(given.backup, command.folder)
    log.info("restored", count=restored.files)
    return (
        f"{given.backup} is restored into {command.folder} and verified: {restored.files} files, "
        f"{len(restored.cases)} cases. What was recorded after it is not there. Run purge before you start the bot."
    )


def verify_command(command: CommandContext, given: argparse.Namespace) -> str:
    if given.backup:
        snapshot = command.backups.read(given.backup)
        backup = command.settings.backups / given.backup
        found = command.with_seals_checked(verify(backup, snapshot, codec_of(command.settings)))
    else:
        _, found = command.read()
    if wrong := (*found.faults, *found.altered):
        raise StoreDamaged("\n".join(wrong))
    kept = "rows" if command.settings.is_store_shared else "files"
    return f"{found.files} {kept}, {len(found.cases)} cases and all their signatures are in order.{_unsealed(found)}"


def _unsealed(found: Verified) -> str:
    count = sum(unsealed(case.events) for case in found.cases)
    return f" Recorded before signatures were sealed, and so not shown to be genuine: {count}." if count else ""


def rotate_command(command: CommandContext, given: argparse.Namespace) -> str:
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
