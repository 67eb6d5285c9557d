"""What tells that a posted card is to be brought up to date, and what is noted of it then."""

from bot.messaging.ledger import CardEntry, CardKey
from bot.notifications.card_records import (
    DesiredCard,
    RenderedPages,
    after_posting,
    after_replacing,
    with_copy,
    without_retired,
)
from cards.elements import card, paragraph
from safeguarding.case.state.sign_off import NOTIFICATION_CRITERIA
from safeguarding.people import Person
from tests.support.largest_case import opened
from tests.support.review_cards import subject

FIRST, SECOND = card([paragraph("The facts")]), card([paragraph("Day 3")])


def test_a_card_is_brought_up_to_date_also_when_only_its_second_page_has_changed() -> None:
    """Somebody may have turned to it."""
    next_day = RenderedPages([FIRST, card([paragraph("Day 4")])])
    assert RenderedPages([FIRST, SECOND]).card == next_day.card
    assert RenderedPages([FIRST, SECOND]).view != next_day.view


def test_a_card_is_brought_up_to_date_when_another_of_its_pages_is_to_be_shown() -> None:
    assert RenderedPages([FIRST, SECOND], at=0).view != RenderedPages([FIRST, SECOND], at=-1).view


def test_a_card_that_shows_the_same_is_left_alone() -> None:
    assert RenderedPages([FIRST, SECOND]).view == RenderedPages([card([paragraph("The facts")]), SECOND]).view


ICB = Person(tenant="icb", id="dsp")
KEY, SUBJECT = CardKey("CSCP-2026-001", NOTIFICATION_CRITERIA, ICB), subject(opened("a"), NOTIFICATION_CRITERIA)
POST = DesiredCard(KEY, SUBJECT, RenderedPages([FIRST]), ICB)
UP_TO_DATE = {"digest": POST.subject.sign_off.matter.digest, "view": POST.view, "over": False}
CLAIM = {"state": "claimed", "at": "2026-11-26T09:00:00+00:00", "by": "one", "until": "2026-11-26T09:05:00+00:00"}


def test_a_card_is_noted_as_posted_with_the_copies_that_it_replaces_and_nothing_of_what_was_noted_before() -> None:
    claimed = CardEntry.parse({**CLAIM, "digest": "old", "view": "old", "messages": ["m1"], "noted elsewhere": 1})
    after = after_posting(POST, "m2", claimed, ["m1"]).to_json()
    assert after == {**UP_TO_DATE, "state": "sent", "messages": ["m2"], "aside": ["m1"]}


def test_a_copy_that_was_asked_for_while_a_card_was_posted_is_to_be_brought_up_with_it() -> None:
    claimed = CardEntry.parse({**CLAIM, "digest": "old", "view": "", "messages": ["m1", "asked for"]})
    after = after_posting(POST, "m2", claimed, ["m1"]).to_json()
    assert after == {**UP_TO_DATE, "view": "", "state": "sent", "messages": ["m2", "asked for"], "aside": ["m1"]}


def test_a_card_that_was_changed_is_noted_as_up_to_date_unless_something_was_noted_meanwhile() -> None:
    before = {**CLAIM, "digest": "old", "view": "old", "over": True, "messages": ["m1"], "noted elsewhere": 1}
    claimed = CardEntry.parse(before)
    done = after_replacing(POST, claimed, claimed, is_done=True).to_json()
    assert done == {**before, **UP_TO_DATE, "state": "sent", "aside": []}
    meanwhile = CardEntry.parse({**before, "messages": ["m1", "asked for"]})
    for now, is_done in ((claimed, False), (meanwhile, True)):
        after = after_replacing(POST, now, claimed, is_done=is_done).to_json()
        assert after == {**now.to_json(), "state": "sent", "view": ""}


def test_a_copy_that_somebody_asks_for_is_noted_and_whoever_is_at_work_on_the_card_goes_on() -> None:
    copy = {"digest": "new", "view": "", "over": False, "messages": ["asked for"]}
    assert with_copy(CardEntry(), "new", "asked for").to_json() == {**copy, "state": "sent"}
    at_work = with_copy(CardEntry.parse({**CLAIM, "noted elsewhere": 1}), "new", "asked for")
    assert at_work.to_json() == {**CLAIM, **copy, "noted elsewhere": 1}


def test_a_copy_that_was_replaced_is_put_aside_no_longer() -> None:
    posted = CardEntry.parse({"state": "sent", "view": "v", "messages": ["m3"], "aside": ["m1", "m2"]})
    assert without_retired(posted, ["m1"]).to_json()["aside"] == ["m2"]
