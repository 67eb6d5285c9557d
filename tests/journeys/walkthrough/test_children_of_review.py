"""Of an incident with several children each answer names the child whom it is about, or all of them."""

import pytest

from cards.refusal import NOT_RECORDED
from tests.journeys.conftest import Bot
from tests.journeys.triage.test_several_children import KILLED, add, opened
from tests.support.answers import answered
from tests.support.people.review_in_chat import WORDS, case_of, in_review, open_part, record, standing_in
from tests.support.people.sin_lane import REF, People, everyone
from tests.support.people.walkthrough_in_chat import asked, question_id

FACTS = "Facts and key practice episodes"


async def siblings_in_review(bot: Bot) -> People:
    people = await everyone(bot)
    await answered(bot, people.practitioner)
    await add(bot, people.practitioner, {**KILLED, "record_number": "MH-1235"})
    await opened(bot, people.practitioner)
    await people.team.say(f"submitted {REF} today")
    return people


async def about(bot: Bot) -> list[tuple[int, ...]]:
    return [event.answer.children for event in (await case_of(bot)).events if event.type == "review_answered"]


@pytest.mark.parametrize(("words", "children"), [("1, 2", (1, 2)), ("2", (2,)), ("child 2", (2,)), ("both", (1, 2))])
async def test_whom_an_answer_is_about_is_asked_in_chat(bot: Bot, words: str, children: tuple[int, ...]) -> None:
    people = await siblings_in_review(bot)
    await people.icb.say(f"go through {REF}")
    await people.icb.say(WORDS)
    assert question_id(asked(people.icb)) == "children" and not await about(bot)
    await people.icb.say("child 3")
    said = people.icb.last.words.splitlines()
    assert said[said.index(NOT_RECORDED) + 1] == "Look at: Which children is this about?"
    assert said.count("Type the numbers of those that hold, for example 1, 3.") == 1
    await people.icb.say(words)
    assert await about(bot) == [children]
    assert "Immediate safety action" in people.icb.last.words
    named = " and ".join(map(str, children))
    assert f"{named}: {WORDS}" in (await record(people.icb)).unfolded, "the record names them"


async def test_the_form_is_about_all_of_them_unless_it_names_some(bot: Bot) -> None:
    people = await siblings_in_review(bot)
    form = await open_part(people.icb, FACTS)
    assert standing_in(form)["children"] == "all"
    await people.icb.press("Save", form, text=WORDS, children="")
    assert "Say which children it is about" in form.words
    await people.icb.press("Save", form, text=WORDS, children="2")
    assert await about(bot) == [(2,)]
    assert "About: Child 2" in (await open_part(people.team, FACTS)).words
    form = await open_part(people.icb, FACTS)
    await people.icb.press("Save", form, text=WORDS, children="all")
    assert await about(bot) == [(2,), (1, 2)], "another child is another answer"


async def test_of_one_child_nobody_is_asked_whom_it_is_about(bot: Bot) -> None:
    people = await in_review(bot)
    assert "children" not in standing_in(await open_part(people.icb, FACTS))
    await people.icb.say(f"go through {REF}")
    await people.icb.say(WORDS)
    assert await about(bot) == [()]
