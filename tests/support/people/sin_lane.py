"""The people of a case in its notification act here, each in their own chat."""

from tests.journeys.conftest import (
    BUSINESS_TEAM,
    CHANNEL,
    ICB,
    LOCAL_AUTHORITY_DSP,
    OTHER_PRACTITIONER,
    POLICE,
    PRACTITIONER,
    Bot,
)
from tests.support.answers import on_record
from tests.support.fake_teams.server import Chat, Message, buttons, eventually

ICB_DSP, POLICE_DSP = (f"aa000000-0000-4000-8000-00000000000{n}" for n in (3, 4))
COUNCIL_DEPUTY, ICB_DEPUTY, POLICE_DEPUTY = (f"aa000000-0000-4000-8000-00000000001{n}" for n in (2, 3, 4))
CRITERIA = "Are the criteria for a Serious Incident Notification met?"
QUALITY = "Quality and accuracy of the SIN"
REF = "CSCP-2026-001"
NOT_REQUIRED = {"abuse_or_neglect": "neither", "care_experienced": "no"}
IN_CARE = {"abuse_or_neglect": "neither", "care_experienced": "yes"}
CARE_LEAVER = {"age": "18_to_24", "care_experienced": "yes"}
PERSONAL = ("from", "conversation", "channelData")
"""These fields of an activity tell whose it is."""


class People:
    """The partners and the Business Team are each in their own chat with the bot."""

    def __init__(self, bot: Bot) -> None:
        self.council = bot.chat(LOCAL_AUTHORITY_DSP)
        self.icb = bot.chat(ICB_DSP, ICB)
        self.police = bot.chat(POLICE_DSP, POLICE)
        self.team = bot.chat(BUSINESS_TEAM)
        self.practitioner = bot.chat(PRACTITIONER)
        self.other_practitioner = bot.chat(OTHER_PRACTITIONER)
        self.council_deputy = bot.chat(COUNCIL_DEPUTY)
        self.icb_deputy = bot.chat(ICB_DEPUTY, ICB)

    @property
    def team_words(self) -> str:
        return self.team.last.unfolded

    @property
    def council_words(self) -> str:
        return self.council.last.unfolded

    @property
    def partners(self) -> tuple[Chat, Chat, Chat]:
        return self.council, self.icb, self.police

    @property
    def all(self) -> tuple[Chat, ...]:
        openers, deputies = (self.practitioner, self.other_practitioner), (self.council_deputy, self.icb_deputy)
        return (*self.partners, self.team, *openers, *deputies)


async def everyone(bot: Bot) -> People:
    people = People(bot)
    for chat in (*people.partners, people.team):
        await chat.install()
    return people


def card_of(chat: Chat, title: str) -> Message:
    """Returns the newest card with this title that can still be used."""
    return _usable(chat, title)[-1]


def _usable(chat: Chat, title: str) -> list[Message]:
    return [message for message in chat.messages if title in message.words and list(buttons(message.card))]


async def shown(chat: Chat, title: str) -> Message:
    await eventually(lambda: bool(_usable(chat, title)))
    return card_of(chat, title)


async def sign(chat: Chat, title: str = CRITERIA, verdict: str = "Agree", reason: str = "") -> str:
    message = await shown(chat, title)
    answer = await chat.press(verdict, message, reason=reason)
    return answer if isinstance(answer, str) else message.words


async def copy_in_channel(bot: Bot) -> Message:
    """Returns the copy of the first card to sign that stands in the channel, below the case's post."""
    await eventually(lambda: len(bot.teams.in_conversation(CHANNEL)) > 1)
    return bot.teams.in_conversation(CHANNEL)[1]


async def case_in_notification(bot: Bot, **different: str) -> People:
    people = await everyone(bot)
    await on_record(bot, people.practitioner, **different)
    for chat in people.partners:
        await shown(chat, CRITERIA)
    return people
