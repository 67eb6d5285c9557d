"""The threads of the channel: what is told of a case stands below its post, or is a new post where that is gone."""

from bot.connector.transport import DestinationUnreachable, SendError
from bot.messaging.ledger import POST, CardEntry, CardKey, State, Topic
from bot.messaging.outbox import Message
from bot.messaging.threads import answer_id, place_of
from cards.elements import closed_card
from dialogs.messages import CardMessage
from tests.support.outbox import CHANNEL, Post

REF = "CSCP-2026-001"


def news(plain: bool = False) -> Message:
    shown = CardMessage(closed_card("with mentions"), "news", closed_card("without") if plain else None)
    return Message(CHANNEL, (Topic("submitted", REF, ("1",)),), lambda: shown, below=REF)


async def posted(post: Post) -> None:
    await post.store.ledger.set(str(CardKey(REF, POST)), CardEntry(State.SENT, messages=("root",)).to_json())


def test_the_id_of_an_answer_says_where_it_stands() -> None:
    assert place_of(answer_id("root", "m1")) == ("root", "m1") and place_of("m1") == ("m1", "m1")


async def test_what_is_told_of_a_case_waits_for_its_post_and_stands_below_it(post: Post) -> None:
    await post.outbox.send(news())
    assert post.said == []
    await posted(post)
    await post.outbox.send(news())
    await post.outbox.send(news())
    assert post.messenger.answered == [("root", "news")] and post.said == ["news"]


async def test_of_a_case_that_an_earlier_version_told_the_channel_of_it_is_a_new_post(post: Post) -> None:
    await post.round(f"opened|{REF}")
    await post.outbox.send(news())
    assert post.messenger.answered == [] and post.said == [f"opened|{REF}", "news"]


async def test_of_a_case_whose_post_could_not_be_delivered_it_is_a_new_post(post: Post) -> None:
    undelivered = CardEntry(State.FAILED, since=post.now)
    await post.store.ledger.set(str(CardKey(REF, POST)), undelivered.to_json())
    await post.outbox.send(news())
    assert post.messenger.answered == [] and post.said == ["news"]


async def test_where_the_thread_is_gone_it_is_a_new_post_and_after_any_other_failure_it_is_tried_again(
    post: Post,
) -> None:
    await posted(post)
    post.messenger.answers_fail = [SendError(500), DestinationUnreachable(404)]
    await post.outbox.send(news())
    assert post.said == []
    await post.run_jobs("nothing", 1)
    await post.outbox.send(news())
    assert post.messenger.answered == [] and "news" in post.said


async def test_where_teams_refuses_the_mentions_it_is_sent_without_them(post: Post) -> None:
    await posted(post)
    post.messenger.answers_fail = [SendError(400)]
    await post.outbox.send(news(plain=True))
    assert post.said == ["news"] and post.messenger.shown == ["without"]
