"""What the commands for the store take from outside, and what they ask of it before they begin."""

import os
import pwd
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.partnership import Partnership
from bot.partnership_file import load as load_partnership
from bot.settings import Settings
from bot.store_key import codec_of
from safeguarding.case.retention import Tombstone
from store.backup import Backups
from store.disk import Disk
from store.faults import CommandRefused
from store.files import Files
from store.open_cases import OpenFile
from store.snapshot import FrozenDisk, Snapshot, take_snapshot
from store.verification import Verified, verify

LOGIN, NO_LOGIN = Path("/proc/self/loginuid"), 2**32 - 1


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

    def require_own(self) -> None:
        """Files written by another account would be closed to the bot."""
        store = self.settings.store
        if not store.is_dir():
            raise CommandRefused(f"{store} is not there. Set CSCP_STORE to the store's folder.")
        if store.stat().st_uid != os.geteuid():
            owner = _account_name(store.stat().st_uid)
            raise CommandRefused(
                f"{store} belongs to the account {owner}. Run this command as {owner}, as the bot runs."
            )


def account_in_use() -> str:
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
