"""The scheduler runs what the bot does by itself: no job waits for another, none ends another, and none dies without a
word."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.notifications.scheduler import Scheduler
from tests.bot.conftest import Clock
from tests.support.fake_teams.server import eventually

LONG = 3600.0
SHORT = 0.001


class Counted:
    """The job counts how often it began; ``error`` is raised by each run, and ``gate`` holds each back."""

    def __init__(self, error: Exception | None = None, *, open: bool = True) -> None:
        self.begun = self.ended = 0
        self.error = error
        self.gate = asyncio.Event()
        if open:
            self.gate.set()

    async def __call__(self) -> None:
        self.begun += 1
        await self.gate.wait()
        if self.error:
            raise self.error
        self.ended += 1


@asynccontextmanager
async def running(scheduler: Scheduler, first_after: float = 0.0) -> AsyncIterator[None]:
    task = asyncio.create_task(scheduler.run(first_after))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_every_round_runs_at_once_and_then_again_and_again() -> None:
    one, other = Counted(), Counted()
    async with running(Scheduler({"one": one, "other": other}, SHORT)):
        await eventually(lambda: one.ended > 3 and other.ended > 3)


async def test_the_first_rounds_of_many_partnerships_are_spread_over_the_interval() -> None:
    early, late = Counted(), Counted()
    waiting = Scheduler({"late": late}, LONG)
    async with running(Scheduler({"early": early}, LONG), SHORT), running(waiting, LONG):
        await eventually(lambda: early.ended == 1)
        assert late.begun == 0
        waiting.run_soon()
        await eventually(lambda: late.ended == 1)


async def test_a_round_that_hangs_keeps_no_other_waiting() -> None:
    hanging, other = Counted(open=False), Counted()
    async with running(Scheduler({"hanging": hanging, "other": other}, SHORT)):
        await eventually(lambda: other.ended > 3)
        assert hanging.begun == 1
        hanging.gate.set()


async def test_an_error_ends_neither_its_own_round_nor_another() -> None:
    broken, other = Counted(RuntimeError("broken")), Counted()
    async with running(Scheduler({"broken": broken, "other": other}, SHORT)):
        await eventually(lambda: broken.begun > 3 and other.ended > 3)
        broken.error = None
        await eventually(lambda: broken.ended > 0)


async def test_a_round_is_late_when_none_went_well_for_ten_intervals(clock: Clock) -> None:
    broken, good = Counted(RuntimeError("broken")), Counted()
    scheduler = Scheduler({"broken": broken, "good": good}, LONG, clock)
    async with running(scheduler):
        await eventually(lambda: good.ended == 1)
        clock.now += 10 * LONG
        assert scheduler.overdue_jobs() == ()
        clock.now += 1
        scheduler.run_soon()
        await eventually(lambda: good.ended == 2)
        assert scheduler.overdue_jobs() == ("broken",)
        broken.error = None
        scheduler.run_soon()
        await eventually(lambda: broken.ended == 1)
        assert scheduler.overdue_jobs() == ()


async def test_a_round_that_hangs_gets_late_too(clock: Clock) -> None:
    hanging = Counted(open=False)
    scheduler = Scheduler({"hanging": hanging}, LONG, clock)
    async with running(scheduler):
        await eventually(lambda: hanging.begun == 1)
        clock.now += 10 * LONG + 1
        assert scheduler.overdue_jobs() == ("hanging",)
        hanging.gate.set()


async def test_asking_for_it_wakes_all_rounds() -> None:
    one, other = Counted(), Counted()
    scheduler = Scheduler({"one": one, "other": other}, LONG)
    async with running(scheduler):
        await eventually(lambda: (one.ended, other.ended) == (1, 1))
        scheduler.run_soon()
        await eventually(lambda: (one.ended, other.ended) == (2, 2))


async def test_what_is_left_out_of_the_asking_waits_for_its_interval() -> None:
    follows, by_itself = Counted(), Counted()
    scheduler = Scheduler({"follows": follows, "by itself": by_itself}, LONG)
    async with running(scheduler):
        await eventually(lambda: (follows.ended, by_itself.ended) == (1, 1))
        scheduler.run_soon(but=["by itself"])
        await eventually(lambda: follows.ended == 2)
        assert by_itself.begun == 1


async def test_what_is_asked_for_while_a_round_runs_is_done_in_another_one() -> None:
    slow = Counted(open=False)
    scheduler = Scheduler({"slow": slow}, LONG)
    async with running(scheduler):
        await eventually(lambda: slow.begun == 1)
        scheduler.run_soon()
        slow.gate.set()
        await eventually(lambda: slow.ended == 2)


async def test_stopping_waits_for_what_is_being_sent_and_begins_nothing_new() -> None:
    sending, idle = Counted(open=False), Counted()
    stopped = asyncio.Event()

    async def run() -> None:
        async with running(Scheduler({"sending": sending, "idle": idle}, LONG)):
            await eventually(lambda: sending.begun == 1)
        stopped.set()

    task = asyncio.create_task(run())
    await eventually(lambda: sending.begun == 1)
    await asyncio.sleep(0.05)
    assert not stopped.is_set()
    sending.gate.set()
    await task
    assert (sending.begun, sending.ended) == (1, 1)


async def test_stopping_does_not_wait_for_ever(clock: Clock) -> None:
    hanging = Counted(open=False)
    async with asyncio.timeout(5):
        async with running(Scheduler({"hanging": hanging}, LONG, clock, stop_seconds=0.05)):
            await eventually(lambda: hanging.begun == 1)
    assert hanging.ended == 0
