"""Deadline nudges reach the right people in time over real HTTP, exactly once; at other times nobody hears anything."""

from datetime import UTC, datetime, timedelta

from cards.nudges import BROKEN
from safeguarding.partnership.model import Thresholds
from tests.journeys.conftest import CHANNEL, ICB, LOCAL_AUTHORITY_DSP, OTHER_PRACTITIONER, Bot
from tests.support.answers import on_record
from tests.support.fake_teams.server import eventually, titles
from tests.support.people.sin_lane import (
    CARE_LEAVER,
    COUNCIL_DEPUTY,
    CRITERIA,
    ICB_DEPUTY,
    NOT_REQUIRED,
    QUALITY,
    REF,
    case_in_notification,
    everyone,
    shown,
    sign,
)
from tests.support.simulated_year.mornings import (
    FRIDAY,
    MONDAY_MORNING,
    NEXT_MONDAY,
    NEXT_TUESDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    cards,
    change,
    go_to,
    nudged,
)

SECOND = "CSCP-2026-002"
SIN_IN_3 = "Submit the SIN: Friday 27 November 2026 (3 working days left)"
ALONE = f"{REF}: submit the SIN, 3 working days left\nFriday 27 November 2026, required by law or guidance\n"
MINUTE = timedelta(minutes=1)


async def test_the_morning_digest_comes_with_the_opening_of_the_offices_and_not_before(bot: Bot) -> None:
    await case_in_notification(bot)
    await go_to(bot, TUESDAY - MINUTE)
    assert nudged(bot, CHANNEL) == []
    await go_to(bot, TUESDAY)
    (digest,) = nudged(bot, CHANNEL)
    assert digest.startswith("Deadlines on Tuesday 24 November 2026")


async def test_the_channel_reads_what_is_due_when_how_long_is_left_and_whose_step_it_is(bot: Bot) -> None:
    await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    (digest,) = nudged(bot, CHANNEL)
    assert f"{REF}: {SIN_IN_3}" in digest
    assert "Waiting for: Local authority, ICB, Police, Director of Children's Services." in digest
    for detail in ("Died", "Suspected", "Health", "MH-1234", "record shows", "Under 18", "criteria"):
        assert detail not in digest


async def test_what_becomes_due_after_the_digest_is_told_in_the_channel_without_the_steps(bot: Bot) -> None:
    people = await case_in_notification(bot, became_aware="2026-11-23")
    await go_to(bot, TUESDAY)
    await change(people.practitioner, REF, "became_aware", "2026-11-20")
    await go_to(bot, TUESDAY + timedelta(hours=2))
    _, nudge = nudged(bot, CHANNEL)
    title, called, day, waiting, *_ = nudge.splitlines()
    assert title == f"{REF}: submit the SIN, due on Friday 27 November 2026", "it stays as it is, so it counts no days"
    assert f"\n{day}\n" in ALONE and waiting.startswith("Waiting for: Local authority")
    assert called.startswith("For: <at>DSP, local authority</at>")
    assert "Say whether" not in nudge and "Submits the SIN" not in nudge


async def test_whoevers_step_it_is_reads_in_person_what_to_do(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    for chat in people.partners:
        (nudge,) = nudged(bot, chat.conversation)
        assert ALONE in nudge and "Your step: Say whether" in nudge
        first, *_, last = titles(cards(bot, chat.conversation)[0].card)
        assert (first, last) == ("Sign: notification criteria", f"Open {REF}")
    assert nudged(bot, people.team.conversation) == nudged(bot, people.practitioner.conversation) == []


async def test_a_person_is_told_of_their_own_steps_and_not_of_one_that_they_have_taken(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await sign(people.council)
    await go_to(bot, TUESDAY)
    (council,), (police,) = nudged(bot, people.council.conversation), nudged(bot, people.police.conversation)
    assert council.count("Your step:") == 2 and "Say whether" not in council
    assert "Your step: Submits the SIN" in council and "Your step: Has the final oversight" in council
    assert "Your step:" in police and "Say whether" in police and "Submits the SIN" not in police


async def test_the_notification_on_the_phone_says_which_deadline(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    (card,) = cards(bot, people.icb.conversation)
    assert card.activity["summary"] == f"{REF}: submit the SIN, 3 working days left"


async def test_a_nudge_that_went_out_stands_on_the_timeline_once_however_many_it_went_to(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    await people.icb.say(f"timeline {REF}")
    assert people.icb.last.words.count("Tuesday 24 November 2026: Nudged: Submit the SIN.") == 1


async def test_each_threshold_is_said_exactly_once_over_many_rounds_and_a_restart(bot: Bot) -> None:
    people = await case_in_notification(bot)
    for day in (TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        await go_to(bot, day)
        await bot.restart()
        await go_to(bot, day + timedelta(hours=4))
    left = ("3 working days left", "2 working days left", "1 working day left", "due today")
    for conversation in (CHANNEL, people.icb.conversation):
        said = nudged(bot, conversation)
        assert len(said) == len(left)
        assert all(words in nudge for words, nudge in zip(left, said, strict=True))


async def test_a_case_opened_today_is_told_once_when_it_opens_and_not_again_by_a_nudge(bot: Bot) -> None:
    people = await case_in_notification(bot, became_aware="2026-11-18", incident_on="2026-11-18")
    await go_to(bot, MONDAY_MORNING + timedelta(hours=1))
    assert nudged(bot, CHANNEL) == nudged(bot, people.icb.conversation) == []


async def test_the_open_button_in_the_channel_opens_the_case_in_the_persons_own_chat(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    (digest,) = cards(bot, CHANNEL)
    before = len(bot.teams.in_conversation(CHANNEL))
    assert await bot.channel(LOCAL_AUTHORITY_DSP).press("Open", digest) == "I have written to you in our own chat."
    assert REF in people.council.showing(f"Case {REF}\nNotification").words
    assert len(bot.teams.in_conversation(CHANNEL)) == before


async def test_a_stranger_who_presses_open_in_the_channel_sees_nothing_of_the_case(bot: Bot) -> None:
    await case_in_notification(bot)
    stranger = bot.chat(OTHER_PRACTITIONER)
    await stranger.install()
    await go_to(bot, TUESDAY)
    answer = await bot.channel(OTHER_PRACTITIONER).press("Open", cards(bot, CHANNEL)[0])
    assert answer == f"There is no case {REF} that you can see. Type cases for the list."
    assert "Show the history" not in stranger.last.words


async def test_several_deadlines_at_once_are_one_message_in_the_channel_and_one_to_each_person(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await on_record(bot, bot.chat(OTHER_PRACTITIONER), record_number="OTHER")
    await go_to(bot, TUESDAY)
    (digest,), (nudge,) = nudged(bot, CHANNEL), nudged(bot, people.icb.conversation)
    assert nudge.startswith(f"{REF}: submit the SIN, 3 working days left, and 1 more")
    for ref in (REF, SECOND):
        assert ref in digest and ref in nudge
    assert (
        titles(cards(bot, people.icb.conversation)[0].card)
        == ["Sign: notification criteria", "Acknowledge", "Open"] * 2
    )


async def test_the_digest_shows_what_is_due_soon_also_where_it_needs_no_word_today(bot: Bot) -> None:
    await case_in_notification(bot)
    await on_record(bot, bot.chat(OTHER_PRACTITIONER), record_number="OTHER", became_aware="2026-11-23")
    await go_to(bot, TUESDAY)
    (digest,) = nudged(bot, CHANNEL)
    assert digest.index(REF) < digest.index(SECOND)


async def test_with_no_clock_running_there_is_no_digest(bot: Bot) -> None:
    people = await everyone(bot)
    await on_record(bot, people.practitioner, harm="neither")
    await go_to(bot, TUESDAY)
    assert nudged(bot, CHANNEL) == []


async def test_nothing_is_said_at_night_or_at_the_weekend_and_the_next_opening_makes_up_for_it(bot: Bot) -> None:
    people = await case_in_notification(bot)
    for day in (TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        await go_to(bot, day)
    said = len(nudged(bot, CHANNEL)), len(nudged(bot, people.icb.conversation))
    evening, saturday, sunday = FRIDAY + timedelta(hours=8), FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)
    for quiet in (evening, saturday, saturday + timedelta(hours=3), sunday, NEXT_MONDAY - MINUTE):
        await go_to(bot, quiet)
    assert (len(nudged(bot, CHANNEL)), len(nudged(bot, people.icb.conversation))) == said
    await go_to(bot, NEXT_MONDAY)
    assert "1 working day overdue" in nudged(bot, CHANNEL)[-1]
    assert len(nudged(bot, CHANNEL)) == said[0] + 1


async def test_over_christmas_nothing_is_said_until_the_next_working_day(bot: Bot) -> None:
    def december(day: int) -> datetime:
        return datetime(2026, 12, day, 11, tzinfo=UTC)

    bot.clock.now = december(23)
    people = await case_in_notification(bot, became_aware="2026-12-22", incident_on="2026-12-22")
    for holiday in (25, 26, 27, 28):
        await go_to(bot, december(holiday))
    assert nudged(bot, CHANNEL) == nudged(bot, people.icb.conversation) == []
    await go_to(bot, december(29))
    for conversation in (CHANNEL, people.icb.conversation):
        (nudge,) = nudged(bot, conversation)
        assert "2 working days left" in nudge and "Thursday 31 December 2026" in nudge


async def test_in_summer_the_offices_open_by_londons_clock(bot: Bot) -> None:
    bot.clock.now = datetime(2026, 6, 1, 10, tzinfo=UTC)
    await bot.restart()
    await case_in_notification(bot, became_aware="2026-06-01", incident_on="2026-06-01")
    await go_to(bot, datetime(2026, 6, 2, 7, 59, tzinfo=UTC))
    assert nudged(bot, CHANNEL) == []
    await go_to(bot, datetime(2026, 6, 2, 8, 0, tzinfo=UTC))
    assert len(nudged(bot, CHANNEL)) == 1


async def test_after_days_without_the_bot_there_is_one_message_and_it_says_what_is_true_now(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await bot.stop()
    bot.clock.now = THURSDAY + timedelta(hours=2)
    await bot.start()
    await bot.run_all_jobs()
    for conversation in (CHANNEL, people.icb.conversation):
        (nudge,) = nudged(bot, conversation)
        assert "1 working day left" in nudge and "3 working days left" not in nudge


async def test_a_case_opened_at_night_is_told_at_once(bot: Bot) -> None:
    bot.clock.now = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    await bot.restart()
    people = await case_in_notification(bot)
    await eventually(lambda: any("was opened" in message.words for message in bot.teams.in_conversation(CHANNEL)))
    await eventually(lambda: any(f"New case {REF}" in message.words for message in people.team.messages))
    assert nudged(bot, CHANNEL) == []


async def test_who_has_signed_is_not_nudged_any_more(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await sign(people.icb)
    await go_to(bot, TUESDAY)
    assert nudged(bot, people.icb.conversation) == []
    assert len(nudged(bot, people.police.conversation)) == 1
    assert "Waiting for: Local authority, Police, Director of Children's Services." in nudged(bot, CHANNEL)[0]


async def test_a_sin_that_is_submitted_is_not_asked_for_and_its_review_is(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.team.say(f"submitted {REF} today")
    await go_to(bot, TUESDAY)
    assert all(nudged(bot, to) == [] for to in (CHANNEL, *(chat.conversation for chat in people.partners)))
    await go_to(bot, NEXT_MONDAY)
    (digest,) = nudged(bot, CHANNEL)
    assert "Submit the SIN" not in digest
    assert "Hold the Rapid Review: Monday 14 December 2026 (10 working days left)" in digest
    (nudge,) = nudged(bot, people.team.conversation)
    assert "old the Rapid Review" in nudge and "10 working days left" in nudge
    (own,) = nudged(bot, people.icb.conversation)
    assert (
        own.startswith(f"{REF}: hold the Rapid Review, 10 working days left, and 1 more")
        and "Fills in the record of the Rapid Review" in own
    )


async def test_of_a_closed_case_nothing_more_is_said(bot: Bot) -> None:
    people = await case_in_notification(bot, **CARE_LEAVER)
    await people.team.say(f"submitted {REF} today")
    await people.team.say(f"case {REF}")
    asking = people.team.showing("Show the history")
    await people.team.press("Close the case", asking)
    await people.team.press("Close the case", asking, reason="Died of an illness.", ruled_out="yes")
    for day in (TUESDAY, FRIDAY, NEXT_MONDAY):
        await go_to(bot, day)
    assert nudged(bot, CHANNEL) == nudged(bot, people.icb.conversation) == []


async def test_when_all_three_agree_that_none_is_required_nobody_is_asked_for_a_sin(bot: Bot) -> None:
    people = await case_in_notification(bot, **NOT_REQUIRED)
    for chat in people.partners:
        await sign(chat)
    await go_to(bot, TUESDAY)
    assert nudged(bot, CHANNEL) == nudged(bot, people.icb.conversation) == []


async def test_a_date_that_moves_back_leaves_no_stale_nudge(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await change(people.practitioner, REF, "became_aware", "2026-11-23")
    await sign(people.icb, "Should this change of the facts take effect?")
    await go_to(bot, TUESDAY)
    (digest,) = nudged(bot, CHANNEL)
    assert "Friday 27 November" not in digest and "Monday 30 November 2026 (4 working days left)" in digest
    assert nudged(bot, people.icb.conversation) == []
    await go_to(bot, WEDNESDAY)
    (nudge,) = nudged(bot, people.icb.conversation)
    assert "3 working days left" in nudge and "Monday 30 November 2026" in nudge


async def test_a_date_that_moves_closer_is_said_at_once_in_working_hours(bot: Bot) -> None:
    people = await case_in_notification(bot, incident_on="2026-11-18")
    await go_to(bot, TUESDAY)
    bot.clock.pass_(hours=1)
    await change(people.practitioner, REF, "became_aware", "2026-11-19")
    told = {CHANNEL: "due on Thursday 26 November 2026", people.icb.conversation: "2 working days left"}
    for conversation, when in told.items():
        title = f"{REF}: submit the SIN, {when}"
        await eventually(lambda conversation=conversation, title=title: title in nudged(bot, conversation)[-1])
        assert "Thursday 26 November 2026" in nudged(bot, conversation)[-1]
    await bot.run_all_jobs()
    assert len(nudged(bot, CHANNEL)) == 2


async def test_silence_reaches_deputies_and_the_business_team_the_day_before_and_who_submits_it_again_before_closing(
    bot: Bot,
) -> None:
    people = await case_in_notification(bot)
    deputies = bot.chat(COUNCIL_DEPUTY), bot.chat(ICB_DEPUTY, ICB)
    for deputy in deputies:
        await deputy.install()
    hear = (*deputies, people.team, people.icb, people.council)
    for day in (TUESDAY, WEDNESDAY):
        await go_to(bot, day)
    assert all(nudged(bot, chat.conversation) == [] for chat in (*deputies, people.team))
    for day, left in ((THURSDAY, "1 working day left"), (FRIDAY, "due today")):
        before = [len(nudged(bot, chat.conversation)) for chat in hear]
        await go_to(bot, day)
        assert [len(nudged(bot, chat.conversation)) for chat in hear] == [number + 1 for number in before]
        for chat in hear:
            nudge = nudged(bot, chat.conversation)[-1]
            assert left in nudge and "The deputies and the Business Team are told too." in nudge
    assert "The local authority, Croydon. Submits the SIN" in nudged(bot, people.team.conversation)[-1]
    before = [len(nudged(bot, chat.conversation)) for chat in hear]
    await go_to(bot, FRIDAY.replace(hour=15))
    told = [len(nudged(bot, chat.conversation)) - number for chat, number in zip(hear, before, strict=True)]
    assert told == [0, 0, 0, 0, 1], "the local authority submits it"
    assert "due today" in nudged(bot, CHANNEL)[-1] and "due today" in nudged(bot, people.council.conversation)[-1]
    for day, left in ((NEXT_MONDAY, "1 working day overdue"), (NEXT_TUESDAY, "2 working days overdue")):
        await go_to(bot, day)
        assert all(left in nudged(bot, chat.conversation)[-1] for chat in hear)


async def test_the_dcs_and_a_dsp_who_have_signed_hear_once_that_the_day_has_passed(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await sign(people.police)
    for day in (TUESDAY, THURSDAY, FRIDAY):
        await go_to(bot, day)
    assert nudged(bot, people.police.conversation) == []
    await go_to(bot, NEXT_MONDAY)
    (told,) = nudged(bot, people.police.conversation)
    assert "1 working day overdue" in told and BROKEN in told and "Waiting for: " in told
    await go_to(bot, NEXT_TUESDAY)
    assert len(nudged(bot, people.police.conversation)) == 1


async def test_the_deputy_of_a_seat_that_has_signed_is_left_in_peace(bot: Bot) -> None:
    people = await case_in_notification(bot)
    deputy = bot.chat(ICB_DEPUTY, ICB)
    await deputy.install()
    await sign(people.icb)
    await go_to(bot, NEXT_MONDAY)
    assert len(nudged(bot, people.team.conversation)) == 1
    assert nudged(bot, deputy.conversation) == []


async def test_after_everyone_signed_the_submission_alone_is_waited_for(bot: Bot) -> None:
    people = await case_in_notification(bot)
    for chat in people.partners:
        await sign(chat, CRITERIA)
    await people.council.press("Sign as accurate", await shown(people.council, QUALITY))
    await go_to(bot, TUESDAY)
    assert "Waiting for: Local authority.\n" in nudged(bot, CHANNEL)[0]
    assert len(nudged(bot, people.council.conversation)) == 1
    assert nudged(bot, people.police.conversation) == []


async def test_deadlines_typed_in_chat_shows_the_clocks_and_says_which_are_local_practice(bot: Bot) -> None:
    people = await case_in_notification(bot, abuse_or_neglect="not_known")
    await people.team.say("deadlines")
    words = people.team.showing("Deadlines").words.replace("*", "")
    assert f"{REF}: Settle what is not known yet (proposed): Wednesday 25 November 2026" in words
    assert f"{REF}: Submit the SIN, if one is required: Friday 27 November 2026" in words
    assert "A day with nothing in brackets is required by law or guidance." in words


async def test_what_is_not_known_yet_is_asked_of_whoever_opened_the_case_when_it_should_be_settled(bot: Bot) -> None:
    people = await case_in_notification(bot, abuse_or_neglect="not_known")
    await go_to(bot, WEDNESDAY)
    nudge = nudged(bot, people.practitioner.conversation)[-1]
    assert "Settle what is not known yet (proposed): Wednesday 25 November 2026 (due today)" in nudge


async def test_the_partnership_chooses_when_to_be_nudged(bot: Bot) -> None:
    bot.partnership = bot.partnership.model_copy(update={"thresholds": Thresholds(sin=(4,))})
    bot.clock.now = datetime(2026, 11, 20, 16, tzinfo=UTC)
    await bot.restart()
    people = await case_in_notification(bot)
    await go_to(bot, MONDAY_MORNING)
    await go_to(bot, TUESDAY)
    (nudge,) = nudged(bot, people.icb.conversation)
    assert "4 working days left" in nudge


async def test_whoever_has_read_that_it_is_overdue_is_not_told_once_more_when_they_have_signed(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, NEXT_MONDAY)
    assert "1 working day overdue" in nudged(bot, people.icb.conversation)[-1]
    await sign(people.icb)
    await bot.run_all_jobs()
    assert nudged(bot, people.icb.conversation) == [], "it says that the step is taken, and nothing new has come"
