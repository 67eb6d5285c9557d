"""The figures of closed cases are kept as the cases close, and are those that their records give."""

from datetime import date

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from structlog.testing import capture_logs

from bot.cases import closed_figures
from bot.cases.case_queries import CaseQueries
from bot.cases.closed_figures import read_back, to_plain
from bot.security.sealed_cases import SealedCases
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import OpenedInError
from safeguarding.case.events.seals import SealKey, Seals
from safeguarding.case.permissions import may_see
from safeguarding.case.stage import Stage
from safeguarding.case.state.retention import tombstone_of
from safeguarding.case.steps.lifecycle import reopen
from safeguarding.case.views.statistics import reckon
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.partnership.model import ClosedDay
from safeguarding.people import Actor
from store.retention import delete
from tests.support.case_office import CaseOffice, draft
from tests.support.case_stages import BUSINESS_TEAM, closed_anyway, text
from tests.support.generators.cases import ENGINE, FIRST_MOMENT
from tests.support.generators.review_steps import AnyReviewSteps
from tests.support.generators.steps import after_each_change
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.offices import OFFICES, in_conflict, restricted_to
from tests.support.stores.shared import RememberedCases

FIRST, SECOND, THIRD = REFS = ("CSCP-2026-001", "CSCP-2026-002", "CSCP-2026-003")
FRAMEWORK = ENGINE.framework
CALENDAR = WorkingCalendar(FRAMEWORK.calendar.published_until)
SEALS = Seals((SealKey(OPENED_AT.date(), b"1" * 32),))
SEEN: set[Stage] = set()
YEARS_LATER = date(2036, 6, 3)


class ClosedAway(RememberedCases):
    """The store counts the closed cases that are read."""

    def __init__(self, office: CaseOffice) -> None:
        super().__init__(office.store.cases)
        self.read = list[str]()

    async def get(self, ref: str) -> Case | None:
        self.read.append(ref)
        return await super().get(ref)


def closed(case: Case) -> Case:
    return closed_anyway(case, text("finished"), BUSINESS_TEAM, OPENED_AT)


async def three_closed(office: CaseOffice) -> None:
    """Closes three cases: the second is restricted to its opener and the ICB, in the third the police have a conflict
    of interest."""
    for number in (1, 2, 3):
        await office.open_one(f"triage {number}")
    await office.keep(lambda case: restricted_to(case, "opener", "icb"), SECOND)
    await office.keep(lambda case: in_conflict(case, "police"), THIRD)
    for ref in REFS:
        await office.keep(closed, ref)


async def seen(queries: CaseQueries, by: Actor) -> list[str]:
    return [each.figures.ref for each in (await queries.countable(by)).closed]


async def read_for_figures(office: CaseOffice) -> list[str]:
    """Returns the closed cases that a bot reads for the figures when it has just started."""
    cases = ClosedAway(office)
    found = await office.queries_on(cases).countable(office.actor("icb"))
    record = [case for case in (await office.store.cases.closed()).values() if case.ref in {*REFS}]
    today, calendar = office.now.date(), office.rules.calendar
    assert sorted(found.closed, key=repr) == sorted(
        (reckon(case, FRAMEWORK, calendar, today) for case in record), key=repr
    )
    return cases.read


async def test_what_was_kept_is_counted_without_reading_a_closed_case(at_office: CaseOffice) -> None:
    await three_closed(at_office)
    assert await read_for_figures(at_office) == [*REFS]
    assert await read_for_figures(at_office) == []


async def test_a_case_that_closes_is_reckoned_at_once_and_no_other(at_office: CaseOffice) -> None:
    await three_closed(at_office)
    await at_office.queries.closed_figures.run()
    await at_office.keep(lambda case: reopen(case, text("it was not"), BUSINESS_TEAM, OPENED_AT), FIRST)
    cases = ClosedAway(at_office)
    figures_kept = at_office.queries_on(cases).closed_figures
    await figures_kept.run()
    assert cases.read == [] and await seen(at_office.queries_on(cases), at_office.actor("icb")) == [SECOND, THIRD]
    await at_office.keep(closed, FIRST)
    cases.refresh()
    figures_kept.look_at(FIRST)
    await figures_kept.run()
    assert cases.read == [FIRST]
    assert await read_for_figures(at_office) == []


async def test_where_no_case_has_closed_nothing_is_looked_through(at_office: CaseOffice) -> None:
    await at_office.open_one()
    kept = at_office.queries.closed_figures
    await kept.run()
    kept.look_at(FIRST)
    assert not kept.is_behind
    await at_office.keep(closed, FIRST)
    kept.look_at(FIRST)
    assert kept.is_behind


async def test_what_is_missing_or_of_another_version_is_reckoned_anew(
    at_office: CaseOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    await three_closed(at_office)
    await read_for_figures(at_office)
    await at_office.store.figures.delete(SECOND)
    assert await read_for_figures(at_office) == [SECOND]
    await at_office.store.figures.set(THIRD, {"of": "something else"})
    assert await read_for_figures(at_office) == [THIRD]
    other_form = {**at_office.store.figures.all()[FIRST], "reckoned": {}}
    await at_office.store.figures.set(FIRST, other_form)
    assert await read_for_figures(at_office) == [FIRST]
    monkeypatch.setattr(closed_figures, "RECKONED_AS", closed_figures.RECKONED_AS + 1)
    assert await read_for_figures(at_office) == [*REFS]


async def test_a_day_that_the_partnership_closes_moves_what_was_due_in_the_closed_cases_too(
    at_office: CaseOffice,
) -> None:
    await three_closed(at_office)
    await read_for_figures(at_office)
    day = ClosedDay(date=date(2026, 6, 4), name="Office closed")
    at_office.partnership = OFFICES.model_copy(update={"extra_closed": (day,)})
    assert await read_for_figures(at_office) == [*REFS]


@pytest.mark.parametrize("kind", EVERYBODY)
async def test_a_closed_case_is_counted_for_whoever_may_see_it_and_for_nobody_else(
    kind: str, at_office: CaseOffice
) -> None:
    await three_closed(at_office)
    by, record = at_office.actor(kind), await at_office.store.cases.closed()
    for _ in range(2):
        assert await seen(at_office.queries, by) == [
            ref for ref in REFS if may_see(record[ref], by, at_office.partnership)
        ]


async def test_a_deleted_case_leaves_no_figures(at_office: CaseOffice) -> None:
    await three_closed(at_office)
    await read_for_figures(at_office)
    record = await at_office.store.cases.closed()
    await delete(at_office.store, [record[FIRST]], YEARS_LATER)
    assert at_office.store.figures.all().keys() == {SECOND, THIRD}
    await at_office.store.cases.delete_closed([tombstone_of(record[THIRD], YEARS_LATER)])
    assert await seen(at_office.queries, at_office.actor("icb")) == [SECOND]


async def test_a_closed_case_with_an_error_in_its_record_is_named_and_the_others_are_counted(
    at_office: CaseOffice,
) -> None:
    await three_closed(at_office)
    record = (await at_office.store.cases.closed())[FIRST]
    outcome = record.opened.outcome.model_copy(update={"values": {}})
    damaged = Case((record.opened.model_copy(update={"outcome": outcome}), *record.events[1:]))

    class WithDamage(ClosedAway):
        async def get(self, ref: str) -> Case | None:
            return damaged if ref == FIRST else await super().get(ref)

    queries = at_office.queries_on(WithDamage(at_office))
    with capture_logs() as logs:
        found = [await queries.countable(at_office.actor("icb")) for _ in range(2)]
    for each in found:
        assert [one.figures.ref for one in each.closed] == [SECOND, THIRD] and each.unread == (FIRST,)
    assert [(entry["event"], entry["ref"]) for entry in logs] == [("case_not_read", FIRST)]
    assert FIRST not in at_office.store.figures.all()


async def test_a_case_that_a_forged_signature_has_closed_is_named_at_each_start_and_counted_nowhere(
    at_office: CaseOffice,
) -> None:
    cases = SealedCases(at_office.store.cases, SEALS)
    await at_office.service(cases).open(draft("triage 1"), at_office.actor("opener"))
    forged = OpenedInError(by=EVERYBODY["icb"].person, at=OPENED_AT)
    await at_office.keep(lambda case: case.then(forged), FIRST)
    assert not cases.open_cases(), "no job looks at it"
    for _ in range(2):
        queries = at_office.queries_on(cases)
        assert (await queries.countable(at_office.actor("icb"))).unread == (FIRST,)
        assert queries.broken_seals() == {FIRST: 1}
    assert FIRST not in at_office.store.figures.all()


class AnyClosing(AnyReviewSteps):
    @after_each_change
    def what_is_kept_of_the_closed_case_is_what_its_record_says_on_any_day(self) -> None:
        """Whatever was done before, the case may be closed here."""
        case = closed_anyway(self.case, text("finished"), BUSINESS_TEAM, self.case.events[-1].at)
        found = reckon(case, FRAMEWORK, CALENDAR, FIRST_MOMENT.date())
        assert read_back(to_plain(found)) == found == reckon(case, FRAMEWORK, CALENDAR, YEARS_LATER)
        SEEN.add(self.case.stage)


def test_what_is_kept_is_what_the_record_says_whatever_was_done_before_the_closing() -> None:
    SEEN.clear()
    machine = settings(max_examples=10, stateful_step_count=25, derandomize=True, deadline=None, database=None)
    run_state_machine_as_test(AnyClosing, settings=machine)
    assert {Stage.NOTIFICATION, Stage.RAPID_REVIEW, Stage.DECISION, Stage.LCSPR} <= SEEN
