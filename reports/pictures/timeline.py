"""The timeline shows what happened in a case, what was signed, where it was nudged, and what was and is due, day below
day. Its axis gives a busy day the room it needs, and an empty stretch little. It shows no texts of the case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from reports.context import Picture, ReportContext
from reports.pictures.canvas import INK, LATE, QUIET, Sheet, height_of, wrapped
from safeguarding.case.case import Case
from safeguarding.case.events import authority_events as of_authorities
from safeguarding.case.events import case_events as of_case
from safeguarding.case.events import correction_events as of_correction
from safeguarding.case.events import link_events as of_links
from safeguarding.case.events import review_events as of_review
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.child import children_named
from safeguarding.case.state.matters import MATTER_NAMES
from safeguarding.case.views.clock_history import ClockRecord, clock_history
from safeguarding.dates.working_days import london_date, spoken, spoken_shortly

# In pixels. A phone shows the picture 390 wide: no text there is under 11.
WIDTH, MARGIN, AXIS, LEFT, PAD, GAP = 585, 18, 134, 154, 7, 24
TITLE, TEXT = 20.0, 17.0
PRINTED_CM = 12.0
"""At this width on paper no text is under 9 points."""
MOST = 24
STRETCH = 7
"""From so many days without an entry on, how long it was stands on the axis."""
LEGEND = (
    ("circle", "happened"),
    ("square", "signed"),
    ("triangle", "nudged"),
    ("diamond", "due"),
    ("cross", "late"),
)

HAPPENED: Mapping[type, str] = {
    of_case.Opened: "Case opened",
    of_case.SinSubmitted: "SIN submitted",
    of_case.UpdateSubmitted: "Notification updated",
    of_correction.DayCorrected: "Recorded day corrected",
    of_correction.StepTakenBack: "Recorded step taken back",
    of_case.FoundNotMet: "Criteria found not met",
    of_case.CriteriaDecided: "Criteria decided by escalation",
    of_case.MergedFrom: "Another case merged into this one",
    of_case.MergedInto: "Merged into another case",
    of_case.MergedIntoUndone: "Merge into another case undone",
    of_case.MergedFromUndone: "Merge of another case undone",
    of_links.Linked: "Linked to another case",
    of_links.Unlinked: "Link to another case removed",
    of_case.Restricted: "Restricted",
    of_case.RestrictionLifted: "Restriction lifted",
    of_case.Closed: "Closed",
    of_authorities.PartnershipRecorded: "Another partnership recorded",
    of_authorities.TransferProposed: "Transfer proposed",
    of_authorities.Transferred: "Transferred to another authority",
    of_case.OpenedInError: "Closed as opened in error",
    of_case.Reopened: "Reopened",
    of_review.ChairNamed: "Chair named",
    of_review.InformationRequested: "Agencies asked for information",
    of_review.Determined: "Determination recorded",
    of_review.DeterminationConfirmed: "Determination confirmed by the chair",
    of_review.DecisionProposed: "Different decision proposed",
    of_review.Decided: "Decided",
    of_review.LookedAgain: "Legal constraint looked at again",
    of_review.LcsprStarted: "LCSPR started",
    of_review.LcsprCompleted: "LCSPR completed",
    of_review.ConcernReferred: "Case of Concern referred",
    of_review.ConcernDecided: "Case of Concern decided",
}
"""The timeline shows these events. The others are steps on the way, and stand in the case's history."""


@dataclass(frozen=True)
class Mark:
    """A mark is one line of the timeline. ``shape`` says of which kind it is; what is not ``filled`` is still open."""

    day: date
    words: str
    shape: str = "circle"
    filled: bool = True

    @property
    def is_late(self) -> bool:
        return self.shape == "cross"


def timeline_of(case: Case, context: ReportContext) -> Picture:
    kept = clock_history(case, context.framework, context.calendar)
    happened = [*_happened(case), *_nudged(context)]
    due = [_due(each, context) for each in kept]
    marks = sorted([*happened, *due], key=lambda mark: mark.day)
    return Picture(
        f"Timeline of {case.ref}", _draw(case, context, marks), _alt(case, context, happened, kept), PRINTED_CM
    )


def _happened(case: Case) -> Iterator[Mark]:
    for event in case.events:
        if what := HAPPENED.get(type(event)):
            yield Mark(_day(case, event), what)
        if isinstance(event, of_case.Signed):
            who = event.seat.label if event.seat else "Review Group"
            said = f"{who} {'agreed' if event.agrees else 'disagreed'}: {MATTER_NAMES[event.matter]}"
            yield Mark(event.day, said, "square", filled=event.agrees)
        if isinstance(event, of_case.Updated) and event.states_death:
            yield Mark(london_date(event.at), "Death recorded")
        if isinstance(event, of_case.Updated) and event.added:
            yield Mark(london_date(event.at), f"{children_named(event.added)} added")


def _nudged(context: ReportContext) -> Iterator[Mark]:
    """Yields a mark for each day on which a nudge went out, with what was due."""
    titles = {deadline.id: deadline.title for deadline in context.framework.deadlines}
    for day, said in groupby(sorted(set(context.nudged)), key=lambda nudge: nudge[0]):
        due = [titles[deadline] for _, deadline in said if deadline in titles]
        if due:
            yield Mark(day, f"Nudged: {'; '.join(due)}", "triangle")


def _day(case: Case, event: AnyEvent) -> date:
    """Returns the day when the event was, where that was before it was recorded; as it was corrected last."""
    if isinstance(event, of_review.Decided | of_review.LcsprStarted | of_review.LcsprCompleted):
        return case.day_of(event)
    if isinstance(event, of_case.SinSubmitted | of_case.UpdateSubmitted | of_review.ConcernDecided):
        return event.on
    return london_date(event.at)


def _due(kept: ClockRecord, context: ReportContext) -> Mark:
    is_late = (kept.done or context.today) > kept.due and not kept.ended
    words = f"Due: {kept.clock.title}: {_in_short(kept, context)}"
    return Mark(kept.due, words, "cross" if is_late else "diamond", filled=not kept.is_running)


def _in_short(kept: ClockRecord, context: ReportContext) -> str:
    if kept.done:
        return f"{'kept' if kept.was_kept else 'LATE'}, done on {spoken_shortly(kept.done)}"
    if kept.ended:
        return f"no longer due since {spoken_shortly(kept.ended)}"
    return kept.in_words(context.calendar, context.today)


def _alt(case: Case, context: ReportContext, happened: Sequence[Mark], kept: tuple[ClockRecord, ...]) -> str:
    lines = [f"Timeline of {case.ref}, as of {spoken(context.today)}."]
    lines += [f"{spoken(each.day)}: {each.words}." for each in sorted(happened, key=lambda mark: mark.day)]
    for clock in kept:
        kept_or_not = clock.in_words(context.calendar, context.today)
        lines.append(
            f"{clock.clock.title} ({clock.deadline.strength_in_words}), by {spoken(clock.due)}: {kept_or_not}."
        )
    return "\n".join(lines)


def _draw(case: Case, context: ReportContext, marks: Sequence[Mark]) -> bytes:
    """Draws the latest marks; how many earlier ones there are is said, and they stand in the words."""
    shown = [*marks[-MOST:], Mark(context.today, "Today", "today")]
    lines = [_Line.of(mark) for mark in sorted(shown, key=lambda mark: (mark.day, mark.shape == "today"))]
    left_out = len(marks) - len(marks[-MOST:])
    title = wrapped(f"{case.ref}: what happened, and what is due", WIDTH - 2 * MARGIN, TITLE, bold=True)
    top = MARGIN + height_of(title, TITLE) + PAD + height_of("", TEXT) + 2 * PAD
    earlier = f"{left_out} earlier ones are left out; the words have them" if left_out else ""
    top += height_of(earlier, TEXT) + PAD if earlier else 0.0
    rooms = [_room_after(before.mark.day, after.mark.day) for before, after in pairwise(lines)]
    sheet = Sheet(WIDTH, int(top + sum(line.tall for line in lines) + sum(rooms) + MARGIN))
    sheet.text(MARGIN, MARGIN, title, TITLE, bold=True)
    _legend(sheet, MARGIN + height_of(title, TITLE) + PAD + TEXT * 0.65)
    sheet.text(LEFT, top - PAD - height_of(earlier, TEXT), earlier, TEXT, colour=QUIET)
    axis = [(AXIS, top + TEXT * 0.6), (AXIS, top + sum(line.tall for line in lines[:-1]) + sum(rooms) + TEXT * 0.6)]
    sheet.line(axis, width=1.0)
    day = None
    for line, room in zip(lines, (*rooms, 0.0), strict=True):
        _draw_line(sheet, line, top, with_day=line.mark.day != day)
        top, day = top + line.tall, line.mark.day
        if room > PAD:
            days = _next_day(lines, line) - day
            sheet.text(LEFT, top, f"{days.days} days later", TEXT, colour=QUIET)
        top += room
    return sheet.png()


@dataclass(frozen=True)
class _Line:
    mark: Mark
    words: str

    @classmethod
    def of(cls, mark: Mark) -> "_Line":
        return cls(mark, wrapped(mark.words, WIDTH - LEFT - MARGIN, TEXT, bold=True))

    @property
    def tall(self) -> float:
        return height_of(self.words, TEXT) + PAD


def _next_day(lines: Sequence[_Line], line: _Line) -> date:
    return lines[lines.index(line) + 1].mark.day


def _room_after(day: date, following: date) -> float:
    """Returns the room between two marks: more where days lie between them, and at most a line's."""
    days = (following - day).days
    return 0.0 if days == 0 else float(GAP if days >= STRETCH else PAD)


def _draw_line(sheet: Sheet, line: _Line, top: float, *, with_day: bool) -> None:
    mark, middle = line.mark, top + TEXT * 0.65
    if mark.shape == "today":
        sheet.line([(MARGIN, middle), (WIDTH - MARGIN, middle)], width=1.5, colour=INK)
        sheet.label(LEFT, top, f"Today, {spoken_shortly(mark.day)}", TEXT)
        return
    colour = LATE if mark.is_late else INK
    if with_day:
        sheet.text(MARGIN, top, spoken_shortly(mark.day), TEXT)
    sheet.mark(AXIS, middle, mark.shape, 6.5, colour=colour, filled=mark.filled)
    sheet.text(LEFT, top, line.words, TEXT, bold=mark.shape in ("diamond", "cross"), colour=colour)


def _legend(sheet: Sheet, y: float) -> None:
    x = float(MARGIN)
    for shape, words in LEGEND:
        sheet.mark(x + 7, y, shape, 6.5, colour=LATE if shape == "cross" else INK)
        sheet.text(x + 20, y - TEXT * 0.65, words, TEXT)
        x += 106
