"""Verifying a store has this result, whichever kind the store is."""

from dataclasses import dataclass

from safeguarding.case.case import Case


@dataclass(frozen=True)
class Verified:
    """The result holds a sentence for each thing that is wrong, which names the file or the case first. ``faults`` keep
    the bot from starting or a case from being read. ``altered``: signatures and texts that do not fit, in a case that
    can be read. ``writes``: how often the store was written. It only grows within one ``life``, and a restore begins a
    new one; 0 where an older version wrote it."""

    files: int
    cases: tuple[Case, ...]
    faults: tuple[str, ...]
    altered: tuple[str, ...]
    writes: int = 0
    life: str = ""


def case_in(verified: Verified, ref: str) -> Case | None:
    return next((case for case in verified.cases if case.ref == ref), None)
