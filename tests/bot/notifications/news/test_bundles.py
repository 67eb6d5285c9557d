"""Several pieces of news for one person are one message, and what can wait does until the offices are open."""

from datetime import UTC, datetime, timedelta

from bot.messaging.destinations import Destination
from bot.messaging.ledger import Topic
from bot.messaging.outbox import Message
from bot.notifications.news.bundles import (
    GATHERED_FOR,
    MOST_TOGETHER,
    MorningNews,
    Piece,
    SendingHours,
    bundles,
    together,
)
from cards.case.opening import opened_card
from cards.elements import MESSAGE_BYTES, card, closed_card, paragraph
from dialogs.messages import CardMessage
from safeguarding.case.views.news.kinds import Urgency
from safeguarding.partnership.model import WorkingHours
from tests.support.case_stages import CALENDAR
from tests.support.drawn import titles, words
from tests.support.fake_teams.message_size import message_size
from tests.support.outbox import CHANNEL, DSP
from tests.support.plain_case import CARDS, REF, opened

MORNING, EVENING = datetime(2026, 11, 26, 10, tzinfo=UTC), datetime(2026, 11, 26, 20, tzinfo=UTC)
SECOND, NINE_HOURS = timedelta(seconds=1), timedelta(hours=9)


async def never() -> bool:
    return False


def message(kind: str, to: Destination = DSP, text: str = "") -> Message:
    ref = "CSCP-2026-001"
    return Message(to, (Topic(kind, ref),), lambda: CardMessage(closed_card(text or kind), f"{ref}: {kind}"))


def at(now: datetime, *, at_once: bool = False) -> SendingHours:
    return SendingHours(now, WorkingHours(), CALENDAR, at_once=at_once)


def sent(now: datetime, *pieces: Piece, at_once: bool = False) -> list[list[str]]:
    return [
        [topic.kind for each in messages for topic in each.topics]
        for messages in bundles(pieces, at(now, at_once=at_once))
    ]


def is_of_the_morning(now: datetime, piece: Piece) -> bool:
    return at(now).comes_in_the_morning(piece)


def waits(kind: str, at: datetime, to: Destination = DSP) -> Piece:
    return Piece(message(kind, to), at, Urgency.IN_HOURS)


def can_wait(kind: str, at: datetime, to: Destination = DSP) -> Piece:
    return Piece(message(kind, to), at, Urgency.MORNING)


def test_what_can_wait_is_gathered_for_two_minutes_and_then_goes_with_all_that_came_meanwhile() -> None:
    first, second = waits("submitted", MORNING), waits("returned", MORNING + GATHERED_FOR - SECOND)
    assert sent(MORNING + GATHERED_FOR - SECOND, first, second) == []
    assert sent(MORNING + GATHERED_FOR, first, second) == [["submitted", "returned"]]


def test_what_is_urgent_goes_at_once_with_what_may_go_at_this_hour() -> None:
    urgent = Piece(message("dissent"), MORNING)
    assert sent(MORNING, urgent, waits("returned", MORNING)) == [["dissent", "returned"]]


def test_in_the_evening_only_what_is_urgent_goes() -> None:
    urgent, other = Piece(message("dissent"), EVENING), waits("returned", EVENING - timedelta(hours=1))
    assert sent(EVENING, urgent, other) == [["dissent"]]
    assert sent(EVENING, other) == []
    assert sent(EVENING, other, at_once=True) == [["returned"]]


def test_what_has_waited_till_morning_comes_with_the_mornings_message_and_not_by_itself() -> None:
    overnight, opening = waits("all_signed", EVENING), MORNING + timedelta(days=1)
    for piece in (overnight, can_wait("returned", MORNING)):
        assert sent(opening, piece) == [] and is_of_the_morning(opening, piece)
        assert not is_of_the_morning(EVENING, piece) and not is_of_the_morning(opening - NINE_HOURS, piece)
    in_channel = waits("all_signed", EVENING, CHANNEL)
    assert sent(opening, in_channel) == [["all_signed"]] and not is_of_the_morning(opening, in_channel)
    assert sent(MORNING + GATHERED_FOR, can_wait("submitted", MORNING, CHANNEL)) == [["submitted"]]


def test_what_can_wait_till_morning_does_unless_something_else_goes_to_the_same_person() -> None:
    piece = can_wait("returned", MORNING)
    assert sent(MORNING + GATHERED_FOR, piece) == [] and not is_of_the_morning(MORNING + GATHERED_FOR, piece)
    assert sent(MORNING + GATHERED_FOR, piece, waits("all_signed", MORNING)) == [["returned", "all_signed"]]


def test_what_waits_for_another_message_goes_by_itself_on_the_third_working_morning() -> None:
    """It happened on Thursday; of what else has waited the morning brings all."""
    piece, other = Piece(message("returned"), MORNING, Urgency.WITH_OTHERS), can_wait("submitted", MORNING)
    for days, alone in {1: False, 4: False, 5: True}.items():
        then = MORNING + timedelta(days=days)
        assert is_of_the_morning(then, piece) and sent(then, piece) == []
        assert MorningNews.of([piece], at(then)) == MorningNews((piece.message,), only_with_others=not alone)
        assert not MorningNews.of([piece, other], at(then)).only_with_others


def test_each_thing_said_in_the_channel_stands_by_itself() -> None:
    before = MORNING - GATHERED_FOR
    assert sent(MORNING, waits("submitted", before, CHANNEL), waits("decided", before, CHANNEL)) == [
        ["submitted"],
        ["decided"],
    ]


def test_more_than_eight_pieces_are_more_than_one_message() -> None:
    pieces = [Piece(message(f"kind{number}"), MORNING) for number in range(9)]
    assert [len(each) for each in sent(MORNING, *pieces)] == [8, 1]


async def test_one_message_says_all_its_topics_while_each_of_them_holds() -> None:
    both = together([message("submitted"), message("returned")])
    assert [topic.kind for topic in both.topics] == ["submitted", "returned"]
    shown = both.render()
    assert words(shown.card) == "submitted\nreturned"
    assert shown.summary == "CSCP-2026-001: submitted; CSCP-2026-001: returned"
    assert await both.is_current()
    gone = Message(DSP, (Topic("ended"),), message("ended").render, never)
    assert not await together([message("submitted"), gone]).is_current()


def test_as_many_new_cases_as_go_into_one_message_are_told_whole() -> None:
    told = opened_card(opened(), CARDS, [opened("CSCP-2026-002")])
    new = Message(DSP, (Topic("opened", REF),), lambda: CardMessage(told, f"{REF} was opened"))
    shown = together([new] * MOST_TOGETHER).render().card
    assert words(shown).count(f"New case {REF}") == MOST_TOGETHER
    assert message_size(shown) < MESSAGE_BYTES


def test_what_is_too_much_for_one_card_is_named_with_a_button_for_the_case() -> None:
    large = card([paragraph("x" * 20_000)])
    messages = [
        Message(DSP, (Topic(kind, "CSCP-2026-001"),), lambda: CardMessage(large, "CSCP-2026-001: much"))
        for kind in ("one", "two")
    ]
    shown = together(messages).render()
    assert "CSCP-2026-001: much" in words(shown.card) and titles(shown.card) == ["Open CSCP-2026-001"]
