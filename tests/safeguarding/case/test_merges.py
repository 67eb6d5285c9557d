"""A merge stands until it is undone; nothing that it brought counts then, and it may be made once more."""

from datetime import date

from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.case_events import MergedFrom, MergedFromUndone, MergedInto, MergedIntoUndone
from safeguarding.case.merges import is_merged_since, latest_merge, standing_events, taken_in, undone_merges
from tests.support.case_stages import BUSINESS_TEAM, text
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import opened

BY, WHY, DAY = BUSINESS_TEAM.person, text("another child after all"), date(2026, 6, 1)
OPENING = opened().opened


def took(other: str) -> MergedFrom:
    return MergedFrom(
        by=BY, at=OPENED_AT, other=other, aware_from=DAY, provisional=False, sin_submitted=None, reason=WHY
    )


def took_back(other: str) -> MergedFromUndone:
    return MergedFromUndone(by=BY, at=OPENED_AT, other=other, reason=WHY)


WENT = MergedInto(by=BY, at=OPENED_AT, other="A", reason=WHY)
CAME_BACK = MergedIntoUndone(by=BY, at=OPENED_AT, other="A", reason=WHY)


def test_of_several_merges_those_stand_that_were_not_undone() -> None:
    found: list[tuple[list[AnyEvent], list[str], set[int]]] = [
        ([OPENING], [], set()),
        ([OPENING, took("B"), took("C")], ["B", "C"], set()),
        ([OPENING, took("B"), took("C"), took_back("C")], ["B"], {2}),
        ([OPENING, took("B"), took("C"), took_back("C"), took_back("B")], [], {1, 2}),
        ([OPENING, took("B"), took_back("B"), took("B")], ["B"], {1}),
    ]
    for events, standing, undone in found:
        assert [merge.other for merge in taken_in(events)] == standing
        assert undone_merges(events) == undone


def test_the_latest_merge_is_the_one_into_another_case_or_else_the_last_that_was_taken_in() -> None:
    assert latest_merge([OPENING]) is None
    assert latest_merge([OPENING, took("B"), WENT]) == WENT
    assert latest_merge([OPENING, took("B"), WENT, CAME_BACK]) == took("B")
    assert latest_merge([OPENING, took("B"), took("C"), took_back("C")]) == took("B")


def test_without_the_merges_that_were_undone_the_events_are_as_if_they_had_never_been_made() -> None:
    assert standing_events([OPENING, took("B"), took_back("B"), WENT]) == (OPENING, WENT)
    assert standing_events([OPENING, WENT, CAME_BACK]) == (OPENING,)
    assert standing_events([OPENING, WENT, CAME_BACK, WENT]) == (OPENING, WENT)
    assert standing_events([OPENING, took("B")]) == (OPENING, took("B"))


def test_a_merge_came_after_an_event_only_as_long_as_it_stands() -> None:
    assert is_merged_since([OPENING, took("B")], OPENING)
    assert not is_merged_since([OPENING, took("B"), took_back("B")], OPENING)
    assert not is_merged_since([OPENING, took("B"), CAME_BACK], CAME_BACK)
