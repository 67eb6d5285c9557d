"""The notification says when the SIN went in, which death it may not hold, and when it was updated with it."""

from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Updated
from safeguarding.case.notification import News, Notification, Update, states_death
from tests.support.case_stages import merged
from tests.support.later_death import HARMED, UPDATED, dies, updates
from tests.support.plain_case import facts, opened, submitted

SUBMITTED = date(2026, 6, 2)


def of(case: Case) -> Notification:
    return Notification.of(case.events)


def test_before_the_submission_there_is_nothing_to_update() -> None:
    assert of(opened()) == Notification(None)
    assert not of(dies(opened(**HARMED))).update_is_due


def test_a_death_after_the_submission_is_due_to_be_told_until_the_update_is_in() -> None:
    died = dies(submitted(opened(**HARMED)))
    told = (News(died.of(Updated)[-1], died=frozenset({1})),)
    assert of(died) == Notification(SUBMITTED, (Update(told),)) and of(died).update_is_due
    assert of(updates(died)) == Notification(SUBMITTED, (Update(told, UPDATED),))
    assert not of(updates(died)).update_is_due


def test_a_duplicates_earlier_submission_may_not_hold_the_death_that_this_case_states() -> None:
    died = dies(opened(**HARMED))
    _, kept = merged(submitted(opened("CSCP-2026-002")), died)
    assert of(kept).submitted == SUBMITTED and of(kept).update_is_due


def test_only_a_death_that_was_not_stated_before_is_news() -> None:
    for before in ("seriously_harmed", "neither", "not_known"):
        assert states_death(facts(harm=before), facts())
    assert not states_death(facts(), facts()) and not states_death(facts(), facts(**HARMED))
