"""The register says of every archived case what its file holds, and of all other files where each stands in the order
of writes. It is written after whatever was written last, so that of the last file too an older one is known."""

import logging
from collections.abc import Mapping

from store.errors import StoreFault
from store.folder.export_log import settle_exports
from store.folder.files import Files
from store.folder.table_file import Tables
from store.folder.tinydb_storage import FileStorage

REGISTER = "register.json"
_ARCHIVED, _DIGEST = "archived", "digest"

log = logging.getLogger(__name__)


class Register:
    def __init__(self, files: Files) -> None:
        self._files = files
        self._storage = FileStorage(files, REGISTER)
        archived = (self._storage.read() or {}).get(_ARCHIVED, {})
        self._digests: Mapping[str, str] = {ref: row[_DIGEST] for ref, row in archived.items()}

    @property
    def is_new(self) -> bool:
        """Says whether there is none yet, as in a store of an older version: what is archived is taken as it is."""
        return self._storage.is_new

    @property
    def digests(self) -> Mapping[str, str]:
        """Returns the digest of each archived case by its reference."""
        return self._digests

    def adopt(self, digests: Mapping[str, str]) -> None:
        """Takes what is in the archive for what belongs there; it is written with what is written next."""
        self._digests = dict(digests)

    def add(self, digests: Mapping[str, str]) -> None:
        """Writes what was filed, before the cases leave ``open.json``. Raises NotWritable."""
        after = {**self._digests, **digests}
        self._storage.write(_tables(after))
        self._digests = after

    def forget(self, ref: str) -> None:
        self._digests = {other: digest for other, digest in self._digests.items() if other != ref}

    def renew(self) -> None:
        """Writes the register as it is, under a new stamp. Raises NotWritable."""
        self._storage.renew(_tables(self._digests))

    def follow(self) -> None:
        """Writes the register if anything was written since. A fault is no failure: what the other files say of each
        other holds, and the next write tries again."""
        try:
            settle_exports(self._files)
            if not self._files.order.is_told_by(REGISTER):
                self.renew()
        except StoreFault as fault:
            log.warning("the register is behind and will be brought up with the next change: %s", fault)


def _tables(digests: Mapping[str, str]) -> Tables:
    return {_ARCHIVED: {ref: {_DIGEST: digest} for ref, digest in digests.items()}}
