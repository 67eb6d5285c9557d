"""The card of my steps lists all that waits for its reader, each with its day and its button."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.case.lists import listed_cases, unread_lines
from cards.case.sections import due_line, open_beside
from cards.context import CardContext
from cards.elements import (
    LIST_BYTES,
    beside,
    button,
    buttons,
    card,
    fitting,
    heading,
    notice,
    paragraph,
    small,
    subheading,
    together,
    weight,
)
from cards.nudges import waited_for
from safeguarding.case.views.my_steps import MyStep, WaitingElsewhere

OfStep = Callable[[MyStep], Iterable[Action]]
"""Returns the button of a step, where it can be taken now."""
MONDAYS_ON = "This list comes to you on the first working day of each week."
MONDAYS_OFF = "This list does not come by itself any more. Type my steps whenever you want it."
TITLE = "Your steps"
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
    rows = [_row(step, of_step, context) for step in steps] or [_elsewhere(each, context) for each in elsewhere]
    if elsewhere and not steps:
        body.append(subheading("Others have the next step"))
    body += listed_cases(rows, LIST_BYTES - sum(map(weight, body)))
    return card(body, [_mondays(each_monday=each_monday)])


def steps_of_week_card(
    steps: Sequence[MyStep], title: str, context: CardContext, of_step: OfStep, room: int = LIST_BYTES
) -> AdaptiveCard:
    """The card comes by itself each week. It lists what fits into so many bytes (``room``), and says how many more
    there are."""
    rows = [_row(step, of_step, context) for step in steps]
    shown = fitting(rows, min(room, LIST_BYTES) - SPARE)
    left = [small(f"And {len(rows) - len(shown)} more: type my steps.")] if len(shown) < len(rows) else []
    return card([heading(title), *shown, *left], [_mondays(each_monday=True)])


def title_of_week(steps: Sequence[MyStep], context: CardContext, *, are_all: bool) -> str:
    """Returns the title of the weekly list, which stands in its notification too. Where others of the reader's steps
    stand above it, these are not all."""
    return f"{f'{TITLE} this week' if are_all else 'Your other steps'}: {_counted(steps, context)}"


def _counted(steps: Sequence[MyStep], context: CardContext) -> str:
    late = sum(step.is_overdue(context.today) for step in steps)
    waits = "1 step waits for you" if len(steps) == 1 else f"{len(steps)} steps wait for you"
    return f"{waits}, {late} overdue." if late else f"{waits}."


def _row(step: MyStep, of_step: OfStep, context: CardContext) -> CardElement:
    return together([*_lines(step, context), buttons([*of_step(step), open_beside(step.case)])])


def _lines(step: MyStep, context: CardContext) -> Iterator[CardElement]:
    yield _headline(step, context)
    yield paragraph(step.text)
    yield from (small(due_line(clock, context)) for clock in step.clocks[1:])
    if step.as_deputy:
        yield small("Others act for this seat now. It is for you when they can't.")


def _headline(step: MyStep, context: CardContext) -> CardElement:
    """Says which case and by when: what can't wait any longer stands out among the others."""
    if not step.clocks:
        return paragraph(f"**{step.case.ref}**: no day is set")
    line = f"**{step.case.ref}**: {due_line(step.clocks[0], context)}"
    if step.is_overdue(context.today):
        return notice(line, "attention")
    return notice(line, "warning") if step.clocks[0].due.due == context.today else paragraph(line)


def _elsewhere(waiting: WaitingElsewhere, context: CardContext) -> CardElement:
    offices = ", ".join(waited_for(office, context) for office in waiting.offices)
    line = paragraph(f"**{waiting.case.ref}**: {due_line(waiting.clock, context)}")
    return beside([line, small(f"Waiting for: {offices}.")], open_beside(waiting.case))


def _mondays(*, each_monday: bool) -> Action:
    """The button turns the weekly list off, or on again."""
    title = "Not each Monday" if each_monday else "Each Monday again"
    return button(title, "mondays", {"each": not each_monday})
