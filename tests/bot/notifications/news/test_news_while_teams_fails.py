"""News while Teams fails, in every way and at every message, and while two bots on one store are killed in turn: each
piece is said once to each who hears it, none is lost, and what can wait is said in office hours alone."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.connector.transport import GONE, DestinationUnreachable, SendError
from bot.messaging.destinations import Destination, destination_id
from bot.messaging.proactive import ProactiveMessenger
from cards.elements import Card
from dialogs.messages import CardMessage
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.views.news.kinds import KINDS
from safeguarding.partnership.model import ReviewChannel
from safeguarding.people import Seat
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.conftest import Figures
from tests.support.fake_teams.unreliable import Crash
from tests.support.people.at_work import PeopleAtWork
from tests.support.people.review_at_work import sign_as
from tests.support.simulated_year.days import is_office_hour
from tests.support.simulated_year.expected_messages import KINDS as KINDS_OF_CASE
from tests.support.simulated_year.habits import Agreeing
from tests.support.simulated_year.mornings import MONDAY_MORNING
from tests.support.simulated_year.simulation import Bot, QuickDisk, bot_on
from tests.support.stores.shared import OneOfSeveral

LOST, TAKEN_AND_LOST, KILLED, TAKEN_AND_KILLED = "lost", "taken, and lost", "killed", "taken, and killed"
FAULTS: Sequence[int | str] = (
    *(400, 401, 403, 404, 413, 429, 500, 502, 503),
    *(LOST, TAKEN_AND_LOST, KILLED, TAKEN_AND_KILLED),
)
EVERY = 41
"""The sample has one failure in so many."""
AT_ANY_HOUR = "somebody disagreed"
TITLES = {kind.title for kind in KINDS.values()}
Said = tuple[str, str]


def on_monday(hour: int, minute: int = 0) -> datetime:
    return MONDAY_MORNING.replace(hour=hour, minute=minute)


def on_tuesday(hour: int, minute: int = 0) -> datetime:
    return MONDAY_MORNING.replace(day=24, hour=hour, minute=minute)


OPENED, SIGNED, SUBMITTED, DISPUTED = on_monday(10), on_monday(12), on_monday(16), on_monday(20)
AWARE = date(2026, 11, 17)
"""The SIN is due on the Tuesday, so that it is not left till then to tell that all have signed for it."""
MOMENTS = (
    *(OPENED, on_monday(10, 30), SIGNED, on_monday(12, 3), on_monday(12, 30), on_monday(13)),
    *(SUBMITTED, on_monday(16, 30), DISPUTED, on_monday(20, 10), on_monday(20, 50)),
    *(on_tuesday(8, 59), on_tuesday(9), on_tuesday(9, 3), on_tuesday(9, 30), on_tuesday(10), on_tuesday(12)),
)


@dataclass
class FailsOnce(ProactiveMessenger):
    """Teams fails in one way at message number ``at``, and works before and after."""

    fault: int | str = ""
    at: int = -1
    now: datetime = OPENED
    number: int = 0
    arrived: list[tuple[datetime, Destination, str]] = field(default_factory=list)

    def knows(self, to: Destination) -> bool:
        return True

    async def answer(self, channel: ReviewChannel, root: str, shown: CardMessage) -> str:
        return await self.to(channel, shown)

    async def to(self, to: Destination, shown: CardMessage) -> str:
        number, self.number = self.number, self.number + 1
        fails = number == self.at
        if not fails or self.fault in (TAKEN_AND_LOST, TAKEN_AND_KILLED):
            self.arrived.append((self.now, to, shown.summary))
        if fails:
            self._fail()
        return f"m{number}"

    def _fail(self) -> None:
        if self.fault in (KILLED, TAKEN_AND_KILLED):
            raise Crash
        if not isinstance(self.fault, int):
            raise SendError(None)
        raise DestinationUnreachable(self.fault) if self.fault in GONE else SendError(self.fault, 60)

    async def replace_at(self, to: Destination, message_id: str, card: Card) -> None:
        """Changes nothing that anybody is told of."""

    def said(self) -> Counter[Said]:
        """Counts the pieces of news by hearer."""
        pieces = ((to, piece) for _, to, summary in self.arrived for piece in summary.split("; "))
        return Counter((destination_id(to), piece) for to, piece in pieces if piece.partition(": ")[2] in TITLES)


async def live(folder: Path, teams: FailsOnce) -> None:
    """Two bots take turns through a day and the next morning, in which one case is signed and submitted, and of another
    somebody disagrees in the evening."""
    numbers = itertools.count()
    kept = FolderStore.open(folder, PlainCodec(), QuickDisk())

    def new() -> Bot:
        return bot_on(OneOfSeveral(kept, f"bot {next(numbers)}"), teams, lambda: teams.now)

    bots, people = [new(), new()], PeopleAtWork(Agreeing(1))
    for place, teams.now in enumerate(MOMENTS):
        await bots[place % 2].store.refresh()
        await _work(bots[place % 2], people, teams.now)
        for turn in (place % 2, 1 - place % 2):
            try:
                await _run_jobs(bots[turn])
            except Crash:
                bots[turn] = new()
    await kept.close()


async def _run_jobs(bot: Bot) -> None:
    await bot.store.refresh()
    for job in (bot.case_posts.run, bot.case_notices.run, bot.nudges.run):
        await job()


async def _work(bot: Bot, people: PeopleAtWork, at: datetime) -> None:
    if at == OPENED:
        for _ in range(2):
            await people.open_one(bot.work, KINDS_OF_CASE[0], AWARE, AWARE)
    first = people.diaries[0]
    for step in {SIGNED: [people.all_sign], SUBMITTED: [people._submit]}.get(at, []):
        await step(bot.work, first)
    if at == DISPUTED:
        ref = people.diaries[1].ref
        await bot.work.apply(ref, lambda case: sign_as(case, NOTIFICATION_CRITERIA, Seat.ICB, at, agrees=False))


async def failures(folder: Path, every: int) -> int:
    """Lives through the day with each failure, or with one of so many. Returns with how many."""
    without = FailsOnce()
    await live(folder / "without", without)
    assert len(without.said()) > 12 and set(without.said().values()) == {1}
    withal = [*itertools.product(range(without.number), FAULTS)][::every]
    for number, (at, fault) in enumerate(withal):
        teams = FailsOnce(fault, at)
        await live(folder / str(number), teams)
        assert not list(wrong(without, teams)), (fault, at, list(wrong(without, teams)))
    return len(withal)


def wrong(without: FailsOnce, withal: FailsOnce) -> Iterator[str]:
    expected, said = without.said(), withal.said()
    yield from (f"never said: {piece}" for piece in expected - said)
    more = said - expected
    # A message that was taken without the bot's knowledge is said once more, and no other.
    if more and not (withal.fault in (TAKEN_AND_LOST, TAKEN_AND_KILLED) and len({to for to, _ in more}) == 1):
        yield f"said too often: {more}"
    for at, to, summary in withal.arrived:
        if any(title in summary for title in TITLES) and not is_office_hour(at) and AT_ANY_HOUR not in summary:
            yield f"at {at}: {summary} to {to}"


async def test_in_a_sample_of_failures_each_piece_is_said_once_to_each(tmp_path: Path) -> None:
    await failures(tmp_path, EVERY)


@pytest.mark.soak
async def test_whatever_fails_each_piece_is_said_once_to_each(tmp_path: Path, figures: Figures) -> None:
    figures(f"{await failures(tmp_path, 1)} failures of Teams, or of one of two bots, at a piece of news")
