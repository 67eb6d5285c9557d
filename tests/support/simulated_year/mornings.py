"""The clock goes to the hours of the nudges, and their messages are read. In these Novembers London keeps UTC."""

import re
from datetime import UTC, datetime

from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import Chat, Message, buttons, eventually

# The case of the journeys: a partner became aware on Friday 20 November 2026, so the SIN is due on Friday 27 November.
MONDAY_MORNING = datetime(2026, 11, 23, 10, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (datetime(2026, 11, day, 9, tzinfo=UTC) for day in (24, 25, 26, 27))
NEXT_MONDAY, NEXT_TUESDAY = datetime(2026, 11, 30, 9, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)
DIGEST = "Deadlines on"
NUDGE = re.compile(r"-\d{4}-\d{3}: .*((days?|weeks) left|due today|due on \w+ \d+ \w+ \d{4}|overdue)(, and \d+ more)?$")


async def go_to(bot: Bot, at: datetime) -> None:
    """Sets the clock, and runs all jobs several times. Messages on their way end first: a try that failed only after
    the clock was moved would begin its backoff then."""
    await bot.run_all_jobs()
    bot.clock.now = at
    await bot.run_all_jobs()


def cards(bot: Bot, conversation: str) -> list[Message]:
    """Returns the nudges and digests there, oldest first."""
    return [
        message for message in bot.teams.in_conversation(conversation) if _is_nudge(message.words.partition("\n")[0])
    ]


def _is_nudge(title: str) -> bool:
    return title.startswith(DIGEST) or NUDGE.search(title) is not None


def nudged(bot: Bot, conversation: str) -> list[str]:
    """Returns the words of the nudges once all is unfolded, without their emphasis."""
    return [message.unfolded.replace("*", "") for message in cards(bot, conversation)]


async def change(chat: Chat, ref: str, step: str, value: str) -> None:
    """Changes one fact of a case, by ``update``."""
    await chat.say(f"update {ref}")
    check = chat.showing("Check your answers")
    button = next(button for button in buttons(check.card) if button["data"].get("step") == step)
    await chat.post(chat.activity("invoke", name="adaptiveCard/action", value={"action": button}))
    await chat.press("Continue", value=value)
    await chat.press("Save the changes", chat.showing("Check your answers"))
    await eventually(lambda: any("is updated" in message.words for message in chat.messages))
