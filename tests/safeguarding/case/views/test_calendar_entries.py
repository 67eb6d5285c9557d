"""The entries are every deadline that has ever run in a case: what a calendar may hold that was given a file of it."""

from datetime import date
from itertools import pairwise

from safeguarding.case.case import Case
from safeguarding.case.state.clocks import clocks
from safeguarding.case.views.calendar_entries import CalendarEntry, calendar_entries
from tests.support.case_stages import CALENDAR, FRAMEWORK
from tests.support.each import for_each
from tests.support.generators.clock_lives import clock_lives, stations


def entries(case: Case) -> dict[str, CalendarEntry]:
    return {entry.clock.due.id: entry for entry in calendar_entries(case, FRAMEWORK, CALENDAR)}


@for_each("life", clock_lives)
def test_in_every_life_of_a_case_those_that_run_are_its_clocks_and_what_once_ran_stays(life: str) -> None:
    ever: set[str] = set()
    for case in stations(clock_lives()[life]):
        found, running = entries(case), {clock.due.id: clock for clock in clocks(case, FRAMEWORK, CALENDAR)}
        assert {id: entry.clock for id, entry in found.items() if entry.is_running} == running
        ever |= running.keys()
        assert found.keys() == ever


def test_a_submission_ends_the_entry_of_the_sin_and_taken_back_it_runs_again_with_its_old_day() -> None:
    submitted, again = (entries(case)["sin"] for case in list(stations(clock_lives()["taken back"]))[1:])
    assert not submitted.is_running
    assert again.is_running and again.clock.due.due == submitted.clock.due.due == date(2026, 6, 8)
    assert again.revision > submitted.revision


def test_an_entry_keeps_its_revision_exactly_as_long_as_it_stays_as_it_is() -> None:
    seen: set[str] = set()
    for life in clock_lives().values():
        for before, after in pairwise(map(entries, stations(life))):
            for id, was in before.items():
                now = after[id]
                if (was.clock, was.is_running) == (now.clock, now.is_running):
                    assert now == was
                    continue
                assert now.revision > was.revision and now.changed >= was.changed
                seen.add("moves" if was.is_running is now.is_running else "ends" if was.is_running else "begins again")
    assert seen == {"moves", "ends", "begins again"}
