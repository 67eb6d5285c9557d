"""The calendar file holds a case's deadlines: whole days, the same entry each time, ended ones as cancelled, nothing of
what the case says."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from reports.calendar_file import calendar_file
from reports.context import ReportContext
from safeguarding.case.case import Case
from safeguarding.case.events.any_event import event_to_json
from safeguarding.case.state.clocks import clocks
from safeguarding.case.steps.redaction import texts_of
from safeguarding.chat_link import chat_link
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from tests.support.case_stages import CALENDAR, ENGINE, agreed_to
from tests.support.each import for_each
from tests.support.generators.clock_lives import clock_lives, restricted_until, stations
from tests.support.people.everybody import OPENED_AT

CROYDON = "Croydon Safeguarding Children Partnership"
LONG_AFTER = datetime(2027, 3, 1, 9, tzinfo=UTC)


class CalendarOfAReader:
    """The calendar of a reader takes in files as RFC 5546 says: of two entries with one UID the one with the higher
    SEQUENCE stands, of two alike the one with the later DTSTAMP."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def take_in(self, taken: Iterable[Any]) -> None:
        for entry in taken:
            there = self.kept.get(entry["uid"])
            if there is None or place(entry) > place(there):
                self.kept[entry["uid"]] = entry

    @property
    def shown(self) -> set[tuple[str, date]]:
        standing = (entry for entry in self.kept.values() if entry["status"] == "CONFIRMED")
        return {(str(entry["summary"]), entry["dtstart"].dt) for entry in standing}

    @property
    def alarms(self) -> list[Any]:
        return [alarm for entry in self.kept.values() for alarm in entry.walk("VALARM")]


def place(entry: Any) -> tuple[int, datetime]:
    return entry["sequence"], entry["dtstamp"].dt


@pytest.fixture
def context(engine: Engine, calendar: WorkingCalendar) -> ReportContext:
    return context_at(OPENED_AT, calendar)


def context_at(at: datetime, calendar: WorkingCalendar = CALENDAR) -> ReportContext:
    return ReportContext(ENGINE, calendar, lambda person: "An office", at)


def entries(content: bytes) -> list[Any]:
    return Calendar.from_ical(content).walk("VEVENT")


def file(case: Case, context: ReportContext) -> bytes:
    return calendar_file(case, context, CROYDON)


def running(case: Case, context: ReportContext) -> set[tuple[str, date]]:
    found = clocks(case, context.framework, context.calendar)
    return {(f"{case.ref}: {clock.title}", clock.due.due) for clock in found}


def test_the_notification_has_one_entry_of_a_whole_day_with_an_alarm(context: ReportContext, case: Case) -> None:
    (entry,) = entries(file(case, context))
    assert entry["summary"] == "CSCP-1: Submit the SIN"
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (date(2026, 6, 8), date(2026, 6, 9))
    assert entry["status"] == "CONFIRMED"
    (alarm,) = entry.walk("VALARM")
    assert rings_at(entry, alarm) == datetime.combine(date(2026, 6, 5), time(9)), "the day before is a Sunday"
    assert entry["dtstamp"].dt == entry["last-modified"].dt == OPENED_AT.replace(microsecond=0)


def rings_at(entry: Any, alarm: Any) -> datetime:
    before: timedelta = alarm["trigger"].dt
    return datetime.combine(entry["dtstart"].dt, time()) + before


@for_each("number", range(40))
def test_whatever_day_a_deadline_falls_on_its_alarm_rings_at_nine_on_the_last_working_day_before(number: int) -> None:
    # The days over Christmas, with one that the partnership has added.
    calendar = WorkingCalendar(CALENDAR.published_until, {date(2026, 12, 29): "Office closed"})
    due = date(2026, 12, 1) + timedelta(days=number)
    case = restricted_until(due)
    context = context_at(OPENED_AT, calendar)
    (entry,) = (each for each in entries(file(case, context)) if each["dtstart"].dt == due)
    (alarm,) = entry.walk("VALARM")
    rings = rings_at(entry, alarm)
    assert rings.time() == time(9) and calendar.is_working_day(rings.date()) and rings.date() < due
    between = ((rings.date() + timedelta(days=n)) for n in range(1, (due - rings.date()).days))
    assert not any(map(calendar.is_working_day, between))


@for_each("life", clock_lives)
def test_whenever_files_of_a_case_were_taken_the_calendar_shows_what_is_due_with_the_latest_and_nothing_else(
    life: str,
) -> None:
    whole, steady = clock_lives()[life], CalendarOfAReader()
    now, of_now = entries(file(whole, context_at(LONG_AFTER))), running(whole, context_at(LONG_AFTER))
    for case in stations(whole):
        context = context_at(case.events[-1].at)
        then = entries(file(case, context))
        steady.take_in(then)
        assert steady.shown == running(case, context)
        once = CalendarOfAReader()
        for taken in (then, now, then):
            once.take_in(taken)
        assert once.shown == of_now, "also where a file of long ago comes once more"
        assert len(once.alarms) == len(of_now)
    assert len(steady.alarms) == len(of_now)


def test_a_submitted_sin_comes_as_cancelled_without_an_alarm(context: ReportContext, submitted: Case) -> None:
    first, *_ = entries(file(submitted, context))
    assert (first["status"], first["summary"]) == ("CANCELLED", "No longer due: CSCP-1: Submit the SIN")
    assert first.walk("VALARM") == []
    assert all(entry["status"] == "CONFIRMED" for entry in entries(file(submitted, context))[1:])


def test_at_every_stage_it_holds_exactly_the_clocks_that_run_each_once(
    context: ReportContext, cases: Mapping[str, Case]
) -> None:
    for case in cases.values():
        made = entries(file(case, context))
        shown = [(entry["summary"], entry["dtstart"].dt) for entry in made if entry["status"] == "CONFIRMED"]
        assert set(shown) == running(case, context), case.stage
        assert len({entry["uid"] for entry in made}) == len(made)


def test_taken_again_after_a_date_moved_the_entry_takes_the_place_of_the_earlier(
    context: ReportContext, case: Case, updated: Callable[..., Case]
) -> None:
    (before,), (after,) = entries(file(case, context)), entries(file(moved(case, updated), context))
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt > before["dtstart"].dt


def moved(case: Case, updated: Callable[..., Case]) -> Case:
    return agreed_to(updated(case, became_aware=date(2026, 6, 2)))


def test_a_day_that_the_partnership_closes_moves_the_entry_by_the_later_file(case: Case) -> None:
    reader, closed = CalendarOfAReader(), WorkingCalendar(CALENDAR.published_until, {date(2026, 6, 4): "Closed"})
    reader.take_in(entries(file(case, context_at(OPENED_AT))))
    reader.take_in(entries(file(case, context_at(OPENED_AT + timedelta(days=1), closed))))
    assert reader.shown == {("CSCP-1: Submit the SIN", date(2026, 6, 9))}


def test_the_same_deadline_of_another_case_or_another_partnership_is_another_entry(
    context: ReportContext, opened: Callable[..., Case]
) -> None:
    case, other = opened(), opened("CSCP-2")
    files = (file(case, context), file(other, context), calendar_file(case, context, "Camden’s Partnership"))
    uids = [entries(content)[0]["uid"] for content in files]
    assert uids == [
        "cscp-1.sin@croydon-safeguarding-children-partnership",
        "cscp-2.sin@croydon-safeguarding-children-partnership",
        "cscp-1.sin@camden-s-partnership",
    ]


def test_it_says_nothing_that_anybody_wrote(context: ReportContext, cases: Mapping[str, Case]) -> None:
    for case in cases.values():
        content = file(case, context).decode().replace("\r\n ", "")
        for event in case.events:
            for found in texts_of(event_to_json(event)):
                assert found.shown not in content


def test_the_same_case_at_the_same_moment_gives_the_same_bytes(context: ReportContext, submitted: Case) -> None:
    assert file(submitted, context) == file(submitted, context)


def test_a_closed_case_has_a_calendar_without_anything_that_is_due(
    context: ReportContext, cases: Mapping[str, Case]
) -> None:
    made = entries(file(cases["closed"], context))
    assert made and all(entry["status"] == "CANCELLED" and not entry.walk("VALARM") for entry in made)


def test_a_case_in_which_no_clock_ever_ran_has_an_empty_calendar(
    context: ReportContext, opened: Callable[..., Case]
) -> None:
    content = file(opened(harm="neither"), context)
    assert content.startswith(b"BEGIN:VCALENDAR") and entries(content) == []


def test_an_entry_leads_into_the_readers_own_chat_with_the_bot(
    context: ReportContext, opened: Callable[..., Case]
) -> None:
    linked = replace(context, app_id="30000000-0000-4000-8000-000000000001")
    for entry in entries(file(opened(), linked)):
        assert str(entry["url"]) == chat_link(linked.app_id, opened().ref)
    assert not any("url" in entry for entry in entries(file(opened(), context)))
