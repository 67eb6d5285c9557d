"""These checks prove that a request left no trace: not one byte of the store changed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from structlog.testing import capture_logs

from store.folder.register import REGISTER


def files(folder: Path) -> dict[str, bytes]:
    """Reads all files but the register, which follows the last write of any other a second later."""
    found = (file for file in folder.rglob("*") if file.is_file() and not file.name.startswith(REGISTER))
    return {str(file.relative_to(folder)): file.read_bytes() for file in found}


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """Lists the files that differ, with the last 300 bytes of each version."""
    return [
        f"{name}: {before.get(name, b'')[-300:]!r} and {after.get(name, b'')[-300:]!r}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


async def quiet(folder: Path, seconds: float = 0.4) -> dict[str, bytes]:
    """Reads the store's files once the bot writes nothing more of its own accord."""
    before = files(folder)
    while True:
        await asyncio.sleep(seconds)
        if (now := files(folder)) == before:
            return now
        before = now


@contextlib.asynccontextmanager
async def nothing_changes(folder: Path) -> AsyncIterator[None]:
    """Asserts that no file of the store changed, and that no turn failed for a reason that the bot did not foresee."""
    before = await quiet(folder)
    with capture_logs() as logs:
        yield
    after = await quiet(folder)
    assert differences(before, after) == []
    assert [entry for entry in logs if entry["event"] == "turn_failed"] == []
