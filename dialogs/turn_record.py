"""The turn's record says what a turn has put on the record so far: when it fails afterwards, nobody is told
otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from safeguarding.case.errors import StepRefused
from store.errors import Conflict, StoreFault, Uncertain


@dataclass(frozen=True)
class OnRecord:
    """This was recorded, in the words in which it is told, and is seen again by a typed ``line``."""

    what: str
    line: str


@dataclass
class TurnRecord:
    """The turn's record lists the cases that were saved (``refs``), and what was recorded outside the cases
    (``besides``); ``kept_answer`` says that an answer of a triage was kept, ``is_uncertain`` that a write was begun,
    and nobody knows what became of it."""

    refs: list[str] = field(default_factory=list)
    kept_answer: bool = False
    is_uncertain: bool = False
    besides: list[OnRecord] = field(default_factory=list)

    @property
    def recorded(self) -> tuple[OnRecord, ...]:
        """Returns what was recorded, each once, in the order in which it is told."""
        return tuple(dict.fromkeys([*self.besides, *(OnRecord(ref, f"case {ref}") for ref in self.refs)]))


@contextmanager
def turn_record() -> Iterator[TurnRecord]:
    """Begins the record of a turn. What the turn saves from here on is noted in it."""
    record = TurnRecord()
    token = _of_this_turn.set(record)
    try:
        yield record
    finally:
        _of_this_turn.reset(token)


def record_of_this_turn() -> TurnRecord:
    """Returns the record of the turn that runs; an empty one where nothing is noted."""
    return _of_this_turn.get() or TurnRecord()


@contextmanager
def writing() -> Iterator[TurnRecord]:
    """Holds a write, for the caller to note in the record what was written. A write that fails is uncertain, but where
    the step was refused, or the store says that nothing of it was written."""
    record = record_of_this_turn()
    try:
        yield record
    except (StepRefused, Conflict):
        raise
    except StoreFault as fault:
        record.is_uncertain |= isinstance(fault, Uncertain)
        raise
    except BaseException:
        record.is_uncertain = True
        raise


_of_this_turn: ContextVar[TurnRecord | None] = ContextVar("turn_record", default=None)
