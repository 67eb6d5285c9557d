"""The archive keeps closed and merged cases, a file each, so that the cost of a write follows the open cases and not
the years."""

import hashlib
import json
from dataclasses import dataclass
from typing import Self

from safeguarding.case.case import Case, to_json
from store.case_rows import case_of
from store.encryption import damaged_file
from store.folder.files import Files
from store.references import is_reference

FOLDER = "archive"
SUFFIX = ".json"


@dataclass(frozen=True)
class ArchivedCase:
    """An archived case is known without its file by its triage, its version, and a digest of what the file holds."""

    triage: str
    version: int
    digest: str

    @classmethod
    def of(cls, case: Case, digest: str) -> Self:
        return cls(case.opened.triage, case.version, digest)


@dataclass(frozen=True)
class FiledCase:
    """A filed case is one as its file has it, with a digest of what the file holds."""

    case: Case
    digest: str


@dataclass(frozen=True)
class Archive:
    files: Files

    def cases(self) -> dict[str, ArchivedCase]:
        """Returns what is known of every archived case, by its reference. The call reads each file whole, so that
        damage is found at start."""
        names = (name.removesuffix(SUFFIX) for name in self.files.names(FOLDER) if name.endswith(SUFFIX))
        read = {ref: self.find(ref) for ref in names if is_reference(ref)}
        return {ref: ArchivedCase.of(filed.case, filed.digest) for ref, filed in read.items() if filed}

    def read(self, ref: str) -> Case | None:
        filed = self.find(ref)
        return filed.case if filed else None

    def find(self, ref: str) -> FiledCase | None:
        name = _name(ref)
        body = self.files.read(name)
        if body is None:
            return None
        try:
            events = json.loads(body)
        except ValueError:
            raise damaged_file(name) from None
        case = case_of(events, name)
        if case.ref != ref:
            raise damaged_file(name)
        return FiledCase(case, _digest(body))

    def write(self, case: Case) -> str:
        """Returns the digest of what was written."""
        body = json.dumps(to_json(case), separators=(",", ":")).encode()
        self.files.write(_name(case.ref), body)
        return _digest(body)

    def remove(self, ref: str) -> None:
        self.files.remove(_name(ref))


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def _name(ref: str) -> str:
    return f"{FOLDER}/{ref}{SUFFIX}"
