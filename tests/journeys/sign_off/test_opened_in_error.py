"""A case that was opened in error is closed when the DSPs of two partners confirm it, and can be reopened."""

from safeguarding.case.stage import Stage
from tests.journeys.conftest import CHANNEL, Bot
from tests.support.fake_teams.server import eventually
from tests.support.people.sin_lane import REF, case_in_notification, sign

TITLE = "Was this case opened in error?"


async def test_two_partners_close_what_was_opened_in_error_and_its_opener_reopens_it(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.team.say(f"case {REF}")
    asking, proposes = people.team.showing("Show the history"), "Propose it"
    await people.team.press("Opened in error", asking)
    await people.team.press(proposes, asking, reason="A tester typed it.")
    assert "Why was it an error?: choose one." in asking.words
    await people.team.press(proposes, asking, kind="test", reason="A tester typed it.")
    assert f"{REF}: proposed as opened in error." in asking.words
    assert "It is closed when two agree, and nobody disagrees." in asking.words
    await people.team.say(f"case {REF}")
    assert "It was a test. Reason: A tester typed it." in people.team_words
    assert bot.store.cases.open_cases()[0].stage is Stage.NOTIFICATION

    await sign(people.council, TITLE)
    assert bot.store.cases.open_cases()
    assert "The case was opened in error, and is closed. Confirmed." in await sign(people.police, TITLE)
    assert not bot.store.cases.open_cases()
    neutral = f"{REF}: closed, opened in error."
    await eventually(lambda: any(neutral in m.words.replace("*", "") for m in bot.teams.in_conversation(CHANNEL)))
    told = f"{REF}: Closed, opened in error"
    for chat in (people.practitioner, people.council, people.team):
        await eventually(lambda chat=chat: any(told in m.words for m in chat.messages))
    await people.team.say("dashboard")
    assert "Opened in error, and not counted among them: 1 case." in people.team_words

    await people.practitioner.say(f"case {REF}")
    assert "Closed, opened in error" in people.practitioner.last.words
    asking = people.practitioner.showing("Closed, opened in error")
    await people.practitioner.press("Reopen the case", asking)
    await people.practitioner.press("Reopen the case", asking, reason="The child is real.")
    (case,) = bot.store.cases.open_cases()
    assert case.stage is Stage.NOTIFICATION
