"""The bot bears a full disk, a read-only one, a permission lost, a torn write, a clock that jumps back: people hear
that nothing was recorded, monitoring sees the fault, nothing is damaged, and the bot mends itself when it is gone."""

import errno
import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from store.encryption import PlainCodec
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.maintenance.snapshot import take_snapshot
from store.folder.maintenance.verification import verify
from store.retention import delete
from tests.journeys.conftest import BUSINESS_TEAM, OTHER_PRACTITIONER, PRACTITIONER, Bot
from tests.support.answers import answered, on_record
from tests.support.fake_disk.faulty import FULL, FaultyDisk
from tests.support.fake_teams.one_drive import OneDrive, allow
from tests.support.fake_teams.server import FakeTeams, eventually
from tests.support.stores.steps import closed

ERRORS = {
    "full": (errno.ENOSPC, "the disk of .* is full"),
    "over quota": (errno.EDQUOT, "is full"),
    "read-only": (errno.EROFS, "is read-only"),
    "permission lost": (errno.EACCES, "permission to write"),
    "broken": (errno.EIO, "Check the disk"),
}
TOLD = "nothing was recorded from this step. Try again"


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    teams = FakeTeams()
    async with ClientSession() as session, teams.server:
        bot = Bot(tmp_path / "store", teams, session, disk=FaultyDisk())
        await bot.start()
        yield bot
        await bot.stack.aclose()


def disk_of(bot: Bot) -> FaultyDisk:
    assert isinstance(bot.disk, FaultyDisk)
    return bot.disk


async def readiness(bot: Bot) -> tuple[int, Any]:
    async with bot.session.get(f"{bot.url}/readyz") as response:
        return response.status, await response.json()


def assert_nothing_is_damaged(bot: Bot) -> None:
    found = verify(bot.folder, take_snapshot(Files(bot.folder, PlainCodec(), Disk())), PlainCodec())
    assert found.faults == ()


@pytest.mark.parametrize("point", [0, 1, 2], ids=["at once", "in the middle of a write", "before the rename"])
@pytest.mark.parametrize("kind", ERRORS)
async def test_a_disk_that_refuses_is_told_to_the_person_and_the_watcher_and_mends_itself(
    bot: Bot, kind: str, point: int
) -> None:
    number, sentence = ERRORS[kind]
    chat, disk = bot.chat(PRACTITIONER), disk_of(bot)
    await on_record(bot, bot.chat(OTHER_PRACTITIONER))
    await answered(bot, chat)
    disk.arm(point, OSError(number, "refused"), lasting=True)

    said = await chat.press("Open the case")

    assert TOLD in said
    status, body = await readiness(bot)
    assert status == 503
    assert re.search(sentence, str(body))
    assert [case.ref for case in bot.store.cases.open_cases()] == ["CSCP-2026-001"]
    assert_nothing_is_damaged(bot)

    disk.mend()
    assert (await readiness(bot))[0] == 200
    await chat.press("Open the case", chat.showing("Check your answers"))
    await eventually(lambda: any("CSCP-2026-002 is open" in message.words for message in chat.messages))
    assert_nothing_is_damaged(bot)
    await bot.restart()
    assert [case.ref for case in bot.store.cases.open_cases()] == ["CSCP-2026-001", "CSCP-2026-002"]


async def test_a_clock_that_jumps_back_records_nothing_until_it_is_right_again(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await answered(bot, chat)
    bot.clock.jump(hours=-2)

    said = await chat.press("Open the case")

    assert "nothing was recorded" in said and "reach the Business Team now by telephone or e-mail" in said
    assert not bot.store.cases.open_cases()
    status, body = await readiness(bot)
    assert status == 503 and "The clock of the bot's machine has jumped back" in str(body)
    assert_nothing_is_damaged(bot)

    bot.clock.jump(hours=2)
    assert (await readiness(bot))[0] == 200
    await chat.press("Open the case", chat.showing("Check your answers"))
    (case,) = bot.store.cases.open_cases()
    assert case.opened.at == bot.clock.now


async def test_a_case_deleted_under_the_retention_rules_is_answered_plainly(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await on_record(bot, chat)
    (case,) = bot.store.cases.open_cases()
    await bot.store.cases.save(closed(case), case.version)
    deleted = date(2052, 1, 5)
    await delete(bot.store, (await bot.store.cases.closed()).values(), deleted)
    bot.clock.now += timedelta(days=1)
    team = bot.chat(BUSINESS_TEAM)
    for _ in range(2):
        await chat.say("case CSCP-2026-001")
        assert chat.last.words.startswith("There is no case CSCP-2026-001 that you can see")
        await team.say("case CSCP-2026-001")
        words = team.showing("under the retention rules").words
        assert "CSCP-2026-001 was deleted on Friday 5 January 2052 under the retention rules" in words
        await bot.restart()
        chat.bot_url = team.bot_url = bot.url
    await on_record(bot, bot.chat(OTHER_PRACTITIONER))
    assert [case.ref for case in bot.store.cases.open_cases()] == ["CSCP-2026-002"]


async def test_a_file_does_not_leave_when_it_cannot_be_recorded_who_took_it(bot: Bot) -> None:
    chat, drive = bot.chat(PRACTITIONER), OneDrive()
    await on_record(bot, chat)
    async with drive.server:
        await chat.say("report CSCP-2026-001")
        disk_of(bot).arm(0, FULL, lasting=True)
        await allow(chat, drive)
        assert TOLD in chat.last.words
        assert drive.uploads == []
        disk_of(bot).mend()
        await allow(chat, drive)
    assert len(drive.uploads) == 1
    assert_nothing_is_damaged(bot)
