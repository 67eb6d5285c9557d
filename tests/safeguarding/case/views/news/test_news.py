"""The news of a case: for a week, while it holds, and of a new kind only what happened since the bot tells of it."""

from datetime import date, timedelta

from safeguarding.case.case import Case
from safeguarding.case.events.correction_events import DayCorrected, RecordedStep
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.state.recorded_steps import recorded_steps
from safeguarding.case.steps.corrections import correct_day
from safeguarding.case.views.news.news import NEWS_FOR, Telling, news
from tests.support.case_stages import (
    BUSINESS_TEAM,
    ICB,
    PARTNERS_DSPS,
    TODAY,
    decided,
    put_to_the_dsps,
    signed_by,
    started,
    text,
)
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.newsroom import A_MINUTE, telling
from tests.support.plain_case import opened, submitted

LATELY = OPENED_AT + timedelta(days=3)


def kinds(case: Case, given: Telling | None = None) -> set[str]:
    return {each.kind.id for each in news(case, given or telling())}


def test_a_case_that_was_just_opened_has_no_news() -> None:
    assert kinds(opened()) == set()


def test_what_happened_before_the_bot_told_of_it_is_no_news_after_an_upgrade() -> None:
    after_upgrade = telling(since=OPENED_AT + A_MINUTE)
    assert "submitted" in kinds(submitted()) and kinds(submitted(), after_upgrade) == set()
    assert kinds(decided(submitted()), after_upgrade) == {"chair", "decided"} & kinds(decided(submitted()))


def test_what_happened_a_week_ago_is_no_news() -> None:
    case = signed_by(opened(), NOTIFICATION_CRITERIA, ICB, agrees=False)
    assert kinds(case) == {"dissent", "taken_up"}
    assert kinds(case, telling(now=OPENED_AT + NEWS_FOR)) == set()
    assert kinds(case, telling(now=OPENED_AT + NEWS_FOR - timedelta(seconds=1))) == {"dissent", "taken_up"}


def test_all_have_signed_once_the_dcs_has_too_and_no_more_once_the_sin_is_in() -> None:
    three = signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS)
    assert "all_signed" not in kinds(three)
    all_four = signed_by(three, SIN_QUALITY, EVERYBODY["dcs"])
    assert "all_signed" in kinds(all_four) and "all_signed" not in kinds(submitted(all_four))


def test_the_determination_is_no_news_once_it_is_decided() -> None:
    assert "determined" in kinds(put_to_the_dsps(submitted())) and "determined" not in kinds(decided(submitted()))


def test_each_of_two_corrections_made_one_after_the_other_is_news_and_of_one_step_the_later_alone() -> None:
    case = corrected(started(decided(submitted())), "lcspr_started", TODAY + timedelta(days=1))
    both = corrected(case, "sin_submitted", TODAY - timedelta(days=1))
    assert corrections(case) == ["lcspr_started"] and corrections(both) == ["lcspr_started", "sin_submitted"]
    again = corrected(both, "lcspr_started", TODAY + timedelta(days=2))
    assert corrections(again) == ["sin_submitted", "lcspr_started"]


def corrected(case: Case, step: RecordedStep, on: date) -> Case:
    (found,) = recorded_steps(case, step)
    return correct_day(case, step, on, found.number, text("typed wrongly"), BUSINESS_TEAM, LATELY)


def corrections(case: Case) -> list[str]:
    found = news(case, telling(now=LATELY))
    return [each.event.step for each in found if isinstance(each.event, DayCorrected)]
