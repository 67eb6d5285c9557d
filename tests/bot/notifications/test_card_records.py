"""The record of a posted card tells whether the card is to be brought up to date, and notes what was done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import product

import pytest

from bot.messaging.ledger import CardEntry, CardKey, State
from bot.notifications.card_records import (
    HIDDEN_CARD,
    DesiredCard,
    NextAction,
    RenderedPages,
    after_posting,
    after_replacing,
    dropped,
    key_of,
    next_action,
    undelivered,
    with_copy,
    without_retired,
)
from cards.elements import as_json, card, paragraph
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.people import Person
from tests.support.case_stages import closed_anyway
from tests.support.largest_case import BUSINESS_TEAM, NOON, free, opened
from tests.support.outbox import CHANNEL
from tests.support.review_cards import subject

FIRST, SECOND = card([paragraph("The facts")]), card([paragraph("Day 3")])


def test_a_card_is_brought_up_to_date_also_when_only_its_second_page_has_changed() -> None:
    """A reader may have turned to the second page."""
    next_day = RenderedPages([FIRST, card([paragraph("Day 4")])])
    assert RenderedPages([FIRST, SECOND]).card == next_day.card
    assert RenderedPages([FIRST, SECOND]).view != next_day.view


def test_a_card_is_brought_up_to_date_when_another_of_its_pages_is_to_be_shown() -> None:
    assert RenderedPages([FIRST, SECOND], at=0).view != RenderedPages([FIRST, SECOND], at=-1).view


def test_what_is_sent_to_all_who_are_shown_a_card_is_the_page_that_it_shows() -> None:
    pages = RenderedPages([FIRST, SECOND], at=-1)
    assert as_json(pages.drawn[pages.at]) == as_json(SECOND) == as_json(pages.card)
    assert pages.drawn is pages.drawn, "a page is rendered once"


def test_a_card_that_shows_the_same_is_left_alone() -> None:
    assert RenderedPages([FIRST, SECOND]).view == RenderedPages([card([paragraph("The facts")]), SECOND]).view


ICB = Person(tenant="icb", id="dsp")
KEY, SUBJECT = CardKey("CSCP-2026-001", NOTIFICATION_CRITERIA, ICB), subject(opened("a"), NOTIFICATION_CRITERIA)
POST = DesiredCard(KEY, RenderedPages([FIRST]), ICB, SUBJECT.sign_off.matter.digest, is_over=False)
UP_TO_DATE = {"digest": POST.digest, "view": POST.view, "over": False}
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


def test_since_when_a_card_is_not_delivered_is_noted_once_until_it_is_or_need_not_be() -> None:
    first = undelivered(CardEntry.parse(CLAIM), NOON)
    again = undelivered(first, NOON + timedelta(hours=1))
    assert (first.since, again.since, again.state) == (NOON, NOON, State.FAILED)
    assert after_posting(POST, "m2", again, []).since is None
    assert with_copy(again, "new", "asked for").since is None
    assert dropped(again).since is None


def test_a_copy_that_was_replaced_is_put_aside_no_longer() -> None:
    posted = CardEntry.parse({"state": "sent", "view": "v", "messages": ["m3"], "aside": ["m1", "m2"]})
    assert without_retired(posted, ["m1"]).to_json()["aside"] == ["m2"]


NEXT_ACTION = """
held  reach      copies  card                content  shown        missed  action
yes   any        any     hidden              any      any          any     hide
yes   any        any     to_sign|open|over   any      any          any     wait
no    any        no      hidden|over         any      any          no      nothing
no    any        no      hidden|over         any      any          yes     drop
no    yes        no      to_sign|open        any      any          any     post
no    yes        yes     to_sign             other    any          any     post
no    yes        yes     to_sign             same     wrong|unsure any     replace
no    yes        yes     open|over|hidden    any      wrong|unsure any     replace
no    any        yes     to_sign             same     right        any     nothing
no    any        yes     open|over|hidden    any      right        any     nothing
no    waits|wait no      to_sign|open        any      any          no      note
no    waits|wait yes     to_sign             other    any          no      note
no    waits      no      to_sign|open        any      any          yes     wait
no    waits      yes     to_sign             other    any          yes     wait
no    waits      yes     to_sign             same     wrong|unsure any     wait
no    waits      yes     open|over|hidden    any      wrong|unsure any     wait
no    wait       no      to_sign|open        any      any          yes     nothing
no    wait       yes     to_sign             other    any          yes     nothing
no    wait       yes     to_sign             same     wrong|unsure any     nothing
no    wait       yes     open|over|hidden    any      wrong|unsure any     nothing
"""
"""The table has these columns. held: another bot works on the card. reach: whether something may be sent there now;
where it may not, whether the destination waited already before the job began (wait), or does since (waits). copies: the
card was posted. card: to sign for this person; open for others to sign, as the channel's is; over, when nobody signs
any more; hidden from whoever may not see it. content: what is signed is what was posted, or other. shown: the copies
show what they should, or do not, or a bot died in the middle and nobody knows. missed: what is to be signed could not
be delivered, and that is noted."""

OPEN, OVER = (
    SUBJECT,
    subject(closed_anyway(opened("a"), free("finished"), BUSINESS_TEAM, NOON), NOTIFICATION_CRITERIA),
)
PAGES = RenderedPages([FIRST])
REACH, SHOWN, ACTION = 1, 5, 7
ROWS = [tuple(line.split()) for line in NEXT_ACTION.strip().splitlines()[1:]]


@dataclass(frozen=True)
class Found:
    """A finding holds all that ``next_action`` looks at, one of every combination."""

    is_hidden: bool
    is_over: bool
    to_person: bool
    state: State | None
    messages: tuple[str, ...] | None
    aside: tuple[str, ...] | None
    same_digest: bool
    same_view: bool
    is_held_elsewhere: bool
    must_wait: bool
    did_wait: bool
    since: datetime | None

    @property
    def desired(self) -> DesiredCard:
        pages = HIDDEN_CARD if self.is_hidden else PAGES
        return DesiredCard(KEY, pages, ICB if self.to_person else CHANNEL, DIGESTS[self.is_over], self.is_over)

    @property
    def entry(self) -> CardEntry:
        desired = self.desired
        return CardEntry(
            state=self.state,
            digest=DIGESTS[self.is_over] if self.same_digest else "earlier",
            view=desired.view if self.same_view else "earlier",
            messages=self.messages,
            aside=self.aside,
            since=self.since,
        )

    @property
    def action(self) -> NextAction:
        return next_action(
            self.desired,
            self.entry,
            is_held_elsewhere=self.is_held_elsewhere,
            must_wait=self.must_wait,
            did_wait=self.did_wait,
        )

    @property
    def in_words(self) -> tuple[str, ...]:
        """Returns the finding as the table says it."""
        return (
            "yes" if self.is_held_elsewhere else "no",
            self._reach,
            "yes" if self.messages else "no",
            self._card,
            "same" if self.same_digest else "other",
            self._shown,
            "yes" if self.since or self.state is State.GONE else "no",
        )

    @property
    def _reach(self) -> str:
        if not self.must_wait:
            return "yes"
        return "wait" if self.did_wait else "waits"

    @property
    def _card(self) -> str:
        if self.is_hidden or self.is_over:
            return "hidden" if self.is_hidden else "over"
        return "to_sign" if self.to_person else "open"

    @property
    def _shown(self) -> str:
        if self.state is State.CLAIMED or self.aside:
            return "unsure"
        return "right" if self.same_view else "wrong"


DIGESTS = {is_over: found.sign_off.matter.digest for is_over, found in ((False, OPEN), (True, OVER))}
YES_NO, STATES = (True, False), (None, *State)
EVERY = [
    Found(*each)
    for each in product(
        *(YES_NO, YES_NO, YES_NO, STATES, (None, (), ("m1",), ("m1", "m2")), (None, (), ("m0",))),
        *(YES_NO, YES_NO, YES_NO, YES_NO, YES_NO, (None, NOON)),
    )
]


def _fits(row: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return all(cell == "any" or word in cell.split("|") for cell, word in zip(row, words, strict=True))


@cache
def rows_for(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [row for row in ROWS if _fits(row[:ACTION], words)]


def test_the_table_says_one_thing_of_every_combination_and_each_of_its_rows_is_tried() -> None:
    matches = [rows_for(found.in_words) for found in EVERY]
    assert all(len(rows) == 1 for rows in matches)
    assert {row for (row,) in matches} == set(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_what_is_done_about_a_posted_card_is_as_the_table_says(row: tuple[str, ...]) -> None:
    tried = [found for found in EVERY if rows_for(found.in_words) == [row]]
    assert tried
    assert [found for found in tried if found.action != row[ACTION]] == []


def test_a_card_that_is_to_go_is_never_posted_and_is_hidden_though_another_bot_works_on_it() -> None:
    hidden = {found.action for found in EVERY if found.is_hidden}
    assert NextAction.POST not in hidden
    assert {found.action for found in EVERY if found.is_hidden and found.is_held_elsewhere} == {NextAction.HIDE}


def test_only_a_card_that_the_person_can_sign_is_posted_once_more() -> None:
    again = [found for found in EVERY if found.messages and found.action is NextAction.POST]
    assert again and all(found.desired.can_be_signed and not found.same_digest for found in again)


def test_nothing_is_left_undone_in_silence_where_copies_do_not_show_what_they_should() -> None:
    """A destination that had to wait already is the exception: the job looks again when it need not any more."""
    silent = [found for found in EVERY if found.messages and found.action is NextAction.NOTHING]
    assert {found.in_words[SHOWN] for found in silent if found.in_words[REACH] == "yes"} == {"right"}
    assert {found.in_words[REACH] for found in silent if found.in_words[SHOWN] != "right"} == {"wait"}


def test_the_key_of_a_card_names_case_matter_and_person_and_nobody_for_the_channels() -> None:
    assert key_of(SUBJECT, ICB) == CardKey("CSCP-2026-001", NOTIFICATION_CRITERIA, ICB)
    assert key_of(SUBJECT, None) == CardKey("CSCP-2026-001", NOTIFICATION_CRITERIA)
