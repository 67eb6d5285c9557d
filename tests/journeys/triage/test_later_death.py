"""A child who was seriously harmed dies after the SIN went in: the notification is updated, over real HTTP."""

from tests.journeys.conftest import CHANNEL, Bot
from tests.support.fake_teams.server import Chat, buttons, eventually, titles
from tests.support.people.review_in_chat import NO_LESSONS, NOT_MET, case_of, case_words, decided
from tests.support.people.sin_lane import REF

MOVED = f"{REF}: what is due has changed"


async def change(chat: Chat, step: str) -> None:
    await chat.say(f"update {REF}")
    action = next(button for button in buttons(chat.last.card) if button["data"].get("step") == step)
    await chat.post(chat.activity("invoke", name="adaptiveCard/action", value={"action": action}, replyToId="x"))


async def state_the_death(chat: Chat) -> None:
    await chat.press("Died", evidence="The hospital told the social worker.")
    assert "become aware of the death?" in chat.last.words
    await chat.press("Today")
    await chat.press("Save the changes")


async def test_a_death_after_the_decision_has_the_notification_updated_and_everything_decided_anew(bot: Bot) -> None:
    people = await decided(bot, NOT_MET, NO_LESSONS, harm="seriously_harmed")
    await change(people.practitioner, "harm")
    await state_the_death(people.practitioner)
    assert (
        "Update the notification (required by law or guidance): Monday 30 November 2026"
        in people.practitioner.last.words
    )
    words = await case_words(people.team)
    assert f"Case {REF}\nNotification" in words and "closes the case" not in words
    assert "the notification is not updated with what came after it (Local authority)" in words
    assert "Decided on Monday 23 November 2026 by all three partners" in words, "the earlier decision stays"
    await eventually(lambda: any(MOVED in m.words for m in people.council.messages))

    await people.icb.say(f"submitted {REF} today")
    assert "Only the Business Team, the DCS and the local authority's DSP" in people.icb.last.words
    await people.team.say(f"case {REF}")
    asking = people.team.showing("Show the history")
    await people.team.press("Record the SIN's update", asking)
    await people.team.press("Record the update", asking, on="")
    assert "Submitted on: give the day." in asking.words
    await people.team.press("Record the update", asking, on="2026-11-23")
    said = people.team.last.words
    assert f"{REF}: notification updated on Monday 23 November 2026" in said
    assert "Next: determine and decide anew after the update, by Monday 14 December 2026" in said
    await people.team.say(f"submitted {REF} 23/11/2026")
    assert "notification updated on Monday 23 November 2026" in people.team.last.words, (
        "said twice, it is recorded once"
    )

    case = await case_of(bot)
    assert case.stage.value == "rapid_review" and case.decision is None
    assert "Decided on Monday 23 November 2026, open anew" in await case_words(people.team)
    told = "Determine and decide anew after the update (required by law or guidance): Monday 14 December 2026"
    await eventually(lambda: any(told in m.words for m in bot.teams.in_conversation(CHANNEL)))
    assert not any("hospital" in m.words for m in bot.teams.in_conversation(CHANNEL))


async def test_a_closed_case_takes_a_death_and_is_open_again_by_it(bot: Bot) -> None:
    people = await decided(bot, NOT_MET, NO_LESSONS, harm="seriously_harmed")
    await people.team.say(f"case {REF}")
    asking = people.team.showing("Show the history")
    await people.team.press("Close the case", asking)
    await people.team.press("Close the case", asking, reason="All are told.")
    await people.police.say(f"case {REF}")
    closed = people.police.showing("Show the history")
    assert "Add a death or a child" in titles(closed.card)
    await people.police.press("Add a death or a child", closed)
    await state_the_death(people.police)
    case = await case_of(bot)
    assert case.is_open and case.notification.update_is_due
