"""A draft holds what one person has answered and not yet recorded. Nothing of it is on a case."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from safeguarding.case.events.answer_events import TAKEN_OUT
from safeguarding.case.events.facts import FIRST
from safeguarding.people import Person
from safeguarding.values import Value


class ChildDraft(Value):
    """A child's draft holds the answers about one child, by step: ids for questions and choices, ISO dates, text, or
    ``not_known``. ``typed`` is what stood in a box, by step, when another button was pressed. ``death_is_news`` says
    that a death would be one that the SIN, which is in, does not hold, ``abuse_is_news`` that the partners had agreed
    that abuse or neglect was neither known nor suspected."""

    number: int
    values: dict[str, str] = {}
    evidence: dict[str, str] = {}
    typed: dict[str, str] = {}
    death_is_news: bool = False
    abuse_is_news: bool = False


class AnswerChange(Value):
    """An answer about a child was changed after it was shown what the answers lead to: from ``was``, with its
    ``evidence`` then, to ``now``. A child was taken out where the step is ``TAKEN_OUT``."""

    child: int
    step: str
    was: str = ""
    now: str = ""
    evidence: str = ""


class Draft(Value):
    """A draft has the answers about Child 1 and the incident in fields of its own, and those about further children in
    ``others``.

    ``revision`` grows with each change, so that an old card is told apart. ``child`` is the number of the child who was
    answered about last. ``asking`` is a step about that child that is asked again. ``updating`` is the reference of the
    case whose facts are being changed, ``known`` the highest number that a child of it has had. ``unconfirmed`` is an
    old date that waits for a yes. ``asked_anyway`` says whether "open the case anyway?" was asked already,
    ``is_leaving`` that it is asked now. ``unproven`` is an answer that was typed and waits for its evidence.
    ``rehearsal`` marks a draft for practice. ``indicated`` has the duties that were shown as following from the
    answers, none while nothing was shown; ``duties`` those that the case has which is being changed; ``changed`` which
    answers were changed since they were shown. ``begun`` is what that case said of its children when the draft was
    begun.
    """

    id: str
    person: Person
    rules_version: str
    values: dict[str, str] = {}
    evidence: dict[str, str] = {}
    others: tuple[ChildDraft, ...] = ()
    child: int = FIRST
    known: int = FIRST
    revision: int = 0
    asking: str | None = None
    updating: str | None = None
    unconfirmed: str | None = None
    asked_anyway: bool = False
    is_leaving: bool = False
    unproven: str | None = None
    typed: dict[str, str] = {}
    rehearsal: bool = False
    death_is_news: bool = False
    abuse_is_news: bool = False
    indicated: tuple[str, ...] | None = None
    duties: tuple[str, ...] = ()
    changed: tuple[AnswerChange, ...] = ()
    begun: tuple[ChildDraft, ...] = ()

    # A turn asks for the children again and again, and putting the first one together takes its time.
    @cached_property
    def children(self) -> tuple[ChildDraft, ...]:
        first = ChildDraft(
            number=FIRST,
            values=self.values,
            evidence=self.evidence,
            typed=self.typed,
            death_is_news=self.death_is_news,
            abuse_is_news=self.abuse_is_news,
        )
        return (first, *self.others)

    def of(self, number: int) -> ChildDraft:
        """Returns what is answered about a child; about Child 1 where there is none of that number any more."""
        return next((child for child in self.others if child.number == number), self.children[0])

    def texts(self) -> Iterator[str]:
        """Yields everything that was answered, in words or by its id."""
        for child in self.children:
            yield from (*child.evidence.values(), *child.values.values())
        yield from (change.evidence for change in self.changed)

    def with_(self, **changes: object) -> "Draft":
        """Returns the next revision. What was asked in between is over, unless it is among the changes."""
        over = {"unconfirmed": None, "is_leaving": False, "unproven": None}
        return self.model_copy(update={**over, **changes, "revision": self.revision + 1})

    def with_child(self, child: ChildDraft) -> "Draft":
        """Returns the draft, of the same revision, with these answers about a child in the place of its own, or as a
        further one."""
        if child.number == FIRST:
            of_first = {"values": child.values, "evidence": child.evidence, "typed": child.typed}
            return self.model_copy(update=of_first)
        others = {each.number: each for each in (*self.others, child)}
        return self.model_copy(update={"others": tuple(others.values())})

    def noting(self, change: AnswerChange) -> "Draft":
        """Returns the draft, of the same revision, with a change of an answer since it was shown what follows: from
        what it was then to what it is now. One that was changed back is no change."""
        if self.indicated is None:
            return self
        same = [each for each in self.changed if (each.child, each.step) == (change.child, change.step)]
        merged = (same or [change])[0].model_copy(update={"now": change.now})
        kept = (merged,) if merged.was != merged.now or change.step == TAKEN_OUT else ()
        return self.model_copy(update={"changed": (*(each for each in self.changed if each not in same), *kept)})

    def with_another_child(self) -> "Draft":
        number = max(self.known, *(child.number for child in self.children)) + 1
        return self.with_child(ChildDraft(number=number)).with_(child=number, asking=None)

    def without_child(self, number: int) -> "Draft":
        """Returns the draft without a child. On a case the others keep their numbers; before, they close the gap."""
        left = [child for child in self.others if child.number != number]
        noted = self.noting(AnswerChange(child=number, step=TAKEN_OUT)) if self.of(number).values else self
        if not self.updating:
            left = [child.model_copy(update={"number": place}) for place, child in enumerate(left, FIRST + 1)]
            noted = noted.model_copy(update={"changed": tuple(_closing_gap(noted.changed, number))})
        return noted.with_(others=tuple(left), child=FIRST, asking=None)


def _closing_gap(changes: Iterable[AnswerChange], number: int) -> Iterator[AnswerChange]:
    """Yields the changes with the numbers that the children after the one taken out have now; what else was changed of
    that one went with it."""
    for change in changes:
        if change.step != TAKEN_OUT and change.child > number:
            yield change.model_copy(update={"child": change.child - 1})
        elif change.step == TAKEN_OUT or change.child != number:
            yield change
