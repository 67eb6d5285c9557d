"""Proof that a request left no trace: not one byte of the store changed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from structlog.testing import capture_logs


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """The files that are not the same, with where they part."""
    return [
        f"{name}: {before.get(name, b'')[-300:]!r} and {after.get(name, b'')[-300:]!r}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


async def quiet(folder: Path, seconds: float = 0.4) -> dict[str, bytes]:
    """The store once the bot has nothing more to say of its own accord."""
    before = files(folder)
    while True:
        await asyncio.sleep(seconds)
        if (now := files(folder)) == before:
            return now
        before = now


@contextlib.asynccontextmanager
async def nothing_changes(folder: Path) -> AsyncIterator[None]:
    """Nothing in any file of the store, and no step failed for a reason that the bot did not foresee."""
    before = await quiet(folder)
    with capture_logs() as logs:
        yield
    after = await quiet(folder)
    assert differences(before, after) == []
    assert [entry for entry in logs if entry["event"] == "turn_failed"] == []
