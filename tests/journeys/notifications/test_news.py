"""News is pushed: whoever has the next step, the Business Team and whoever asked hear it in their own chat, and the
channel below the case's one post."""

from datetime import timedelta

from bot.notifications.news.bundles import GATHERED_FOR
from bot.notifications.news.case_posts import TRIES_OF_A_POST
from tests.journeys.conftest import CHANNEL, OTHER_PRACTITIONER, Bot
from tests.support.answers import on_record, opened
from tests.support.fake_teams.server import Chat, Message, eventually, titles
from tests.support.people.sin_lane import CRITERIA, QUALITY, REF, case_in_notification, everyone, shown, sign
from tests.support.simulated_year.mornings import TUESDAY, go_to


def heard(chat: Chat, words: str) -> list[Message]:
    return [message for message in chat.messages if words in message.words]


def in_channel(bot: Bot, words: str) -> list[Message]:
    return [message for message in bot.teams.in_conversation(CHANNEL) if words in message.words]


async def test_a_disagreement_is_told_at_once_to_the_team_the_dcs_and_the_other_seats_without_its_reason(
    bot: Bot,
) -> None:
    people = await case_in_notification(bot)
    bot.clock.pass_(hours=10)
    await sign(people.council)
    await sign(people.icb, verdict="Disagree", reason="Not zzz convinced.")
    told = "ICB disagreed: notification criteria."
    for chat in (people.team, people.council, people.police):
        await eventually(lambda chat=chat: bool(heard(chat, told)))
    await bot.run_all_jobs()
    assert [len(heard(chat, told)) for chat in (people.team, people.council, people.police, people.icb)] == [1, 1, 1, 0]
    assert not any("zzz" in message.words for chat in (people.team, people.council) for message in heard(chat, told))
    (of_team,), (of_police,) = heard(people.team, told), heard(people.police, told)
    assert titles(of_team.card) == ["Record escalated criteria", f"Open {REF}"]
    assert titles(of_police.card) == ["Sign: notification criteria", f"Open {REF}"]
    assert not in_channel(bot, "zzz")


async def test_when_all_have_signed_whoever_submits_gets_the_button_and_the_opener_hears_of_it(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await sign(people.icb)
    taken_up = "The partnership has taken up the case that you opened."
    await eventually(lambda: len(heard(people.practitioner, taken_up)) == 1)
    for chat in (people.council, people.police):
        await sign(chat)
    await sign(people.council, QUALITY, "Sign as accurate")
    told = "3 of 3 partners and the DCS have signed."
    for chat in (people.team, people.practitioner):
        await eventually(lambda chat=chat: bool(heard(chat, told)))
    assert "Record the SIN's submission" in titles(heard(people.team, told)[0].card)
    assert titles(heard(people.practitioner, told)[0].card) == [f"Open {REF}"]
    await eventually(lambda: bool(in_channel(bot, "all three partners and the DCS have signed")))
    await bot.restart()
    await bot.run_all_jobs()
    assert [len(heard(chat, told)) for chat in (people.team, people.practitioner)] == [1, 1]
    assert len(in_channel(bot, "all three partners and the DCS have signed")) == 1


async def test_the_channel_has_one_post_of_the_case_with_its_news_below(
    bot: Bot,
) -> None:
    people = await case_in_notification(bot)
    (post,) = in_channel(bot, f"**{REF}** was opened")
    await people.team.say(f"submitted {REF} today")
    await eventually(lambda: "Stage: Rapid Review" in post.words)
    await eventually(lambda: bool(in_channel(bot, "the SIN is recorded as submitted")))
    (news,) = in_channel(bot, "the SIN is recorded as submitted")
    assert news.below == post.id and "<at>DSP, ICB</at>" in news.words
    assert "Monday 14 December 2026" in news.unfolded and "left" not in news.unfolded, "it is never changed"
    assert [each["mentioned"]["name"] for each in (news.card or {})["msteams"]["entities"]][:1] != []
    for chat in (people.practitioner, people.icb):
        await eventually(lambda chat=chat: bool(heard(chat, "the SIN was submitted")))


async def test_a_member_of_the_business_team_who_opens_a_case_hears_of_it_what_others_do_and_not_what_they_did(
    bot: Bot,
) -> None:
    people = await everyone(bot)
    await on_record(bot, people.team)
    await shown(people.icb, CRITERIA)
    await sign(people.icb, verdict="Disagree", reason="Not convinced.")
    await people.team.say(f"submitted {REF} today")
    await bot.run_all_jobs()
    assert [len(heard(people.team, told)) for told in (f"New case {REF}", "that the SIN was submitted")] == [0, 0]
    assert len(heard(people.team, "ICB disagreed")) == len(heard(people.icb, "that the SIN was submitted")) == 1


async def test_what_can_wait_waits_until_the_offices_open_and_is_one_message(bot: Bot) -> None:
    bot.news_gathered_for = GATHERED_FOR
    await bot.restart()
    people = await case_in_notification(bot)
    bot.clock.pass_(hours=10)
    await people.team.say(f"submitted {REF} today")
    await bot.run_all_jobs()
    assert heard(people.practitioner, "was submitted") == []
    bot.clock.now = bot.clock.now.replace(hour=9) + timedelta(days=1)
    await bot.run_all_jobs()
    (told,) = heard(people.practitioner, "was submitted")
    assert "Nothing for you to do." in told.words


async def test_what_has_waited_stands_in_the_mornings_message_and_stays_when_the_nudge_in_it_is_settled(
    bot: Bot,
) -> None:
    bot.news_gathered_for = GATHERED_FOR
    await bot.restart()
    people = await case_in_notification(bot)
    await opened(bot, bot.chat(OTHER_PRACTITIONER), record_number="OTHER")
    await people.team.say(f"submitted {REF} today")
    bot.clock.pass_(hours=1)
    await bot.run_all_jobs()
    assert heard(people.icb, "was submitted") == []
    before = len(people.icb.messages)
    await go_to(bot, TUESDAY)
    (only,) = [message for message in people.icb.messages[before:] if not message.is_answer]
    assert only.words.startswith("CSCP-2026-002: submit the SIN, 3 working days left")
    assert "recorded that the SIN was submitted" in only.words
    await people.team.say("submitted CSCP-2026-002 today")
    await bot.run_all_jobs()
    assert only.words.startswith("Nothing more is needed here")
    assert f"{REF}: the SIN is submitted" in only.words and f"Open {REF}" in titles(only.card)


async def test_whoever_tries_the_bot_in_the_evening_is_told_at_once(bot: Bot) -> None:
    bot.news_gathered_for, bot.news_at_once = GATHERED_FOR, True
    await bot.restart()
    people = await case_in_notification(bot)
    bot.clock.pass_(hours=10)
    await people.team.say(f"submitted {REF} today")
    await bot.run_all_jobs()
    assert len(heard(people.practitioner, "was submitted")) == 1


async def test_a_post_that_somebody_has_deleted_is_posted_anew_and_its_thread_goes_on_below_that(bot: Bot) -> None:
    people = await case_in_notification(bot)
    (post,) = in_channel(bot, f"**{REF}** was opened")
    bot.teams.deleted.add(post.id)
    for chat in people.partners:
        await sign(chat)
    await sign(people.council, QUALITY, "Sign as accurate")
    for _ in range(TRIES_OF_A_POST + 1):
        await bot.run_all_jobs()
        bot.clock.pass_(minutes=10)
    (signed,) = in_channel(bot, "all three partners and the DCS have signed")
    _, anew = in_channel(bot, f"**{REF}** was opened")
    assert signed.below == anew.below == "" and anew.id != post.id
    await people.team.say(f"submitted {REF} today")
    await bot.run_all_jobs()
    (submitted,) = in_channel(bot, "the SIN is recorded as submitted")
    assert submitted.below == anew.id and "Stage: Rapid Review" in anew.words
