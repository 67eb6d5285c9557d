"""A rehearsal is a case for practice, about nobody. Its reference tells it apart wherever it shows."""

REHEARSAL = "REHEARSAL"
"""The prefix of a rehearsal's reference can be no partnership's own."""
MARK = "Rehearsal:"
NOTICE = (
    f"{MARK} practice only, about no real child. To report a real incident, leave this rehearsal and start a triage."
)


def names_rehearsal(ref: str) -> bool:
    return ref.startswith(f"{REHEARSAL}-")


def mark_rehearsal(words: str, *, rehearsal: bool) -> str:
    """Says a title, or the words of a notification, as a rehearsal says them."""
    return f"{MARK} {words[:1].lower()}{words[1:]}" if rehearsal else words
