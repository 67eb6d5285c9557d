"""Reads the partnership file, and refuses one that can't be right, naming each key and its mend."""

import asyncio
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

import structlog
from pydantic import ValidationError

from safeguarding.framework import loader
from safeguarding.framework.validation_messages import shape_faults
from safeguarding.partnership.model import Partnership
from safeguarding.partnership.validation import faults_of

OFFICES = ("partners", "dcs", "business_team", "review_group", "quorum")
log = structlog.get_logger()


class PartnershipFault(Exception):
    """``faults`` has one sentence or two for each: the key, and the mend."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def load(path: Path) -> Partnership:
    """Raises PartnershipFault."""
    try:
        return parse(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        fault = f"The partnership file {path} can't be read. Put it there, or set CSCP_PARTNERSHIP to its place."
        raise PartnershipFault([fault]) from error


class PartnershipFile:
    """The file as it is whenever it is asked for: read again only when it was written again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[object, Partnership] | None = None

    def __call__(self) -> Partnership:
        """Raises PartnershipFault."""
        written = self._written()
        if self._read is None or self._read[0] != written:
            self._read = written, load(self._path)
        return self._read[1]

    def _written(self) -> object:
        """What another file, or another content, has otherwise; None where there is no file."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


class LivePartnership:
    """The partnership with whoever holds what now. ``read`` gives the file as it is, and raises PartnershipFault: what
    stood before then stays in force. All else in the file needs a start, since days and steps are counted from it."""

    def __init__(self, partnership: Partnership, read: Callable[[], Partnership]) -> None:
        self._partnership = partnership
        self._read = read

    def __call__(self) -> Partnership:
        return self._partnership

    async def run(self) -> None:
        """The same object comes back until somebody's office has changed."""
        read = await asyncio.to_thread(self._read)
        offices = {name: getattr(read, name) for name in OFFICES}
        if offices != {name: getattr(self._partnership, name) for name in OFFICES}:
            changed = self._partnership.model_copy(update=offices)
            if faults := tuple(faults_of(changed, loader.current())):
                raise PartnershipFault(faults)
            self._partnership = changed
            log.info("offices_changed")


def parse(text: str) -> Partnership:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PartnershipFault([f"The partnership file is not TOML: {error}. Correct that place."]) from error
    try:
        partnership = Partnership.model_validate(raw)
    except ValidationError as error:
        raise PartnershipFault(shape_faults(error, raw, ("title", "name"))) from error
    if faults := tuple(faults_of(partnership, loader.current())):
        raise PartnershipFault(faults)
    return partnership
