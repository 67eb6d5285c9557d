"""What is added to the rules file is asked in the conversation and in the form, and stands in the record and in the
booklet, with no line of the program changed."""

from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import Item, Part
from safeguarding.framework.framework import Framework
from safeguarding.framework.loader import current
from safeguarding.publications.booklet import booklet
from tests.journeys.conftest import Bot
from tests.support.people.review_in_chat import WORDS, case_of, in_review, no_sin_needed, open_part, record
from tests.support.people.sin_lane import REF
from tests.support.people.walkthrough_in_chat import asked

SIBLINGS = Part(
    id="siblings",
    purpose="context",
    kind="text",
    title="The siblings",
    ask="What is known of the siblings' lives?",
    source=("review_purpose/context",),
)

ADDED = Item(id="housing", label="Temporary housing played a part", source=("indicators/list",))


def with_siblings(version: str) -> Framework:
    """Returns today's rules with one part more, first of all."""
    rules = current()
    approval = rules.approval.model_copy(update={"version": version})
    return rules.model_copy(update={"parts": (SIBLINGS, *rules.parts), "approval": approval})


def with_indicator() -> Framework:
    """Returns today's rules with one indicator more."""
    rules = current()
    indicators = rules.question("indicators")
    more = indicators.model_copy(update={"items": (*indicators.items, ADDED)})
    questions = tuple(more if each.id == more.id else each for each in rules.questions)
    return rules.model_copy(update={"questions": questions})


async def test_a_part_that_is_added_is_asked_both_ways_and_stands_wherever_the_record_is_read(bot: Bot) -> None:
    bot.framework = with_siblings(current().version)
    await bot.restart()
    people = await in_review(bot)
    form = await open_part(people.police, SIBLINGS.title)
    assert SIBLINGS.ask in form.words
    await people.icb.say(f"go through {REF}")
    assert SIBLINGS.ask in people.icb.last.words and "part 1 of 19" in people.icb.last.words
    await people.icb.say(WORDS)
    shown = await record(people.icb)
    assert "1 of 19 parts filled in" in shown.unfolded and WORDS in shown.unfolded
    assert SIBLINGS.ask in booklet(Engine(bot.framework))
    (answered,) = (event for event in (await case_of(bot)).events if event.type == "review_answered")
    assert answered.part == "siblings"


async def test_new_rules_between_two_answers_keep_what_is_recorded_and_ask_the_part_anew(bot: Bot) -> None:
    people = await in_review(bot)
    await people.icb.say(f"go through {REF}")
    await people.icb.say("part 9")
    await people.icb.say("1, 9")
    await people.icb.say("The evidence for the first.")
    bot.framework = with_siblings("2099.1")
    await bot.restart()
    people.icb.bot_url = bot.url
    await people.icb.say("The evidence for the other.")
    assert people.icb.showing("The rules have changed to version 2099.1 since your last answer.")
    message = asked(people.icb)
    assert "part 10 of 19" in message.words and "Which of these does the case show" in message.words
    await people.icb.say("1")
    assert "The evidence for the first." in str(asked(people.icb).card), "what was written stands in its box"


async def test_an_indicator_that_is_added_is_asked_in_the_review_and_counts(bot: Bot) -> None:
    bot.framework = with_indicator()
    await bot.restart()
    people = await in_review(bot)
    await people.icb.say(f"go through {REF}")
    await people.icb.say("part 9")
    assert f"10. {ADDED.label}" in people.icb.last.words
    await people.icb.say("10")
    await people.icb.say(WORDS)
    (answered,) = (event for event in (await case_of(bot)).events if event.type == "review_answered")
    assert list(answered.answer.ticks) == [ADDED.id] and "LCSPR criteria: met." in people.icb.last.words
    assert ADDED.label in booklet(Engine(bot.framework))
    assert ADDED.label in (await record(people.icb)).unfolded


async def test_an_indicator_that_is_added_is_asked_in_a_referral(bot: Bot) -> None:
    bot.framework = with_indicator()
    await bot.restart()
    people = await no_sin_needed(bot)
    chat = people.practitioner
    await chat.say(f"go through {REF}")
    for words in ("a near miss", "Health", WORDS, "10", WORDS, "refer it"):
        await chat.say(words)
    concern = (await case_of(bot)).concern
    assert concern and list(concern.indicators) == [ADDED.id]
