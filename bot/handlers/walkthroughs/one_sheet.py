"""What is recorded as one has one sheet, and is over as soon as it is recorded."""

from dialogs.walkthrough.course import AnswerSheet, End, Outline
from safeguarding.walkthrough import Walkthrough


def one_sheet(walkthrough: Walkthrough, sheet: AnswerSheet, end: End) -> Outline:
    """Returns the outline of what is recorded as one: it is over as soon as that is done."""
    return Outline([sheet], frozenset() if walkthrough.is_done else frozenset({sheet.id}), end)
