"""The number of the store's writes is in the log at the start, at the end, and once an hour between."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.runtime.writes_log import EVERY_SECONDS, WritesLog
from store.encryption import PlainCodec
from store.folder.store import FolderStore


async def test_the_number_of_writes_is_logged_at_start_and_end_and_once_an_hour(tmp_path: Path) -> None:
    seconds = [0.0]
    store = FolderStore.open(tmp_path / "store", PlainCodec())
    with capture_logs() as logged:
        async with WritesLog(store, lambda: seconds[-1]).kept() as writes_log:
            opened = store.writes
            await store.drafts.set("ada", {"step": 1})
            for now in (EVERY_SECONDS - 1, EVERY_SECONDS, EVERY_SECONDS + 1, 2 * EVERY_SECONDS):
                seconds.append(now)
                await writes_log.run()
    events = [(line["event"], line["writes"]) for line in logged if "writes" in line]
    assert [event for event, _ in events] == ["store_opened", "store_written", "store_written", "store_closed"]
    assert events[0][1] == opened < events[1][1] <= events[2][1] <= events[3][1]


async def test_a_start_that_fails_is_logged_as_an_end_too(tmp_path: Path) -> None:
    store = FolderStore.open(tmp_path / "store", PlainCodec())
    with capture_logs() as logged, pytest.raises(ZeroDivisionError):
        async with WritesLog(store, lambda: 0.0).kept():
            raise ZeroDivisionError
    assert [line["event"] for line in logged if "writes" in line] == ["store_opened", "store_closed"]
