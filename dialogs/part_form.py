"""A part form is read: what was ticked in a list, with its evidence, or what was written and chosen."""

from collections.abc import Iterable, Sequence

from cards.inputs import YES
from dialogs.forms import MakeText, read_multi_choice, read_optional_day, text_within
from dialogs.user_input import UserInput
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import ReviewAnswer, Tick
from safeguarding.framework.entries import Item, Part
from safeguarding.framework.framework import Framework
from safeguarding.framework.part_questions import ALL, CHILDREN
from safeguarding.framework.statements import LONGEST_KIND, LONGEST_TICK, TICKED, asked


def read_ticked(typed: UserInput, statements: Iterable[Item]) -> tuple[str, ...]:
    """Returns the statements that were ticked, by their ids. A card that was sent before they were one choice has a box
    under each."""
    ticked = read_multi_choice(typed, TICKED)
    return tuple(item.id for item in statements if item.id in ticked or typed.text_of(f"tick_{item.id}") == YES)


def read_ticks(typed: UserInput, make_text: MakeText, statements: Iterable[Item]) -> dict[str, Tick]:
    """Reads what was ticked, with its evidence. Raises InvalidInput where a text is too long, or where a card of before
    brings evidence without its tick."""
    items = tuple(statements)
    ticked = read_ticked(typed, items)
    if loose := loose_evidence(typed, items):
        raise InvalidInput(f"{loose.label}: there is evidence, but no tick. Tick it, or go on without it.", TICKED)
    return {item.id: _read_tick(typed, make_text, item) for item in items if item.id in ticked}


def loose_evidence(typed: UserInput, statements: Iterable[Item]) -> Item | None:
    """Returns a statement that a card of before brings evidence for without its tick: whether it holds has to be said.
    A card of today asks for no evidence of what was not ticked."""
    if TICKED in typed.data:
        return None
    items = tuple(statements)
    ticked = read_ticked(typed, items)
    return next((item for item in items if item.id not in ticked and typed.text_of(f"evidence_{item.id}")), None)


def _read_tick(typed: UserInput, make_text: MakeText, item: Item) -> Tick:
    evidence, kind = typed.text_of(f"evidence_{item.id}"), typed.text_of(f"kind_{item.id}")
    tick = Tick(evidence=text_within(make_text, evidence, LONGEST_TICK, item.label, f"evidence_{item.id}"))
    if item.detail == "look_again_on":
        day = read_optional_day(typed, f"on_{item.id}", "When to look again")
        return tick.model_copy(update={"look_again_on": day})
    if item.detail == "kind_of_review" and kind:
        which = text_within(make_text, kind, LONGEST_KIND, "Which review", f"kind_{item.id}")
        return tick.model_copy(update={"kind_of_review": which})
    return tick


def read_answer(
    typed: UserInput, make_text: MakeText, part: Part, framework: Framework, children: Sequence[int] = ()
) -> ReviewAnswer:
    """Reads the answer, and of an incident with several ``children`` whom it is about. Raises InvalidInput."""
    answer = _read_answer(typed, make_text, part, framework)
    return answer.model_copy(update={"children": _read_children(typed, children)})


def _read_children(typed: UserInput, children: Sequence[int]) -> tuple[int, ...]:
    """Reads the children; a card of before does not ask, and is about all of them."""
    named = read_multi_choice(typed, CHILDREN)
    if ALL in named or CHILDREN not in typed.data:
        return tuple(children)
    about = tuple(number for number in children if str(number) in named)
    if children and not about:
        raise InvalidInput("Say which children it is about, or that it is about all of them.", CHILDREN)
    return about


def _read_answer(typed: UserInput, make_text: MakeText, part: Part, framework: Framework) -> ReviewAnswer:
    """Reads the answer, with a choice of the part alone; the step says what it lacks. Of a list in one choice counts
    only what was asked with it: why nothing holds, where nothing was ticked. Raises InvalidInput."""
    ticks = read_ticks(typed, make_text, framework.items_of(part))
    if TICKED in typed.data and ticks:
        return ReviewAnswer(ticks=ticks)
    chosen = typed.text_of("choice")
    choice = chosen if chosen in part.choices else None
    return ReviewAnswer(text=_read_text(typed, make_text, part, framework), choice=choice, ticks=ticks)


def _read_text(typed: UserInput, make_text: MakeText, part: Part, framework: Framework) -> FreeText | None:
    words = typed.text_of("text")
    boxes = asked(part, framework, ()).boxes
    return text_within(make_text, words, boxes[0].longest, part.title, "text") if words and boxes else None
