"""The card of a walkthrough asks one question at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.elements import (
    bullets,
    button,
    card,
    heading,
    in_rows,
    is_too_long,
    notice,
    paragraph,
    row,
    small,
    with_primary,
)
from cards.folds import Fold, among_buttons
from cards.inputs import choice_box, date_box, line_box, several_box, text_box
from cards.rapid_review.statements import NO_NAMES
from safeguarding.framework.entries import Principle
from safeguarding.framework.framework import Framework
from safeguarding.framework.part_questions import PartQuestion
from safeguarding.rehearsal import names_rehearsal
from safeguarding.walkthrough import Walkthrough

SAVED = "Saved: {}"
NOTHING_SAID: tuple[str, ...] = ()
FEW_BUTTONS = 4


@dataclass(frozen=True)
class AskedQuestion:
    """A question is asked in its place: ``about`` says which sheet of how many, ``title`` which one. ``shown`` is read
    before it, ``why`` is folded, ``typed`` stands in its box, ``said`` is news of the answer before. One that
    ``is_alone`` can't be skipped."""

    walkthrough: Walkthrough
    question: PartQuestion
    about: str
    title: str
    shown: Sequence[CardElement] = ()
    why: Sequence[CardElement] = ()
    typed: str = ""
    said: Sequence[str] = NOTHING_SAID
    is_alone: bool = False


def data_of(walkthrough: Walkthrough) -> dict[str, object]:
    """Returns what a button carries: a stale one is told apart by the revision, and a rehearsal by its mark."""
    rehearsal = {"rehearsal": True} if names_rehearsal(walkthrough.ref) else {}
    return {"draft": walkthrough.id, "ref": walkthrough.ref, "revision": walkthrough.revision, **rehearsal}


def question_card(asked: AskedQuestion) -> AdaptiveCard:
    """The card asks one question. What it is for, and examples, stand folded beside it."""
    examples = tuple(_examples(asked.question.examples))
    folds = Fold("Examples", examples), Fold("Why?", tuple(asked.why))
    return card(
        [
            *news(asked.said),
            small(asked.about),
            heading(asked.title),
            *asked.shown,
            *_answers(asked),
            *among_buttons((), folds, _ways(asked)),
        ]
    )


def answered_card(title: str, answers: Iterable[tuple[str, str]]) -> AdaptiveCard:
    """What was answered is all that stays of a question's card."""
    return card([small(title), *(row(ask, said) for ask, said in answers)])


def explained(principle: Principle, framework: Framework) -> Iterator[CardElement]:
    """Yields what a principle of the rules says, and where it comes from."""
    yield paragraph(principle.text)
    yield small(f"Source: {framework.describe_source(principle.source)}.")


def why_card(title: str, why: Sequence[CardElement]) -> AdaptiveCard:
    return card([heading(f"Why: {title}"), *why, small("The question above is still open.")])


def news(said: Sequence[str]) -> Iterator[CardElement]:
    """Yields what was saved, so that it is seen, and what else is said."""
    for line in said:
        yield notice(line, "good") if line.startswith(SAVED.format("")) else small(line)


def _examples(examples: Mapping[str, Sequence[str]]) -> Iterator[CardElement]:
    for label, lines in examples.items():
        yield paragraph(f"**{label}**")
        yield bullets(lines)


def _answers(asked: AskedQuestion) -> Iterator[CardElement]:
    question = asked.question
    if question.kind == "choice" and _fits_as_buttons(question):
        yield paragraph(question.ask)
        chosen = [_choose(asked, id, label) for id, label in question.options.items()]
        # What is asked of the only answer is to be pressed.
        yield from in_rows([*(with_primary(chosen) if len(chosen) == 1 else chosen), *_leave_open(asked)])
        return
    yield _box(question, asked.typed)
    go_on = button("Continue", "answer", _data(asked), primary=True)
    without = [_choose(asked, id, label) for id, label in question.without.items()]
    yield from in_rows([go_on, *without, *_leave_open(asked)])


def _leave_open(asked: AskedQuestion) -> Iterator[Action]:
    if asked.question.is_left_open:
        yield button("Not known yet", "skip", {**_data(asked), "not_known": True})


def _fits_as_buttons(question: PartQuestion) -> bool:
    return len(question.options) <= FEW_BUTTONS and not any(map(is_too_long, question.options.values()))


def _box(question: PartQuestion, typed: str) -> CardElement:
    if question.kind == "several":
        return several_box(question.id, question.ask, numbered(question), typed)
    if question.kind == "choice":
        return choice_box(question.id, question.ask, numbered(question), typed)
    if question.kind == "day":
        return date_box(question.id, question.ask, typed)
    if question.kind == "line":
        return line_box(question.id, question.ask, typed, question.longest)
    return text_box(question.id, question.ask, typed, question.longest, hint=NO_NAMES)


def numbered(question: PartQuestion) -> dict[str, str]:
    """Returns the options with the numbers by which they can be typed."""
    return {id: f"{number}. {label}" for number, (id, label) in enumerate(question.options.items(), 1)}


def _choose(asked: AskedQuestion, id: str, label: str) -> Action:
    return button(label, "answer", {**_data(asked), "chosen": id})


def _data(asked: AskedQuestion) -> dict[str, object]:
    return {**data_of(asked.walkthrough), "question": asked.question.id}


def _ways(asked: AskedQuestion) -> Iterator[Action]:
    skip = [] if asked.is_alone else [("Skip", "skip")]
    for title, verb in (("Back", "back"), *skip, ("Stop", "stop")):
        yield button(title, verb, _data(asked))
