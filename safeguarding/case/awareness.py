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
    """Start is the day from which working days are counted; it is provisional until the real one is known. Where it is
    that of a later first suspicion, ``instead_of`` is the awareness of the incident, which had come before."""

    day: date
    provisional: bool
    instead_of: date | None = None

    @property
    def first(self) -> date:
        """Returns the day of awareness of the incident, whichever day the clock is counted from."""
        return self.instead_of or self.day


def earliest(starts: Iterator[Start]) -> Start:
    """Returns the earliest start. Of the same day, one that is known comes before a provisional one."""
    return min(starts, key=lambda start: (start.day, start.provisional))


def of_incident(facts: Facts, opened: date) -> Start:
    """Returns the day of awareness of the first child of whom a partner became aware."""
    return earliest(_of_child(child, opened) for child in facts.children)


def starts_later(before: Facts, after: Facts) -> bool:
    """Says whether a child's clock would start with the first knowledge or suspicion of abuse or neglect, and later
    than it does."""
    then = {number: child.abuse_known_on for number, child in before.by_number.items()}
    days = ((child.abuse_known_on, then.get(child.number)) for child in after.children)
    return any(day is not None and (earlier is None or earlier < day) for day, earlier in days)


def of_update(update: Update, facts: Facts) -> Start:
    """Returns the day on which a partner first became aware of what an update is to tell."""
    return earliest(start for news in update.news for start in _of_news(news, facts))


def _of_child(child: Child, opened: date) -> Start:
    """Returns the day of awareness, or a provisional start without it: the earliest date known. The day of a later
    first suspicion takes its place while abuse or neglect is known or suspected."""
    if child.abuse_known_on and child.suspects_abuse:
        return Start(child.abuse_known_on, provisional=False, instead_of=child.became_aware)
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
