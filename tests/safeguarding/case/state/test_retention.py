"""A closed case is kept for its whole period, and what is left of it then names nobody."""

from dataclasses import asdict
from datetime import date

import pytest

from safeguarding.case.case import Case
from safeguarding.case.state.retention import closed_on, due_for_deletion, tombstone_of
from tests.support.stores.changes import REFS
from tests.support.stores.steps import closed, merged, opened, reopened

LAST_DAY, DAY_AFTER = date(2036, 6, 2), date(2036, 6, 3)


def due(*cases: Case, today: date = DAY_AFTER) -> list[str]:
    return [case.ref for case in due_for_deletion({case.ref: case for case in cases}, 10, today)]


def test_a_case_closed_on_2_june_2026_is_kept_for_ten_whole_years() -> None:
    case = closed(opened(REFS[0], "a"))
    assert due(case, today=LAST_DAY) == []
    assert due(case, today=DAY_AFTER) == [REFS[0]]


def test_an_open_or_reopened_case_is_never_due() -> None:
    case = opened(REFS[0], "a")
    assert due(case, reopened(closed(opened(REFS[1], "b"))), today=date(2999, 1, 1)) == []
    assert closed_on(case) is None
    with pytest.raises(ValueError, match="an open case is never deleted"):
        tombstone_of(case, DAY_AFTER)


def test_a_merged_case_stays_as_long_as_the_one_that_it_went_into() -> None:
    duplicate, kept = merged(opened(REFS[0], "a"), opened(REFS[1], "b"))
    assert due(duplicate, kept) == []
    assert due(duplicate, closed(kept)) == [REFS[0], REFS[1]]
    assert due(duplicate) == [REFS[0]], "the other one was deleted before"


def test_a_tombstone_holds_reference_dates_and_outcome_and_nothing_else() -> None:
    tombstone = asdict(tombstone_of(closed(opened(REFS[0], "a")), DAY_AFTER))
    assert tombstone.pop("outcome").items() >= {"sin": "required", "ended_as": "closed"}.items()
    day = date(2026, 6, 2)
    assert tombstone == {"ref": REFS[0], "opened": day, "closed": day, "deleted": DAY_AFTER}
