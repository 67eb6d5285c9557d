"""The cards of the nudges say what is due, when, how long is left, and whose step it is."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.case.lists import clock_row, day_line, due_in_brief, in_order, listed_cases
from cards.case.sections import due_line, open_beside, open_button
from cards.context import CardContext
from cards.elements import (
    LIST_BYTES,
    SHOWN_AT_ONCE,
    beside,
    bullets,
    button,
    buttons,
    card,
    fitting,
    folded,
    heading,
    notice,
    open_case,
    paragraph,
    small,
    told_card,
    weight,
    with_primary,
)
from cards.form import form_card
from cards.inputs import Values, choice_box, text_box
from cards.notification import NOTIFICATIONS, details_missing, prepare_button
from safeguarding.case.case import Case
from safeguarding.case.state.clocks import Clock
from safeguarding.case.steps.acknowledging import Acknowledgeable
from safeguarding.case.views.next_steps import disagreed_before, steps_of
from safeguarding.case.views.notification.form import is_to_prepare, missing_details
from safeguarding.case.views.nudges import Became, Nudge, Settled
from safeguarding.dates.working_days import spoken
from safeguarding.framework.entries import Office
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import deadline_title, in_a_sentence
from safeguarding.people import Seat, office_label
from safeguarding.rehearsal import MARK, mark_rehearsal

NUDGES_IN_VIEW, DIGEST_IN_VIEW = 2, 2
"""So many rows are seen at once in a person's chat, and in the channel, which reads more than nudges."""
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
    "not_theirs": "It no longer waits for you.",
}
BROKEN = "It was not done by its day, so all three Designated Safeguarding Partners and the DCS are told."


def nudge_card(nudges: Sequence[Nudge], context: CardContext, reader: NudgeReader | None) -> AdaptiveCard:
    """The card nudges one reader in their own chat, which shows the steps to take; the channel, where there is no
    ``reader``, sees a reference, dates and roles. It says of which day it counts the days left, if it counts some."""
    title, counts = summary(nudges, context), any(nudge.clock.due.due != context.today for nudge in nudges)
    counted = [small(context.as_it_stood())] if counts and not context.stays else []
    if len(nudges) == 1:
        only = nudges[0]
        day = f"{spoken(only.clock.due.due)}, {only.clock.due.deadline.strength_in_words}"
        lines = [day_line(day, only.clock.due.due, context), *_lines(only, context, reader)]
        return card([heading(title), *lines, *counted], [*_actions(only, reader, primary=True), open_button(only.case)])
    rows = listed_cases([*_rows(nudges, context, reader)], id="nudges", in_view=NUDGES_IN_VIEW)
    return card([heading(title), *rows, *counted])


def settled_card(settled: Sequence[Settled], framework: Framework) -> AdaptiveCard:
    """The card takes the place of a nudge once nothing of it holds any more."""
    lines = [f"**{each.ref}**: {deadline_title(framework, each.deadline)}. {BECAME[each.became]}" for each in settled]
    refs = list(dict.fromkeys(each.ref for each in settled))
    return card([heading("Nothing more is needed here"), bullets(lines)], [*map(open_case, refs[:SHOWN_AT_ONCE])])


def digest_card(nudges: Sequence[Nudge], running: Sequence[tuple[Case, Clock]], context: CardContext) -> AdaptiveCard:
    """The card tells the channel, in the morning, what needs a step now, and the other clocks of the day's digest
    (``running``), the nearest first. It is of real cases, or of rehearsals: never of both."""
    rehearsal = all(case.is_rehearsal for case, _ in running)
    title = mark_rehearsal(f"Deadlines on {spoken(context.today)}", rehearsal=rehearsal)
    told = {(nudge.case.ref, nudge.clock.due.id): nudge for nudge in nudges}
    others = [(case, clock) for case, clock in running if (case.ref, clock.due.id) not in told]
    rows = list[CardElement]()
    for case, clock in in_order([*((nudge.case, nudge.clock) for nudge in nudges), *others], context):
        nudge = told.get((case.ref, clock.due.id))
        rows += _rows([nudge], context, None) if nudge else [clock_row(clock, case, context)]
    return card([heading(title), *listed_cases(rows, id="digest", in_view=DIGEST_IN_VIEW)])


REMIND = "Remind"


@dataclass(frozen=True)
class Reminded:
    """A press reminded the offices ``now``; those of ``before`` had been reminded at the time given, and no message
    reaches those that are ``out``."""

    now: Sequence[str] = ()
    before: Sequence[tuple[str, str]] = ()
    out: Sequence[str] = ()


def remind_card(case: Case, nudges: Sequence[Nudge], context: CardContext, own: Collection[str] = ()) -> AdaptiveCard:
    """The card has whoever a deadline waits for reminded of it. ``own`` are the deadlines that wait for the reader
    alone."""
    body: list[CardElement] = [heading(f"Remind whoever {case.ref} waits for")]
    body.append(
        paragraph(
            "They get the nudge of their step at once, in their own chat: each once in four working hours for a "
            "deadline. The channel hears nothing of it."
        )
    )
    rows = [_remind_row(nudge, context, is_own=nudge.clock.due.id in own) for nudge in nudges]
    body += listed_cases(rows, LIST_BYTES - sum(map(weight, body))) if rows else [paragraph("No deadline is running.")]
    return card(body, [open_button(case)])


def reminded_card(case: Case, told: Reminded) -> AdaptiveCard:
    """The receipt says whom a press reminded, and whom it did not."""
    again = button("Another deadline", "remind", {"ref": case.ref}, inputs=False)
    return card([heading(f"{case.ref}: reminders"), *_told_now(told)], [again, open_button(case)])


def _told_now(told: Reminded) -> Iterator[CardElement]:
    if told.now:
        yield notice(f"Reminded now: {'; '.join(told.now)}.", "good")
    for office, since in told.before:
        yield notice(f"Reminded already, on {since}: {office}.", "warning")
    if told.out:
        yield notice(f"No message reaches them, so call: {'; '.join(told.out)}.", "warning")
    if not (told.now or told.before or told.out):
        yield notice("Nobody else is waited for.", "warning")


def _remind_row(nudge: Nudge, context: CardContext, *, is_own: bool) -> CardElement:
    due = nudge.clock.due.due
    acknowledged = map(small, context.acknowledged(nudge.case, nudge.clock))
    lines = [day_line(due_in_brief(nudge.clock, context), due, context), _waiting(nudge, context), *acknowledged]
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
            f"Until the day that you choose, no nudge of it comes to: {offices}. It stays due, and everybody else "
            "hears of it as before."
        ),
        small("Colleagues see who has acknowledged it. The reason stands in the history of the case."),
        choice_box("quiet_until", "Nudges come again on", options, values.get("quiet_until", "")),
        text_box("reason", "Reason, in a sentence or two", values.get("reason", "")),
    ]
    return form_card(case.ref, body, ACKNOWLEDGE, "acknowledge", {"deadline": what.clock.due.id})


def acknowledged_card(case: Case, clock: Clock, until: date, context: CardContext) -> AdaptiveCard:
    """The card tells whoever acknowledged a deadline what follows."""
    again = f"Its nudges come to you again on {spoken(until)}, or sooner if it becomes due earlier."
    return told_card(f"{case.ref}: acknowledged", due_line(clock, context), again, actions=[open_button(case)])


def summary(nudges: Sequence[Nudge], context: CardContext) -> str:
    """Returns the words of the notification: the worst of the nudges, which is what the guidance requires before what
    is custom, and the earliest of each; and how many more there are."""
    worst = min(nudges, key=_urgency)
    more = f", and {len(nudges) - 1} more" if len(nudges) > 1 else ""
    words = f"{worst.case.ref}: {in_a_sentence(worst.clock.title)}, {context.time_left(worst.clock)}{more}"
    return f"{MARK} {words}" if worst.case.is_rehearsal else words


def spread_over_cards(
    nudges: Sequence[Nudge], context: CardContext, reader: NudgeReader | None, most: int
) -> Iterator[Sequence[Nudge]]:
    """Yields the nudges of each card, the most pressing first: as many as it shows, since what is not shown is not
    said."""
    left = sorted(nudges, key=_urgency)
    while left:
        number = len(fitting(_rows(left[:most], context, reader), LIST_BYTES)) or 1
        yield left[:number]
        left = left[number:]


def _urgency(nudge: Nudge) -> tuple[bool, date]:
    return not nudge.clock.due.deadline.is_statutory, nudge.clock.due.due


def _rows(nudges: Sequence[Nudge], context: CardContext, reader: NudgeReader | None) -> Iterator[CardElement]:
    """Yields the rows of several nudges, that of the title first; its step is the one to take."""
    for number, nudge in enumerate(sorted(nudges, key=_urgency)):
        line = day_line(f"**{nudge.case.ref}**: {due_in_brief(nudge.clock, context)}", nudge.clock.due.due, context)
        actions = [*_actions(nudge, reader, primary=number == 0), open_beside(nudge.case)]
        yield beside([line, *_lines(nudge, context, reader, in_list=True)], *actions)


def _actions(nudge: Nudge, reader: NudgeReader | None, *, primary: bool) -> list[Action]:
    if reader is None:
        return []
    own = reader.buttons(nudge)
    return [*(with_primary(own) if primary else own), *_prepare(nudge, reader), *reader.acknowledge(nudge)]


def _lines(
    nudge: Nudge, context: CardContext, reader: NudgeReader | None, *, in_list: bool = False
) -> Iterator[CardElement]:
    """Yields what a reader needs for their step. Who is told too is left out in the channel's list (``in_list``)."""
    own = steps_of(nudge.case, nudge.waiting, reader.holds(nudge)) if reader else ()
    yield _waiting(nudge, context)
    yield from (paragraph(f"**Your step:** {step.text}") for step in own)
    yield from map(small, (*context.handed_over(nudge.case), *context.acknowledged(nudge.case, nudge.clock)))
    yield from _agencies(nudge, named=reader is not None and reader.names_agencies(nudge.case))
    if reader:
        yield from _disagreed(nudge, context)
        yield from _details_missing(nudge, context, reader)
    if (reader or not in_list) and (told_too := _told_too(nudge)):
        yield small(told_too)
    if reader and not own:
        yield from _steps_of_others(nudge)


def _waiting(nudge: Nudge, context: CardContext) -> CardElement:
    return small(f"Waiting for: {', '.join(context.waited_for(office) for office in nudge.waiting.offices)}.")


def _steps_of_others(nudge: Nudge) -> Iterator[CardElement]:
    """Yields what others have to do, for a reader who has no step here."""
    if nudge.waiting.steps:
        steps = bullets(f"**{step.who}.** {step.text}" for step in nudge.waiting.steps)
        id = f"steps {nudge.case.ref} {nudge.clock.due.id}"
        spoken = f"Show who does what: {nudge.case.ref}, {nudge.clock.title}"
        shows, hidden = folded(id, "Show who does what", [steps], spoken=spoken)
        yield from (buttons([shows]), hidden)


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
    """Says who is told beside whoever's step it is; of a restricted case nothing, where it depends on who is named.
    The Business Team is not told too of what it has to do itself."""
    if nudge.is_breach:
        return BROKEN
    if "business_team" not in nudge.hearers or nudge.case.access.is_restricted:
        return ""
    has_deputies = not {*nudge.waiting.offices, *nudge.clock.due.deadline.owners}.isdisjoint(Seat)
    if "business_team" in nudge.waiting.offices:
        return "The deputies are told too." if has_deputies else ""
    return "The deputies and the Business Team are told too." if has_deputies else "The Business Team is told too."
