"""A rehearsal runs over real HTTP from the practice triage to a signature and a nudge, marked everywhere it shows."""

from datetime import timedelta

from bot.notifications.news.bundles import GATHERED_FOR
from safeguarding.rehearsal import NOTICE
from tests.journeys.conftest import BUSINESS_TEAM, CHANNEL, OTHER_PRACTITIONER, PRACTITIONER, Bot
from tests.support.answers import A_CHILD_DIED, answer_all, opened
from tests.support.fake_teams.server import Chat, Message, buttons, eventually
from tests.support.people.sin_lane import CRITERIA, QUALITY, People, card_of, everyone, shown, sign
from tests.support.simulated_year.mornings import TUESDAY, WEDNESDAY, go_to

REF, REAL = "REHEARSAL-2026-001", "CSCP-2026-001"


async def rehearsed(bot: Bot, chat: Chat, **different: str) -> None:
    await chat.say("rehearse")
    await answer_all(chat, bot.framework, {**A_CHILD_DIED, **different})
    await chat.press("Open the case")
    assert f"{REF} is open" in chat.last.words


async def rehearsal(bot: Bot) -> People:
    people = await everyone(bot)
    await rehearsed(bot, people.practitioner)
    for chat in people.partners:
        await shown(chat, CRITERIA)
    return people


def about(bot: Bot, ref: str) -> list[Message]:
    """Returns every message to anybody with the reference and a button."""
    return [message for message in bot.teams.messages if ref in message.words and list(buttons(message.card))]


def is_marked(message: Message) -> bool:
    return message.words.startswith(NOTICE)


async def test_every_question_of_a_rehearsal_says_that_it_is_one_and_a_triages_none(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("rehearse")
    assert is_marked(chat.last) and "Question 1" in chat.last.words
    await chat.press("Died", evidence="The exercise says so.")
    assert is_marked(chat.last) and "Question 2" in chat.last.words
    await chat.say("cancel")
    assert is_marked(chat.showing("Open the case anyway?"))
    await chat.press("Leave without a case", chat.showing("Open the case anyway?"))
    await chat.say("triage")
    assert "Question 1" in chat.last.words and NOTICE not in chat.last.words


async def test_whatever_anybody_hears_of_a_rehearsal_names_it_so_from_the_opening_to_the_signature(bot: Bot) -> None:
    people = await rehearsal(bot)
    await eventually(lambda: len(bot.teams.in_conversation(CHANNEL)) == 2)
    await eventually(lambda: any(f"New case {REF}" in message.words for message in people.team.messages))
    assert all(is_marked(message) for message in bot.teams.in_conversation(CHANNEL))
    for chat in people.partners:
        card = card_of(chat, CRITERIA)
        assert is_marked(card)
        await sign(chat)
        await eventually(lambda card=card: "agreed" in card.words.casefold())
    await sign(people.council, QUALITY, "Sign as accurate")
    await people.team.say(f"submitted {REF} today")
    await people.team.say(f"case {REF}")
    assert "as a rehearsal" in people.team.showing(f"Case {REF}\nRapid Review").unfolded
    found = about(bot, REF)
    assert len(found) >= 8
    assert [message.words for message in found if not is_marked(message)] == []
    assert bot.store.cases.open_cases()[0].is_rehearsal


async def test_its_nudges_say_rehearsal_and_stand_in_no_message_with_a_real_case(bot: Bot) -> None:
    people = await rehearsal(bot)
    await opened(bot, people.practitioner, record_number="MH-2")
    await go_to(bot, TUESDAY)
    digests = [m for m in bot.teams.in_conversation(CHANNEL) if "eadlines on Tuesday" in m.words]
    real, practice = sorted(digests, key=is_marked)
    assert REAL in real.words and "ehearsal" not in real.words.casefold()
    assert REF in practice.words and is_marked(practice) and REAL not in practice.words
    assert "Rehearsal: deadlines on Tuesday 24 November 2026" in practice.words
    for chat in people.partners:
        nudges = [m for m in chat.messages if "submit the SIN, 3 working days left" in m.words]
        (own, other) = sorted(nudges, key=is_marked)
        assert own.words.startswith(REAL) and REF not in own.words
        assert f"Rehearsal: {REF}: submit the SIN" in other.words and REAL not in other.words
        assert other.activity["summary"].startswith(f"Rehearsal: {REF}")


async def test_news_of_a_real_case_stands_below_no_notice_of_a_rehearsal(bot: Bot) -> None:
    bot.news_gathered_for = GATHERED_FOR
    await bot.restart()
    people = await rehearsal(bot)
    await opened(bot, people.practitioner, record_number="MH-2")
    await people.team.say(f"submitted {REAL} today")
    await go_to(bot, TUESDAY)
    (told,) = [m for m in people.icb.messages if "recorded that the SIN was submitted" in m.words]
    (nudge,) = [m for m in people.icb.messages if f"Rehearsal: {REF}: submit the SIN" in m.words]
    assert REAL in told.words and not is_marked(told) and REAL not in nudge.words


async def test_a_real_case_is_announced_in_no_message_with_a_rehearsal(bot: Bot) -> None:
    people = await everyone(bot)
    bot.teams.fails[people.team.conversation] = [503] * 4
    await rehearsed(bot, people.practitioner)
    await opened(bot, people.practitioner, record_number="MH-2")
    for _ in range(4):
        bot.clock.pass_(minutes=10)
        await bot.run_all_jobs()
    (told,) = [m for m in people.team.messages if f"New case {REAL}" in m.words]
    assert not is_marked(told) and REF not in told.words
    assert any(f"New case {REF}" in message.words and is_marked(message) for message in people.team.messages)


async def test_lists_show_rehearsals_last_and_by_their_reference(bot: Bot) -> None:
    people = await rehearsal(bot)
    await opened(bot, people.practitioner)
    for command in ("cases", "deadlines"):
        await people.team.say(command)
        words = people.team.showing(command.capitalize()).words
        assert words.index(REAL) < words.index(REF)
        assert not words.startswith(NOTICE)


async def test_practice_leaves_no_gap_among_the_real_references(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await rehearsed(bot, chat)
    await opened(bot, chat)
    await bot.restart()
    chat.bot_url = bot.url
    await chat.say("rehearse")
    await answer_all(chat, bot.framework, A_CHILD_DIED)
    await chat.press("Open the case")
    await opened(bot, chat, record_number="MH-3")
    refs = [case.ref for case in bot.store.cases.open_cases()]
    assert refs == ["CSCP-2026-001", "CSCP-2026-002", "REHEARSAL-2026-001", "REHEARSAL-2026-002"]


async def test_a_rehearsal_is_never_offered_as_the_duplicate_of_a_real_case_and_never_merged_with_one(bot: Bot) -> None:
    people = await rehearsal(bot)
    await opened(bot, people.practitioner)
    await eventually(lambda: any(f"New case {REAL}" in message.words for message in people.team.messages))
    assert "Is it one of these?" not in people.team.showing(f"New case {REAL}").words
    action = {"verb": "merge", "data": {"ref": REAL, "into": REF, "confirmed": True, "reason": "The same child."}}
    activity = people.team.activity("invoke", name="adaptiveCard/action", value={"action": action})
    _, body = await people.team.post(activity)
    assert "never merged" in str(body["value"])
    assert len(bot.store.cases.open_cases()) == 2


async def test_a_rehearsal_that_is_left_alarms_nobody_and_a_triage_that_is_left_does(bot: Bot) -> None:
    team, left, leaving = bot.chat(BUSINESS_TEAM), bot.chat(PRACTITIONER), bot.chat(OTHER_PRACTITIONER)
    await team.install()
    for chat, command in ((left, "rehearse"), (leaving, "triage")):
        await chat.say(command)
        await chat.press("Died", evidence="As the record shows.")
    await go_to(bot, bot.clock.now + timedelta(minutes=31))
    assert not [message for message in left.messages if "Open the case anyway?" in message.words]
    await go_to(bot, bot.clock.now + timedelta(minutes=31))
    told = [message for message in team.messages if "A triage was left" in message.words]
    assert len(told) == 1


async def test_asked_for_in_a_channel_a_rehearsal_begins_in_the_persons_own_chat(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.install()
    await bot.channel(PRACTITIONER).say("rehearse", mention=True)
    await eventually(lambda: any("Question 1" in message.words for message in chat.messages))
    assert is_marked(chat.showing("Question 1"))


async def test_the_facts_of_a_rehearsal_are_changed_as_those_of_a_rehearsal(bot: Bot) -> None:
    people = await rehearsal(bot)
    await people.practitioner.say(f"update {REF}")
    assert is_marked(people.practitioner.showing("Check your answers for"))
    await go_to(bot, WEDNESDAY)
    assert [message.words for message in about(bot, REF) if not is_marked(message)] == []
