"""Awareness starts the notification's clocks: that of a safeguarding partner, of the incident or of what came later."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from safeguarding.case.events.child import Child
from safeguarding.case.events.facts import Facts
from safeguarding.case.notification import News, Update
from safeguarding.dates.working_days import london_date


@dataclass(frozen=True)
class Start:
    """Start is the day from which working days are counted; it is provisional until the real one is known."""

    day: date
    provisional: bool


def earliest(starts: Iterator[Start]) -> Start:
    """Returns the earliest start. Of the same day, one that is known comes before a provisional one."""
    return min(starts, key=lambda start: (start.day, start.provisional))


def of_incident(facts: Facts, opened: date) -> Start:
    """Returns the day of awareness of the first child of whom a partner became aware."""
    return earliest(_of_child(child, opened) for child in facts.children)


def of_update(update: Update, facts: Facts) -> Start:
    """Returns the day on which a partner first became aware of what an update is to tell."""
    return earliest(start for news in update.news for start in _of_news(news, facts))


def _of_child(child: Child, opened: date) -> Start:
    """Returns the day of awareness, or a provisional start without it: the earliest date known."""
    if child.became_aware:
        return Start(child.became_aware, provisional=False)
    return Start(min(opened, child.incident_on or opened), provisional=True)


def _of_news(news: News, facts: Facts) -> Iterator[Start]:
    """Yields the awareness of each death and each further child; provisionally the day on which it was recorded."""
    children = facts.by_number
    days = [children[number].aware_of_death for number in news.died]
    days += [children[number].became_aware for number in news.added]
    for day in days:
        yield Start(day or london_date(news.stated.at), provisional=day is None)
