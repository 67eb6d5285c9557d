"""The urgency of a piece of news is that of its kind, as far as it depends on the day, and on who reads it."""

from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.events.review_events import Decided, InformationReturned
from safeguarding.case.state.clocks import clocks
from safeguarding.case.views.news.kinds import Urgency
from safeguarding.case.views.news.news import CaseNews
from safeguarding.case.views.recipients import Recipient
from safeguarding.people import Person


def urgency(each: CaseNews, to: Recipient, given: Circumstances) -> Urgency:
    """Returns when a piece of news is told to somebody, as the day is."""
    kind = each.kind.urgency
    if kind is Urgency.IN_TIME:
        return Urgency.IN_HOURS if _presses(each.case, given) else Urgency.MORNING
    is_named = isinstance(to, Person) and given.partnership.names(to)
    if kind is Urgency.WITH_OTHERS and not (is_named and _nobody_waited_for(each)):
        return Urgency.MORNING
    return kind


def _presses(case: Case, given: Circumstances) -> bool:
    """Says whether something that the guidance requires is due by the next working morning, or overdue."""
    due = (clock.due for clock in clocks(case, given.framework, given.calendar))
    required = [day.due for day in due if day.deadline.is_statutory]
    return any(given.calendar.working_days_left(given.today, day) <= 1 for day in required)


def _nobody_waited_for(each: CaseNews) -> bool:
    """Says whether no step follows: after a decision that ends the review, or a return while others are outstanding."""
    is_return = isinstance(each.event, InformationReturned)
    return isinstance(each.event, Decided) or (is_return and bool(each.case.information_requests.outstanding))
