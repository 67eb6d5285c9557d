"""A whole review is gone through in chat, question by question, to a confirmed determination."""

import pytest

from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import Chat
from tests.support.people.review_in_chat import (
    LESSONS,
    MEMBERS,
    WHY,
    WORDS,
    case_of,
    crafted,
    fill_in_what_is_needed,
    in_review,
    name_chair,
    open_part,
    record,
)
from tests.support.people.sin_lane import REF, People
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

REVIEW = Answers((*LESSONS, "legal_constraints", "other_statutory_review"), {"choice": "confirmed,not_recommended"})
GROUP = Answers(
    (*MEMBERS.split(","), "legal_constraints"), {"outcome": "not_commission", "national": "not_recommended"}, WHY
)
FACTS, VOICE = "Facts and key practice episodes", "The child's voice"


async def answer_all(chat: Chat, way: Way, answers: Answers) -> int:
    """Answers whatever is asked, until all is; counts the questions."""
    for number in range(100):
        if is_at_end(chat):
            return number
        await way(chat, answers)
    raise AssertionError(f"it is asked without end: {asked(chat).words}")


async def begin(chat: Chat, *, typed: bool) -> None:
    if typed:
        await chat.say(f"go through {REF}")
    else:
        await chat.press("Go through it with me", await record(chat))


async def begun(bot: Bot) -> People:
    people = await in_review(bot)
    await begin(people.icb, typed=True)
    return people


@pytest.mark.parametrize("way", [type_answer, press_answer, half_and_half])
async def test_a_whole_review_is_gone_through_to_a_confirmed_determination(bot: Bot, way: Way) -> None:
    """Half and half, the bot ends between every two answers and starts anew: none is lost."""
    people, typed = await in_review(bot), way is type_answer
    way = after_a_restart(bot, way) if way is half_and_half else way
    await name_chair(people)
    await begin(people.icb, typed=typed)
    assert await answer_all(people.icb, way, REVIEW) == 32
    assert "No part is left." in people.icb.last.words
    assert "LCSPR criteria: met." in people.icb.last.words and "not appropriate" in people.icb.last.words
    if typed:
        await people.icb.say("record the determination")
    else:
        await people.icb.press("Record the determination", people.icb.last)
    await answer_all(people.icb, way, GROUP)
    determined = (await case_of(bot)).determination
    assert determined and determined.recommendation.outcome == "not_commission"
    assert determined.recommendation.reasons == ("legal_constraints",) and not determined.missing
    await people.icb.say(f"go through {REF}")
    assert WHY in people.icb.last.words, "the chair reads what they confirm"
    await way(people.icb, REVIEW)
    assert (await case_of(bot)).is_determined


async def test_each_answer_goes_on_the_record_at_once_with_its_author(bot: Bot) -> None:
    people = await begun(bot)
    await type_answer(people.icb, REVIEW)
    answered = [event for event in (await case_of(bot)).events if event.type == "review_answered"]
    assert [event.part for event in answered] == ["facts"] and answered[0].by.id == people.icb.person
    assert "Saved: Facts and key practice episodes\n17 parts are left." in people.icb.last.words
    await begin(people.police, typed=True)
    assert "Immediate safety action" in people.police.last.words, "each is asked only what is open"


async def test_what_another_member_answered_meanwhile_is_shown_beside_ones_own(bot: Bot) -> None:
    people = await begun(bot)
    await begin(people.police, typed=True)
    await people.police.say("The police's version.")
    await people.icb.say("The ICB's version.")
    assert "Nothing was saved over it." in people.icb.last.words
    assert "The police's version." in people.icb.last.words
    await people.icb.say("save mine")
    assert "Saved: Facts" in people.icb.last.words
    answered = [event for event in (await case_of(bot)).events if event.type == "review_answered"]
    assert [event.answer.text and event.answer.text.shown for event in answered] == [
        "The police's version.",
        "The ICB's version.",
    ]


async def test_a_member_keeps_what_another_wrote_meanwhile(bot: Bot) -> None:
    people = await begun(bot)
    form = await open_part(people.police, FACTS)
    await people.police.press("Save", form, text="The police's version.")
    await people.icb.press("Continue", asked(people.icb), text="The ICB's version.")
    await people.icb.press("Keep theirs", asked(people.icb))
    assert "Immediate safety action" in people.icb.last.words
    answered = [event for event in (await case_of(bot)).events if event.type == "review_answered"]
    assert [event.answer.text and event.answer.text.shown for event in answered] == ["The police's version."]


async def test_not_known_is_recorded_with_why_and_what_needs_no_answer_is_left_open(bot: Bot) -> None:
    people = await begun(bot)
    await people.icb.say("not known because the returns are out")
    await people.icb.say("not known")
    assert "Why is it not known?" in people.icb.last.words
    await people.icb.say("Nobody has looked yet.")
    assert "Improvements" in people.icb.last.words
    await people.icb.say("not known yet")
    assert "Context of the family's lives" in people.icb.last.words
    case = await case_of(bot)
    said = {event.part: event.answer for event in case.events if event.type == "review_answered"}
    assert said.keys() == {"facts", "immediate_action"}
    assert said["facts"].choice == said["immediate_action"].choice == "not_known"
    assert said["facts"].text and said["facts"].text.shown == "the returns are out"


async def test_it_goes_on_where_it_stopped_with_what_was_given(bot: Bot) -> None:
    people = await begun(bot)
    await people.icb.say("part 9")
    await people.icb.say("1, 9")
    await people.icb.say("The evidence for the first.")
    await people.icb.press("Stop", asked(people.icb), evidence_other="Half a")
    assert "18 parts are left" in people.icb.showing("Stopped.").words
    await people.icb.say("Nobody asks this.")
    assert "I don't know that." in people.icb.last.words
    await bot.restart()
    people.icb.bot_url = bot.url
    await begin(people.icb, typed=True)
    message = asked(people.icb)
    assert question_id(message) == "evidence_other" and "Half a" in str(message.card)
    await people.icb.say("The evidence for the other.")
    ticks = (await case_of(bot)).events[-1].answer.ticks  # type: ignore[union-attr] # the answer has ticks
    assert [tick.evidence.shown for tick in ticks.values()] == [
        "The evidence for the first.",
        "The evidence for the other.",
    ]


async def test_what_was_left_for_a_week_is_forgotten_and_what_is_recorded_stays(bot: Bot) -> None:
    people = await begun(bot)
    await people.icb.say(WORDS)
    await people.icb.say("2")
    await people.icb.say("stop")
    bot.clock.pass_(days=8)
    await bot.run_all_jobs()
    await begin(people.icb, typed=True)
    assert question_id(asked(people.icb)) == "choice", "what was not recorded is asked anew"
    assert "17 parts are left." in people.icb.last.words


async def test_back_why_define_and_skip_record_nothing(bot: Bot) -> None:
    people = await begun(bot)
    await people.icb.say("back")
    assert "This is the first question." in people.icb.last.words
    await people.icb.say("skip")
    assert "Immediate safety action" in people.icb.last.words
    await people.icb.say("2")
    await people.icb.say("back")
    assert question_id(asked(people.icb)) == "choice"
    await people.icb.say("why")
    assert "Source: " in people.icb.last.words
    await people.icb.say("define neglect")
    assert "Neglect" in people.icb.last.words
    await people.icb.press("Back", asked(people.icb))
    assert FACTS in people.icb.last.words
    assert not [event for event in (await case_of(bot)).events if event.type == "review_answered"]


async def test_what_was_recorded_is_changed_from_the_summary(bot: Bot) -> None:
    people = await in_review(bot)
    await fill_in_what_is_needed(people.icb)
    await begin(people.icb, typed=True)
    for _ in range(6):
        await people.icb.press("Skip", asked(people.icb))
    assert "6 parts are left." in people.icb.last.words, "what was skipped stays open"
    for said, answered in (
        ("something else", "All parts are asked."),
        ("next", "All parts are asked."),
        ("change 99", "There is no such part: they are numbered from 1 to 18."),
    ):
        shown = len(people.icb.messages)
        await people.icb.say(said)
        assert len(people.icb.messages) > shown and answered in people.icb.last.words, said
    await people.icb.say("change 5")
    assert VOICE in people.icb.last.words
    await people.icb.say("They said so.")
    assert "Saved: The child's voice" in people.icb.last.words
    await people.icb.press("Change", people.icb.last)
    assert FACTS in people.icb.last.words


async def test_a_determination_that_the_record_is_not_ready_for_is_refused_and_the_chat_goes_on(bot: Bot) -> None:
    people = await in_review(bot)
    assert await crafted(people.icb, "go_through", kind="determination")
    assert "The determination needs these parts of the record first" in people.icb.last.words
    await people.icb.say("cases")
    assert REF in people.icb.last.words
    await begin(people.icb, typed=True)
    assert FACTS in people.icb.last.words


async def test_whoever_steps_back_for_a_conflict_of_interest_is_asked_no_more(bot: Bot) -> None:
    people = await begun(bot)
    await people.icb.say(f"case {REF}")
    await people.icb.press("Declare conflict of interest", people.icb.showing(f"Case {REF}"))
    await crafted(people.icb, "declare_conflict", reason=WHY)
    await people.icb.say(WORDS)
    assert not [event for event in (await case_of(bot)).events if event.type == "review_answered"]
    assert "that you can see" in people.icb.last.words
    await people.icb.say("cases")
    assert FACTS not in people.icb.last.words


async def test_the_summary_names_only_changes_towards_a_duty(bot: Bot) -> None:
    people = await begun(bot)
    await answer_all(people.icb, type_answer, Answers((), REVIEW.choices))
    words = people.icb.last.unfolded
    assert "LCSPR criteria: not met." in people.icb.last.words
    assert "LCSPR criteria becomes met with this: " in words and "becomes not met" not in words


async def test_an_answer_that_is_none_is_refused_and_what_was_typed_stays(bot: Bot) -> None:
    people = await begun(bot)
    await people.icb.say("x" * 2001)
    assert "This has 2,001 characters, and may have 2,000." in people.icb.last.words
    assert "x" * 2001 in str(people.icb.last.card)
    await people.icb.say("skip")
    await people.icb.say("maybe")
    assert "Type one of these, or its number: 1 None is needed; 2 Needed and taken" in people.icb.last.words
    await people.icb.say("part 9")
    for wrong in ("1, 12", "perhaps the first", "0"):
        await people.icb.say(wrong)
        assert "Type the numbers of those that hold" in people.icb.last.words
    await people.icb.say("part 99")
    assert "There is no such part: they are numbered from 1 to 18." in people.icb.last.words
    assert "0 of 18" in (await record(people.icb)).words


async def test_a_text_that_was_meant_for_another_question_is_not_taken_as_evidence(bot: Bot) -> None:
    people = await begun(bot)
    for wrong in ("none", "2 and 4", "Yes.", "3", "..."):
        await people.icb.say(wrong)
        assert 'Write it in a sentence or two. Where it is not known, type "not known".' in people.icb.last.words
    await people.icb.say("not known")
    await people.icb.say("not sure")
    assert "Write it in a sentence or two." in people.icb.last.words, "that is no reason"
    assert not [event for event in (await case_of(bot)).events if event.type == "review_answered"]


async def test_what_may_name_somebody_is_pointed_out_before_it_is_recorded(bot: Bot) -> None:
    people = await begun(bot)
    await people.icb.say("Born on 12/11/2015, so they say.")
    assert "This may tell who somebody is" in people.icb.last.words
    assert not [event for event in (await case_of(bot)).events if event.type == "review_answered"]
    await people.icb.say("Born on 12/11/2015, so they say.")
    assert "Saved: Facts" in people.icb.last.words


async def test_an_answer_that_begins_like_a_command_is_an_answer(bot: Bot) -> None:
    people = await begun(bot)
    await people.icb.say("Report cards came late, and the case conference was not held.")
    assert "Saved: Facts" in people.icb.last.words
    await people.icb.say(f"case {REF}")
    assert "Immediate safety action" in people.icb.last.words, "the question is asked again below the case"


async def test_a_press_on_an_earlier_question_changes_nothing(bot: Bot) -> None:
    people = await begun(bot)
    first = people.icb.press_activity("Continue", asked(people.icb), text=WORDS)
    await people.icb.post(first)
    _, body = await people.icb.post(first)
    assert "Answered already." in str(body)
    assert len([event for event in (await case_of(bot)).events if event.type == "review_answered"]) == 1


async def test_a_typed_answer_counts_only_for_a_question_that_is_known_to_be_shown(bot: Bot) -> None:
    people = await begun(bot)
    bot.teams.fails[people.icb.conversation] = [500] * 500
    await people.icb.say("These are the facts.")
    bot.teams.fails.clear()
    await people.icb.say("2")
    assert any("I can't be sure that you have seen this question" in message.words for message in people.icb.messages)
    answered = [event for event in (await case_of(bot)).events if event.type == "review_answered"]
    assert [event.part for event in answered] == ["facts"]


async def test_a_triage_begins_at_once_and_the_review_goes_on_after_it(bot: Bot) -> None:
    people = await begun(bot)
    await people.icb.say("triage")
    assert "Question 1 of at most" in people.icb.last.words
    await people.icb.say(f"go through {REF}")
    assert "Question 1 of at most" in people.icb.last.words, "the report goes first"
    await people.icb.say("cancel")
    await begin(people.icb, typed=True)
    assert FACTS in people.icb.last.words


async def test_whoever_may_not_write_the_record_is_told_so(bot: Bot) -> None:
    people = await begun(bot)
    await people.practitioner.say(f"go through {REF}")
    assert f"There is nothing of {REF} to go through with you now" in people.practitioner.last.words
    message = asked(people.icb)
    taken = people.police.press_activity("Continue", message, text=WORDS)
    _, body = await people.police.post(taken)
    assert "This conversation is over." in str(body)
    assert "0 of 18" in (await record(people.icb)).words
