"""The calendar file holds the deadlines of one case in iCalendar format: those that run, and as cancelled those that
have ended. A calendar is read by many: it holds the reference, what is due and the date, and nothing that the case
says."""

import re
from datetime import UTC, datetime, time, timedelta

from icalendar import STATUS, Alarm, Calendar, Event

from reports.context import ReportContext
from safeguarding.case.case import Case
from safeguarding.case.views.calendar_entries import CalendarEntry, calendar_entries
from safeguarding.chat_link import chat_link
from safeguarding.dates.working_days import WorkingCalendar

PRODUCT = "-//CSCP//Review bot//EN"
RINGS_AT = time(9)
CANCELLED = "Nothing is due here any more. This entry takes the place of the one that a calendar may still hold."


def calendar_file(case: Case, context: ReportContext, partnership: str) -> bytes:
    """Returns an iCalendar file, empty but valid when no clock ever ran. ``partnership`` is its name: with the case and
    the deadline it tells an entry from all others, in every file that is ever taken of the case. A file taken later
    takes the place of one taken before (RFC 5546: SEQUENCE, and DTSTAMP where a closed day moved a date)."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in calendar_entries(case, context.framework, context.calendar):
        calendar.add_component(_event(entry, case.ref, partnership, context))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, ref: str, partnership: str, context: ReportContext) -> Event:
    clock = entry.clock
    title = f"{ref}: {clock.title}"
    event = Event()
    event.add("uid", f"{ref}.{clock.due.id}@{_domain(partnership)}".lower())
    event.add("dtstamp", _moment(context.at))
    event.add("last-modified", _moment(entry.changed))
    event.add("sequence", entry.revision)
    event.add("dtstart", clock.due.due)
    event.add("dtend", clock.due.due + timedelta(days=1))
    event.add("class", "PRIVATE")
    if link := chat_link(context.app_id, ref):
        event.add("url", link)
    event.add("transp", "TRANSPARENT")
    if not entry.is_running:
        # Calendars that show what is cancelled, rather than drop it, show these words.
        event.add("status", STATUS.CANCELLED)
        event.add("summary", f"No longer due: {title}")
        event.add("description", CANCELLED)
        return event
    event.add("status", STATUS.CONFIRMED)
    event.add("summary", title)
    event.add("description", f"Strength: {clock.due.deadline.strength_in_words}. {clock.explanation()}")
    event.add_component(_alarm(title, entry, context.calendar))
    return event


def _alarm(title: str, entry: CalendarEntry, calendar: WorkingCalendar) -> Alarm:
    """The alarm rings on the last working day before the day, while people are there to hear it."""
    due = entry.clock.due.due
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", datetime.combine(calendar.subtract(due, 1), RINGS_AT) - datetime.combine(due, time()))
    return alarm


def _moment(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _domain(partnership: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", partnership.lower()).strip("-")
