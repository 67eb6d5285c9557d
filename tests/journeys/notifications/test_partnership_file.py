"""A fault in the partnership file of the bot as it runs is told to whoever can have it mended, once."""

from tests.journeys.conftest import BUSINESS_TEAM, LOCAL_AUTHORITY_DSP, PRACTITIONER, Bot
from tests.support.fake_teams.server import Chat

FAULT = 'dcs "Director of Children\'s Services", deputty: is no known key. Remove it, or correct its spelling.'


async def everyone(bot: Bot) -> tuple[Chat, Chat, Chat]:
    chats = bot.chat(BUSINESS_TEAM), bot.chat(LOCAL_AUTHORITY_DSP), bot.chat(PRACTITIONER)
    for chat in chats:
        await chat.say("help")
    return chats


def told(chat: Chat, heading: str) -> list[str]:
    return [message.words for message in chat.teams.in_conversation(chat.conversation) if heading in message.words]


async def test_the_business_team_reads_once_which_key_is_at_fault_and_its_mend(bot: Bot) -> None:
    team, *others = await everyone(bot)
    bot.file_faults = [FAULT]
    for _ in range(3):
        await bot.run_all_jobs()
    (words,) = told(team, "The partnership file has a fault")
    assert FAULT in words and "Ask whoever keeps the file to mend it." in words
    assert not any(told(chat, "partnership file") for chat in others)
    _, health = await bot.ready()
    assert health["partnership_file"] == [FAULT]
    bot.file_faults = []
    await bot.run_all_jobs()
    assert (await bot.ready())[1]["partnership_file"] == []


async def test_what_holds_only_after_a_start_is_named(bot: Bot) -> None:
    team, *_ = await everyone(bot)
    changed = bot.partnership.model_copy(update={"name": "Another", "agencies": ("Health",), "quorum": 2})
    bot.partnership_since = changed
    for _ in range(2):
        await bot.run_all_jobs()
    (words,) = told(team, "The partnership file was changed")
    assert "After the next start of the bot this holds too: name, agencies." in words
    assert (await bot.ready())[1]["after_the_next_start"] == ["name", "agencies"]


async def test_a_fault_that_comes_back_another_day_after_it_was_mended_is_told_anew(bot: Bot) -> None:
    team, *_ = await everyone(bot)
    for _ in range(2):
        for faults in ([FAULT], []):
            bot.file_faults = faults
            for _ in range(2):
                await bot.run_all_jobs()
        bot.clock.pass_(days=1)
    assert len(told(team, "The partnership file has a fault")) == 2


async def test_a_change_that_waits_for_a_start_is_told_also_when_the_same_was_changed_long_before(bot: Bot) -> None:
    team, *_ = await everyone(bot)
    for agencies in (("Health",), ("Health", "Housing")):
        bot.partnership_since = bot.partnership.model_copy(update={"agencies": agencies})
        for _ in range(2):
            await bot.run_all_jobs()
        bot.partnership = bot.partnership_since
        await bot.restart()
        bot.clock.pass_(days=30)
    assert len(told(team, "The partnership file was changed")) == 2
