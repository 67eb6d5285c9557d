"""Link events record that two cases belong together. Nothing is merged by them: each case keeps its record, its
signatures and its clocks."""

from typing import Literal

from safeguarding.case.events.base import Event
from safeguarding.case.events.free_text import FreeText

LinkKind = Literal["same_family", "same_place", "same_people", "thematic_review"]


class Linked(Event):
    """The case was linked to another, which bears the same event. ``theme`` names the thematic review that may take
    them up together, where that is the kind of the link."""

    type: Literal["linked"] = "linked"
    other: str
    kind: LinkKind
    theme: FreeText | None = None
    reason: FreeText


class Unlinked(Event):
    """A link to another case was removed; the other bears the same event."""

    type: Literal["unlinked"] = "unlinked"
    other: str
    kind: LinkKind
    reason: FreeText
