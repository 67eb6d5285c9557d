"""A walkthrough is a case's questions gone through with one person, one at a time. What is not recorded yet is kept
here, so that it goes on where it stopped."""

from collections.abc import Iterator, Mapping
from typing import Literal

from safeguarding.people import Person
from safeguarding.values import Value

NOTHING: Mapping[str, str] = {}
Kind = Literal["review", "determination", "confirmation", "concern", "commissioning"]


class Walkthrough(Value):
    """A walkthrough asks one ``sheet`` after the other, none once all are asked. ``given`` is what was answered of the
    sheet so far, ``typed`` what stood in a box when another button was pressed, both by the questions' ids; ``seen``
    is the state of the sheet that its author had before them. ``left_open`` are the sheets that were skipped,
    ``answers`` those that are kept until all of them are recorded together. ``is_overtaken`` says that another
    person answered the sheet meanwhile, and that it is asked whose answer stands, ``is_done`` that all
    was recorded. ``revision`` grows with each change, so
    that an old card is told apart."""

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
    is_overtaken: bool = False
    is_done: bool = False
    revision: int = 0

    def with_(self, **changes: object) -> "Walkthrough":
        """Returns the next revision."""
        return self.model_copy(update={**changes, "revision": self.revision + 1})

    def at(self, sheet: str | None, seen: int = 0, typed: Mapping[str, str] = NOTHING) -> "Walkthrough":
        """Returns the next revision, at the beginning of a sheet. ``typed`` stands in its boxes."""
        return self.with_(sheet=sheet, seen=seen, given={}, typed=dict(typed), is_overtaken=False)

    def keeping(self, name: str, text: str) -> "Walkthrough":
        """Returns the walkthrough, of the same revision, with what stands in a box."""
        return self.model_copy(update={"typed": {**self.typed, name: text}}) if text else self

    def giving(self, answers: Mapping[str, str]) -> "Walkthrough":
        """Returns the next revision, with what was answered."""
        typed = {name: text for name, text in self.typed.items() if name not in answers}
        return self.with_(given={**self.given, **answers}, typed=typed)

    def without_last(self) -> "Walkthrough":
        """Returns the next revision, in which the last answer of the sheet is asked again. It stands in its box."""
        return self.without(list(self.given)[-1])

    def without(self, name: str) -> "Walkthrough":
        """Returns the next revision, in which one answer of the sheet is asked again, and those after it. They stand in
        their boxes."""
        names = list(self.given)
        kept = names[: names.index(name)] if name in names else []
        given = {each: self.given[each] for each in kept}
        return self.with_(given=given, typed={**self.typed, **self.given}, is_overtaken=False)

    def texts(self) -> Iterator[str]:
        """Yields everything that was given, in words or by its id."""
        yield from self.given.values()
        for answers in self.answers.values():
            yield from answers.values()
