"""A commissioned LCSPR runs from its reviewer to its completion."""

from tests.journeys.conftest import Bot
from tests.support.people.review_in_chat import (
    TO_COMMISSION,
    assert_channel_says_nothing,
    case_of,
    case_titles,
    case_words,
    crafted,
    decided,
    open_form,
    standing_in,
)
from tests.support.people.sin_lane import REF, People, case_in_notification

REVIEWER = "An independent zzz reviewer."


async def test_an_lcspr_goes_from_its_reviewer_over_its_progress_to_its_completion(bot: Bot) -> None:
    people = await decided(bot, TO_COMMISSION)
    assert "Reviewer: not recorded yet" in await case_words(people.icb)
    assert "Record the LCSPR's completion" not in await case_titles(people.team)
    form = await open_form(people.team, "Record the LCSPR's start")
    for wrong, needed in (
        ({"on": "2026-11-20"}, "is before the LCSPR was commissioned"),
        ({"on": "2026-11-24"}, "is in the future"),
        ({"on": ""}, "Started on: give the day."),
    ):
        await people.team.press("Record the start", form, **{"reviewer": REVIEWER, **wrong})
        assert needed in form.words and standing_in(form)["reviewer"] == REVIEWER
    await people.team.press("Record the start", form, reviewer="", on="2026-11-23")
    assert "Who reviews: write it" in form.words
    await people.team.press("Record the start", form, reviewer=REVIEWER, on="2026-11-23")
    assert f"Reviewer: {REVIEWER}, from Monday 23 November 2026" in await case_words(people.icb)

    form = await open_form(people.team, "Note the LCSPR's progress")
    await people.team.press("Note it", form, note=" ")
    assert "The note: write it" in form.words
    await people.team.press("Note it", form, note="The zzz panel met.")
    bot.clock.pass_(days=100)
    await bot.restart()
    people = People(bot)
    words = await case_words(people.police)
    assert "Progress: The zzz panel met." in words and "Sunday 23 May 2027" in words

    form = await open_form(people.team, "Record the LCSPR's completion")
    await people.team.press("Record the completion", form, on="2027-03-03", note="")
    assert "The note: write it" in form.words and standing_in(form)["on"] == "2027-03-03"
    await people.team.press("Record the completion", form, on="2027-03-03", note="Published zzz.")
    assert "the LCSPR is completed, and the case is closed" in form.words
    assert not bot.store.cases.open_cases()
    assert f"Case {REF}\nClosed" in await case_words(people.icb)
    await people.icb.say("deadlines")
    assert "No clock is running" in people.icb.last.words
    assert_channel_says_nothing(bot)
    await bot.run_all_jobs()
    assert_the_opener_heard_of_each_turn_without_its_detail(people)


def assert_the_opener_heard_of_each_turn_without_its_detail(people: People) -> None:
    """Whoever only opened the case, and may not read the review's record, hears by itself what became of it."""
    told = [message.words for message in people.practitioner.messages if not message.is_answer]
    turns = (": the SIN is submitted\n", ": an LCSPR is commissioned\n", "recorded the LCSPR's completion")
    assert all(sum(turn in words for words in told) == 1 for turn in turns), told
    assert not any("zzz" in words for words in told)


async def test_only_the_business_team_records_it_and_only_once_it_is_commissioned(bot: Bot) -> None:
    people = await case_in_notification(bot)
    steps = {
        "start_lcspr": ({"reviewer": REVIEWER, "on": "2026-11-23"}, "record the start of an LCSPR"),
        "note_progress": ({"note": "x"}, "note the progress of an LCSPR"),
        "complete_lcspr": ({"note": "x", "on": "2026-11-23"}, "record the completion of an LCSPR"),
    }
    for verb, (data, step) in steps.items():
        for chat in (people.icb, people.practitioner):
            assert await crafted(chat, verb, **data) == f"Only the Business Team can {step}."
        refused = await crafted(people.team, verb, **data)
        assert refused == f"{REF} is at the stage Notification; this belongs to the stage LCSPR."


async def test_it_is_not_completed_before_its_start_is_recorded(bot: Bot) -> None:
    people = await decided(bot, TO_COMMISSION)
    refused = await crafted(people.team, "complete_lcspr", on="2026-11-23", note="x")
    assert refused == "Record first who reviews and when the LCSPR started."
    assert (await case_of(bot)).is_open


async def test_each_step_pressed_twice_is_recorded_once(bot: Bot) -> None:
    people = await decided(bot, TO_COMMISSION)
    for verb, data in (
        ("start_lcspr", {"reviewer": REVIEWER, "on": "2026-11-23"}),
        ("note_progress", {"note": "The zzz panel met."}),
        ("complete_lcspr", {"on": "2026-11-23", "note": "Published zzz."}),
    ):
        before = len((await case_of(bot)).events)
        for _ in range(2):
            await crafted(people.team, verb, **data)
        assert len((await case_of(bot)).events) == before + 1
