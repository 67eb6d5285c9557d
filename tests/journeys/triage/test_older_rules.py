"""The bot comes back under rules that have dropped or renamed entries by which a case was recorded."""

from tests.journeys.conftest import Bot
from tests.journeys.review.test_rapid_review import FACTS
from tests.support.fake_teams.server import titles
from tests.support.generators.rules import rules
from tests.support.people.review_in_chat import WORDS, crafted, in_review, open_part, record
from tests.support.people.sin_lane import REF, People, case_in_notification


async def under(bot: Bot, changed: str) -> People:
    bot.framework = rules(changed)
    await bot.restart()
    return People(bot)


async def test_what_was_written_in_a_part_that_was_dropped_is_read_and_not_written(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_part(people.icb, FACTS)
    await people.icb.press("Save", form, text=WORDS)
    people = await under(bot, "part facts is dropped")
    assert "0 of 17 parts filled in" in (await record(people.icb)).unfolded
    read = await open_part(people.icb, "facts (a part of earlier rules)")
    assert WORDS in read.words and titles(read.card) == ["Back to the record"]
    refused = await crafted(people.icb, "answer_part", part="facts", seen=1, text="Written over.")
    assert "does not belong to the record any more" in refused


async def test_an_answer_that_was_renamed_is_shown_as_it_was_and_asked_again_with_the_next_update(bot: Bot) -> None:
    await case_in_notification(bot)
    people = await under(bot, "question age answer under_18 is renamed")
    await people.team.say(f"case {REF}")
    words = people.team.newest.unfolded
    assert "under 18 (an answer of earlier rules)" in words
    assert "Serious Incident Notification (SIN): required" in words
    await people.team.say(f"update {REF}")
    assert bot.framework.question("age").ask in people.team.newest.words
