"""Answer events record what became of the answers of a triage before they were recorded."""

from typing import Literal

from safeguarding.case.events.base import Event
from safeguarding.case.events.free_text import FreeText
from safeguarding.values import Value

TAKEN_OUT = "taken_out"
"""The step of a change by which a child was taken out."""


class AnswerChanged(Value):
    """An answer about a child was ``was``, with its ``evidence``, when it was shown what it leads to, and is ``now``
    when it was recorded. Both are ids, days or names of authorities. A child was taken out where the step is
    ``TAKEN_OUT``."""

    child: int
    step: str
    was: str = ""
    now: str = ""
    evidence: FreeText | None = None


class AnswersChanged(Event):
    """Answers were changed after it was shown what they lead to, and before they were recorded. ``triage`` is the id of
    the conversation: what it changed is recorded once."""

    type: Literal["answers_changed"] = "answers_changed"
    triage: str
    changes: tuple[AnswerChanged, ...]
