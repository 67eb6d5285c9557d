"""Teams fails at any request that follows a step: what is recorded, what people are told, and what is on their screens
agree with what would have been without the failure."""

import asyncio
import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.connector.transport import RetryingTransport
from tests.conftest import Figures
from tests.journeys.conftest import Bot
from tests.support.fake_teams.failing import FAULTS, LATE
from tests.support.walks.all_steps import STEPS
from tests.support.walks.stage import Stage, require_agreement, stage_in
from tests.support.walks.step import Start

QUICK = ("merge", "disagree", "submit by a typed line", "take a file")
STARTS: Mapping[Start, Sequence[str]] = {
    start: [name for name, step in STEPS.items() if step.start is start]
    for start in dict.fromkeys(step.start for step in STEPS.values())
}
SILENCE_SECONDS, TOGETHER = 12.0, 4


async def test_in_a_sample_of_failures_record_words_and_screens_agree(tmp_path: Path) -> None:
    numbers = itertools.count()
    async with stage_in(tmp_path) as stage:
        for name in QUICK:
            await stage.prepare(STEPS[name].start)
            await walk(stage, name, numbers, every=24)


@pytest.mark.soak
@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.__name__)
async def test_whatever_fails_after_a_step_record_words_and_screens_agree(
    tmp_path: Path, start: Start, figures: Figures
) -> None:
    numbers = itertools.count()
    async with stage_in(tmp_path) as stage:
        await stage.prepare(start)
        failures = [await walk(stage, name, numbers) for name in STARTS[start]]
    figures(f"{len(failures)} steps, {sum(failures)} failures")


async def walk(stage: Stage, name: str, numbers: Iterator[int], every: int = 1) -> int:
    """Takes the step with each failure, or with one of so many. Returns with how many."""
    step, failures = STEPS[name], 0
    without = await stage.take(step)
    for at, fault in itertools.product(range(without.requests), FAULTS):
        number = next(numbers)
        if number % every == 0:
            failures += 1
            # Two in a row: the second is the bot's own second try.
            withal = await stage.take(step, fault, at, times=1 + number // every % 2, moves=number // every % 3 == 0)
            require_agreement(step, without, withal, fault, f"{name}: request {at} fails with {fault}")
    return failures


class UnhurriedBot(Bot):
    """The unhurried bot waits for Teams, and between its tries, as long as in its deployment."""

    def _transport(self, session: ClientSession) -> RetryingTransport:
        return RetryingTransport(session)


@pytest.mark.soak
async def test_after_twelve_seconds_of_silence_record_words_and_screens_agree(tmp_path: Path, figures: Figures) -> None:
    """What Teams takes in the end comes late, and perhaps twice."""
    places, alone = asyncio.Semaphore(TOGETHER), asyncio.Lock()

    async def on_one(start: Start) -> int:
        async with places, stage_in(tmp_path / start.__name__, UnhurriedBot) as stage:
            stage.teams.late_seconds = SILENCE_SECONDS
            # The others mostly wait; this takes the processor.
            async with alone:
                await stage.prepare(start)
            return sum([await silence(stage, name) for name in STARTS[start]])

    longest_first = sorted(STARTS, key=lambda start: -len(STARTS[start]))
    silences = await asyncio.gather(*map(on_one, longest_first))
    figures(f"{len(STEPS)} steps, {sum(silences)} silences")


async def silence(stage: Stage, name: str) -> int:
    """Takes the step with a silence at each of its requests. Returns how many."""
    step, without = STEPS[name], await stage.take(STEPS[name])
    for at in range(without.requests):
        withal = await stage.take(step, LATE, at, times=1)
        require_agreement(step, without, withal, LATE, f"{name}: request {at} waits")
    return without.requests
