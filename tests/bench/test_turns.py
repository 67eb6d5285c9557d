"""The load is made of turns: whole requests, each new to the bot, with what the last card brought."""

import json
from typing import Any

from bench.deployment import partnership_file
from bench.load import NOTHING_POSTED, Post
from bench.turns import ANSWERS, Speaker, asked_of_them, asking, echo, triage, typed_triage
from bench.wire import Messages
from bot.config.partnership_file import parse
from cards.elements import closed_card
from dialogs.messages import CardMessage, as_activity
from safeguarding.framework.loader import current
from safeguarding.people import Seat

SPEAKER = Speaker("a-1", "00000006-0000-4000-8000-000000000001", "tenant", "https://example.org/")
DRAFT = "0123456789abcdef" * 2
CARD_SENT = as_activity(CardMessage(closed_card("Cases"), "Cases")).attachments[0].content_type.encode()
CARD = Post(b"m000000007", json.dumps({"data": {"draft": DRAFT}}, separators=(",", ":")).encode())


def body(request: bytes) -> dict[str, Any]:
    (message,) = Messages().feed(request)
    found: dict[str, Any] = json.loads(message.body)
    return found


def test_no_two_activities_have_the_same_id_and_each_echo_is_its_own() -> None:
    script = echo(SPEAKER)
    one, two = next(script), script.send(NOTHING_POSTED)
    assert body(one.request)["id"] != body(two.request)["id"]
    assert one.reply == body(one.request)["text"].encode() != two.reply


def test_a_command_is_typed_anew_each_time_and_a_card_answers_it() -> None:
    script = asking("my steps", SPEAKER)
    one, two = next(script), script.send(NOTHING_POSTED)
    assert body(one.request)["text"] == body(two.request)["text"] == "my steps"
    assert body(one.request)["id"] != body(two.request)["id"] and one.reply == CARD_SENT


def test_a_triage_asks_every_question_that_has_an_answer_here() -> None:
    assert {step.id for step in asked_of_them(current())} <= set(ANSWERS)


def test_a_press_of_a_triage_is_on_the_last_card_and_carries_its_draft() -> None:
    steps = asked_of_them(current())
    script = triage(steps, SPEAKER)
    assert body(next(script).request)["text"] == "triage"
    for revision, step in enumerate(steps[:-1]):
        sent = body(script.send(CARD).request)
        data = sent["value"]["action"]["data"]
        assert (data["draft"], data["revision"], data["step"]) == (DRAFT, revision, step.id)
        assert sent["replyToId"] == CARD.id.decode()
    assert body(script.send(CARD).request)["text"] == "cancel"
    assert body(script.send(NOTHING_POSTED).request)["text"] == "triage"


def test_a_typed_triage_answers_the_same_questions_in_words() -> None:
    steps = asked_of_them(current())
    pressed, typed = triage(steps, SPEAKER), typed_triage(steps, SPEAKER)
    by_button = [next(pressed), *(pressed.send(CARD) for _ in steps)]
    in_words = [next(typed), *(typed.send(CARD) for _ in steps)]
    assert [turn.reply for turn in in_words] == [turn.reply for turn in by_button]
    said = [body(turn.request)["text"] for turn in in_words]
    assert (said[:3], said[-1]) == (["triage", "Not known yet", "Under 18"], "cancel") and "Yesterday" in said
    assert [turn.is_timed for turn in in_words] == [False, *[True] * (len(steps) - 1), False]


def test_every_seat_has_as_many_signers_as_asked_for() -> None:
    partnership = parse(partnership_file(signers=4))
    assert [len(partnership.holders(seat)) for seat in Seat] == [4, 4, 4, 4]
