"""The card of my steps lists all that waits for its reader, each with its day and its button."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.case.desk import WENT_IN_WITHOUT
from cards.case.lists import day_line, due_in_brief, listed_cases, unread_lines
from cards.case.sections import open_beside
from cards.case.waiting import waiting_line
from cards.context import CardContext
from cards.elements import (
    LIST_BYTES,
    beside,
    button,
    buttons,
    card,
    heading,
    notice,
    paragraph,
    small,
    subheading,
    together,
    weight,
    with_primary,
)
from cards.typed import typed_button
from safeguarding.case.views.my_steps import MyStep, WaitingElsewhere
from safeguarding.dates.working_days import spoken

OfStep = Callable[[MyStep], Iterable[Action]]
"""Returns the button of a step, where it can be taken now."""
MONDAYS_ON = "This list comes to you on the first working day of each week."
MONDAYS_OFF = "This list does not come by itself any more. You can ask for your steps at any time."
TITLE = "Your steps"
GONE_ON, STILL = "The case has gone on without it.", "It can still be done."
IN_VIEW = 3
SPARE = 3_000
"""These bytes are left for a heading and for the button that turns the weekly list off."""


def my_steps_card(
    steps: Sequence[MyStep],
    elsewhere: Sequence[WaitingElsewhere],
    context: CardContext,
    of_step: OfStep,
    *,
    each_monday: bool,
    unread: Sequence[str] = (),
    receipt: str = "",
) -> AdaptiveCard:
    """The card lists what waits for the reader; where nothing does it says for whom one waits ``elsewhere``.
    ``each_monday`` says that it comes by itself, ``unread`` are the references of cases that can't be read, and
    ``receipt`` tells what the reader has just changed."""
    body: list[CardElement] = [heading(TITLE), *unread_lines(unread)]
    body += [notice(receipt, "good")] if receipt else []
    body.append(paragraph(_counted(steps, context) if steps else "Nothing waits for you."))
    rows = [*_rows(steps, of_step, context)] or [_elsewhere(each, context) for each in elsewhere]
    if elsewhere and not steps:
        body.append(subheading("Others have the next step"))
    body += listed_cases(rows, LIST_BYTES - sum(map(weight, body)), "steps", IN_VIEW)
    return card([*body, buttons([_mondays(each_monday=each_monday)])])


def steps_of_week_card(
    steps: Sequence[MyStep], title: str, context: CardContext, of_step: OfStep, room: int = LIST_BYTES
) -> AdaptiveCard:
    """The card comes by itself each week. It lists what fits into so many bytes (``room``), and says how many more
    there are."""
    listed = listed_cases([*_rows(steps, of_step, context)], min(room, LIST_BYTES) - SPARE, "steps", IN_VIEW)
    return card([heading(title), *listed, buttons([typed_button("My steps", "my steps"), _mondays(each_monday=True)])])


def title_of_week(steps: Sequence[MyStep], context: CardContext, *, are_all: bool) -> str:
    """Returns the title of the weekly list, which stands in its notification too, with the day of which it is true.
    Where others of the reader's steps stand above it, these are not all."""
    return f"{TITLE if are_all else 'Your other steps'} on {spoken(context.today)}: {_counted(steps, context)}"


def _counted(steps: Sequence[MyStep], context: CardContext) -> str:
    """Counts what waits, what of it is late, and apart what the cases have gone on without."""
    late = sum(step.is_overdue(context.today) for step in steps)
    left = sum(step.is_overtaken for step in steps)
    number = len(steps) - left
    waits = "1 step waits for you" if number == 1 else f"{number or 'No'} steps wait for you"
    said = (waits, f"{late} overdue" if late else "", f"{left} left open" if left else "")
    return f"{', '.join(filter(None, said))}."


def _rows(steps: Sequence[MyStep], of_step: OfStep, context: CardContext) -> Iterator[CardElement]:
    """Yields a row for each step; the first one is the step to take."""
    for number, step in enumerate(steps):
        own = list(of_step(step))
        yield together(
            [*_lines(step, context), buttons([*(own if number else with_primary(own)), open_beside(step.case)])]
        )


def _lines(step: MyStep, context: CardContext) -> Iterator[CardElement]:
    """Yields which case, by when, and what. Of further days those stand here that law or guidance requires: the case
    has them all."""
    for first in step.clocks[:1]:
        yield day_line(f"**{step.case.ref}**: {due_in_brief(first, context)}", first.due.due, context)
    if not step.clocks:
        yield paragraph(f"**{step.case.ref}**: no day is set")
    required = [clock for clock in step.clocks[1:] if clock.due.deadline.is_statutory]
    yield from (small(due_in_brief(clock, context)) for clock in required)
    yield paragraph(step.text)
    if step.is_overtaken:
        yield small(f"{WENT_IN_WITHOUT if step.matter else GONE_ON} {STILL}")
    if step.as_deputy:
        yield small("Others act for this seat now. It is for you when they can't.")


def _elsewhere(waiting: WaitingElsewhere, context: CardContext) -> CardElement:
    day = due_in_brief(waiting.clock, context)
    line = day_line(f"**{waiting.case.ref}**: {day}", waiting.clock.due.due, context)
    return beside([line, small(waiting_line(waiting.waits, context.waited_for))], open_beside(waiting.case))


def _mondays(*, each_monday: bool) -> Action:
    """The button turns the weekly list off, or on again."""
    title = "Not each Monday" if each_monday else "Each Monday again"
    return button(title, "mondays", {"each": not each_monday})
