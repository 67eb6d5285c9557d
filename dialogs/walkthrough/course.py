"""A course is what one kind of walkthrough asks, where its answers go, and what is shown at its end."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from microsoft_teams.cards import CardElement

from cards.inputs import Values
from dialogs.messages import CardMessage
from dialogs.user_input import UserInput
from safeguarding.framework.part_questions import Given, PartQuestion
from safeguarding.walkthrough import Kind, Walkthrough

Elements = Callable[[], Iterable[CardElement]]
End = Callable[[Walkthrough, Sequence[str]], CardMessage]
"""The end is the card that is shown once all is asked, with what was said last."""

WHOSE = PartQuestion(
    "whose",
    "Somebody else has answered this since you began. Nothing was saved over it. Which one stands?",
    "choice",
    {"theirs": "Keep theirs", "mine": "Save mine"},
)


def nothing() -> Iterable[CardElement]:
    return ()


def nothing_of(given: Given) -> Iterable[CardElement]:
    return ()


@dataclass(frozen=True)
class AnswerSheet:
    """A sheet is what is recorded as one: ``next`` gives its questions one after the other, none once it is complete.
    ``shown`` is read with a question, after what was given, ``why`` says what it is for, ``theirs`` what is recorded of
    it now; ``before`` stands in its boxes, ``seen`` counts how often it was answered, and ``whose`` asks whose answer
    stands where another person was faster."""

    id: str
    title: str
    about: str
    next: Callable[[Given], PartQuestion | None]
    shown: Callable[[Given], Iterable[CardElement]] = nothing_of
    why: Elements = nothing
    theirs: Elements = nothing
    before: Values = field(default_factory=dict)
    seen: int = 0
    whose: PartQuestion = WHOSE


@dataclass(frozen=True)
class Outline:
    """An outline has the sheets of a walkthrough in order, which of them are ``open``, and the card at the ``end``.
    ``leads_to`` are the walkthroughs that may come next, by the words that lead there; ``ends`` says that nothing can
    be changed any more once all is asked."""

    sheets: Sequence[AnswerSheet]
    open: frozenset[str]
    end: End
    leads_to: Mapping[str, Kind] = field(default_factory=dict)
    ends: bool = True

    def sheet(self, id: str | None) -> AnswerSheet | None:
        return next((sheet for sheet in self.sheets if sheet.id == id), None)

    def first(self, walkthrough: Walkthrough) -> Walkthrough:
        """Goes to the first sheet that is open; to the end, where there is none."""
        return self._to(walkthrough, self.sheets)

    def after(self, walkthrough: Walkthrough) -> Walkthrough:
        """Goes to the next sheet that is open, after the last one on to those before; to the end, where there is
        none."""
        at = self._place(walkthrough) + 1
        others = [sheet for sheet in (*self.sheets[at:], *self.sheets[:at]) if sheet.id != walkthrough.sheet]
        return self._to(walkthrough, others)

    def before(self, walkthrough: Walkthrough) -> Walkthrough | None:
        """Goes to the sheet before, answered or not; from the end to the last. None at the first."""
        place = self._place(walkthrough) if walkthrough.sheet else len(self.sheets)
        return self.at(walkthrough, self.sheets[place - 1]) if place > 0 else None

    def at(self, walkthrough: Walkthrough, sheet: AnswerSheet) -> Walkthrough:
        return walkthrough.at(sheet.id, sheet.seen, sheet.before)

    def _to(self, walkthrough: Walkthrough, sheets: Iterable[AnswerSheet]) -> Walkthrough:
        for sheet in sheets:
            if sheet.id in self.open and sheet.id not in walkthrough.left_open:
                return self.at(walkthrough, sheet)
        return walkthrough.at(None)

    def _place(self, walkthrough: Walkthrough) -> int:
        return [sheet.id for sheet in self.sheets].index(walkthrough.sheet or "")


class Course(Protocol):
    async def outline(self, walkthrough: Walkthrough) -> Outline:
        """Returns what there is to ask now. Raises StepRefused where the person may not answer it, or not any more."""

    async def record(self, walkthrough: Walkthrough, sheet: AnswerSheet, answers: UserInput) -> Walkthrough:
        """Records a sheet that is complete, by the same step as its form; ``answers`` holds what the form would.
        Returns the walkthrough, with the answers where they are kept until the end. Raises StepRefused."""

    async def said(self, walkthrough: Walkthrough) -> Sequence[str]:
        """Says what is left, and what the answers indicate as soon as it can be known; of most courses nothing."""
        return ()
