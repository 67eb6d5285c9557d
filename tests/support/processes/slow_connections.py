"""Strangers without a token hold connections to a bot for as long as they can: ``python -m
tests.support.processes.slow_connections PORT COUNT``. A tenth of them send 256 KB instead, as fast as they can."""

import asyncio
import contextlib
import sys

HEAD = (
    b"POST /api/messages HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\n"
    b"Authorization: Bearer nobody\r\nContent-Length: 262144\r\n\r\n"
)
BODY = b"{" + b" " * 262_143
FLOODS = 10


async def hold(port: int, *, floods: bool) -> None:
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(HEAD + (BODY if floods else b"{"))
            while await reader.read(1000):
                pass
            writer.close()
        await asyncio.sleep(0.05)


async def main(port: int, count: int) -> None:
    await asyncio.gather(*(hold(port, floods=number % FLOODS == 0) for number in range(count)))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
