"""The permissions of the store's folder are for the bot's own account alone, whoever made the folder."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from store.errors import NotWritable
from store.folder.disk import Disk

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def tighten(folder: Path, disk: Disk) -> None:
    """Takes from every other account what it may do in the folder and with its files. Raises NotWritable where that
    can't be done: nothing is served from a store that others may read."""
    for path in _all_in(folder):
        try:
            if _mode(path) & OTHERS:
                disk.change_mode(path, _mode(path) & ~OTHERS)
            is_open = bool(_mode(path) & OTHERS)
        except FileNotFoundError:
            continue
        except PermissionError:
            is_open = True
        if is_open:
            raise NotWritable(
                f"Other accounts may read {path}, and the bot's account can't change that. As its owner run "
                f"chmod -R go= {folder}, or put the store on a disk that keeps permissions."
            )


def _all_in(folder: Path) -> Iterator[Path]:
    for place, _, files in os.walk(folder):
        yield Path(place)
        yield from (path for name in files if not (path := Path(place, name)).is_symlink())


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
