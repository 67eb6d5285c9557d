"""The test of several bots on one store ends this process in the middle of a turn."""

import asyncio
import sys

from tests.support.postgres.bots import bot


async def main(url: str, partnership: str) -> None:
    async with await bot(url, partnership) as store, store.turn("conversation"):
        print("held", flush=True)  # noqa: T201 - read by the process that started it
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
