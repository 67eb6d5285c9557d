"""The command context gives the commands for the store what they take from outside, and checks what they ask of it
before they begin."""

import asyncio
import os
import pwd
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bot.config.encryption_key import codec_of
from bot.config.partnership_file import load as load_partnership
from bot.config.settings import Settings
from bot.config.signing_key import seals_of
from bot.security.sealed_cases import judged_or_none
from safeguarding.case.events.seals import faults_of_seals
from safeguarding.case.state.retention import Tombstone
from safeguarding.partnership.model import Partnership
from store.errors import CommandRefused
from store.folder.disk import Disk
from store.folder.export_log import record_export
from store.folder.files import Files
from store.folder.maintenance.backup import Backups
from store.folder.maintenance.snapshot import FrozenDisk, take_snapshot
from store.folder.maintenance.verification import verify
from store.folder.open_file import OpenFile
from store.interface import Documents, Store
from store.open import RowMaintenance, ledger_in, open_store, rows_at
from store.verification_result import Verified

ReadT = TypeVar("ReadT")
ReadTombstones = Callable[[], Mapping[str, Tombstone]]
LOGIN, NO_LOGIN = Path("/proc/self/loginuid"), 2**32 - 1


@dataclass(frozen=True)
class CommandContext:
    """The context is what a command takes from outside. ``account`` is the operating system's name for whoever runs
    it."""

    settings: Settings
    now: Callable[[], datetime]
    account: str
    disk: Disk

    @property
    def folder(self) -> Path:
        """Returns the folder of the store. Raises CommandRefused for one in a database."""
        if self.settings.is_store_shared:
            raise CommandRefused(
                "The cases are in a database, which is backed up and restored by its own means: docs/runbook.md says "
                "how. Nothing was done."
            )
        return self.settings.store_folder

    @property
    def files(self) -> Files:
        return Files(self.folder, codec_of(self.settings), self.disk)

    @property
    def rows(self) -> RowMaintenance:
        """Returns the partnership's rows, where the store is in a database."""
        return rows_at(self.settings.store, self.settings.store_partnership or "", codec_of(self.settings))

    @property
    def backups(self) -> Backups:
        return Backups(self.settings.backups, codec_of(self.settings), self.disk)

    def partnership(self) -> Partnership:
        return load_partnership(self.settings.partnership)

    def read(self) -> tuple[ReadTombstones, Verified]:
        """Reads the store as it is at this instant, also while the bot runs, and checks its seals. The tombstones of
        the deleted cases are asked for apart: in a store that is not in order they may not be readable."""
        if self.settings.is_store_shared:
            found, tombstones = asyncio.run(self.rows.verify())
            return lambda: tombstones, self.with_seals_checked(found)
        snapshot, codec = take_snapshot(self.files), codec_of(self.settings)
        frozen = Files(self.folder, codec, FrozenDisk(self.folder, snapshot))
        found = verify(self.folder, snapshot, codec)
        return lambda: OpenFile(frozen).tombstones(), self.with_seals_checked(found)

    def with_seals_checked(self, found: Verified) -> Verified:
        """Returns what was found, with what is set aside as its seal does not hold. Raises SettingsFault."""
        seals = seals_of(self.settings)
        cases = tuple(judged_or_none(case, seals) or case for case in found.cases)
        broken = (fault for case in cases for fault in faults_of_seals(case.events))
        return replace(found, cases=cases, altered=(*found.altered, *broken))

    async def open_store(self) -> Store:
        """Opens the store. Raises StoreFault."""
        settings = self.settings
        return await open_store(settings.store, settings.store_partnership or "", codec_of(settings), self.disk)

    def read_ledger(self, read: Callable[[Documents], ReadT]) -> ReadT:
        """Reads something in the ledger, also while the bot runs. Raises StoreFault."""
        if self.settings.is_store_shared:
            return asyncio.run(self._read_in_rows(read))
        return read(ledger_in(self.files))

    async def _read_in_rows(self, read: Callable[[Documents], ReadT]) -> ReadT:
        async with await self.open_store() as store:
            return read(store.ledger)

    def record_export(self, ref: str, at: datetime, what: str) -> None:
        """Records who took a case out of the store; the record is durable when this returns. Raises StoreFault."""
        if self.settings.is_store_shared:
            asyncio.run(self._record_in_rows(ref, at, what))
        else:
            record_export(self.files, ref, self.account, at, what)

    async def _record_in_rows(self, ref: str, at: datetime, what: str) -> None:
        async with await self.open_store() as store:
            await store.record_export(ref, self.account, at, what)

    def require_new(self, file: Path | None) -> None:
        """Raises CommandRefused unless the file can be made: before it is recorded that it was taken."""
        if file is None:
            return
        if file.is_dir():
            raise CommandRefused(f"{file} is a folder. Name a new file in it.")
        if file.exists():
            raise CommandRefused(f"{file} is there already, and an export overwrites nothing. Name a new file.")
        if not file.absolute().parent.is_dir():
            raise CommandRefused(f"There is no folder {file.parent}. Make it, or name a file in another.")
        if not os.access(file.absolute().parent, os.W_OK):
            raise CommandRefused(f"Nothing can be written into {file.parent} by this account. Name a file in another.")

    def require_own(self) -> None:
        """Raises CommandRefused unless the store is there and of this account: files written by another account would
        be closed to the bot."""
        if self.settings.is_store_shared:
            asyncio.run(self.rows.require_there())
            return
        store = self.folder
        if not store.is_dir():
            raise CommandRefused(f"{store} is not there. Set CSCP_STORE_URL to the store's folder.")
        if store.stat().st_uid != os.geteuid():
            owner = _account_name(store.stat().st_uid)
            raise CommandRefused(
                f"{store} belongs to the account {owner}. Run this command as {owner}, as the bot runs."
            )


def account_in_use() -> str:
    """Returns the name of the account that logged in, also behind a sudo to the bot's account; where the login is not
    known, the name of the process's account."""
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
