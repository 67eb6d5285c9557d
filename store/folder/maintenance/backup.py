"""Backups are copies of the store, made while the bot runs; a restore makes a folder anew from one of them.

A copy is a folder of the files as they are on disk, under the store's own key, with a manifest that names each by its
digest. It has another name until it was read back from the disk and found whole.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from store.encryption import Codec
from store.errors import CommandRefused, StoreDamaged, StoreFault
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.layout import FOLDERS, own_names
from store.folder.lock import LOCK, FolderLock
from store.folder.maintenance.renewal import renew
from store.folder.maintenance.snapshot import Snapshot, take_snapshot
from store.folder.maintenance.verification import verify
from store.folder.register import Register
from store.folder.unfinished_marks import RESTORING
from store.verification_result import Verified

MANIFEST = "manifest.json"
PARTIAL = ".partial"
_GENERATION = re.compile(r"backup-(?P<number>[0-9]{6})-[0-9TZ-]+")


@dataclass(frozen=True)
class Made:
    """The result names the new generation. ``removed``: the older generations that made way for this one. ``altered``:
    as ``verify`` names them; a backup is made all the same, since without one more could be lost."""

    name: str
    files: int
    cases: int
    altered: tuple[str, ...]
    removed: tuple[str, ...]
    writes: int


@dataclass(frozen=True)
class Backups:
    """The folder holds the generations, and one backup at a time may change it."""

    folder: Path
    codec: Codec
    disk: Disk

    def generations(self) -> tuple[str, ...]:
        """Returns the generations, the oldest first, by their numbers: a clock that jumps back does not make the newest
        the oldest."""
        folders = self.disk.list_folders(self.folder) if self.folder.is_dir() else ()
        return tuple(sorted(name for name in folders if _GENERATION.fullmatch(name)))

    def make(self, store: Path, at: datetime, keep: int) -> Made:
        """Makes a new generation. Older ones go, down to ``keep``, once it is on disk and verified. Raises
        StoreFault."""
        self._refuse_inside(store)
        whole = _in_order(store, snapshot := take_snapshot(Files(store, self.codec, self.disk)), self.codec)
        Files(self.folder, self.codec, self.disk).make_folder()
        with FolderLock(self.folder):
            self._remove_partial()
            name = self._next_name(at)
            self._write(name + PARTIAL, snapshot)
            if self._read(name + PARTIAL) != snapshot:
                raise StoreDamaged(f"{name} does not read back as it was written. Check the disk of {self.folder}.")
            with self._files().writing(name):
                self.disk.move_folder(self.folder / (name + PARTIAL), self.folder / name)
            return Made(name, whole.files, len(whole.cases), whole.altered, self._remove_oldest(keep), whole.writes)

    def read(self, name: str) -> Snapshot:
        """Reads the files of a generation, each as the manifest has it and all of them in order. Raises StoreFault."""
        self.require(name)
        snapshot = self._read(name)
        _in_order(self.folder / name, snapshot, self.codec)
        return snapshot

    def require(self, name: str) -> None:
        """Raises CommandRefused where there is no such generation."""
        if name not in self.generations():
            there = ", ".join(self.generations()) or "none"
            raise CommandRefused(f"There is no backup {name} in {self.folder}. There are: {there}.")

    def newest_writes(self, life: str) -> dict[str, int]:
        """Returns how often the store was written by the newest generation, which is named; nothing where that is of
        another life or under another key."""
        for name in self.generations()[-1:]:
            files = self._files(name)
            try:
                Register(files)
            except StoreFault:
                return {}
            return {name: files.order.last} if files.order.life == life else {}
        return {}

    def restore(self, name: str, store: Path, highest: Iterable[str] = ()) -> Verified:
        """Restores into an empty folder, or one where a restore was cut off. New references go on above the
        ``highest``. Raises StoreFault, and then changes nothing."""
        snapshot = self.read(name)
        files = Files(store, self.codec, self.disk)
        files.make_folder()
        with FolderLock(store):
            _refuse_filled(files)
            _fill(files, snapshot)
            renew(Files(store, self.codec, self.disk), highest)
            files.remove(RESTORING)
            return verify(store, take_snapshot(files), self.codec)

    def _files(self, name: str = "") -> Files:
        return Files(self.folder / name, self.codec, self.disk)

    def _refuse_inside(self, store: Path) -> None:
        one, other = self.folder.resolve(), store.resolve()
        if one == other or other in one.parents or one in other.parents:
            raise CommandRefused(
                f"The backups in {self.folder} and the store in {store} would lie in one another. "
                "Set CSCP_BACKUPS to a folder apart, best on another disk."
            )

    def _next_name(self, at: datetime) -> str:
        last = [int(name.split("-")[1]) for name in self.generations()[-1:]]
        return f"backup-{max(last, default=0) + 1:06}-{at:%Y-%m-%dT%H-%M-%SZ}"

    def _write(self, name: str, snapshot: Snapshot) -> None:
        files = self._files(name)
        for folder in ("", *FOLDERS):
            files.make_folder(folder)
        for own, data in snapshot.items():
            files.write_encoded(own, data)
        files.write(MANIFEST, json.dumps(_digests(snapshot)).encode())

    def _read(self, name: str) -> Snapshot:
        """Reads the files and checks them against the manifest. Raises StoreDamaged."""
        files = self._files(name)
        listed = _manifest(files)
        snapshot = {own: data for own in own_names(files) if (data := files.read_encoded(own)) is not None}
        for own in sorted(listed.keys() | snapshot.keys()):
            if listed.get(own) != _digests(snapshot).get(own):
                raise StoreDamaged(f"The backup {name} is damaged at {own}. Restore another one.")
        return snapshot

    def _remove_partial(self) -> None:
        for name in self.disk.list_folders(self.folder):
            if name.endswith(PARTIAL):
                self.disk.remove_folder(self.folder / name)

    def _remove_oldest(self, keep: int) -> tuple[str, ...]:
        """Renames the oldest generations before it removes them: half a generation must not pass for a whole one."""
        oldest = self.generations()[: -max(keep, 1)]
        for name in oldest:
            with self._files().writing(name):
                self.disk.move_folder(self.folder / name, self.folder / (name + PARTIAL))
                self.disk.remove_folder(self.folder / (name + PARTIAL))
        return oldest


def _in_order(folder: Path, snapshot: Snapshot, codec: Codec) -> Verified:
    verified = verify(folder, snapshot, codec)
    if verified.faults:
        raise StoreDamaged(f"{folder} is not in order, so nothing was done: {verified.faults[0]}")
    return verified


def _digests(snapshot: Snapshot) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in snapshot.items()}


def _manifest(files: Files) -> dict[str, Any]:
    try:
        listed = json.loads(files.read(MANIFEST) or b"null")
    except ValueError:
        listed = None
    except StoreDamaged:
        raise StoreDamaged(f"The backup {files.folder.name} is damaged at {MANIFEST}. Restore another one.") from None
    if not isinstance(listed, dict):
        raise StoreDamaged(f"The backup {files.folder.name} lacks its {MANIFEST}. Restore another one.")
    return listed


def _refuse_filled(files: Files) -> None:
    files.remove_leftovers()
    there = set(files.names())
    if RESTORING in there:
        return
    if there - {LOCK} or files.disk.list_folders(files.folder):
        raise CommandRefused(
            f"{files.folder} is not empty, and a restore overwrites nothing. "
            "Move what is there away, or set CSCP_STORE_URL to an empty folder."
        )


def _fill(files: Files, snapshot: Snapshot) -> None:
    """Writes the files under a mark, and reads them back. The mark stands until the folder's new life has begun."""
    files.write_encoded(RESTORING, b"restore\n")
    for folder in FOLDERS:
        files.make_folder(folder)
        files.remove_leftovers(folder)
    for name in own_names(files):
        files.remove(name)
    for name, data in snapshot.items():
        files.write_encoded(name, data)
    for name, data in snapshot.items():
        if files.read_encoded(name) != data:
            raise StoreDamaged(f"{name} does not read back as it was written. Check the disk of {files.folder}.")
