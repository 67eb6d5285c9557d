"""The search finds cases by what people remember of them: a part of the reference, or words of the stage."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from safeguarding.case.case import Case

# A command has to be as near.
NEAR = 0.7
SHORTEST_NEAR = 4


def matching(cases: Iterable[Case], words: str) -> Iterator[Case]:
    """Yields the cases in which every word is found; all of them where there is no word."""
    wanted = words.casefold().split()
    return (case for case in cases if all(_is_found(word, case) for word in wanted))


def _is_found(word: str, case: Case) -> bool:
    """Looks for a word in the reference, at the beginning of a word of the stage, or near enough to one of these."""
    ref, stage = case.ref.casefold(), case.stage.label.casefold().replace(",", "").split()
    if word in ref or any(name.startswith(word) for name in stage):
        return True
    # A slip of the finger makes another word of a short one: "sin" is near to "in". And the digits tell cases apart.
    near = (name for name in stage if len(name) >= SHORTEST_NEAR)
    return len(word) >= SHORTEST_NEAR and bool(get_close_matches(word, near, n=1, cutoff=NEAR))
