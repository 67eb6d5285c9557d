"""The cards of the nudges: what is due, when, how long is left, and whose step it is."""

from collections.abc import Iterator, Sequence

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case import Reader, clock_row, due_line, listed, open_button
from cards.elements import LIST_BYTES, beside, bullets, card, heading, paragraph, small, subheading, weight
from safeguarding.case.clocks import Clock
from safeguarding.case.nudges import Nudge
from safeguarding.case.people import office_label
from safeguarding.case.record import Case
from safeguarding.working_days import spoken

ESCALATED = "Overdue: the deputies and the Business Team hear of it too."


def nudge_card(nudges: Sequence[Nudge], reader: Reader, *, personal: bool) -> AdaptiveCard:
    """``personal``: in somebody's own chat, with the steps to take. In the channel: a reference, dates and roles."""
    title = "A deadline" if len(nudges) == 1 else f"{len(nudges)} deadlines"
    if len(nudges) == 1:
        only = nudges[0]
        return card([heading(title), *_lines(only, reader, personal=personal)], [open_button(only.case)])
    return card([heading(title), *_rows(nudges, reader, personal=personal)])


def digest_card(nudges: Sequence[Nudge], running: Sequence[tuple[Case, Clock]], reader: Reader) -> AdaptiveCard:
    """In the morning, for the channel: what needs a step now, and every other clock that runs, the nearest first."""
    body: list[CardElement] = [heading(f"Deadlines on {spoken(reader.today)}")]
    if nudges:
        body += [subheading("Now"), *_rows(nudges, reader, personal=False)]
    told = {(nudge.case.ref, nudge.clock.due.id) for nudge in nudges}
    others = sorted(
        ((clock, case) for case, clock in running if (case.ref, clock.due.id) not in told),
        key=lambda pair: pair[0].due.due,
    )
    if others:
        body.append(subheading("Also running" if nudges else "Running"))
        rows = [clock_row(clock, case, reader) for clock, case in others]
        body += listed(rows, LIST_BYTES - sum(map(weight, body)))
    return card(body)


def summary(nudges: Sequence[Nudge], reader: Reader) -> str:
    """The words of the notification."""
    if len(nudges) > 1:
        return f"{len(nudges)} deadlines"
    only = nudges[0]
    return f"{only.case.ref}: {only.clock.title}, {reader.left(only.clock)}"


def _rows(nudges: Sequence[Nudge], reader: Reader, *, personal: bool) -> Iterator[CardElement]:
    for nudge in nudges:
        yield beside(_lines(nudge, reader, personal=personal), open_button(nudge.case, "Open"))


def _lines(nudge: Nudge, reader: Reader, *, personal: bool) -> Iterator[CardElement]:
    yield paragraph(f"**{nudge.case.ref}**: {due_line(nudge.clock, reader)}")
    yield small(f"Waiting for: {', '.join(office_label(office) for office in nudge.waiting.offices)}.")
    if personal and nudge.waiting.steps:
        yield bullets(f"**{step.who}.** {step.text}" for step in nudge.waiting.steps)
    if nudge.is_overdue:
        yield small(ESCALATED)
