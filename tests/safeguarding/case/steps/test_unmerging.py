"""A merge is undone on its day: the case that had been taken in is as before, and nothing of it counts in the other."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import product

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, StepRefused, WrongStage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import CONCERN_DECISION, MERGE
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.state.weakening import weakening
from safeguarding.case.steps.lifecycle import close, submit_sin, update
from safeguarding.case.steps.merging import is_agreed_on
from safeguarding.case.steps.restriction import declare_conflict
from safeguarding.case.steps.unmerging import other_of_merge, was_taken_in
from safeguarding.case.views.clock_history import clock_history
from safeguarding.case.views.history import history
from tests.support.case_stages import (
    BUSINESS_TEAM,
    CALENDAR,
    ENGINE,
    FRAMEWORK,
    GROUP,
    ICB,
    QUORUM,
    THE_SAME,
    TODAY,
    like,
    merged,
    proposed,
    referred,
    signed_by,
    text,
)
from tests.support.each import for_each
from tests.support.merges import apart
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import facts, opened, submitted

OTHER = "CSCP-2"
EARLY = opened(OTHER, became_aware=TODAY - timedelta(days=2))


def as_it_was(case: Case) -> object:
    """Returns what a reader sees of the case, its history apart."""
    running = clocks(case, FRAMEWORK, CALENDAR)
    signed = (sign_off_of(case, "notification_criteria"), sign_off_of(case, "sin_quality"))
    kept = clock_history(case, FRAMEWORK, CALENDAR)
    state = (case.stage, case.aware, case.sin_submitted, case.access, case.merged_into)
    return state, running, kept, open_duties(case), [each and (each.matter.digest, each.signatures) for each in signed]


def test_at_every_stage_both_cases_are_what_they_were_with_their_own_clocks(cases: Mapping[str, Case]) -> None:
    together = 0
    for one, two in product((case for case in cases.values() if case.is_open), repeat=2):
        duplicate = declare_conflict(like(one, OTHER), THE_SAME, ICB, OPENED_AT)
        try:
            ended, kept = merged(duplicate, two)
        except StepRefused:
            continue
        if ended.is_open or kept.concern_decision is not two.concern_decision:
            continue
        together += 1
        first, second = apart(ended, kept)
        assert as_it_was(first) == as_it_was(duplicate) and as_it_was(second) == as_it_was(two)
        assert apart(first, second) == (first, second), "undone twice it is as if undone once"
        assert not is_agreed_on(first) and sign_off_of(first, MERGE) is None, "it is not merged again by itself"
        again = merged(first, second)
        assert not again[0].is_open and was_taken_in(*again)
    assert together > 20


def test_both_histories_say_who_undid_it_and_why() -> None:
    ended, kept = merged(EARLY, opened())
    assert other_of_merge(ended) == "CSCP-2026-001" and other_of_merge(kept) == OTHER
    first, second = apart(ended, kept, why=text("another child"))
    told = [history(case, FRAMEWORK, lambda person: person.id)[-1] for case in (first, second)]
    assert "undid the merge into CSCP-2026-001. This case goes on as it was before it. Reason: another" in told[0]
    assert "undid the merge of CSCP-2 into this case, which goes on without it. Reason: another child" in told[1]


def test_what_was_recorded_since_in_the_case_that_went_on_stays_there() -> None:
    ended, kept = merged(EARLY, opened())
    first, second = apart(ended, submit_sin(kept, TODAY, BUSINESS_TEAM, OPENED_AT))
    assert first.sin_submitted is None and open_duties(first) == open_duties(EARLY)
    assert second.sin_submitted == TODAY
    taken = merged(submitted(opened(OTHER)), opened())
    assert taken[1].sin_submitted == TODAY
    first, second = apart(*taken)
    assert first.sin_submitted == TODAY and second.sin_submitted is None, "the submission was the other's"


def test_only_the_business_team_undoes_a_merge_and_with_a_reason() -> None:
    pair = merged(EARLY, opened())
    for name in EVERYBODY.keys() - {"business_team"}:
        with pytest.raises(NotAllowed, match="Only the Business Team can undo a merge"):
            apart(*pair, by=EVERYBODY[name])
    with pytest.raises(InvalidInput, match="reason"):
        apart(*pair, why=text(" "))
    with pytest.raises(WrongStage, match="on the same working day, and this one was of Tuesday 2 June 2026"):
        apart(*pair, at=OPENED_AT + timedelta(days=1))


def test_no_duty_is_lost_by_closing_or_changing_the_case_that_went_on_before_it_is_taken_apart() -> None:
    care_leaver = opened(age="18_to_24", care_experienced="yes")
    ended, kept = merged(submitted(like(care_leaver, OTHER)), care_leaver)
    closed = close(kept, THE_SAME, BUSINESS_TEAM, OPENED_AT, "yes")
    with pytest.raises(WrongStage, match=r"is closed\. The Business Team can reopen it"):
        apart(ended, closed)
    changed = update(kept, facts(age="25_or_over", care_experienced="no"), ENGINE, BUSINESS_TEAM, OPENED_AT)
    assert changed.outcome.values["sin"] == "not_required" and not weakening(kept, changed), "the SIN is in"
    with pytest.raises(WrongStage, match="without CSCP-2 that would end or delay: the SIN"):
        apart(ended, changed)


def test_where_several_were_taken_in_the_last_is_undone_first() -> None:
    first, kept = merged(EARLY, opened())
    second, both = merged(opened("CSCP-3"), kept)
    with pytest.raises(WrongStage, match="CSCP-3 was merged into CSCP-2026-001 after CSCP-2"):
        apart(first, both)
    _, one_left = apart(second, both)
    assert apart(first, one_left)[1].aware == opened().aware


def test_a_decision_that_the_merge_itself_brought_about_keeps_it() -> None:
    disputed = proposed(referred(opened(harm="neither")))
    for member in GROUP[: QUORUM + 1]:
        disputed = signed_by(disputed, CONCERN_DECISION, member, agrees=member != GROUP[0])
    duplicate = declare_conflict(opened(OTHER, harm="neither"), THE_SAME, GROUP[0], OPENED_AT)
    ended, kept = merged(duplicate, disputed)
    assert disputed.concern_decision is None and kept.concern_decision
    with pytest.raises(WrongStage, match="Something was signed or decided in CSCP-2026-001 since the merge"):
        apart(ended, kept)


@for_each("swapped", (True, False))
def test_two_cases_that_were_not_merged_are_not_taken_apart(swapped: bool) -> None:
    pair = (opened(), EARLY) if swapped else (EARLY, opened())
    with pytest.raises(WrongStage, match="was not merged, or the merge is undone already"):
        apart(*pair)
    ended, kept = merged(EARLY, opened())
    with pytest.raises(StepRefused):
        apart(kept, ended)
    with pytest.raises(InvalidInput, match="was not merged into CSCP-9"):
        apart(ended, opened("CSCP-9"))
