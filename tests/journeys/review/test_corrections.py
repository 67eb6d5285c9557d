"""A wrong recorded day is corrected, and a submission that never happened is taken back, over real HTTP."""

from safeguarding.case.stage import Stage
from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import Chat, Message, eventually, titles
from tests.support.people.review_in_chat import (
    NO_LESSONS,
    NOT_MET,
    case_of,
    case_titles,
    case_words,
    channel_words,
    crafted,
    decided,
    in_review,
    open_form,
    standing_in,
)
from tests.support.people.sin_lane import REF, shown, sign

BUTTON = "Correct what was recorded"
DAY = "Correct the day"
BACK = "Take it back"
CORRECTED = f"{REF}: what was recorded is corrected"


async def open_correction(chat: Chat, title: str) -> Message:
    form = await open_form(chat, BUTTON)
    await chat.press(title, form)
    return form


async def test_a_wrong_day_of_the_submission_is_corrected_and_a_later_one_is_confirmed_by_another(bot: Bot) -> None:
    people = await in_review(bot)
    await people.team.say(f"submitted {REF} 20/11/2026")
    assert f'press "{BUTTON}"' in people.team.last.words
    form = await open_correction(people.team, "Correct the day")
    await people.team.press(DAY, form, on="", reason="Read from the wrong line zzz.")
    assert "The right day: give the day." in form.words and "Read from the wrong line zzz." in str(form.activity)
    await people.team.press(DAY, form, on="2026-11-23", reason="Read from the wrong line zzz.")
    assert "Nothing was recorded." in form.words and "Monday 23 November 2026 is the day that is recorded" in form.words
    await people.team.press(DAY, form, on="2026-11-20", reason="Read from the wrong line zzz.")
    words = await case_words(people.team)
    assert "Hold the Rapid Review (required by law or guidance): Friday 11 December 2026" in words
    assert "was on Friday 20 November 2026, not on Monday 23 November 2026. Reason: Read from the wrong" in words
    for chat in people.partners:
        await eventually(lambda chat=chat: any(CORRECTED in m.words for m in chat.messages))
    await eventually(
        lambda: "Hold the Rapid Review (required by law or guidance): Friday 11 December 2026" in channel_words(bot)
    )
    assert "zzz" not in channel_words(bot)

    form = await open_correction(people.council, "Correct the day")
    await people.council.press(DAY, form, on="2026-11-23", reason="It was Monday after all.")
    words = await case_words(people.council)
    assert "Correction proposed, and not in force" in words and "Friday 11 December 2026" in words
    await sign(people.icb, "Should this correction take effect?")
    assert str((await case_of(bot)).sin_submitted) == "2026-11-23"


async def test_a_submission_that_never_happened_is_taken_back_and_due_again_and_all_who_were_told_hear_it(
    bot: Bot,
) -> None:
    people = await decided(bot, NOT_MET, NO_LESSONS)
    assert BUTTON not in await case_titles(people.practitioner)
    assert "Only the Business Team" in await crafted(
        people.icb, "take_back", step="sin_submitted", seen="2", reason="x"
    )
    form = await open_correction(people.team, "It never happened")
    assert "The SIN is due again at once, by its old day." in form.words
    await people.team.press(BACK, form, reason="Another case's number.")
    case = await case_of(bot)
    assert case.stage is Stage.NOTIFICATION and case.sin_submitted is None and case.earlier_decision
    words = await case_words(people.team)
    assert "Submit the SIN (required by law or guidance): Friday 27 November 2026" in words
    assert "Decided on Monday 23 November 2026, open anew" in words
    for chat in people.partners:
        told = await shown(chat, CORRECTED)
        assert "The SIN's submission of Monday 23 November 2026 never happened." in told.words
    await people.team.say(f"submitted {REF} today")
    assert (await case_of(bot)).stage is Stage.RAPID_REVIEW
    assert "Record the SIN's submission" not in titles(people.team.last.card)


async def test_a_return_is_recorded_with_the_day_it_came_and_that_day_is_corrected(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_form(people.team, "Ask agencies")
    await people.team.press("Record the request", form, agencies="2", due="2026-12-07")
    await people.team.press("Agency returns", form)
    assert standing_in(form) == {"on": "2026-11-23"}, "today, until another day is chosen"
    bot.clock.pass_(days=3)
    for typed, said in (
        ("2026-11-30", "in the future"),
        ("2026-11-20", "before Health was asked"),
        ("", "give the day"),
    ):
        await people.team.press("Returned", form, on=typed)
        assert said in form.words and standing_in(form).get("on", "") == typed
    await people.team.press("Returned", form, on="2026-11-24")
    assert "Health has returned, on Tuesday 24 November 2026." in form.words
    await people.team.press("Agency returns", form)
    assert "came on Tuesday 24 November 2026" in form.words and "Nothing is outstanding." in form.words

    await people.team.press("Correct the day", form)
    assert "Correct the day of the return of Health" in form.words
    await people.team.press("Correct the day", form, on="2026-11-25", reason="Misread zzz.")
    words = await case_words(people.team)
    assert "recorded the return of Health, which came on Tuesday 24 November 2026." in words
    assert "the return of Health was on Wednesday 25 November 2026, not on Tuesday 24 November 2026." in words
    listed = await open_form(people.team, BUTTON)
    assert "The return of Health: Wednesday 25 November 2026" in listed.words
    of_another = await crafted(
        people.team, "correct_day", step="returned", agency="Police", seen="9", on="x", reason="x"
    )
    assert "No return of this agency is recorded" in of_another
    assert not any(CORRECTED in message.words for message in people.icb.messages), "nobody was told of the return"


async def test_of_a_correction_in_a_closed_case_those_hear_who_hear_of_one_in_an_open_case(bot: Bot) -> None:
    people = await decided(bot, NOT_MET, NO_LESSONS)
    await crafted(people.team, "close", reason="Nothing more follows.")
    assert not (await case_of(bot)).is_open
    await bot.run_all_jobs()
    form = await open_correction(people.team, "Correct the day")
    await people.team.press(DAY, form, on="2026-11-20", reason="Read from the wrong line zzz.")
    for chat in people.partners:
        told = await shown(chat, CORRECTED)
        assert "was on Friday 20 November 2026, not on Monday 23 November 2026." in told.words
        assert "By when" not in told.words and "Who does what next" not in told.words
    await bot.run_all_jobs()
    assert len([m for m in people.icb.messages if CORRECTED in m.words]) == 1
    assert not any(CORRECTED in m.words for m in people.practitioner.messages)


async def test_a_made_up_correction_is_refused_with_what_to_do(bot: Bot) -> None:
    people = await in_review(bot)
    for step in ("lunch", "", "determined"):
        answer = await crafted(people.team, "correct_day", step=step, seen="x", on="2026-11-20", reason="x")
        assert "belongs to an older version" in answer
    stale = await crafted(people.team, "take_back", step="sin_submitted", seen="99", reason="x")
    assert "recorded or corrected anew since" in stale
    assert (await case_of(bot)).sin_submitted
