"""The migration moves a whole store from a folder into a database, or back."""

import asyncio
from argparse import Namespace

import structlog

from bot.cli.context import CommandContext
from bot.config.encryption_key import codec_of
from bot.config.settings import SettingsFault
from store.open import mover
from store.transfer import Mover, move
from store.url import is_database, place_fault

log = structlog.get_logger()


def migrate_store_command(command: CommandContext, given: Namespace) -> str:
    """Moves the store. Neither address is shown: each may hold a password."""
    source, target = _mover(command, "The source", given.source), _mover(command, "The target", given.target)
    moved = asyncio.run(move(source, target))
    log.info("store_moved", count=len(moved.cases), account=command.account)
    return (
        f"{moved} were moved, read back and compared. The source is as it was: keep it until you have made a backup "
        f"of the target, then remove it. {_next(command)}"
    )


def _next(command: CommandContext) -> str:
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
