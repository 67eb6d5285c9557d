"""A duplicate that is merged ends, and the case that goes on keeps the earlier clock."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import pytest

from safeguarding.case.awareness import Start
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, WrongStage
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.stage import Stage
from safeguarding.case.state.sign_off import SignOff
from safeguarding.case.steps.lifecycle import submit_sin
from safeguarding.case.steps.restriction import declare_conflict, withdraw_conflict
from safeguarding.people import Actor
from tests.support.case_stages import closed_anyway, merged

Opened = Callable[..., Case]
Text = Callable[..., FreeText]

SUNDAY, MONDAY, TUESDAY = date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 2)


@pytest.fixture
def duplicate(opened: Opened) -> Case:
    return opened("CSCP-2")


def test_the_duplicate_ends_and_the_other_goes_on(case: Case, duplicate: Case) -> None:
    ended, kept = merged(duplicate, case)
    assert (ended.stage, ended.merged_into, ended.is_open) == (Stage.MERGED, "CSCP-1", False)
    assert (kept.stage, kept.merged_into, kept.is_open) == (Stage.NOTIFICATION, None, True)


def test_both_say_who_merged_them_and_why(case: Case, duplicate: Case, business_team: Actor, text: Text) -> None:
    ends = [after.events[-1] for after in merged(duplicate, case)]
    assert [(end.type, end.by) for end in ends] == [
        ("merged_into", business_team.person),
        ("merged_from", business_team.person),
    ]
    assert all(end.model_dump()["reason"] == text("the same child").model_dump() for end in ends)


def test_the_facts_of_the_case_that_goes_on_stay_its_own(case: Case, opened: Opened) -> None:
    _, kept = merged(opened("CSCP-2", harm="neither"), case)
    assert (kept.facts, kept.outcome) == (case.facts, case.outcome)


@pytest.mark.parametrize(
    ("own", "duplicates", "kept"),
    [
        (MONDAY, SUNDAY, Start(SUNDAY, provisional=False)),
        (SUNDAY, MONDAY, Start(SUNDAY, provisional=False)),
        (None, SUNDAY, Start(SUNDAY, provisional=False)),
        (MONDAY, None, Start(MONDAY, provisional=False)),
        (None, TUESDAY, Start(TUESDAY, provisional=False)),
        (None, None, Start(TUESDAY, provisional=True)),
    ],
)
def test_the_earlier_clock_is_kept(opened: Opened, own: date | None, duplicates: date | None, kept: Start) -> None:
    into = opened(became_aware=own, incident_on=None)
    _, after = merged(opened("CSCP-2", became_aware=duplicates, incident_on=None), into)
    assert after.aware == kept


def test_a_provisional_start_stays_provisional_when_it_comes_from_a_duplicate(opened: Opened) -> None:
    _, kept = merged(opened("CSCP-2", became_aware=None, incident_on=SUNDAY), opened(became_aware=MONDAY))
    assert kept.aware == Start(SUNDAY, provisional=True)


def test_an_earlier_opening_counts_while_nothing_else_is_known(opened: Opened) -> None:
    on_sunday = datetime(2026, 5, 31, 10, tzinfo=UTC)
    unknown = {"became_aware": None, "incident_on": None}
    _, kept = merged(opened("CSCP-2", at=on_sunday, **unknown), opened(**unknown))
    assert kept.aware == Start(SUNDAY, provisional=True)


def test_the_earlier_submission_is_kept(case: Case, duplicate: Case, business_team: Actor, at: datetime) -> None:
    def submit(case: Case, on: date) -> Case:
        return submit_sin(case, on, business_team, at)

    days = [merged(submit(duplicate, on), case)[1].sin_submitted for on in (MONDAY, TUESDAY)]
    assert days == [MONDAY, TUESDAY]
    assert merged(submit(duplicate, MONDAY), submit(case, TUESDAY))[1].sin_submitted == MONDAY
    assert merged(submit(duplicate, TUESDAY), submit(case, MONDAY))[1].sin_submitted == MONDAY
    assert merged(duplicate, submit(case, TUESDAY))[1].sin_submitted == TUESDAY


def test_what_a_merge_brought_is_carried_on_by_the_next_one(opened: Opened) -> None:
    first = opened("CSCP-3", became_aware=SUNDAY)
    _, second = merged(first, opened("CSCP-2"))
    _, third = merged(second, opened("CSCP-1"))
    assert third.aware.day == SUNDAY


def test_signatures_of_the_duplicate_are_not_carried_over(
    case: Case,
    duplicate: Case,
    police: Actor,
    signed: Callable[..., Case],
    sign_off: Callable[..., SignOff],
) -> None:
    _, kept = merged(signed(duplicate, police), case)
    assert not sign_off(kept).signatures


def test_whoever_has_a_conflict_of_interest_in_the_duplicate_takes_no_part_in_the_other_either(
    case: Case,
    duplicate: Case,
    police: Actor,
    icb: Actor,
    at: datetime,
    text: Text,
    signed: Callable[..., Case],
    sign_off: Callable[..., SignOff],
) -> None:
    into = signed(signed(case, police), icb)
    _, kept = merged(declare_conflict(duplicate, text("a neighbour"), police, at), into)
    assert kept.access.conflicted == {police.person}
    assert [each.signer for each in sign_off(kept).signatures_given] == [icb.person]
    with pytest.raises(NotAllowed, match="conflict of interest"):
        signed(kept, police)


def test_a_conflict_of_interest_that_was_withdrawn_is_not_carried_over(
    case: Case, duplicate: Case, police: Actor, business_team: Actor, at: datetime, text: Text
) -> None:
    declared = declare_conflict(duplicate, text("a neighbour"), police, at)
    withdrawn = withdraw_conflict(declared, police.person, text("another family"), business_team, at)
    assert not merged(withdrawn, case)[1].access.conflicted
    _, kept = merged(declared, case)
    assert not withdraw_conflict(kept, police.person, text("another family"), business_team, at).access.conflicted


def test_merging_again_is_harmless(case: Case, duplicate: Case) -> None:
    ended, kept = merged(duplicate, case)
    assert merged(ended, kept) == (ended, kept)


def test_a_case_is_not_merged_into_itself(case: Case) -> None:
    with pytest.raises(InvalidInput, match="can't be merged into itself"):
        merged(case, case)


def test_a_case_that_was_merged_is_not_merged_into_a_third(case: Case, opened: Opened) -> None:
    ended, kept = merged(opened("CSCP-2"), case)
    with pytest.raises(WrongStage, match=r"CSCP-2 was merged into CSCP-1\. Go on there"):
        merged(ended, opened("CSCP-3"))
    with pytest.raises(WrongStage, match=r"CSCP-2 was merged into CSCP-1\. Go on there"):
        merged(kept, ended)


def test_closed_cases_are_not_merged(
    case: Case, duplicate: Case, business_team: Actor, at: datetime, text: Text
) -> None:
    with pytest.raises(WrongStage, match="CSCP-1 is closed"):
        merged(duplicate, closed_anyway(case, text("finished"), business_team, at))
    with pytest.raises(WrongStage, match="CSCP-2 is closed"):
        merged(closed_anyway(duplicate, text("finished"), business_team, at), case)


def test_only_the_business_team_merges(
    case: Case, duplicate: Case, actors: Mapping[str, Actor], at: datetime, text: Text
) -> None:
    for name, by in actors.items():
        if name != "business_team":
            with pytest.raises(NotAllowed, match="Only the Business Team can merge cases"):
                merged(duplicate, case, by)


def test_a_merge_needs_its_reason(case: Case, duplicate: Case, business_team: Actor, at: datetime, text: Text) -> None:
    with pytest.raises(InvalidInput, match="Give the reason"):
        merged(duplicate, case, why=text(""))


@pytest.mark.parametrize("real_first", [True, False])
def test_a_rehearsal_and_a_real_case_are_never_merged(case: Case, opened: Opened, real_first: bool) -> None:
    practice = opened("REHEARSAL-2026-001")
    with pytest.raises(InvalidInput, match="never merged"):
        merged(case, practice) if real_first else merged(practice, case)
    assert merged(practice, opened("REHEARSAL-2026-002"))[0].stage is Stage.MERGED
