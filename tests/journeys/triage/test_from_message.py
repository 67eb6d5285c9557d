"""A triage is begun from somebody's message, over real HTTP as Teams asks it: only whoever chose it sees the text, and
nothing is kept until they go on."""

from typing import Any

import pytest

from tests.journeys.conftest import COUNCIL, PRACTITIONER, Bot
from tests.support.fake_teams.server import Chat, Json, texts

MESSAGE = "<div>A boy was found at home.</div><div>He died in hospital&nbsp;today.</div>"
WORDS = "A boy was found at home.\nHe died in hospital today."
NHS_NUMBER = "943 476 5919"
COMMAND = {"commandId": "triageFromMessage", "commandContext": "message"}


def elsewhere(bot: Bot) -> Chat:
    """Makes a chat of two people, of which the bot is no member."""
    return Chat(bot.teams, bot.url, bot.session, PRACTITIONER, COUNCIL, "19:aa_bb@unq.gbl.spaces", "personal")


async def asked(chat: Chat, name: str, **value: Any) -> Json:
    status, body = await chat.post(chat.activity("invoke", name=f"composeExtension/{name}", value={**COMMAND, **value}))
    assert status == 200, body
    task: Json = body["task"]
    return task


async def chosen(chat: Chat, content: str = MESSAGE) -> Json:
    return await asked(
        chat, "fetchTask", messagePayload={"id": "1", "body": {"contentType": "html", "content": content}}
    )


async def gone_on(chat: Chat, text: str, seen: str = "") -> Json:
    return await asked(chat, "submitAction", data={"evidence": text, "seen": seen})


def box(task: Json) -> Json:
    card = task["value"]["card"]["content"]
    found: Json = next(element for element in card["body"] if element["type"] == "Input.Text")
    return found


async def test_the_text_is_offered_to_whoever_chose_it_and_goes_into_the_box_for_evidence(bot: Bot) -> None:
    own = bot.chat(PRACTITIONER)
    await own.say("hello")
    task = await chosen(elsewhere(bot))
    assert task["type"] == "continue" and box(task)["value"] == WORDS
    assert "Only you see this." in "\n".join(texts(task["value"]["card"]["content"]))
    before = len(bot.teams.messages)
    assert not list(bot.store.drafts.all()), "nothing is kept yet"
    answer = await gone_on(elsewhere(bot), WORDS)
    assert answer == {"type": "message", "value": "I have written to you in our own chat."}
    assert {message.conversation for message in bot.teams.messages[before:]} == {own.conversation}
    assert "Has a child or young person died" in own.newest.words
    await own.press("Died", evidence=evidence_box(own)["value"])
    assert "How old was" in own.last.words
    (kept,) = bot.store.drafts.all().values()
    assert kept["draft"]["evidence"] == {"harm": WORDS}


def evidence_box(chat: Chat) -> Json:
    found: Json = next(node for node in nodes(chat.newest.card) if node.get("id") == "evidence")
    return found


def nodes(part: Any) -> Any:
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from nodes(inner)


async def test_an_nhs_number_is_refused_and_a_name_is_pointed_out_once(bot: Bot) -> None:
    own = bot.chat(PRACTITIONER)
    await own.say("hello")
    refused = await gone_on(elsewhere(bot), f"Seen, {NHS_NUMBER}.")
    assert refused["type"] == "continue" and "NHS number" in "\n".join(texts(refused["value"]["card"]["content"]))
    named = await gone_on(elsewhere(bot), "Jake Smith died.")
    card = named["value"]["card"]["content"]
    assert "This may name somebody" in "\n".join(texts(card)) and box(named)["value"] == "Jake Smith died."
    kept = await gone_on(elsewhere(bot), "Jake Smith died.", card["actions"][0]["data"]["seen"])
    assert kept["type"] == "message"


async def test_a_text_that_is_too_long_is_not_cut_in_silence(bot: Bot) -> None:
    await bot.chat(PRACTITIONER).say("hello")
    long = "a word " * 800
    task = await gone_on(elsewhere(bot), long)
    assert "characters, and may have" in "\n".join(texts(task["value"]["card"]["content"]))
    assert box(task)["value"] == long.strip()


async def test_whoever_has_no_chat_with_the_bot_is_told_to_begin_there(bot: Bot) -> None:
    answer = await chosen(elsewhere(bot))
    assert answer["type"] == "message" and "start a triage in your chat with this bot" in answer["value"]


async def test_a_triage_in_progress_goes_on_as_it_was(bot: Bot) -> None:
    own = bot.chat(PRACTITIONER)
    await own.say("triage")
    await gone_on(elsewhere(bot), WORDS)
    assert any("A triage is in progress" in message.words for message in own.messages)
    assert WORDS not in str(bot.store.drafts.all())


@pytest.mark.parametrize("value", [{}, {"commandId": "another"}, {**COMMAND, "messagePayload": 7}])
async def test_what_is_no_such_command_is_refused(bot: Bot, value: Json) -> None:
    await bot.chat(PRACTITIONER).say("hello")
    chat = elsewhere(bot)
    status, _ = await chat.post(chat.activity("invoke", name="composeExtension/fetchTask", value=value))
    assert status == 400
