"""A walkthrough is a case's questions gone through with one person, one at a time. What is not recorded yet is kept
here, so that it goes on where it stopped."""

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from safeguarding.people import Person

Kind = Literal["review", "determination", "confirmation", "concern", "commissioning"]


class Walkthrough(BaseModel):
    """A walkthrough asks one ``sheet`` after the other, none once all are asked. ``given`` is what was answered of the
    sheet so far, ``typed`` what stood in a box when another button was pressed, both by the questions' ids; ``seen``
    is the state of the sheet that its author had before them. ``left_open`` are the sheets that were skipped,
    ``answers`` those that are kept until all of them are recorded together. ``revision`` grows with each change, so
    that an old card is told apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    person: Person
    kind: Kind
    ref: str
    rules_version: str
    sheet: str | None = None
    seen: int = 0
    given: dict[str, str] = {}
    typed: dict[str, str] = {}
    left_open: tuple[str, ...] = ()
    answers: dict[str, dict[str, str]] = {}
    revision: int = 0

    def with_(self, **changes: object) -> "Walkthrough":
        """Returns the next revision."""
        return self.model_copy(update={**changes, "revision": self.revision + 1})

    def at(self, sheet: str | None, seen: int = 0, **changes: object) -> "Walkthrough":
        """Returns the next revision, at the beginning of a sheet."""
        return self.with_(sheet=sheet, seen=seen, given={}, typed={}, **changes)

    def giving(self, answers: Mapping[str, str]) -> "Walkthrough":
        """Returns the next revision, with what was answered."""
        typed = {name: text for name, text in self.typed.items() if name not in answers}
        return self.with_(given={**self.given, **answers}, typed=typed)

    def without_last(self) -> "Walkthrough":
        """Returns the next revision, in which the last answer of the sheet is asked again. It stands in its box."""
        *kept, last = self.given
        typed = {**self.typed, last: self.given[last]}
        return self.with_(given={name: self.given[name] for name in kept}, typed=typed)

    def texts(self) -> Iterator[str]:
        """Yields everything that was given, in words or by its id."""
        yield from self.given.values()
        for answers in self.answers.values():
            yield from answers.values()
