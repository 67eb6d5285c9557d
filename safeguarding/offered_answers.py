"""The answers that a triage offers to a step: those of the rules, and a few that come of what is answered already."""

from safeguarding.framework.entries import NOT_KNOWN, Answer, Detail, Question
from safeguarding.framework.labels import SAME_AS_FIRST

Step = Question | Detail
ALONG = {"agency": "record_number", "happened_in": "lives_in"}
"""One press answers these steps together, where the answers are near each other."""
AS_CHILD_1, BOTH = SAME_AS_FIRST, "both"
"""A further child's day is said to be that of Child 1, and follows it while the draft is answered."""
NOT_KNOWN_SAID = ("not known", "unknown", "don't know", "not sure", "i'm not sure", "i don't know")
UNKNOWN = Answer(id=NOT_KNOWN, label="Not known yet", synonyms=NOT_KNOWN_SAID)
SAME_DAY = Answer(id=AS_CHILD_1, label="The same as Child 1", synonyms=("same", "the same", "the same day", "same day"))


def choices(step: Step) -> tuple[Answer, ...]:
    """Returns the answers to choose from: those of the rules, or "not known yet" alone for a date or a text."""
    return step.answers or (UNKNOWN,)


def both(here: Answer) -> Answer:
    """Returns the answer that it happened here, and that the child lives here too."""
    words = (BOTH, f"both {here.label}", f"{here.label} and lives there")
    return Answer(id=BOTH, label=f"{here.label}, and lives there", synonyms=words)
