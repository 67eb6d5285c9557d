"""The cards of the nudges say what is due, when, how long is left, and whose step it is."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.case.lists import clock_row, listed_cases
from cards.case.sections import due_line, open_beside, open_button
from cards.context import CardContext
from cards.elements import (
    LIST_BYTES,
    SHOWN_AT_ONCE,
    beside,
    bullets,
    button,
    card,
    heading,
    notice,
    paragraph,
    small,
    subheading,
    weight,
)
from cards.form import form_card
from cards.inputs import Values, choice_box, text_box
from cards.notification import NOTIFICATIONS, details_missing, prepare_button
from safeguarding.case.case import Case
from safeguarding.case.state.clocks import Clock
from safeguarding.case.steps.acknowledging import Acknowledgeable
from safeguarding.case.views.next_steps import disagreed_before, steps_of
from safeguarding.case.views.notification.form import is_to_prepare, missing_details
from safeguarding.case.views.nudges import DAILY_WITHIN, Became, Nudge, Settled
from safeguarding.dates.working_days import spoken
from safeguarding.framework.entries import Office
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import deadline_title
from safeguarding.people import Seat, office_label
from safeguarding.rehearsal import MARK, mark_rehearsal

RETURNS = ("agency_returns", "returns_asked_for", "rapid_review")


@dataclass(frozen=True)
class NudgeReader:
    """The reader of a nudge in their own chat: which of the offices that it waits for are theirs (``holds``), the
    buttons of their own steps and to acknowledge the deadline, whether the outstanding agencies are named to them, and
    whether they may prepare the notification."""

    holds: Callable[[Nudge], Collection[Office]]
    buttons: Callable[[Nudge], Sequence[Action]] = lambda nudge: ()
    acknowledge: Callable[[Nudge], Sequence[Action]] = lambda nudge: ()
    names_agencies: Callable[[Case], bool] = lambda case: False
    prepares: Callable[[Case], bool] = lambda case: False


BECAME: Mapping[Became, str] = {
    "over": "It is done, or no longer due.",
    "moved": "Its day has changed: a new reminder comes in time.",
    "taken": "Your step is taken.",
}
BROKEN = "It was not done by its day, so all three Designated Safeguarding Partners and the DCS are told."


def nudge_card(nudges: Sequence[Nudge], context: CardContext, reader: NudgeReader | None) -> AdaptiveCard:
    """The card nudges one reader in their own chat, which shows the steps to take; the channel, where there is no
    ``reader``, sees a reference, dates and roles."""
    title = summary(nudges, context)
    if len(nudges) == 1:
        only = nudges[0]
        own = (*reader.buttons(only), *reader.acknowledge(only)) if reader else ()
        actions = [*own, *_prepare(only, reader), open_button(only.case)]
        return card([heading(title), *_lines(only, context, reader)], actions)
    return card([heading(title), *_rows(nudges, context, reader)])


def settled_card(settled: Sequence[Settled], framework: Framework) -> AdaptiveCard:
    """The card takes the place of a nudge once nothing of it holds any more."""
    lines = [f"**{each.ref}**: {deadline_title(framework, each.deadline)}. {BECAME[each.became]}" for each in settled]
    refs = list(dict.fromkeys(each.ref for each in settled))
    actions = [button(f"Open {ref}", "case", {"ref": ref}, inputs=False) for ref in refs[:SHOWN_AT_ONCE]]
    return card([heading("Nothing more is needed here"), bullets(lines)], actions)


def digest_card(nudges: Sequence[Nudge], running: Sequence[tuple[Case, Clock]], context: CardContext) -> AdaptiveCard:
    """The card tells the channel, in the morning, what needs a step now, and the other clocks of the day's digest
    (``running``), the nearest first. It is of real cases, or of rehearsals: never of both."""
    rehearsal = all(case.is_rehearsal for case, _ in running)
    body: list[CardElement] = [heading(mark_rehearsal(f"Deadlines on {spoken(context.today)}", rehearsal=rehearsal))]
    if nudges:
        body += [subheading("Now"), *_rows(nudges, context, None)]
    told = {(nudge.case.ref, nudge.clock.due.id) for nudge in nudges}
    others = sorted(
        ((clock, case) for case, clock in running if (case.ref, clock.due.id) not in told),
        key=lambda pair: pair[0].due.due,
    )
    if others:
        weekly = context.calendar.is_first_of_week(context.today)
        others_are = "Running" if weekly else f"Due within {DAILY_WITHIN} working days, or overdue"
        body.append(subheading(f"Also {others_are[:1].lower()}{others_are[1:]}" if nudges else others_are))
        rows = [clock_row(clock, case, context) for clock, case in others]
        body += listed_cases(rows, LIST_BYTES - sum(map(weight, body)))
    return card(body)


REMIND = "Remind"


@dataclass(frozen=True)
class Reminded:
    """A press reminded the offices ``now``; those of ``before`` had been reminded at the time given, and no message
    reaches those that are ``out``."""

    now: Sequence[str] = ()
    before: Sequence[tuple[str, str]] = ()
    out: Sequence[str] = ()


def remind_card(
    case: Case, nudges: Sequence[Nudge], context: CardContext, told: Reminded | None = None, own: Collection[str] = ()
) -> AdaptiveCard:
    """The card has whoever a deadline waits for reminded of it. ``own`` are the deadlines that wait for the reader
    alone."""
    body: list[CardElement] = [heading(f"Remind whoever {case.ref} waits for"), *_told_now(told)]
    body.append(
        paragraph(
            "They get the nudge of their step at once, in their own chat: each once in four working hours for a "
            "deadline. The channel hears nothing of it."
        )
    )
    rows = [_remind_row(nudge, context, is_own=nudge.clock.due.id in own) for nudge in nudges]
    body += listed_cases(rows, LIST_BYTES - sum(map(weight, body))) if rows else [paragraph("No deadline is running.")]
    return card(body, [open_button(case)])


def _told_now(told: Reminded | None) -> Iterator[CardElement]:
    if told is None:
        return
    if told.now:
        yield notice(f"Reminded now: {'; '.join(told.now)}.", "good")
    for office, since in told.before:
        yield notice(f"Reminded already, on {since}: {office}.", "warning")
    if told.out:
        yield notice(f"No message reaches them, so call: {'; '.join(told.out)}.", "attention")
    if not (told.now or told.before or told.out):
        yield notice("Nobody else is waited for.", "warning")


def _remind_row(nudge: Nudge, context: CardContext, *, is_own: bool) -> CardElement:
    lines = list(_due_and_waiting(nudge, context))
    if is_own:
        return beside([*lines, small("This waits for you.")])
    data = {"ref": nudge.case.ref, "deadline": nudge.clock.due.id}
    return beside(lines, button(REMIND, "remind", data, inputs=False, spoken=f"{REMIND}: {nudge.clock.title}"))


ACKNOWLEDGE = "Acknowledge"


def to_acknowledge_card(
    case: Case, running: Sequence[Clock], of_clock: Callable[[Clock], Action], context: CardContext
) -> AdaptiveCard:
    """The card has its reader choose which deadline of the case to acknowledge; ``of_clock`` makes the button."""
    rows = [beside([paragraph(due_line(clock, context))], of_clock(clock)) for clock in running]
    return card([heading(f"{ACKNOWLEDGE} a deadline of {case.ref}"), *rows], [open_button(case)])


def acknowledge_card(
    case: Case, what: Acknowledgeable, days: Sequence[date], context: CardContext, values: Values
) -> AdaptiveCard:
    """The form takes until when an office is left in peace, and why the step is not taken yet."""
    offices, options = ", ".join(map(office_label, what.offices)), {day.isoformat(): spoken(day) for day in days}
    body = [
        heading(f"{case.ref}: acknowledge a deadline"),
        paragraph(f"**{due_line(what.clock, context)}**"),
        paragraph(
            "Say that your office knows of it, and why it is not done yet. Until the day that you choose, no nudge of "
            f"it comes to: {offices}. It stays due, and everybody else hears of it as before. Colleagues see who has "
            "acknowledged it. The reason stands in the history of the case."
        ),
        choice_box("quiet_until", "Nudges come again on", options, values.get("quiet_until", "")),
        text_box("reason", "Reason, in a sentence or two", values.get("reason", "")),
    ]
    return form_card(case.ref, body, ACKNOWLEDGE, "acknowledge", {"deadline": what.clock.due.id})


def acknowledged_card(case: Case, clock: Clock, until: date, context: CardContext) -> AdaptiveCard:
    """The card tells whoever acknowledged a deadline what follows."""
    again = f"Nudges of it come to you again on {spoken(until)}, or before that if its day moves to an earlier one."
    return card(
        [heading(f"{case.ref}: acknowledged"), paragraph(due_line(clock, context)), paragraph(again)],
        [open_button(case)],
    )


def summary(nudges: Sequence[Nudge], context: CardContext) -> str:
    """Returns the words of the notification: the worst of the nudges, which is what the guidance requires before what
    is custom, and the earliest of each; and how many more there are."""
    worst = min(nudges, key=lambda nudge: (not nudge.clock.due.deadline.is_statutory, nudge.clock.due.due))
    title = worst.clock.title
    more = f", and {len(nudges) - 1} more" if len(nudges) > 1 else ""
    words = f"{worst.case.ref}: {title[:1].lower()}{title[1:]}, {context.time_left(worst.clock)}{more}"
    return f"{MARK} {words}" if worst.case.is_rehearsal else words


def _rows(nudges: Sequence[Nudge], context: CardContext, reader: NudgeReader | None) -> Iterator[CardElement]:
    for nudge in nudges:
        own = (*reader.buttons(nudge), *reader.acknowledge(nudge)) if reader else ()
        actions = [*own, *_prepare(nudge, reader), open_beside(nudge.case)]
        yield beside(_lines(nudge, context, reader), *actions)


def _lines(nudge: Nudge, context: CardContext, reader: NudgeReader | None) -> Iterator[CardElement]:
    yield from _due_and_waiting(nudge, context)
    yield from _agencies(nudge, named=reader is not None and reader.names_agencies(nudge.case))
    if reader:
        yield from _disagreed(nudge, context)
        yield from _steps(nudge, reader.holds(nudge))
        yield from _details_missing(nudge, context, reader)
    if told_too := _told_too(nudge):
        yield small(told_too)


def _due_and_waiting(nudge: Nudge, context: CardContext) -> Iterator[CardElement]:
    yield _due(nudge, context)
    yield small(f"Waiting for: {', '.join(waited_for(office, context) for office in nudge.waiting.offices)}.")
    yield from map(small, (*context.handed_over(nudge.case), *context.acknowledged(nudge.case, nudge.clock)))


def _agencies(nudge: Nudge, *, named: bool) -> Iterator[CardElement]:
    """Says what is outstanding: by name to whoever asks for it, elsewhere by number."""
    asked = nudge.case.information_requests
    if nudge.clock.due.id not in RETURNS or not asked.outstanding:
        return
    names = ", ".join(asked.outstanding)
    yield small(f"Outstanding: {names}." if named else f"Outstanding: {len(asked.outstanding)} of {len(asked.due)}.")


def _disagreed(nudge: Nudge, context: CardContext) -> Iterator[CardElement]:
    """Says who has disagreed with what has to be agreed by this deadline."""
    offices = disagreed_before(nudge.case, context.framework, nudge.clock.due.id)
    if offices:
        yield small(f"Disagreed: {', '.join(offices)}.")


def _details_missing(nudge: Nudge, context: CardContext, reader: NudgeReader) -> Iterator[CardElement]:
    """Says how many details the notification still lacks, to whoever may prepare it."""
    missing = missing_details(nudge.case, context.framework) if _is_prepared_by(nudge, reader) else ()
    if missing:
        yield small(f"{details_missing(len(missing))}: notification {nudge.case.ref}")


def _prepare(nudge: Nudge, reader: NudgeReader | None) -> Iterator[Action]:
    if reader and _is_prepared_by(nudge, reader):
        yield prepare_button(nudge.case)


def _is_prepared_by(nudge: Nudge, reader: NudgeReader) -> bool:
    return nudge.clock.due.id in NOTIFICATIONS and is_to_prepare(nudge.case) and reader.prepares(nudge.case)


def _told_too(nudge: Nudge) -> str:
    """Says who is told beside whoever's step it is; of a restricted case nothing, where it depends on who is named."""
    if nudge.is_breach:
        return BROKEN
    if "business_team" not in nudge.hearers or nudge.case.access.is_restricted:
        return ""
    offices = {*nudge.waiting.offices, *nudge.clock.due.deadline.owners}
    if offices.isdisjoint(Seat):
        return "The Business Team is told too."
    return "The deputies and the Business Team are told too."


def waited_for(office: Office, context: CardContext) -> str:
    why_not = context.nobody_at(Seat(office)) if office in set(Seat) else None
    return f"{office_label(office)} ({why_not})" if why_not else office_label(office)


def _due(nudge: Nudge, context: CardContext) -> CardElement:
    """Makes the line of a nudge: what can't wait any longer stands out among the others."""
    line = f"**{nudge.case.ref}**: {due_line(nudge.clock, context)}"
    if nudge.is_overdue:
        return notice(line, "attention")
    return notice(line, "warning") if nudge.clock.due.due == context.today else paragraph(line)


def _steps(nudge: Nudge, offices: Collection[Office]) -> Iterator[CardElement]:
    """Yields the reader's own steps; a reader who has none gets all of them, with who has to take each."""
    own = steps_of(nudge.case, nudge.waiting, offices)
    if own:
        yield paragraph("**Your step:**" if len(own) == 1 else "**Your steps:**")
    if steps := own or nudge.waiting.steps:
        yield bullets(f"**{step.who}.** {step.text}" for step in steps)
