"""News that can wait till morning does not where it would be too late, nor for another message where a step follows."""

from dataclasses import replace
from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.steps.review import record_return, request_information
from safeguarding.case.views.news.kinds import Urgency
from safeguarding.case.views.news.news import news
from safeguarding.case.views.news.urgency import urgency
from tests.support.case_stages import (
    BUSINESS_TEAM,
    LATER,
    PARTNERS_DSPS,
    TODAY,
    chaired,
    closed_anyway,
    decided,
    recommendation,
    signed_by,
    text,
)
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.newsroom import telling
from tests.support.people.offices import person
from tests.support.plain_case import opened, submitted


def told(case: Case, kind: str, to: str, today: date = TODAY) -> set[Urgency]:
    given = telling()
    then = replace(given.circumstances, today=today)
    return {urgency(each, person(to), then) for each in news(case, given) if each.kind.id == kind}


def test_that_all_have_signed_is_told_the_same_day_where_the_sin_is_due_by_the_next_morning_or_overdue() -> None:
    """The SIN is due on Monday 8 June 2026."""
    signed = signed_by(signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS), SIN_QUALITY, EVERYBODY["dcs"])
    expected = {4: Urgency.MORNING, 5: Urgency.IN_HOURS, 8: Urgency.IN_HOURS, 9: Urgency.IN_HOURS}
    for day, when in expected.items():
        assert told(signed, "all_signed", "council", date(2026, 6, day)) == {when}


def test_a_return_waits_for_another_message_until_it_is_the_last() -> None:
    agencies = ["A school", "A hospital"]
    asked = request_information(chaired(submitted()), agencies, LATER, frozenset(agencies), BUSINESS_TEAM, OPENED_AT)
    one = record_return(asked, "A school", BUSINESS_TEAM, OPENED_AT)
    assert told(one, "returned", "chair") == {Urgency.WITH_OTHERS}
    both = record_return(one, "A hospital", BUSINESS_TEAM, OPENED_AT)
    assert told(both, "returned", "chair") == {Urgency.MORNING}


def test_that_it_was_decided_to_end_waits_for_office_holders_alone_and_no_other_ending_does() -> None:
    ended = decided(submitted(), recommendation("not_commission"))
    assert told(ended, "ended", "icb") == {Urgency.WITH_OTHERS} and told(ended, "ended", "opener") == {Urgency.MORNING}
    closed = closed_anyway(opened(), text("moved away"), BUSINESS_TEAM, OPENED_AT)
    assert told(closed, "ended", "icb") == {Urgency.MORNING}
