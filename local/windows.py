"""The four windows of ``make run`` are the local Teams client, once for each person, each on a port of its own.

They also start by hand: ``python -m local.windows http://127.0.0.1:3978/api/messages``.
"""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from local.node import CLIENT, HERE, ClientFault, find_node, install_client
from local.people import WINDOWS, Window, configuration
from local.processes import answers, stop

__all__ = ["WINDOWS", "ClientFault", "Running", "Window", "install_client", "refuse_port_in_use", "start_windows"]

STATE = HERE.parent / "var/windows"
CONFIGURATION = ".m365agentsplayground.yml"
LOG = "client.log"
BOT_URL = "http://127.0.0.1:3978/api/messages"
START_SECONDS = 30
STOP_SECONDS = 5


@dataclass(frozen=True)
class Running:
    windows: Sequence[Window]
    processes: Sequence[Process]

    async def until_one_stops(self) -> Window:
        """Returns the first window that stops. None should: the launcher ends the rest, too, and names the window."""
        waiting = [asyncio.create_task(process.wait()) for process in self.processes]
        try:
            ended, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            return next(window for window, task in zip(self.windows, waiting, strict=True) if task in ended)
        finally:
            for task in waiting:
                task.cancel()


@asynccontextmanager
async def start_windows(
    bot_url: str, windows: Sequence[Window] = WINDOWS, state: Path = STATE
) -> AsyncIterator[Running]:
    """Starts the windows: every one answers inside the block and is gone after it, however the block ends. Raises
    ClientFault."""
    _refuse_without_client()
    for window in windows:
        await refuse_port_in_use(window.port)
    node = await find_node()
    processes: list[Process] = []
    try:
        for window in windows:
            processes.append(await _launch(node.program, window, bot_url, state / window.folder))
        await asyncio.gather(*(_ready(*started, state) for started in zip(processes, windows, strict=True)))
        yield Running(windows, processes)
    finally:
        await asyncio.gather(*(stop(process, STOP_SECONDS) for process in processes))


def _refuse_without_client() -> None:
    if not CLIENT.exists():
        raise ClientFault("The local Teams client is not installed: run `make run`, which fetches it.")


async def refuse_port_in_use(port: int) -> None:
    with suppress(OSError):
        _, writer = await asyncio.open_connection("localhost", port)
        writer.close()
        raise _port_in_use(port)


def _port_in_use(port: int) -> ClientFault:
    return ClientFault(f"Port {port} is in use: end what listens there (another `make run`?), then start again.")


async def _launch(node: str, window: Window, bot_url: str, folder: Path) -> Process:
    """Launches the client in a session of its own: Ctrl-C is the launcher's to handle."""
    _write_configuration(window, folder)
    options = {"channel-id": "msteams", "app-endpoint": bot_url, "port": window.port, "service-url": window.service_url}
    return await asyncio.create_subprocess_exec(
        *(node, "--require", str(HERE / "preload.cjs"), str(CLIENT), "start", "--disable-telemetry"),
        *(f"--{name}={value}" for name, value in options.items()),
        cwd=folder,
        env=_environment(folder),
        stdin=PIPE,
        stdout=PIPE,
        stderr=STDOUT,
        start_new_session=True,
    )


def _write_configuration(window: Window, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CONFIGURATION).write_text(json.dumps(configuration(window), indent=2))


def _environment(folder: Path) -> dict[str, str]:
    """Returns variables with no proxy (the client would send even loopback through it), no browser of its own, nothing
    sent home."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {
        "TZ": "Europe/London",
        "TEAMSAPPTESTER_BROWSER": "none",
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / LOG),
        "APPLICATION_INSIGHTS_NO_STATSBEAT": "1",
        "APPLICATION_INSIGHTS_NO_DIAGNOSTIC_CHANNEL": "1",
    }


async def _ready(process: Process, window: Window, state: Path) -> None:
    try:
        async with asyncio.timeout(START_SECONDS):
            await _took_its_port(process, window.port)
            if not await answers(process, f"http://127.0.0.1:{window.port}/_debug/ping"):
                raise ClientFault(f"The window on port {window.port} did not start: see {state / window.folder / LOG}.")
    except TimeoutError:
        raise ClientFault(f"The window on port {window.port} did not answer within {START_SECONDS} s.") from None


async def _took_its_port(process: Process, port: int) -> None:
    """Raises ClientFault when the port was taken in the meantime: that isn't an error to the client, which goes to any
    other one."""
    assert process.stdout
    said = (await process.stdout.readline()).decode().strip()
    if said.startswith("Listening on ") and said != f"Listening on {port}":
        raise _port_in_use(port)


async def main(arguments: Sequence[str]) -> int:
    try:
        await install_client()
        async with start_windows(arguments[0]) as running:
            for window in WINDOWS:
                sys.stdout.write(f"{window.address}  {window.person.name}: {window.title}\n")
            await running.until_one_stops()
    except ClientFault as fault:
        sys.stderr.write(f"{fault}\n")
    return 1


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(main(sys.argv[1:] or [BOT_URL])))
