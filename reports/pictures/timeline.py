"""The timeline shows what happened in a case, against its clocks: a row for each, with the same dates in words. It
shows no texts of the case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from reports.context import Picture, ReportContext
from reports.pictures.canvas import FONT_PT, INK, LATE, Sheet
from safeguarding.case.case import Case
from safeguarding.case.events import authority_events as of_authorities
from safeguarding.case.events import case_events as of_case
from safeguarding.case.events import correction_events as of_correction
from safeguarding.case.events import link_events as of_links
from safeguarding.case.events import review_events as of_review
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.child import children_named
from safeguarding.case.views.clock_history import ClockRecord, clock_history
from safeguarding.dates.working_days import london_date, spoken, spoken_shortly

WIDTH, LEFT, RIGHT, ROW, TOP, MARGIN = 780, 420, 760, 32, 52, 12
MOST = 24
LONGEST_TITLE = 56
SMALL = FONT_PT - 1

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
class Happened:
    day: date
    what: str


def timeline_of(case: Case, context: ReportContext) -> Picture:
    happened = tuple(_events_shown(case))
    kept = clock_history(case, context.framework, context.calendar)
    return Picture(f"Timeline of {case.ref}", _draw(case, context, happened, kept), _alt(case, context, happened, kept))


def _events_shown(case: Case) -> Iterator[Happened]:
    for event in case.events:
        if what := HAPPENED.get(type(event)):
            yield Happened(_day(case, event), what)
        if isinstance(event, of_case.Updated) and event.states_death:
            yield Happened(london_date(event.at), "Death recorded")
        if isinstance(event, of_case.Updated) and event.added:
            yield Happened(london_date(event.at), f"{children_named(event.added)} added")


def _day(case: Case, event: AnyEvent) -> date:
    """Returns the day when the event was, where that was before it was recorded; as it was corrected last."""
    if isinstance(event, of_review.Decided | of_review.LcsprStarted | of_review.LcsprCompleted):
        return case.day_of(event)
    if isinstance(event, of_case.SinSubmitted | of_case.UpdateSubmitted | of_review.ConcernDecided):
        return event.on
    return london_date(event.at)


def _alt(case: Case, context: ReportContext, happened: tuple[Happened, ...], kept: tuple[ClockRecord, ...]) -> str:
    lines = [f"Timeline of {case.ref}, as of {spoken(context.today)}."]
    lines += [f"{spoken(each.day)}: {each.what}." for each in happened]
    for clock in kept:
        kept_or_not = clock.in_words(context.calendar, context.today)
        lines.append(
            f"{clock.clock.title} ({clock.deadline.strength_in_words}), by {spoken(clock.due)}: {kept_or_not}."
        )
    return "\n".join(lines)


def _draw(case: Case, context: ReportContext, happened: tuple[Happened, ...], kept: tuple[ClockRecord, ...]) -> bytes:
    latest = happened[-MOST:]
    clocks = kept[-MOST:]
    height = TOP + ROW * (len(latest) + len(clocks) + 3) + MARGIN
    sheet = Sheet(WIDTH, height)
    axis = _Axis.of(context.today, latest, clocks)
    sheet.text(MARGIN, 10, f"{case.ref}: what happened, and its clocks", bold=True, size=FONT_PT + 1.5)
    x = axis.x(context.today)
    sheet.line([(x, TOP + 4), (x, height - MARGIN)])
    sheet.text(
        min(x, RIGHT - 40), TOP - 8, f"today, {spoken_shortly(context.today)}", middle=True, size=SMALL, on_paper=True
    )
    y = _heading(sheet, TOP + 6, "What happened", len(happened) - len(latest))
    for each in latest:
        sheet.text(MARGIN, y, f"{spoken_shortly(each.day)}   {each.what}")
        sheet.line([(LEFT, y + 7), (RIGHT, y + 7)], width=0.4)
        sheet.mark(axis.x(each.day), y + 7, "o")
        y += ROW
    y = _heading(
        sheet,
        y + 4,
        "Clocks: \u25cf done in time, \u2716 done late, \u25cb running, | the last day",
        len(kept) - len(clocks),
    )
    for clock in clocks:
        _clock(sheet, clock, context, axis, y)
        y += ROW
    return sheet.png()


def _heading(sheet: Sheet, y: float, text: str, left_out: int) -> float:
    more = f" (the {left_out} earlier ones are left out)" if left_out else ""
    sheet.text(MARGIN, y, text + more, bold=True)
    return y + ROW - 4


def _clock(sheet: Sheet, kept: ClockRecord, context: ReportContext, axis: "_Axis", y: float) -> None:
    title = kept.clock.title
    title = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}\u2026"
    is_late = (kept.done or context.today) > kept.due and not kept.ended
    sheet.text(MARGIN, y - 5, title)
    sheet.text(MARGIN, y + 9, f"by {spoken_shortly(kept.due)}: {_in_short(kept, context)}", size=SMALL, bold=is_late)
    start, due = axis.x(kept.clock.due.start), axis.x(kept.due)
    sheet.line([(start, y + 7), (due, y + 7)], width=2.0)
    sheet.mark(due, y + 7, "|", size=15)
    end = kept.done or kept.ended or context.today
    if end > kept.due and not kept.ended:
        sheet.line([(due, y + 7), (axis.x(end), y + 7)], width=2.4, colour=LATE)
    if kept.done:
        sheet.mark(axis.x(kept.done), y + 7, "o" if kept.was_kept else "X", colour=INK if kept.was_kept else LATE)
    elif kept.is_running:
        sheet.mark(axis.x(context.today), y + 7, "o", colour=LATE if is_late else INK, filled=False)


def _in_short(kept: ClockRecord, context: ReportContext) -> str:
    if kept.done:
        return f"{'kept' if kept.was_kept else 'LATE'}, done on {spoken_shortly(kept.done)}"
    if kept.ended:
        return f"no longer due since {spoken_shortly(kept.ended)}"
    return kept.in_words(context.calendar, context.today)


@dataclass(frozen=True)
class _Axis:
    first: date
    days: int

    @classmethod
    def of(cls, today: date, happened: tuple[Happened, ...], kept: tuple[ClockRecord, ...]) -> "_Axis":
        days = [today, *(each.day for each in happened), *(each.due for each in kept)]
        days += [each.clock.due.start for each in kept]
        first = min(days) - timedelta(days=1)
        return cls(first, max((max(days) - first).days + 1, 7))

    def x(self, day: date) -> float:
        return LEFT + (RIGHT - LEFT) * (day - self.first).days / self.days
