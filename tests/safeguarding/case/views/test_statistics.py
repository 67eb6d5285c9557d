"""The figures over all cases say what was done in time and what recurs; no rehearsal counts in them.

A partner became aware on Monday 1 June 2026, so the SIN is due on Monday 8 June; no bank holiday falls in that June.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from safeguarding.case.case import Case
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.criteria import values_in_force
from safeguarding.case.steps.lifecycle import reopen, submit_sin
from safeguarding.case.views.clock_history import clock_history
from safeguarding.case.views.statistics import DONE, RECURRING, Figures, Rate, Result, figures, figures_of
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.people import Actor
from tests.support.case_stages import (
    NONE_HOLDS,
    answered,
    chaired,
    closed_anyway,
    decided,
    determined,
    escalated,
    merged,
    put_to_the_dsps,
    recommendation,
    referred,
    text,
    ticks,
)
from tests.support.generators.cases import ENGINE, FIRST_MOMENT
from tests.support.generators.review_steps import AnyReviewSteps
from tests.support.generators.steps import after_each_change
from tests.support.incidents.later_suspicion import SUSPECTED_ON, counted_anew
from tests.support.later_death import dead_after_decision, updates
from tests.support.links import linked, unlinked
from tests.support.people.everybody import OPENED_AT

Opened = Callable[..., Case]
FRAMEWORK = ENGINE.framework
AWARE, SIN_DUE = date(2026, 6, 1), date(2026, 6, 8)
JUNE = [AWARE + timedelta(days=n) for n in range(30)]
LATER = datetime(2026, 12, 1, 12, tzinfo=UTC)
CALENDAR = WorkingCalendar(FRAMEWORK.calendar.published_until)
CI = settings(max_examples=60, derandomize=True, deadline=None, database=None)


@pytest.fixture
def counted() -> Callable[..., Figures]:
    def counted(*cases: Case, today: date = AWARE, year: int | None = None) -> Figures:
        return figures(cases, FRAMEWORK, CALENDAR, today, year)

    return counted


def result(case: Case, deadline: str, today: date = AWARE) -> Result | None:
    found = figures_of(case, FRAMEWORK, CALENDAR, today).timings.get(deadline)
    return found.result if found else None


def test_a_sin_is_kept_up_to_the_fifth_working_day_and_late_from_then_on(case: Case, business_team: Actor) -> None:
    for day in JUNE:
        submitted = submit_sin(case, day, business_team, LATER)
        assert result(submitted, "sin") is (Result.KEPT if day <= SIN_DUE else Result.LATE)


@pytest.mark.parametrize(("kept", "late", "percent"), [(0, 0, None), (1, 0, 100), (0, 3, 0), (1, 3, 25), (2, 1, 67)])
def test_the_percentage_is_of_the_cases_in_which_it_is_known(kept: int, late: int, percent: int | None) -> None:
    assert Rate(kept, late, not_yet_due=5, fell_away=7).percent == percent


def test_without_a_submission_it_is_not_yet_due_and_then_late_from_the_day_after(case: Case) -> None:
    for today in JUNE:
        assert result(case, "sin", today) is (Result.NOT_YET_DUE if today <= SIN_DUE else Result.LATE)


def test_a_case_closed_without_a_sin_counts_as_late_only_if_it_was_overdue_then(
    case: Case, business_team: Actor
) -> None:
    for day in JUNE[1:]:
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        closed = closed_anyway(case, text("as decided"), business_team, at)
        assert result(closed, "sin", LATER.date()) is (Result.FELL_AWAY if day <= SIN_DUE else Result.LATE)
        again = reopen(closed, text("after all"), business_team, LATER)
        assert result(again, "sin", LATER.date()) is Result.LATE


def test_where_the_rules_ask_for_no_sin_none_is_late_and_one_that_went_in_counts(
    opened: Opened, business_team: Actor
) -> None:
    unasked = opened(abuse_or_neglect="neither", care_experienced="no")
    assert result(unasked, "sin", LATER.date()) is None
    assert result(submit_sin(unasked, AWARE, business_team, OPENED_AT), "sin") is Result.KEPT


def test_what_is_not_known_yet_counts_as_asked_for(opened: Opened) -> None:
    assert result(opened(abuse_or_neglect="not_known", care_experienced="no"), "sin", LATER.date()) is Result.LATE


def test_a_start_that_is_not_known_is_counted_as_provisional(opened: Opened, counted: Callable[..., Figures]) -> None:
    found = counted(opened(), opened("CSCP-2", became_aware=None))
    assert found.provisional("sin") == 1
    assert found.provisional("concern") == 0


def test_the_rapid_review_and_the_sign_off_have_fifteen_working_days_from_the_submission(submitted: Case) -> None:
    """The SIN was submitted on Tuesday 2 June, so both are due on Tuesday 23 June."""
    for today, name in product(JUNE, ("rapid_review", "dsp_sign_off")):
        expected = Result.NOT_YET_DUE if today <= date(2026, 6, 23) else Result.LATE
        assert result(submitted, name, today) is expected
    put = put_to_the_dsps(submitted)
    assert (result(put, "rapid_review", LATER.date()), result(put, "dsp_sign_off")) == (Result.KEPT, Result.NOT_YET_DUE)
    assert result(decided(submitted), "dsp_sign_off", LATER.date()) is Result.KEPT


def test_a_review_that_was_held_after_its_day_is_late_for_ever(opened: Opened, business_team: Actor) -> None:
    early = opened(incident_on=date(2026, 4, 29), became_aware=date(2026, 4, 30))
    held = decided(submit_sin(early, date(2026, 5, 1), business_team, OPENED_AT))
    timing = figures_of(held, FRAMEWORK, CALENDAR, OPENED_AT.date()).timings
    # The 4th and the 25th of May are bank holidays.
    assert timing["rapid_review"].due == date(2026, 5, 26)
    assert {timing[name].result for name in ("rapid_review", "dsp_sign_off")} == {Result.LATE}


def test_a_determination_that_has_lapsed_does_not_count_as_a_review_held(submitted: Case) -> None:
    lapsed = answered(put_to_the_dsps(submitted), "indicators", ticks("recurrent_themes"))
    assert result(lapsed, "rapid_review", LATER.date()) is Result.LATE
    assert result(determined(chaired(submitted)), "rapid_review") is Result.NOT_YET_DUE


def test_every_stage_is_counted_once_with_its_results(
    cases: Mapping[str, Case], counted: Callable[..., Figures]
) -> None:
    found = counted(*cases.values(), today=LATER.date())
    assert len(found.cases) == len(cases) - 2 and found.left_out.merged == found.left_out.opened_in_error == 1
    assert sum(found.stages().values()) == len(found.open_cases) == len(cases) - 4
    assert found.transferred == 1
    assert found.rate("rapid_review", of_open=True) == Rate(kept=4, late=1, not_yet_due=0, fell_away=1)
    for deadline in DONE:
        rates = [found.rate(deadline, of_open=of_open) for of_open in (True, False)]
        total = sum(rate.decided + rate.not_yet_due + rate.fell_away for rate in rates)
        assert total == sum(deadline in case.timings for case in found.cases)


def test_a_case_counts_as_linked_only_where_the_other_is_counted_with_it(
    opened: Opened, counted: Callable[..., Figures]
) -> None:
    one, two = linked(*linked(opened(), opened("CSCP-2")), "same_place")
    two, three = linked(two, opened("CSCP-3"))
    assert counted(one, two, three).linked() == {"same_family": 3, "same_place": 2}
    assert counted(one, three).linked() == {}
    assert counted(*unlinked(*linked(opened(), opened("CSCP-2")))).linked() == {}


def test_a_duplicate_counts_as_the_case_that_it_was_merged_into(
    opened: Opened, business_team: Actor, counted: Callable[..., Figures]
) -> None:
    duplicate, kept = opened("CSCP-2"), opened("CSCP-1", became_aware=date(2026, 6, 2))
    found = counted(*merged(duplicate, kept))
    assert [case.ref for case in found.cases] == ["CSCP-1"]
    assert found.cases[0].timings["sin"].due == SIN_DUE


def test_how_it_was_decided_is_told_without_its_reasons_in_words(submitted: Case) -> None:
    agreed = figures_of(decided(submitted, recommendation("not_commission")), FRAMEWORK, CALENDAR, AWARE)
    assert (agreed.determined, agreed.decided, agreed.unanimous) == ("not_commission", "not_commission", True)
    assert figures_of(escalated(submitted), FRAMEWORK, CALENDAR, AWARE).unanimous is False


def test_what_was_ticked_is_counted_once_a_case_with_the_indicators_of_a_case_of_concern(
    submitted: Case, cases: Mapping[str, Case], counted: Callable[..., Figures]
) -> None:
    once = answered(submitted, "indicators", ticks("working_together", "recurrent_themes"))
    twice = answered(once, "categories_d", ticks("drift_or_delay", "poor_assessment"))
    found = counted(twice, referred(cases["sin_only"]))
    assert found.recurring("indicators") == {"working_together": 2, "recurrent_themes": 1}
    assert found.recurring("categories") == {"drift_or_delay": 1, "poor_assessment": 1}
    assert found.recurring_groups(FRAMEWORK.question("categories")) == {"d": 1}
    withdrawn = answered(twice, "indicators", NONE_HOLDS)
    assert counted(withdrawn).recurring("indicators") == {}


def test_each_item_is_counted_under_the_theme_whose_part_offers_it(
    submitted: Case, counted: Callable[..., Figures]
) -> None:
    question = FRAMEWORK.question("categories")
    for part in FRAMEWORK.parts:
        if part.question == "categories":
            for item in FRAMEWORK.items_of(part):
                found = counted(answered(submitted, part.id, ticks(item.id)))
                assert found.recurring_groups(question) == {part.group: 1}


def test_a_year_takes_in_the_cases_that_were_opened_in_it_in_london(
    opened: Opened, counted: Callable[..., Figures]
) -> None:
    cases = [
        opened("CSCP-1", at=datetime(2026, 12, 31, 23, 59, tzinfo=UTC)),
        opened("CSCP-2", at=datetime(2027, 1, 1, 0, 1, tzinfo=UTC)),
        # In summer time, midnight in London comes an hour earlier.
        opened("CSCP-3", at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC)),
    ]
    assert [case.ref for case in counted(*cases, year=2026).cases] == ["CSCP-1", "CSCP-3"]
    assert counted(*cases, year=2026).left_out.other_years == 1
    assert counted(*cases).left_out.other_years == counted(*cases, year=2030).left_out.other_years - 3 == 0
    assert counted(cases[2]).cases[0].opened == date(2026, 7, 1)


def practice(case: Case, number: int) -> Case:
    """Returns the very same case as a rehearsal."""
    ref = f"REHEARSAL-2026-{number:03}"
    return Case((case.opened.model_copy(update={"ref": ref, "rehearsal": True}), *case.events[1:]))


@settings(CI, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_rehearsal_changes_any_figure_whatever_became_of_it(data: st.DataObject, cases: Mapping[str, Case]) -> None:
    any_of_them = st.lists(st.sampled_from(list(cases.values())), max_size=6)
    real = data.draw(any_of_them)
    rehearsed = [practice(case, number) for number, case in enumerate(data.draw(any_of_them), 1)]
    mixed = data.draw(st.permutations([*real, *rehearsed]))
    today, year = data.draw(st.sampled_from(JUNE)), data.draw(st.sampled_from([None, 2026, 2027]))
    alone = figures(real, FRAMEWORK, CALENDAR, today, year)
    beside = figures(mixed, FRAMEWORK, CALENDAR, today, year)
    assert sorted(beside.cases, key=repr) == sorted(alone.cases, key=repr)
    assert replace(beside.left_out, rehearsals=0) == alone.left_out
    assert beside.left_out.rehearsals == len(rehearsed)
    for name in DONE:
        for of_open in (True, False):
            assert beside.rate(name, of_open=of_open) == alone.rate(name, of_open=of_open)
    for name in RECURRING:
        assert beside.recurring(name) == alone.recurring(name)


def test_every_deadline_of_the_guidance_is_counted() -> None:
    assert DONE.keys() == {deadline.id for deadline in FRAMEWORK.deadlines}


def test_the_figures_and_the_decision_record_call_the_same_things_done_on_the_same_days(
    cases: Mapping[str, Case],
) -> None:
    seen = set()
    updated = updates(dead_after_decision())
    for case in (*cases.values(), dead_after_decision(), updated, decided(updated)):
        kept = {each.deadline.id: each.done for each in clock_history(case, FRAMEWORK, CALENDAR)}
        for name, timing in figures_of(case, FRAMEWORK, CALENDAR, AWARE).timings.items():
            assert timing.done == kept[name], (case.stage, name)
            seen.add((name, timing.done is not None))
    assert len(seen) >= 2 * len(DONE) - 1


class AnyFigures(AnyReviewSteps):
    @after_each_change
    def what_the_figures_call_open_is_what_has_a_running_clock(self) -> None:
        """The clocks and the figures are told apart in the code, and must say the same of every case."""
        if not self.case.is_open:
            return
        found = figures_of(self.case, FRAMEWORK, CALENDAR, FIRST_MOMENT.date()).timings
        running = {clock.due.id: clock.due.due for clock in clocks(self.case, FRAMEWORK, CALENDAR)}
        if values_in_force(self.case)["sin"] == "not_required":
            # It runs until the partners agree, and asks for no SIN.
            running.pop("sin", None)
        ended = {"sin", "rapid_review", "dsp_sign_off", "new_determination"} if self.case.found_not_met else set()
        waiting = {name: timing.due for name, timing in found.items() if timing.done is None and name not in ended}
        assert waiting == {name: due for name, due in running.items() if name in DONE}
        SEEN.update(list(waiting))

    @after_each_change
    def nothing_that_was_done_is_undone_by_the_passing_of_time(self) -> None:
        today = figures_of(self.case, FRAMEWORK, CALENDAR, FIRST_MOMENT.date()).timings
        later = figures_of(self.case, FRAMEWORK, CALENDAR, date(2030, 1, 1)).timings
        assert today.keys() == later.keys()
        for name, timing in today.items():
            SEEN.update([timing.result, later[name].result])
            if timing.result is Result.NOT_YET_DUE:
                assert later[name].result is Result.LATE
            else:
                assert later[name] == timing


SEEN: Counter[str] = Counter()


def test_whatever_is_done_in_whatever_order_the_figures_say_what_the_clocks_say() -> None:
    SEEN.clear()
    steps = AnyFigures()
    # Few lives that are drawn get as far as a child who dies after the decision.
    for steps.case in (dead_after_decision(), updates(dead_after_decision())):
        steps.looked_at = {}
        steps.what_the_figures_call_open_is_what_has_a_running_clock()
        steps.nothing_that_was_done_is_undone_by_the_passing_of_time()
    assert "new_determination" in SEEN
    run_state_machine_as_test(AnyFigures, settings=settings(CI, stateful_step_count=30))
    assert SEEN.keys() >= {*DONE, *Result}


def test_the_awareness_and_the_later_day_from_which_the_sin_is_counted_both_stand_in_the_figures() -> None:
    found = figures_of(counted_anew(), FRAMEWORK, WorkingCalendar(FRAMEWORK.calendar.published_until), date(2026, 7, 1))
    assert (found.first_aware, found.counted_from) == (AWARE, SUSPECTED_ON)
    assert found.timings["sin"].due == date(2026, 6, 26)
