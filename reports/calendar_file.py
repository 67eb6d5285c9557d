"""The calendar file holds the running deadlines of one case in iCalendar format. A calendar is read by many: it holds
the reference, what is due and the date, and nothing that the case says."""

from datetime import UTC, timedelta

from icalendar import Alarm, Calendar, Event

from reports.context import ReportContext
from safeguarding.case.case import Case
from safeguarding.case.state.clocks import clocks

PRODUCT = "-//CSCP//Review bot//EN"
ALARM_BEFORE = timedelta(hours=-15)
"""The alarm rings at nine in the morning of the day before, since the entry begins at midnight."""


def calendar_file(case: Case, context: ReportContext) -> bytes:
    """Returns an iCalendar file, empty but valid when no clock runs. An entry keeps its UID for as long as its deadline
    stands; SEQUENCE grows with the case, so that a file taken later replaces one taken before."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for clock in clocks(case, context.framework, context.calendar):
        title = f"{case.ref}: {clock.title}"
        event = Event()
        event.add("uid", f"{case.ref}-{clock.due.id}@cscp-review-bot".lower())
        event.add("dtstamp", context.at.astimezone(UTC).replace(microsecond=0))
        event.add("sequence", case.version)
        event.add("dtstart", clock.due.due)
        event.add("dtend", clock.due.due + timedelta(days=1))
        event.add("summary", title)
        event.add("description", f"Strength: {clock.due.deadline.strength_in_words}. {clock.explanation()}")
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        event.add_component(_alarm(title))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", ALARM_BEFORE)
    return alarm
