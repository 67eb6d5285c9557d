"""The archive keeps closed and merged cases, a file each, so that the cost of a write follows the open cases and not
the years."""

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
class Archived:
    """What is known of an archived case without its file."""

    triage: str
    version: int

    @classmethod
    def of(cls, case: Case) -> Self:
        return cls(case.opened.triage, case.version)


@dataclass(frozen=True)
class Archive:
    files: Files

    def cases(self) -> dict[str, Archived]:
        """Returns what is known of every archived case, by its reference. The call reads each file whole, so that
        damage is found at start."""
        names = (name.removesuffix(SUFFIX) for name in self.files.names(FOLDER) if name.endswith(SUFFIX))
        read = {ref: self.read(ref) for ref in names if is_reference(ref)}
        return {ref: Archived.of(case) for ref, case in read.items() if case}

    def read(self, ref: str) -> Case | None:
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
        return case

    def write(self, case: Case) -> None:
        self.files.write(_name(case.ref), json.dumps(to_json(case), separators=(",", ":")).encode())

    def remove(self, ref: str) -> None:
        self.files.remove(_name(ref))


def _name(ref: str) -> str:
    return f"{FOLDER}/{ref}{SUFFIX}"
