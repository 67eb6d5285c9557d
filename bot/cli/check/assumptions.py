"""The assumptions are what the bot takes for granted of live Teams. Some are seen by a check, some by a person on the
first day, some by nobody, since nothing hangs on them."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from safeguarding.values import Value

FILE = Path(__file__).with_name("assumptions.toml")
NONE_NEEDED = "none is needed"
HEAD = "| it relies on | source | how to check it |\n|---|---|---|"


class Assumption(Value):
    """``checks`` are the names of the checks that see it, ``see`` is how a person sees it."""

    relies_on: str
    source: str
    see: str
    checks: tuple[str, ...] = ()

    @property
    def is_tried_by_hand(self) -> bool:
        return not self.checks and not self.see.startswith(NONE_NEEDED)


@cache
def assumptions() -> tuple[Assumption, ...]:
    return tuple(map(Assumption.model_validate, tomllib.loads(FILE.read_text("utf-8"))["assumption"]))


def steps_by_hand() -> Iterator[str]:
    """Yields what the person who runs the check tries, each with a box to tick."""
    for assumption in assumptions():
        if assumption.is_tried_by_hand:
            yield f"[ ] {assumption.relies_on}: {assumption.see}."


def table() -> str:
    """Returns the table of docs/assumptions.md."""
    return "\n".join([HEAD, *(f"| {each.relies_on} | {each.source} | {_seen(each)} |" for each in assumptions())])


def _seen(assumption: Assumption) -> str:
    by_check = f"`check`: {', '.join(assumption.checks)}. " if assumption.checks else ""
    return f"{by_check}{assumption.see}"
