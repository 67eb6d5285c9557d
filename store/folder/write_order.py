"""The order of writes tells a file that was put back from the one that was written last.

All writes of a folder go one after the other, and each is on disk before the next begins. So a file carries, as its
stamp, its place in that order and the places that its siblings had by then. A sibling may be newer than that after a
crash, and never older: one that is older was put back.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

EXPORTS = "exports"
WHAT_TO_DO = (
    "Stop the bot and put back the files that were there last. Where they are lost, restore the newest backup into an "
    "empty folder, or take the store as it is with accept-store; docs/runbook.md says what either loses."
)


@dataclass(frozen=True)
class Stamp:
    """A stamp says where a file stands in the order of writes. ``life`` is new for each store that is made or restored,
    so that files of two histories are not mixed. ``siblings``: by name the place that each had; of the exports, which
    are only added, how many there were."""

    life: str
    place: int
    siblings: Mapping[str, int]

    def as_plain(self) -> dict[str, Any]:
        return {"life": self.life, "place": self.place, "siblings": dict(self.siblings)}

    @classmethod
    def parse(cls, plain: Any) -> "Stamp":
        """Raises KeyError, TypeError or ValueError for what is no stamp."""
        siblings = {str(name): int(place) for name, place in plain["siblings"].items()}
        return cls(str(plain["life"]), int(plain["place"]), siblings)


@dataclass
class WriteOrder:
    """The order holds the stamps of one folder's files as they were read or written last. Files that an older version
    has written have none until they are written again."""

    stamps: dict[str, Stamp] = field(default_factory=dict)
    exports: int = 0
    _given: int = 0
    _life: str = ""

    @property
    def last(self) -> int:
        """Returns the place of the write that came last, as far as the files tell; 0 where none has a stamp."""
        stamps = self.stamps.values()
        return max((self._given, *(place for stamp in stamps for place in (stamp.place, *_of_files(stamp)))), default=0)

    @property
    def life(self) -> str:
        if not self._life:
            lives = Counter(stamp.life for stamp in self.stamps.values())
            self._life = lives.most_common(1)[0][0] if lives else secrets.token_hex(8)
        return self._life

    def begin_anew(self) -> None:
        """Begins a new life: what was written before is of another one from now on."""
        self._given = self.last
        self.stamps.clear()
        self._life = secrets.token_hex(8)

    def next_stamp(self) -> Stamp:
        """Returns the stamp of the next write. A write that fails uses up its place: it may be on disk all the same."""
        self._given = self.last + 1
        siblings = {name: stamp.place for name, stamp in self.stamps.items()}
        return Stamp(self.life, self._given, {**siblings, EXPORTS: self.exports})

    def is_told_by(self, name: str) -> bool:
        """Says whether the file was written last, and knows of all exports."""
        stamp = self.stamps.get(name)
        return stamp is not None and stamp.place == self.last and stamp.siblings.get(EXPORTS) == self.exports

    def faults(self) -> Iterator[str]:
        """Names each file that is older than a sibling says, or of another life."""
        places = {name: stamp.place for name, stamp in self.stamps.items() if stamp.life == self.life}
        for name in sorted(self.stamps.keys() - places.keys()):
            yield f"{name} is not of this life of the store: it was put back from before a restore. {WHAT_TO_DO}"
        needed = self._needed()
        if (lacking := needed.pop(EXPORTS, (0, ""))[0] - self.exports) > 0:
            yield f"{EXPORTS}/ lacks {lacking} of the records that were there. {WHAT_TO_DO}"
        for name, (place, by) in sorted(needed.items()):
            is_told_already = name in self.stamps and name not in places
            if places.get(name, 0) < place and not is_told_already:
                yield f"{name} is older than {by} says: an old one was put back. {WHAT_TO_DO}"

    def _needed(self) -> dict[str, tuple[int, str]]:
        """Returns, by name, the latest place that a sibling of this life says, and which sibling."""
        needed: dict[str, tuple[int, str]] = {}
        for by, stamp in self.stamps.items():
            for name, place in stamp.siblings.items() if stamp.life == self.life else ():
                needed[name] = max(needed.get(name, (0, by)), (place, by))
        return needed


def _of_files(stamp: Stamp) -> Iterator[int]:
    return (place for name, place in stamp.siblings.items() if name != EXPORTS)
