"""Habits are how soon people take their steps. A year of forty cases is lived through with each, and the messages are
counted that the bot sends by itself."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from itertools import cycle
from pathlib import Path
from random import Random

from bot.messaging.destinations import Destination
from bot.messaging.proactive import ProactiveMessenger
from cards.elements import Card
from dialogs.messages import CardMessage
from safeguarding.partnership.model import ReviewChannel
from safeguarding.people import Actor, Seat
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.support.case_stages import closed_anyway
from tests.support.people.at_work import PeopleAtWork
from tests.support.people.review_at_work import BUSINESS_TEAM, SIGNERS, take, words
from tests.support.simulated_year.days import DAY, LONDON, working_days_in, works
from tests.support.simulated_year.expected_messages import HOLDERS, KINDS, Diary
from tests.support.simulated_year.simulation import Bot, QuickDisk, as_text, bot_on

CASES = 40
OVERDUE = re.compile("(working days?|weeks) overdue")
FIRST, LAST = date(2027, 3, 1), date(2028, 2, 29)
MOMENTS = (time(9, 1), time(12, 30), time(15, 1))

DIRECTOR = Actor(person=HOLDERS["dcs"], seats=frozenset({Seat.DCS}))
"""Whoever is there signs themselves; a deputy would not have a card to sign."""

Habit = Mapping[str, int]
"""A habit gives the working day after its opening on which a case gets so far; what is not named never comes."""
HABITS: Mapping[str, Habit] = {
    "prompt": {"sign": 1, "submit": 2, "chair": 3, "ask": 3, "return": 4, "determine": 12, "decide": 14, "lcspr": 100},
    "late": {"sign": 6, "submit": 7, "chair": 14, "ask": 14, "return": 17, "determine": 26, "decide": 28},
    "silent": {"close": 40},
}


class ListeningTeams(ProactiveMessenger):
    """Every message arrives, and is counted by destination, month, and whether it speaks of something overdue."""

    def __init__(self) -> None:
        self.now = datetime.combine(FIRST, MOMENTS[0], LONDON)
        self.counted: Counter[tuple[Destination, int, bool]] = Counter()

    def knows(self, to: Destination) -> bool:
        return True

    async def answer(self, channel: ReviewChannel, root: str, shown: CardMessage) -> str:
        return await self.to(channel, shown)

    async def to(self, to: Destination, shown: CardMessage) -> str:
        is_overdue = OVERDUE.search(as_text(shown.card)) is not None
        self.counted[to, self.now.month, is_overdue] += 1
        return f"m{sum(self.counted.values())}"

    async def replace_at(self, to: Destination, message_id: str, card: Card) -> None:
        """Changes nothing that anybody is told of."""


class Agreeing(Random):
    """Everybody agrees to what is put to them."""

    def random(self) -> float:
        return 0.0


@dataclass
class Year:
    """A year is lived through with one habit."""

    folder: Path
    habit: Habit
    teams: ListeningTeams = field(default_factory=ListeningTeams)

    async def run(self) -> None:
        store = FolderStore.open(self.folder, PlainCodec(), QuickDisk())
        bot = bot_on(store, self.teams, lambda: self.teams.now)
        outcomes = cycle(["no lcspr", "no lcspr", "no lcspr", "commission"])
        people = PeopleAtWork(Agreeing(1), outcomes=outcomes, signers={**SIGNERS, Seat.DCS: DIRECTOR})
        days = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1) if works(FIRST + n * DAY)]
        openings = {days[number * len(days) // CASES] for number in range(CASES)}
        for day in days:
            for at in MOMENTS:
                self.teams.now = datetime.combine(day, at, LONDON)
                if at == MOMENTS[1]:
                    await self._work(bot, people, day)
                if at == MOMENTS[1] and day in openings:
                    await people.open_one(bot.work, KINDS[0], day, day)
                await bot.case_posts.run()
                await bot.case_notices.run()
                await bot.nudges.run()
        await store.close()

    async def _work(self, bot: Bot, people: PeopleAtWork, day: date) -> None:
        for diary in people.diaries:
            number = working_days_in(diary.opened.date(), day)
            for step in [step for step, at in self.habit.items() if at == number]:
                await _take(bot, people, diary, step)


async def _take(bot: Bot, people: PeopleAtWork, diary: Diary, step: str) -> None:
    steps = {
        "sign": (people.all_sign,),
        "submit": (people._submit,),
        "chair": (people._name_chair,),
        "ask": (people._ask,),
        "return": (people._receive,),
        "determine": (people._determine,),
        "decide": (people._decide,),
        "lcspr": (people._start, people._complete),
    }
    if step == "close":
        await take(
            bot.work, diary, partial(closed_anyway, reason=words("moved"), by=BUSINESS_TEAM, at=bot.work.rules.now())
        )
        diary.is_open = False
    for each in steps.get(step, ()):
        await each(bot.work, diary)
