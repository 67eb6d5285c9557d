"""An incident with several children goes its way over real HTTP: siblings, a group of young people, twins."""

from collections.abc import Mapping

from safeguarding.case.case import Case
from safeguarding.case.steps.lifecycle import submit_sin
from safeguarding.framework.entries import NOT_KNOWN
from safeguarding.offered_answers import AS_CHILD_1
from tests.journeys.conftest import CHANNEL, PRACTITIONER, Bot
from tests.support.answers import A_CHILD_DIED, EVIDENCE, answer, answered, asked
from tests.support.case_stages import BUSINESS_TEAM, decided, recommendation
from tests.support.children import of_children, opened_with
from tests.support.fake_teams.server import Chat, buttons, eventually, titles
from tests.support.people.everybody import OPENED_AT
from tests.support.people.review_in_chat import case_of, case_words
from tests.support.people.sin_lane import CRITERIA, REF, everyone, shown, sign

KILLED = {**A_CHILD_DIED, "part": "harmed", "incident_on": AS_CHILD_1, "became_aware": AS_CHILD_1}
SAFE = {**KILLED, "part": "other_child", "harm": "neither"}
CHARGED = {**KILLED, "part": "alleged_to_have_harmed", "harm": "hurt", "abuse_or_neglect": NOT_KNOWN}
HURT = {"harm": "seriously_harmed", "age": "under_18", "abuse_or_neglect": "known", "care_experienced": "no"}


async def add(bot: Bot, chat: Chat, known: Mapping[str, str], number: int = 2, *, of: tuple[int, ...] = ()) -> None:
    """Adds a child on "Check your answers", and answers what is asked about it, and ``of`` which others."""
    await chat.press("Add a child")
    while step := asked(chat, bot.framework):
        assert any(f"Child {each}" in chat.last.words for each in (number, *of))
        value = known.get(step.id, NOT_KNOWN)
        if value == AS_CHILD_1:
            await chat.press("The same as Child 1")
        else:
            await answer(chat, step, value)


async def opened(bot: Bot, chat: Chat) -> Case:
    await chat.press("Open the case")
    assert f"{REF} is open" in chat.last.words
    await bot.store.refresh()
    return await case_of(bot)


async def test_two_siblings_killed_at_home_on_one_day_are_one_incident(bot: Bot) -> None:
    people = await everyone(bot)
    await answered(bot, people.practitioner)
    await add(bot, people.practitioner, {**KILLED, "record_number": "MH-1235"})
    assert "Child 1" in people.practitioner.last.words and "The incident" in people.practitioner.last.words
    case = await opened(bot, people.practitioner)
    assert [child.answers["harm"] for child in case.facts.children] == ["died", "died"]
    assert "Children 1 and 2: The local authority submits a SIN" in people.practitioner.last.unfolded
    for chat in people.partners:
        assert "Child 2" in (await shown(chat, CRITERIA)).words
        await sign(chat)
    await people.team.say(f"submitted {REF} today")
    words = await case_words(people.team)
    assert f"Case {REF}\nRapid Review" in words
    assert words.count("recorded that the SIN was submitted") == 1
    assert "MH-1234" in words and "MH-1235" in words
    await eventually(lambda: any(REF in message.words for message in bot.teams.in_conversation(CHANNEL)))
    assert not any("MH-123" in message.words for message in bot.teams.in_conversation(CHANNEL))


async def test_of_twins_one_was_harmed_and_one_is_safe_and_the_safe_one_takes_nothing_away(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await answered(bot, chat, harm="neither")
    # Of a near miss alone neither the days nor the places were asked.
    await add(bot, chat, {**A_CHILD_DIED, "part": "harmed", "harm": "seriously_harmed"}, of=(1,))
    case = await opened(bot, chat)
    assert [values["sin"] for values in case.outcome.children] == ["not_required", "required"]
    assert "Child 2: The local authority submits a SIN" in chat.last.unfolded
    await chat.say(f"update {REF}")
    await chat.say("show child 2")
    await chat.say("take out child 2")
    await chat.press("Save the changes")
    assert "end Child 2's place in this case" in chat.last.words
    assert len((await case_of(bot)).facts.children) == 2, "it is proposed, and holds when all agree"


async def test_a_group_of_young_people_some_harmed_some_charged_is_told_by_typed_words_alone(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await answered(bot, chat, harm="seriously_harmed")
    for number, known in enumerate((KILLED, CHARGED, CHARGED, KILLED), 2):
        await chat.say("add another child")
        while step := asked(chat, bot.framework):
            value = known.get(step.id, NOT_KNOWN)
            labels = {answer.id: answer.label for answer in step.answers}
            if value == AS_CHILD_1:
                await chat.say("the same")
            elif (labelled := labels.get(value)) and any(a.evidence for a in step.answers if a.id == value):
                await chat.press(labelled, evidence=EVIDENCE)
            else:
                await chat.say(labels.get(value, "not known" if value == NOT_KNOWN else value))
        assert f"Child {number}" in chat.last.words
    assert "The national form takes details of up to four" in chat.last.words
    case = await opened(bot, chat)
    parts = [child.part for child in case.facts.children]
    assert parts == ["harmed", "harmed", "alleged_to_have_harmed", "alleged_to_have_harmed", "harmed"]
    assert "The national form takes details of up to four" in chat.last.words
    assert "Part in the incident: Alleged to have harmed" in await case_words(chat)


async def test_one_of_two_harmed_children_dies_after_the_decision(bot: Bot) -> None:
    people = await everyone(bot)
    submitted = submit_sin(opened_with(of_children(HURT, HURT), REF), OPENED_AT.date(), BUSINESS_TEAM, OPENED_AT)
    case = decided(submitted, recommendation("not_met"))
    await bot.store.cases.add(case.opened.triage, bot.partnership.reference_prefix, 2026, lambda ref: case)
    await people.council.say(f"update {REF}")
    await people.council.press("Show", people.council.last)
    change = next(
        button
        for button in buttons(people.council.last.card)
        if (button["data"].get("step"), button["data"].get("child")) == ("harm", 2)
    )
    await _press(people.council, change)
    assert "Child 2" in people.council.last.words
    await people.council.press("Died", evidence="The hospital told the social worker.")
    assert "become aware of the death?" in people.council.last.words
    await people.council.press("Today")
    await people.council.press("Save the changes")
    assert "Child 2, Harm: Seriously harmed \u2192 Died" in people.council.last.words
    assert "Update the notification (required by law or guidance): Monday 30 November 2026" in people.council.last.words
    await people.team.say(f"submitted {REF} today")
    assert "determine and decide anew after the update, by Monday 14 December 2026" in people.team.last.words
    now = await case_of(bot)
    assert now.notification.died == {2} and now.stage.value == "rapid_review"


async def _press(chat: Chat, button: Mapping[str, object]) -> None:
    await chat.post(chat.activity("invoke", name="adaptiveCard/action", value={"action": button}, replyToId="x"))


async def test_a_child_who_is_told_of_after_the_sin_has_the_notification_updated(bot: Bot) -> None:
    people = await everyone(bot)
    await answered(bot, people.practitioner)
    await opened(bot, people.practitioner)
    await people.team.say(f"submitted {REF} today")
    await people.practitioner.say(f"update {REF}")
    assert "Add a child" in titles(people.practitioner.last.card)
    await add(bot, people.practitioner, {**KILLED, "became_aware": "2026-11-23"})
    await people.practitioner.press("Save the changes")
    words = people.practitioner.last.words
    assert "Child 2 is added: Part in the incident: Harmed; Harm: Died" in words
    assert "Update the notification (required by law or guidance): Monday 30 November 2026" in words
    await people.team.say(f"submitted {REF} today")
    assert f"{REF}: notification updated on Monday 23 November 2026" in people.team.last.words
    assert (await case_of(bot)).stage.value == "rapid_review"
