"""The outbox says what must be said at least once, at most once more after a crash, and never twice otherwise."""

from datetime import timedelta

import pytest

from bot.connector.transport import DestinationUnreachable, SendError
from bot.messaging.ledger import Topic
from bot.messaging.outbox import Message
from cards.elements import closed_card
from dialogs.messages import CardMessage
from tests.support.fake_disk.faulty import Crash
from tests.support.outbox import CHANNEL, DSP, DUE, LEFT_1, Post, state


async def test_a_message_is_sent_once_however_many_rounds_and_restarts_follow(post: Post) -> None:
    for _ in range(3):
        await post.round(DUE)
        await post.restart()
        await post.round(DUE)
    assert post.said == [DUE]


async def test_the_same_thing_is_said_to_each_destination(post: Post) -> None:
    for _ in range(2):
        await post.round(DUE, to=CHANNEL)
        await post.round(DUE, to=DSP)
    assert [to for to, _ in post.messenger.sent] == [CHANNEL, DSP]


async def test_it_is_noted_as_claimed_before_it_is_sent_and_as_sent_after(post: Post) -> None:
    states = []

    def shown() -> CardMessage:
        states.append(state(post, DUE))
        return CardMessage(closed_card(DUE), DUE)

    await post.outbox.send(Message(CHANNEL, (Topic.parse(DUE),), shown))
    assert [*states, state(post, DUE)] == ["claimed", "sent"]


async def test_a_crash_between_sending_and_noting_repeats_that_message_and_no_other(post: Post) -> None:
    await post.round(LEFT_1)
    post.messenger.fails = [Crash()]
    with pytest.raises(Crash):
        await post.round(DUE)
    await post.restart()
    for _ in range(3):
        await post.round(LEFT_1, DUE)
    assert post.said == [LEFT_1, DUE]
    assert post.messenger.tries == 3


async def test_a_digest_counts_for_everything_that_it_says(post: Post) -> None:
    topics = tuple(map(Topic.parse, ("digest", DUE, LEFT_1)))
    await post.outbox.send(Message(CHANNEL, topics, lambda: CardMessage(closed_card("All"), "All")))
    await post.round("digest", DUE, LEFT_1)
    assert post.said == ["All"]


async def test_a_failed_message_is_tried_again_after_1_2_4_8_16_and_then_every_30_minutes(post: Post) -> None:
    post.messenger.fails = [SendError(502) for _ in range(7)]
    assert await post.run_jobs(DUE, minutes=200) == [0, 1, 3, 7, 15, 31, 61, 91]
    assert post.said == [DUE]


async def test_a_hundred_failures_in_a_row_still_mean_30_minutes(post: Post) -> None:
    post.messenger.fails = [SendError(502) for _ in range(100)]
    tried = await post.run_jobs(DUE, minutes=30 * 99)
    assert tried[-1] - tried[-2] == 30


async def test_a_destination_that_fails_keeps_no_other_waiting(post: Post) -> None:
    post.messenger.fails = [SendError(None)]
    await post.round(DUE, to=DSP)
    await post.round(DUE, to=CHANNEL)
    assert post.messenger.sent == [(CHANNEL, DUE)]


@pytest.mark.parametrize(("seconds", "minutes"), [(30, 1), (600, 10), (86_400, 60)])
async def test_it_waits_as_long_as_it_is_asked_to_but_at_least_a_minute_and_at_most_an_hour(
    post: Post, seconds: float, minutes: int
) -> None:
    post.messenger.fails = [SendError(429, retry_after=seconds)]
    assert await post.run_jobs(DUE, minutes=70) == [0, minutes]


async def test_after_a_success_the_next_failure_waits_a_minute_again(post: Post) -> None:
    post.messenger.fails = [SendError(502) for _ in range(4)]
    await post.run_jobs(LEFT_1, minutes=20)
    post.messenger.fails = [SendError(502)]
    assert await post.run_jobs(DUE, minutes=5) == [0, 1]


async def test_a_clock_that_is_set_back_makes_nobody_wait_longer(post: Post) -> None:
    post.messenger.fails = [SendError(502)]
    await post.round(DUE)
    post.now -= timedelta(hours=3)
    await post.round(DUE)
    assert post.said == [DUE]


async def test_a_chat_that_is_gone_is_marked_once_with_the_moment_since_when(post: Post) -> None:
    post.messenger.fails = [DestinationUnreachable(403), DestinationUnreachable(404)]
    since = post.now
    await post.round(DUE, to=DSP)
    post.now += timedelta(hours=1)
    await post.round(LEFT_1, to=DSP)
    assert post.unreached == {DSP: since}
    await post.restart()
    assert post.unreached == {DSP: since}


async def test_a_single_404_parks_nothing_it_is_tried_again_a_minute_later(post: Post) -> None:
    post.messenger.fails = [DestinationUnreachable(404)]
    assert await post.run_jobs(DUE, minutes=5, to=DSP) == [0, 1]
    assert (post.unreached, post.said) == ({}, [DUE])


async def test_a_chat_that_stays_blocked_is_tried_later_each_time_up_to_every_four_hours(post: Post) -> None:
    post.messenger.fails = [DestinationUnreachable(403) for _ in range(12)]
    tried = await post.run_jobs(DUE, minutes=1000, to=DSP)
    assert tried == [0, 1, 3, 7, 15, 31, 63, 127, 255, 495, 735, 975]


async def test_while_a_chat_is_gone_new_things_wait_with_the_others(post: Post) -> None:
    post.messenger.fails = [DestinationUnreachable(403) for _ in range(9)]
    for _ in range(3):
        await post.round(DUE, LEFT_1, to=DSP)
    assert post.messenger.tries == 1


async def test_when_the_person_writes_again_what_was_missed_is_said_at_once(post: Post) -> None:
    post.messenger.fails = [DestinationUnreachable(403)]
    await post.round(DUE, to=DSP)
    assert await post.outbox.reach.note_heard(DSP)
    await post.round(DUE, to=DSP)
    assert (post.unreached, post.said) == ({}, [DUE])


async def test_when_anything_else_arrives_there_what_was_missed_follows_at_once(post: Post) -> None:
    post.messenger.fails = [DestinationUnreachable(403)]
    await post.round(DUE, to=DSP)
    assert await post.outbox.reach.note_arrival(DSP)
    assert post.unreached == {}
    await post.round(DUE, LEFT_1, to=DSP)
    assert post.said == [DUE, LEFT_1]


async def test_somebody_never_heard_of_is_out_of_reach_until_they_open_a_chat(post: Post) -> None:
    post.messenger.unknown = {DSP}
    await post.round(DUE, to=DSP)
    assert set(post.unreached) == {DSP}
    post.messenger.unknown = set()
    assert post.unreached == {}
    await post.round(DUE, to=DSP)
    assert post.said == [DUE]


async def test_somebody_who_opened_a_chat_and_then_blocked_the_bot_stays_out_of_reach(post: Post) -> None:
    post.messenger.unknown = {DSP}
    await post.round(DUE, to=DSP)
    post.messenger.unknown, post.messenger.fails = set(), [DestinationUnreachable(403)]
    await post.round(DUE, to=DSP)
    for _ in range(3):
        await post.round(DUE, to=DSP)
    assert set(post.unreached) == {DSP}
    assert post.messenger.tries == 2


@pytest.mark.parametrize("status", [400, 413])
async def test_a_card_that_teams_takes_for_malformed_is_said_in_plain_words_and_keeps_nothing_waiting(
    post: Post, status: int
) -> None:
    post.messenger.fails = [SendError(status)]
    await post.round(DUE, LEFT_1)
    assert post.said == [DUE, LEFT_1]
    assert "Teams did not take the card" in post.messenger.shown[0]
    assert "Open CSCP-2026-001" in post.messenger.shown[0].splitlines()
    assert "Teams did not take" not in post.messenger.shown[1]
    assert post.unreached == {}


async def test_a_chat_that_takes_not_even_plain_words_waits_like_any_that_fails(post: Post) -> None:
    post.messenger.fails = [SendError(400) for _ in range(4)]
    since = post.now
    await post.round(DUE, LEFT_1)
    assert (post.messenger.tries, post.unreached) == (2, {CHANNEL: since})
    assert await post.run_jobs(DUE, minutes=4) == [1, 1, 3]


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503, None])
async def test_since_when_nothing_arrives_is_noted_whatever_the_status_is(post: Post, status: int | None) -> None:
    kind = DestinationUnreachable if status in (403, 404) else SendError
    since = post.now
    post.messenger.fails = [kind(status), kind(status)]
    await post.round(DUE)
    post.now += timedelta(hours=1)
    await post.restart()
    await post.round(DUE)
    assert post.unreached == {CHANNEL: since}
    (mark,) = post.outbox.reach.marks.all().values()
    assert mark.status == status


async def test_what_was_said_long_ago_is_forgotten_but_for_the_open_cases_and_whoever_is_gone(post: Post) -> None:
    post.messenger.fails = [DestinationUnreachable(403)]
    await post.round(DUE, to=DSP)
    closed = DUE.replace("001", "002")
    await post.round(DUE, closed)
    post.now += timedelta(days=31)
    await post.outbox.forget(post.now - timedelta(days=30), lambda topic: topic.ref == "CSCP-2026-001")
    await post.round(DUE)
    assert post.said == [DUE, closed]
    await post.round(closed)
    assert post.said == [DUE, closed, closed]
    assert set(post.unreached) == {DSP}


async def test_what_was_said_of_late_is_not_forgotten(post: Post) -> None:
    await post.round(DUE)
    await post.outbox.forget(post.now - timedelta(days=30), lambda topic: False)
    await post.round(DUE)
    assert post.said == [DUE]


async def test_what_has_become_untrue_while_an_earlier_message_was_slow_is_neither_sent_nor_noted(post: Post) -> None:
    async def untrue() -> bool:
        return False

    stale = Message(DSP, (Topic.parse(DUE),), lambda: CardMessage(closed_card("due"), "due"), untrue)
    await post.outbox.send(stale)
    assert post.messenger.sent == []
    assert post.is_open(DUE, DSP)
    assert post.store.ledger.all() == {}
