"""A seat becomes vacant while the bot runs, and who has to know is told."""

from datetime import date

from safeguarding.people import Seat
from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import Chat


async def the_police_leave(bot: Bot) -> None:
    """The police's DSP and deputy leave, nobody has followed them yet, and the file says so."""
    police = bot.partnership.partners.police.model_copy(update={"dsps": ()})
    partners = bot.partnership.partners.model_copy(update={"police": police})
    vacant = {Seat.POLICE: date(2026, 11, 23)}
    bot.partnership = bot.partnership.model_copy(update={"partners": partners, "vacant_since": vacant})
    await bot.run_all_jobs()


def told_of_vacancy(chat: Chat) -> list[str]:
    return [message.words for message in chat.messages if "A seat is vacant" in message.words]
