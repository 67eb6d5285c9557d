"""The lives are of cases in which clocks end, move and begin again, in every way that a case has for it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache

from safeguarding.case.case import Case
from safeguarding.case.events.review_events import ReviewAnswered
from safeguarding.case.state.recorded_steps import recorded_step
from safeguarding.case.steps.corrections import take_back
from safeguarding.case.steps.decision import look_again
from safeguarding.case.steps.lifecycle import reopen
from safeguarding.case.steps.restriction import restrict
from safeguarding.case.steps.review import record_return, request_information, take_back_return
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    CHAIR,
    DEFERRING,
    POLICE,
    agreed_to,
    answered,
    closed_anyway,
    concern_decided,
    decided,
    like,
    merged,
    put_to_the_dsps,
    started,
    text,
    written,
)
from tests.support.later_death import dead_after_decision, updates
from tests.support.merges import apart
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import care_leaver, opened, submitted, updated


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def _returns_come_and_one_is_taken_back() -> Case:
    case = request_information(submitted(), ["A school"], date(2026, 6, 5), AGENCIES, BUSINESS_TEAM, OPENED_AT)
    case = request_information(case, ["Health Services"], date(2026, 6, 9), AGENCIES, BUSINESS_TEAM, OPENED_AT)
    case = record_return(case, "A school", BUSINESS_TEAM, at(6, 3))
    case = take_back_return(case, "A school", text("another school's"), BUSINESS_TEAM, at(6, 4))
    case = record_return(case, "A school", BUSINESS_TEAM, at(6, 5))
    return record_return(case, "Health Services", BUSINESS_TEAM, at(6, 9))


def _put_off_twice() -> Case:
    case = look_again(decided(submitted(), DEFERRING), date(2026, 12, 1), text("it goes on"), BUSINESS_TEAM, at(9, 1))
    return closed_anyway(case, text("finished"), BUSINESS_TEAM, at(9, 2))


def _submission_taken_back() -> Case:
    case = submitted()
    found = recorded_step(case, "sin_submitted")
    assert found
    return take_back(case, "sin_submitted", found.number, text("it never went in"), BUSINESS_TEAM, at(6, 4))


def _day_of_awareness_moved() -> Case:
    return agreed_to(updated(opened(), became_aware=date(2026, 6, 2)))


def restricted_until(day: date, case: Case | None = None) -> Case:
    named = frozenset({BUSINESS_TEAM.person, POLICE.person, CHAIR.person})
    return restrict(case or opened(), named, day, {}, text(f"until {day}"), BUSINESS_TEAM, at(6, 2))


@cache
def clock_lives() -> Mapping[str, Case]:
    closed = closed_anyway(opened(), text("finished"), BUSINESS_TEAM, OPENED_AT)
    duplicate, kept = merged(like(submitted(), "CSCP-3"), opened())
    unmerged, went_on = apart(duplicate, kept)
    return {
        "opened": opened(),
        "moved": _day_of_awareness_moved(),
        "returns": _returns_come_and_one_is_taken_back(),
        "put off": _put_off_twice(),
        "taken back": _submission_taken_back(),
        "restricted": restricted_until(date(2026, 8, 3), restricted_until(date(2026, 7, 1))),
        "determined, and answered anew": answered(put_to_the_dsps(submitted()), "facts", written("something new")),
        "LCSPR": started(decided(submitted())),
        "died later": updates(dead_after_decision()),
        "concern": concern_decided(care_leaver()),
        "closed": closed,
        "reopened": reopen(closed, text("not finished"), BUSINESS_TEAM, OPENED_AT),
        "merged": duplicate,
        "merged and apart": unmerged,
        "taken in": kept,
        "taken in and apart": went_on,
    }


def stations(case: Case) -> Iterator[Case]:
    """Yields the case as it was after each of its events; those of the record's parts, which are many, at once."""
    for number, event in enumerate(case.events, 1):
        if number == len(case.events) or not isinstance(event, ReviewAnswered):
            yield Case(case.events[:number])
