"""A case is found from the place where a message is written, over real HTTP, by those who may see it."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from cards.case.lists import nearest
from cards.context import CardContext
from safeguarding.case.case import Case
from safeguarding.case.state.clocks import Clock
from tests.cards.all_cards.test_every_card import schema
from tests.journeys.conftest import BUSINESS_TEAM, COUNCIL, LOCAL_AUTHORITY_DSP, OTHER_PRACTITIONER, PRACTITIONER, Bot
from tests.journeys.sign_off.test_restricted import restricted_case
from tests.support.answers import on_record
from tests.support.fake_teams.server import Chat, Json, Message, texts
from tests.support.people.sin_lane import REF, case_in_notification

SECOND = "CSCP-2026-002"
NEVER_SEEN = "cc000000-0000-4000-8000-000000000077"
TWO_PEOPLE = "19:aa_bb@unq.gbl.spaces"


async def found(chat: Chat, words: str = "", **options: int) -> Json:
    status, body = await chat.post(chat.search_activity(words, **options))
    assert status == 200, body
    assert body["cacheInfo"]["cacheType"] == "no_cache"
    answer: Json = body["composeExtension"]
    return answer


async def refs(chat: Chat, words: str = "", **options: int) -> list[str]:
    answer = await found(chat, words, **options)
    return [each["preview"]["content"]["title"] for each in answer.get("attachments", [])]


def written_in(bot: Bot, person: str, conversation: str, kind: str) -> Chat:
    """Makes a chat in a conversation that the bot is no member of."""
    return Chat(bot.teams, bot.url, bot.session, person, COUNCIL, conversation, kind)


async def two_cases(bot: Bot) -> None:
    await case_in_notification(bot)
    await on_record(bot, bot.chat(OTHER_PRACTITIONER))


@pytest.mark.parametrize("words", ["", "001", "cscp-2026-001", "Notification", "notifcation", "notif 001"])
async def test_a_case_is_found_by_its_reference_or_its_stage_and_a_slip_is_forgiven(bot: Bot, words: str) -> None:
    await two_cases(bot)
    channel = bot.channel(BUSINESS_TEAM)
    assert (await refs(channel, words))[0] == REF
    assert await refs(channel, "rapid review") == []


async def test_what_is_put_into_a_message_shows_a_reference_a_stage_dates_and_roles_alone(bot: Bot) -> None:
    await case_in_notification(bot)
    answer = await found(bot.channel(BUSINESS_TEAM))
    assert (answer["type"], answer["attachmentLayout"]) == ("result", "list")
    (attachment,) = answer["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert list(schema().iter_errors(attachment["content"])) == []
    assert list(texts(attachment["content"])) == [
        REF,
        "Stage: Notification",
        "Submit the SIN: Friday 27 November 2026 (4 working days left)",
        "Waiting for: the three partners. Then 1 other office.",
        "As it stood on Monday 23 November 2026.",
        f"Open {REF}",
    ]
    assert attachment["preview"]["content"] == {
        "title": REF,
        "text": "Notification. Submit the SIN: Friday 27 November 2026 (4 working days left)",
    }


def shown_to(chat: Chat) -> int:
    """Counts how often the case was shown there with its facts."""
    return sum("Died" in message.words for message in chat.messages)


@pytest.mark.parametrize(("conversation", "kind"), [(TWO_PEOPLE, "personal"), ("19:x@thread.v2", "groupChat")])
async def test_its_button_opens_the_case_in_ones_own_chat_wherever_it_was_put(
    bot: Bot, conversation: str, kind: str
) -> None:
    """A chat of two people is "personal", too: it must not be taken for one's own chat with the bot."""
    people = await case_in_notification(bot)
    shared = written_in(bot, BUSINESS_TEAM, conversation, kind)
    (attachment,) = (await found(shared))["attachments"]
    card = Message(conversation, "m0", {"attachments": [{"content": attachment["content"]}]})
    assert await shared.press(f"Open {REF}", card) == "I have written to you in our own chat."
    assert shared.messages == []
    # The announcement of the case may come after it.
    assert shown_to(people.team) == 1
    await shared.say(f"case {REF}")
    assert "Died" not in shared.last.words and shown_to(people.team) == 2


async def test_everyone_finds_only_what_they_may_see(bot: Bot) -> None:
    await two_cases(bot)
    assert await refs(bot.channel(PRACTITIONER)) == [REF]
    assert await refs(bot.channel(OTHER_PRACTITIONER)) == [SECOND]
    assert await refs(bot.channel(LOCAL_AUTHORITY_DSP)) == [REF, SECOND]


async def test_a_restricted_case_is_found_by_those_named_in_their_own_chat_alone(bot: Bot) -> None:
    people = await restricted_case(bot)
    assert await refs(people.team) == [REF]
    for place in (bot.channel(BUSINESS_TEAM), written_in(bot, BUSINESS_TEAM, TWO_PEOPLE, "personal")):
        for words in ("", REF):
            assert REF not in str(await found(place, words))
    review_group_member = bot.chat("aa000000-0000-4000-8000-000000000006")
    assert REF not in str(await found(review_group_member))


async def test_who_finds_nothing_is_told_what_to_do(bot: Bot) -> None:
    await case_in_notification(bot)
    nothing = await found(bot.channel(BUSINESS_TEAM), "lcspr")
    assert nothing["type"] == "message" and "Search for a part of its reference" in nothing["text"]
    for nobody in (NEVER_SEEN, OTHER_PRACTITIONER):
        calm = await found(bot.channel(nobody))
        assert calm["type"] == "message" and "start a triage" in calm["text"] and REF not in calm["text"]


async def test_a_guest_finds_nothing_unless_they_stand_in_the_partnership_file(bot: Bot) -> None:
    await case_in_notification(bot)
    bot.teams.guests |= {PRACTITIONER, LOCAL_AUTHORITY_DSP}
    bot.clock.pass_(hours=1)
    await bot.restart()
    assert await refs(bot.channel(PRACTITIONER)) == []
    assert await refs(bot.channel(LOCAL_AUTHORITY_DSP)) == [REF]


async def test_a_long_list_comes_in_parts_of_at_most_twenty_five(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    for _ in range(3):
        await on_record(bot, chat)
    assert len(await refs(chat, count=10_000)) == 3
    assert await refs(chat, skip=1, count=1) == [SECOND]
    assert (await found(chat, skip=3))["attachments"] == []


async def test_one_case_that_an_error_is_in_keeps_no_other_from_being_found(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    await two_cases(bot)

    def nearest_but(case: Case, reader: CardContext) -> Clock | None:
        if case.ref == REF:
            raise ArithmeticError
        return nearest(case, reader)

    monkeypatch.setattr("bot.handlers.message_extension.nearest", nearest_but)
    with capture_logs() as logs:
        assert await refs(bot.channel(BUSINESS_TEAM)) == [SECOND]
    assert {"event": "case_not_read", "ref": REF, "error": "ArithmeticError", "log_level": "error"} in logs


async def test_a_search_leaves_no_trace_but_a_line_in_the_log(bot: Bot) -> None:
    await case_in_notification(bot)
    before = dict(bot.store.references.all())
    with capture_logs() as logs:
        await found(written_in(bot, BUSINESS_TEAM, TWO_PEOPLE, "personal"), "Quill")
    assert dict(bot.store.references.all()) == before
    assert [(entry["event"], entry["count"]) for entry in logs if entry["event"] == "cases_searched"] == [
        ("cases_searched", 0)
    ]
    assert "Quill" not in str(logs)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "searchCases",
        {},
        {"commandId": "other"},
        {"commandId": ["searchCases"]},
        {"commandId": "searchCases", "parameters": {"query": "x"}},
        {"commandId": "searchCases", "parameters": [None]},
        {"commandId": "searchCases", "parameters": [{"name": "query", "value": "x" * 201}]},
        {"commandId": "searchCases", "parameters": [{"name": "query", "value": {"a": 1}}]},
        {"commandId": "searchCases", "parameters": [{"name": "query", "value": "x"}] * 11},
        {"commandId": "searchCases", "queryOptions": {"skip": -1}},
        {"commandId": "searchCases", "queryOptions": {"skip": 10**300}},
        {"commandId": "searchCases", "queryOptions": {"count": "25"}},
    ],
)
async def test_a_search_that_is_none_is_bad_input(bot: Bot, value: Any) -> None:
    chat = bot.chat(BUSINESS_TEAM)
    status, body = await chat.post(chat.activity("invoke", name="composeExtension/query", value=value))
    assert (status, body) == (400, {"error": "This is no search that the bot knows: look at value."})


@pytest.mark.parametrize("name", ["composeExtension/selectItem", "composeExtension/queryLink", "composeExtension/"])
async def test_another_invoke_of_a_message_extension_is_none_that_the_bot_has(bot: Bot, name: str) -> None:
    chat = bot.chat(BUSINESS_TEAM)
    status, body = await chat.post(chat.activity("invoke", name=name, value={"commandId": "searchCases"}))
    assert (status, body) == (400, {"error": "The bot has no such action."})


async def test_a_message_that_calls_itself_a_search_goes_by_the_same_door_as_every_message(bot: Bot) -> None:
    bot.teams.gone.add(PRACTITIONER)
    chat = bot.chat(PRACTITIONER)
    status, _ = await chat.post(chat.activity("message", text="help", name="composeExtension/query"))
    assert status == 403 and "not a member" in chat.last.words
