"""The newsroom lives through whole cases, and says for each event who hears what of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.views.news.hearers import Told, told
from safeguarding.case.views.news.news import CaseNews, Telling
from safeguarding.case.views.recipients import Recipient
from safeguarding.partnership.model import Partnership
from tests.support.case_stages import CALENDAR, FRAMEWORK, TODAY
from tests.support.people.everybody import OPENED_AT
from tests.support.people.offices import OFFICES, kind_of

A_MINUTE = timedelta(minutes=1)


def telling(
    partnership: Partnership = OFFICES, now: datetime = OPENED_AT + A_MINUTE, since: datetime = OPENED_AT
) -> Telling:
    return Telling(Circumstances(TODAY, CALENDAR, FRAMEWORK, partnership), now, since)


def told_of(case: Case, given: Telling | None = None) -> list[Told]:
    return list(told(case, given or telling()))


def heard(case: Case, given: Telling | None = None) -> dict[str, set[str]]:
    """Returns who hears of the last event of the case, by the kind of news."""
    last = case.events[-1]
    found = [each for each in told_of(case, given) if each.news.event is last and each.to]
    return {each.news.kind.id: {kind_of(who) for who in each.to} for each in found}


@dataclass
class Newsroom:
    """The newsroom looks at a case after each of its steps, as the bot does, and keeps what it has told to whom."""

    partnership: Partnership
    since: datetime
    told: set[tuple[str, tuple[str, ...], Recipient]] = field(default_factory=set)

    def look_at(self, case: Case, at: datetime) -> list[tuple[CaseNews, Recipient]]:
        """Returns what is told now, and to whom it is."""
        found = [(each.news, to) for each in told_of(case, telling(self.partnership, at, self.since)) for to in each.to]
        new = [(news, to) for news, to in found if (news.kind.id, news.parts, to) not in self.told]
        self.told |= {(news.kind.id, news.parts, to) for news, to in new}
        return new
