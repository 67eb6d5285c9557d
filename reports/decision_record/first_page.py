"""The first page holds its rows whatever the case: what has no room is folded, and said to stand in a later section."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import shorten, wrap

PAGE_PT = 560.0
"""So much of the first page is left beside the title, what stands under it, the table's header, and what stands under
the table."""
TITLE_LETTERS, LINE_LETTERS, NOTICE_LETTERS = 18, 63, 74
"""So many letters fit a line of the first column, of the second, and of a notice. A wide font has no more."""
LINE_PT, AROUND_LINE_PT, NOTICE_PT, AROUND_NOTICE_PT, FRAME_PT = 13.5, 3.5, 14.7, 5.0, 10.0
"""Notices stand in one frame together."""
WIDTHS = (1, 3.3)
"""A digest fits one line of the second column."""
LONGEST = (260, 160, 100, 65)
"""A text is shortened to so many letters; to fewer where the page is full."""


@dataclass(frozen=True)
class PageRow:
    """A row has ``lines``, of which the first ``shown`` stand on the page, never fewer than ``least``, and the first
    ``whole`` ones never shortened. All of them stand in the later ``section``; a row without one is kept as it is."""

    title: str
    lines: tuple[str, ...]
    section: str = ""
    shown: int = 99
    least: int = 1
    whole: int = 0

    @property
    def words(self) -> str:
        further = len(self.lines) - self.shown
        more = [f"and {further} more: see the section {self.section}"] if further > 0 else []
        return "\n".join([*self.lines[: self.shown], *more])

    @property
    def height(self) -> float:
        return max(_height(self.title, TITLE_LETTERS), _height(self.words, LINE_LETTERS))

    @property
    def can_fold(self) -> bool:
        return bool(self.section) and min(self.shown, len(self.lines)) > self.least

    def folded(self) -> "PageRow":
        return replace(self, shown=min(self.shown, len(self.lines)) - 1)

    def shortened(self, letters: int) -> "PageRow":
        if not self.section:
            return self
        where = f" … (see {self.section})"
        cut = (shorten(line, letters, placeholder=where) for line in self.lines[self.whole :])
        return replace(self, lines=(*self.lines[: self.whole], *cut))


def fitted(rows: Sequence[PageRow], notices: Sequence[str]) -> Sequence[PageRow]:
    """Returns the rows as they fit the first page below these notices: their texts shortened, the longest rows folded
    first."""
    noticed = (_lines(notice, NOTICE_LETTERS) * NOTICE_PT + AROUND_NOTICE_PT for notice in notices)
    room = PAGE_PT - sum(noticed, FRAME_PT)
    found = rows
    for letters in LONGEST:
        found = _folded([row.shortened(letters) for row in rows], room)
        if _total(found) <= room:
            break
    return found


def _folded(rows: Sequence[PageRow], room: float) -> Sequence[PageRow]:
    found = list(rows)
    while _total(found) > room and (foldable := [row for row in found if row.can_fold]):
        longest = max(foldable, key=lambda row: row.height)
        found[found.index(longest)] = longest.folded()
    return found


def _total(rows: Sequence[PageRow]) -> float:
    return sum(row.height for row in rows)


def _height(text: str, letters: int) -> float:
    return sum(_lines(line, letters) * LINE_PT + AROUND_LINE_PT for line in text.split("\n"))


def _lines(text: str, letters: int) -> int:
    return max(1, len(wrap(text, letters)))
