"""Reads the partnership file, and refuses one that can't be right, naming each key and its mend."""

import asyncio
import re
import tomllib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from pydantic import ValidationError

from bot.clock import wall_clock
from safeguarding.dates.working_days import london_date
from safeguarding.faults import Faults
from safeguarding.framework import loader
from safeguarding.framework.validation_messages import shape_faults
from safeguarding.partnership.leavers import without_leavers
from safeguarding.partnership.model import Partnership
from safeguarding.partnership.validation import faults_of, faults_on

OFFICES = ("partners", "dcs", "business_team", "review_group", "vacant_since", "quorum")
DATES = ("extra_closed", "thresholds", "chain", "working_hours")
READ_ANEW = (*OFFICES, *DATES)
AT_START = tuple(name for name in Partnership.model_fields if name not in {*READ_ANEW, "away"})
_QUOTED = re.compile(r' ?"[^"]*"')
_CURLY = frozenset("\u2018\u2019\u201c\u201d")
log = structlog.get_logger()


class PartnershipFault(Faults):
    """The partnership file can't be used. ``faults`` has one sentence or two for each fault: the key, and the mend.
    ``raw`` is what the file says all the same, where it can be read as TOML."""

    def __init__(self, faults: Iterable[str], raw: Mapping[str, Any] | None = None) -> None:
        super().__init__(faults)
        self.raw = raw


def load(path: Path, now: Callable[[], datetime] = wall_clock) -> Partnership:
    """Reads and checks the file. Raises PartnershipFault."""
    try:
        content = path.read_bytes()
    except OSError as error:
        fault = f"The partnership file {path} can't be read. Put it there, or set CSCP_PARTNERSHIP to its place."
        raise PartnershipFault([fault]) from error
    return _with_template(parse(_text_of(content, path), now), path)


def _text_of(content: bytes, path: Path) -> str:
    """Reads what an editor on Windows may have written: UTF-8 with or without a mark in front, or UTF-16 with one.
    Raises PartnershipFault."""
    encoding = "utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        fault = f"The partnership file {path} is not UTF-8, in line {line}. Save it again with the encoding UTF-8."
        raise PartnershipFault([fault]) from error


def _with_template(partnership: Partnership, path: Path) -> Partnership:
    """Reads the template of the decision record, where the file names one. Raises PartnershipFault."""
    if partnership.record_template is None:
        return partnership
    from reports.decision_record.template import template_faults  # noqa: PLC0415 - python-docx, where it is needed

    place = path.parent / partnership.record_template
    try:
        content = place.read_bytes()
    except OSError as error:
        fault = f"record_template: {place} can't be read. Put the file there, or take the line out."
        raise PartnershipFault([fault]) from error
    if faults := template_faults(content):
        raise PartnershipFault([f"record_template: {fault}" for fault in faults])
    return partnership.model_copy(update={"template_content": content})


class PartnershipFile:
    """The file is read as it is whenever it is called for, and read again only when it was written again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[object, Partnership] | None = None

    def __call__(self) -> Partnership:
        """Returns the partnership that the file describes now. Raises PartnershipFault."""
        written = self._fingerprint()
        if self._read is None or self._read[0] != written:
            self._read = written, load(self._path)
        return self._read[1]

    def _fingerprint(self) -> object:
        """Returns a fingerprint that differs for another file or another content (device, inode, time and size); none
        where there is no file."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


class LivePartnership:
    """The live partnership follows the changes of office-holders, closed days, thresholds, the chain and working hours
    (hot reload). ``read`` gives the file as it is, and raises PartnershipFault: the partnership from before then stays
    in force, without those whom the file no longer names. The rest of the file needs a restart: references and steps
    hang on it. ``faults`` are those of the file as it is, ``waits`` the keys that were changed and wait for a
    restart."""

    def __init__(
        self, partnership: Partnership, read: Callable[[], Partnership], now: Callable[[], datetime] = wall_clock
    ) -> None:
        self._partnership = partnership
        self._read = read
        self._now = now
        self._refused: Mapping[str, Any] | None = None
        self._followed: Partnership | None = None
        self.faults: tuple[str, ...] = ()
        self.waits: tuple[str, ...] = ()

    def __call__(self) -> Partnership:
        return self._partnership

    async def run(self) -> None:
        """Reads the file again; the same object stays in force until something in it has changed that is read anew.
        Raises PartnershipFault."""
        try:
            await self._follow()
        except PartnershipFault as fault:
            self._followed = None
            if fault.raw is not None:
                self._let_go(fault.raw)
            self._note(fault.faults)
            raise
        self._note(())

    def _note(self, faults: tuple[str, ...]) -> None:
        """Logs each fault once. The titles that a sentence quotes are left out of the log."""
        for fault in faults:
            if fault not in self.faults:
                log.error("partnership_file_faulty", fault=_QUOTED.sub("", fault))
        self.faults = faults

    async def _follow(self) -> None:
        read = await asyncio.to_thread(self._read)
        if read is not self._followed:
            self._take_over(read)
            self._followed = read

    def _take_over(self, read: Partnership) -> None:
        self._note_waiting(read)
        now, before = ({name: getattr(each, name) for name in READ_ANEW} for each in (read, self._partnership))
        # Without its leavers the partnership may be as the file has it, which is no less at fault.
        if now == before and now != self._refused:
            return
        changed = self._partnership.model_copy(update=now)
        if faults := tuple(faults_of(changed, loader.current())):
            self._refused = now
            raise PartnershipFault(faults, read.model_dump(mode="json"))
        self._partnership, self._refused = changed, None
        for name in (name for name in READ_ANEW if now[name] != before[name]):
            log.info("partnership_changed", kind=name)

    def _note_waiting(self, read: Partnership) -> None:
        waits = tuple(name for name in AT_START if getattr(read, name) != getattr(self._partnership, name))
        for name in (name for name in waits if name not in self.waits):
            log.warning("restart_needed", kind=name)
        self.waits = waits

    def _let_go(self, raw: Mapping[str, Any]) -> None:
        left = without_leavers(self._partnership, raw, london_date(self._now()))
        if left != self._partnership:
            self._partnership = left
            log.warning("leavers_lost_offices")


def parse(text: str, now: Callable[[], datetime] = wall_clock) -> Partnership:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PartnershipFault([f"The partnership file is not TOML: {error}. {_mend(text)}"]) from error
    try:
        partnership = Partnership.model_validate(raw)
    except ValidationError as error:
        raise PartnershipFault(shape_faults(error, raw, ("title", "name")), raw) from error
    if faults := (*faults_of(partnership, loader.current()), *faults_on(partnership, london_date(now()))):
        raise PartnershipFault(faults, raw)
    return partnership


def _mend(text: str) -> str:
    """Says what to do about a text that is no TOML; a word processor's quotation marks look like the right ones."""
    marks = "Write straight quotation marks in place of curly ones, and correct that place."
    return marks if _CURLY & set(text) else "Correct that place."
