"""A Case of Concern is referred in chat, question by question, and only once it was checked."""

import pytest

from tests.journeys.conftest import Bot
from tests.support.people.review_in_chat import case_of, no_sin_needed
from tests.support.people.sin_lane import REF, shown
from tests.support.people.walkthrough_in_chat import (
    Answers,
    Way,
    after_a_restart,
    asked,
    half_and_half,
    is_at_end,
    press_answer,
    question_id,
    type_answer,
)

REFERRAL = Answers(("working_together",), {"kind": "near_miss", "agency": "Health"}, "Two agencies zzz met the family.")


@pytest.mark.parametrize("way", [type_answer, press_answer, half_and_half])
async def test_a_whole_referral_is_made_in_chat(bot: Bot, way: Way) -> None:
    """Half and half, the bot ends between every two answers and starts anew: none is lost."""
    people = await no_sin_needed(bot)
    chat = people.practitioner
    if way is type_answer:
        await chat.say(f"go through {REF}")
    else:
        await chat.say(f"case {REF}")
        await chat.press("Refer, question by question")
    way = after_a_restart(bot, way) if way is half_and_half else way
    for _ in range(6):
        assert (await case_of(bot)).concern is None
        await way(chat, REFERRAL)
    assert is_at_end(chat) and "The Review Group decides on it." in chat.last.words
    concern = (await case_of(bot)).concern
    assert concern and (concern.kind, concern.agency) == ("near_miss", "Health")
    assert list(concern.indicators) == ["working_together"] and concern.learning.shown == REFERRAL.words
    assert await shown(people.icb, f"{REF}: a Case of Concern was referred")


async def test_a_referral_is_checked_changed_and_kept_until_it_is_referred(bot: Bot) -> None:
    people = await no_sin_needed(bot)
    chat = people.practitioner
    await chat.say(f"go through {REF}")
    for _ in range(5):
        await type_answer(chat, REFERRAL)
    assert "A near miss" in chat.last.words and REFERRAL.words in chat.last.words
    await chat.say("back")
    await chat.say("Seen otherwise.")
    await chat.say("stop")
    await bot.restart()
    chat.bot_url = bot.url
    await chat.say(f"go through {REF}")
    assert question_id(asked(chat)) == "checked" and "Seen otherwise." in chat.last.words
    await chat.say("refer it")
    concern = (await case_of(bot)).concern
    assert concern and concern.indicators["working_together"].shown == "Seen otherwise."


async def test_without_an_indicator_nothing_more_is_asked(bot: Bot) -> None:
    people = await no_sin_needed(bot)
    chat = people.practitioner
    await chat.say(f"go through {REF}")
    for _ in range(3):
        await type_answer(chat, REFERRAL)
    await chat.say("none")
    assert question_id(asked(chat)) == "checked"
    await chat.say("back")
    assert question_id(asked(chat)) == "ticked", "one step back is another question"
    await chat.say("none")
    await chat.say("no")
    assert 'Type "Refer it", or 1. To change an answer, type "back"' in chat.last.words
    await chat.say("yes")
    assert (await case_of(bot)).concern
    await chat.say(f"go through {REF}")
    assert f"There is nothing of {REF} to go through with you now" in chat.last.words
