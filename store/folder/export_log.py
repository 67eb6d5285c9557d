"""The export log says who took a case out of the store, and when: a file for each, so that it needs no lock while the
bot runs."""

import json
from collections.abc import Mapping
from datetime import datetime

from store.export_entry import entry_of
from store.folder.archive import SUFFIX
from store.folder.files import Files
from store.folder.unfinished_marks import refuse_unfinished
from store.folder.write_order import EXPORTS


def record_export(files: Files, ref: str, account: str, at: datetime, what: str) -> None:
    """Writes the entry to disk before it returns. ``account``: of the operating system, or a person's tenant and
    directory id in chat. Raises StoreFault."""
    refuse_unfinished(files.folder, files.names())
    write_export(files, entry_of(ref, account, at, what))
    settle_exports(files)


def write_export(files: Files, entry: Mapping[str, str]) -> None:
    files.make_folder(EXPORTS)
    at = datetime.fromisoformat(entry["at"])
    files.write(f"{EXPORTS}/{at:%Y%m%dT%H%M%S.%fZ}-{entry['ref']}{SUFFIX}", json.dumps(entry).encode())


def exports_in(files: Files) -> tuple[dict[str, str], ...]:
    """Returns the entries, the oldest first."""
    return tuple(json.loads(files.read(f"{EXPORTS}/{name}") or b"{}") for name in _names(files))


def count_exports(files: Files) -> int:
    return len(_names(files))


def settle_exports(files: Files) -> None:
    """Counts the entries for the stamps to come. A command beside the bot may be about to flush its own: a stamp must
    not tell of one that a power cut undoes. Raises NotWritable."""
    count = count_exports(files)
    if count:
        files.flush(EXPORTS)
    files.order.exports = count


def _names(files: Files) -> tuple[str, ...]:
    names = files.names(EXPORTS) if files.has_folder(EXPORTS) else ()
    return tuple(name for name in names if name.endswith(SUFFIX))
