"""The calendar file holds a case's running deadlines: whole days, the same entry each time, nothing of what the case
says."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from reports.calendar_file import calendar_file
from reports.context import ReportContext
from safeguarding.case.case import Case
from safeguarding.case.events.any_event import event_to_json
from safeguarding.case.state.clocks import clocks
from safeguarding.case.steps.redaction import texts_of
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from tests.support.case_stages import agreed_to
from tests.support.people.everybody import OPENED_AT


@pytest.fixture
def context(engine: Engine, calendar: WorkingCalendar) -> ReportContext:
    return ReportContext(engine, calendar, lambda person: "An office", OPENED_AT)


def entries(content: bytes) -> list[Any]:
    return Calendar.from_ical(content).walk("VEVENT")


def test_the_notification_has_one_entry_of_a_whole_day_with_an_alarm(context: ReportContext, case: Case) -> None:
    (entry,) = entries(calendar_file(case, context))
    assert entry["summary"] == "CSCP-1: Submit the SIN"
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (date(2026, 6, 8), date(2026, 6, 9))
    (alarm,) = entry.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(hours=-15), "nine o'clock on the day before"
    assert entry["dtstamp"].dt == OPENED_AT.replace(microsecond=0)


def test_at_every_stage_it_holds_exactly_the_clocks_that_run_each_once(
    context: ReportContext, cases: Mapping[str, Case]
) -> None:
    for case in cases.values():
        made = entries(calendar_file(case, context))
        running = clocks(case, context.framework, context.calendar)
        assert [entry["dtstart"].dt for entry in made] == [clock.due.due for clock in running], case.stage
        assert len({entry["uid"] for entry in made}) == len(made)


def test_taken_again_after_a_date_moved_the_entry_takes_the_place_of_the_earlier(
    context: ReportContext, case: Case, updated: Callable[..., Case]
) -> None:
    (before,), (after,) = entries(calendar_file(case, context)), entries(calendar_file(moved(case, updated), context))
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt > before["dtstart"].dt


def moved(case: Case, updated: Callable[..., Case]) -> Case:
    return agreed_to(updated(case, became_aware=date(2026, 6, 2)))


def test_it_says_nothing_that_anybody_wrote(context: ReportContext, cases: Mapping[str, Case]) -> None:
    for case in cases.values():
        content = calendar_file(case, context).decode().replace("\r\n ", "")
        for event in case.events:
            for found in texts_of(event_to_json(event)):
                assert found.shown not in content


def test_the_same_case_at_the_same_moment_gives_the_same_bytes(context: ReportContext, submitted: Case) -> None:
    assert calendar_file(submitted, context) == calendar_file(submitted, context)


def test_a_closed_case_has_a_calendar_without_entries(context: ReportContext, cases: Mapping[str, Case]) -> None:
    content = calendar_file(cases["closed"], context)
    assert content.startswith(b"BEGIN:VCALENDAR") and entries(content) == []
