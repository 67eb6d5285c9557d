"""A child who is told of after the SIN went in calls for an update of the notification, as a later death does."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import WrongStage
from safeguarding.case.events.child import Child
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.steps.lifecycle import submit_sin, submit_update, update
from safeguarding.case.views.statistics import figures_of
from safeguarding.framework.entries import NOT_KNOWN
from tests.support.case_stages import (
    BUSINESS_TEAM,
    CALENDAR,
    ENGINE,
    FRAMEWORK,
    agreed_to,
    closed_anyway,
    decided,
    recommendation,
    text,
)
from tests.support.children import KILLED, SAFE, a_child, of_children, opened_with, siblings, with_children
from tests.support.each import for_each
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import submitted

AT = OPENED_AT + timedelta(days=30)
AWARE, DUE, UPDATED = date(2026, 7, 1), date(2026, 7, 8), date(2026, 7, 3)
HURT = {"harm": "seriously_harmed", "age": "under_18", "abuse_or_neglect": "known", "care_experienced": "no"}


def due(case: Case) -> Mapping[str, date]:
    return {clock.due.id: clock.due.due for clock in clocks(case, FRAMEWORK, CALENDAR)}


def told(case: Case, *further: Child, at: datetime = AT) -> Case:
    return update(case, with_children(case.facts, *further), ENGINE, BUSINESS_TEAM, at)


def dies(case: Case, number: int, aware: date | None, at: datetime = AT) -> Case:
    children = [
        child.model_copy(update={"answers": {**child.answers, "harm": "died"}, "aware_of_death": aware})
        if child.number == number
        else child
        for child in case.facts.children
    ]
    return update(case, case.facts.with_children(children), ENGINE, BUSINESS_TEAM, at)


def changed(case: Case, number: int, answers: Mapping[str, str]) -> Case:
    children = [
        child.model_copy(update={"answers": {**child.answers, **answers}, "evidence": a_child(number, HURT).evidence})
        if child.number == number
        else child
        for child in case.facts.children
    ]
    return update(case, case.facts.with_children(children), ENGINE, BUSINESS_TEAM, AT)


def another(number: int = 2, aware: date | None = AWARE, answers: dict[str, str] = HURT) -> Child:
    return a_child(number, answers, became_aware=aware)


def updates(case: Case, on: date = UPDATED) -> Case:
    return submit_update(case, on, BUSINESS_TEAM, AT + timedelta(days=1))


def in_review() -> Case:
    return submitted(opened_with(of_children(HURT)))


def decided_case(*children: dict[str, str]) -> Case:
    return decided(submitted(opened_with(of_children(*(children or (HURT,))))), recommendation("not_met"))


def test_the_notification_is_updated_within_five_working_days_of_the_awareness_of_a_further_child() -> None:
    case = told(in_review(), another())
    assert due(case)["sin_update"] == DUE and case.aware_of_news and not case.aware_of_news.provisional
    assert "the notification is not updated with what came after it" in [duty.title for duty in open_duties(case)]
    assert "sin_update" not in due(updates(case)) and updates(case).notification.updated == UPDATED


def test_without_a_day_of_awareness_they_run_provisionally_from_the_day_it_was_recorded() -> None:
    case = told(in_review(), another(aware=None))
    assert case.aware_of_news and case.aware_of_news.provisional and case.aware_of_news.day == AT.date()


def test_a_child_told_of_before_the_submission_is_in_the_sin() -> None:
    assert submitted(siblings()).notification.update is None


def test_a_review_that_still_runs_keeps_its_day() -> None:
    before = in_review()
    after = updates(told(before, another()))
    assert {name: due(after)[name] for name in due(before)} == due(before) and after.stage is Stage.RAPID_REVIEW


def test_a_review_that_began_while_an_update_was_due_keeps_its_day_whatever_that_update_tells_by_then() -> None:
    """No abuse was suspected when the SIN went in. A child who is safe was told of, and then a suspicion."""
    sin_only = submitted(opened_with(of_children({**HURT, "abuse_or_neglect": "neither"})))
    waiting = told(sin_only, another(answers=SAFE))
    begun = changed(waiting, 1, {"abuse_or_neglect": "suspected"})
    assert (waiting.stage, begun.stage) == (Stage.NOTIFICATION, Stage.RAPID_REVIEW)
    for after in (told(begun, another(3, answers=KILLED)), changed(begun, 2, HURT), dies(begun, 1, AWARE)):
        for case in (after, updates(after)):
            kept = {name: due(case).get(name) for name in ("rapid_review", "dsp_sign_off")}
            assert kept == {"rapid_review": date(2026, 6, 23), "dsp_sign_off": date(2026, 6, 23)}
            assert case.stage is Stage.RAPID_REVIEW
    followed = updates(changed(waiting, 2, HURT))
    assert followed.fifteen_days_from == UPDATED, "no review ran before: it follows the update"


def test_where_it_was_decided_the_update_starts_fifteen_working_days_for_a_new_determination() -> None:
    case = told(decided_case(), another())
    assert case.stage is Stage.NOTIFICATION
    case = updates(case)
    assert (case.stage, case.fifteen_days_from) == (Stage.RAPID_REVIEW, UPDATED)
    assert due(case)["new_determination"] == date(2026, 7, 24)
    assert decided(case, recommendation("not_met")).is_decided_since_news


def test_a_child_whose_facts_bear_on_no_review_is_told_and_nothing_is_determined_anew() -> None:
    case = told(decided_case(), another(answers=SAFE))
    assert due(case)["sin_update"] == DUE
    assert updates(case).stage is Stage.DECIDED and "new_determination" not in due(updates(case))


def test_what_comes_before_the_update_is_told_by_the_same_one_and_the_earliest_awareness_counts() -> None:
    case = told(in_review(), another())
    later = told(case, another(3, aware=date(2026, 7, 2)))
    assert due(later)["sin_update"] == DUE, "one more child moves no day later"
    assert due(told(case, another(3, aware=date(2026, 6, 30))))["sin_update"] == date(2026, 7, 7)
    assert not updates(later).notification.update_is_due


def test_what_comes_after_the_update_calls_for_another_one_and_the_fifteen_days_stand() -> None:
    first = updates(told(decided_case(), another()))
    second = told(first, another(3, aware=date(2026, 7, 6)), at=AT + timedelta(days=5))
    assert due(second)["sin_update"] == date(2026, 7, 13)
    assert second.fifteen_days_from == UPDATED and due(second)["new_determination"] == date(2026, 7, 24)
    assert [each.on for each in second.notification.updates] == [UPDATED, None]


def test_one_of_two_children_dies_after_the_decision() -> None:
    case = dies(decided_case(HURT, HURT), 2, AWARE)
    assert case.notification.died == {2} and due(case)["sin_update"] == DUE
    assert updates(case).fifteen_days_from == UPDATED
    both = dies(updates(case), 1, date(2026, 7, 6), at=AT + timedelta(days=5))
    assert both.notification.died == {1, 2} and due(both)["sin_update"] == date(2026, 7, 13)
    assert both.fifteen_days_from == UPDATED, "a review that runs from the first update keeps its day"


def test_a_closed_case_opens_again_by_a_child_of_whom_a_notification_may_be_due_and_by_no_other() -> None:
    closed = closed_anyway(decided_case(), text("finished"), BUSINESS_TEAM, AT)
    assert told(closed, another()).is_open and due(told(closed, another()))["sin_update"] == DUE
    assert told(closed, another(answers={"harm": NOT_KNOWN})).is_open
    with pytest.raises(WrongStage):
        told(closed, another(answers=SAFE))


def test_nobody_takes_the_news_back_alone() -> None:
    case = dies(told(in_review(), another()), 1, AWARE)
    without = update(case, case.facts.with_children(case.facts.children[:1]), ENGINE, BUSINESS_TEAM, AT)
    assert len(without.facts.children) == 2 and without.proposals.update and without.proposals.update.ends
    alive = case.facts.with_children(
        [child.model_copy(update={"answers": HURT}) for child in case.facts.children],
    )
    proposed = update(case, alive, ENGINE, BUSINESS_TEAM, AT)
    assert proposed.notification.died == {1} and proposed.proposals.update and proposed.proposals.update.ends
    assert agreed_to(proposed).notification.died == frozenset() and agreed_to(proposed).notification.update_is_due


def test_a_later_awareness_of_the_further_child_waits_for_another_and_an_earlier_one_holds_at_once() -> None:
    case = told(in_review(), another())

    def aware(day: date) -> Case:
        children = [case.facts.children[0], another(aware=day)]
        return update(case, case.facts.with_children(children), ENGINE, BUSINESS_TEAM, AT)

    assert due(aware(date(2026, 7, 2)))["sin_update"] == DUE and aware(date(2026, 7, 2)).proposals.update
    assert due(aware(date(2026, 6, 30)))["sin_update"] == date(2026, 7, 7)


@for_each("stage", ["review", "decided", "sin only"])
def test_one_more_child_moves_no_day_that_runs(stage: str) -> None:
    cases = {
        "review": in_review(),
        "decided": updates(told(decided_case(), another())),
        "sin only": submit_sin(
            opened_with(of_children({**HURT, "abuse_or_neglect": "neither"})), AWARE, BUSINESS_TEAM, AT
        ),
    }
    before = cases[stage]
    for answers in (HURT, SAFE, KILLED, {"harm": NOT_KNOWN}):
        after = told(before, another(7, answers=answers))
        assert all(due(after)[name] <= day for name, day in due(before).items())
        assert {duty.title for duty in open_duties(before)} <= {duty.title for duty in open_duties(after)}


def test_a_death_after_the_decision_brings_a_new_one_though_an_update_was_due_since_before_the_decision() -> None:
    in_the_review = told(in_review(), another(answers=SAFE))
    died = dies(decided(in_the_review, recommendation("not_met")), 1, AWARE)
    assert died.stage is Stage.NOTIFICATION and died.decision, "it stands until the update goes in"
    updated = updates(died)
    assert (updated.stage, updated.decision) == (Stage.RAPID_REVIEW, None)
    assert due(updated)["new_determination"] == date(2026, 7, 24) and "rapid_review" not in due(updated)
    timings = figures_of(updated, FRAMEWORK, CALENDAR, UPDATED).timings
    assert timings["rapid_review"].due == date(2026, 6, 23) and timings["new_determination"].done is None


def test_a_death_brings_a_new_determination_although_other_news_was_told_and_taken_back_meanwhile() -> None:
    case = told(dies(decided_case(), 1, AWARE), another())
    alive = [case.facts.children[0].model_copy(update={"answers": HURT}), case.facts.children[1]]
    case = agreed_to(update(case, case.facts.with_children(alive), ENGINE, BUSINESS_TEAM, AT))
    assert case.notification.died == frozenset()
    again = updates(dies(case, 1, AWARE))
    assert (again.stage, again.fifteen_days_from) == (Stage.RAPID_REVIEW, UPDATED)
    safe = told(decided_case(), another(answers=SAFE))
    died = dies(safe, 1, AWARE)
    alone = agreed_to(update(died, died.facts.with_children(died.facts.children[:1]), ENGINE, BUSINESS_TEAM, AT))
    assert alone.facts.others == () and updates(alone).fifteen_days_from == UPDATED
