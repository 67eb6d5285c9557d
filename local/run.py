"""``make run`` starts the bot on its embedded store, and four windows of the local Teams client. Ctrl-C stops all of
it."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from bot.config.settings import LOCAL_RUN
from local.processes import answers, stop
from local.windows import WINDOWS, ClientFault, install_client, refuse_port_in_use, start_windows

ROOT = Path(__file__).parents[1]
VAR = Path(os.environ.get("LOCAL_VAR", ROOT / "var"))
"""Cases, files taken and the settings are kept here. Tests give each of their runs its own."""
HOST, PORT = "127.0.0.1", int(os.environ.get("LOCAL_BOT_PORT", "3978"))
START_SECONDS = 30
STOP_SECONDS = 5


async def run() -> None:
    """Runs until Ctrl-C or SIGTERM, which raise CancelledError here. Raises ClientFault."""
    task = asyncio.current_task()
    assert task
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    await install_client()
    async with _bot() as bot, start_windows(f"http://{HOST}:{PORT}/api/messages") as windows:
        print(_instructions(), flush=True)
        stopped = [asyncio.create_task(bot.wait()), asyncio.create_task(windows.until_one_stops())]
        await asyncio.wait(stopped, return_when=asyncio.FIRST_COMPLETED)
        for task in stopped:
            task.cancel()
        raise ClientFault("The bot or one of the windows has stopped: start again with make run.")


@asynccontextmanager
async def _bot() -> AsyncIterator[Process]:
    await refuse_port_in_use(PORT)
    settings = {
        "CSCP_LOCAL": "true",
        "CSCP_HOST": HOST,
        "CSCP_PORT": str(PORT),
        "CSCP_STORE_URL": os.environ.get("CSCP_STORE_URL", str(VAR / "store")),
        "CSCP_PARTNERSHIP": str(ROOT / "local" / "partnership.toml"),
        "CSCP_TAKEN": str(VAR / "taken"),
        # Whoever tries the bot on an evening sees what it tells.
        "CSCP_NEWS_AT_ONCE": "true",
    }
    _keep_settings(VAR / LOCAL_RUN.name, settings)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CSCP_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "app.py"), cwd=ROOT, env={**inherited, **settings}, start_new_session=True
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            if not await answers(process, f"http://{HOST}:{PORT}/healthz"):
                raise ClientFault("The bot did not start: the lines above say why.")
        yield process
    finally:
        await stop(process, STOP_SECONDS)


def _keep_settings(file: Path, settings: Mapping[str, str]) -> None:
    """Writes the settings down for the commands of ``app.py``, which look for them in ``LOCAL_RUN``."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{name}='{value}'\n" for name, value in settings.items()))


def _instructions() -> str:
    windows = "\n".join(f"  {number}. {window.address}  {window.title}" for number, window in enumerate(WINDOWS, 1))
    return f"""
The bot is running. Open these in a browser, the first one first:
{windows}

Four things to try in window 1, in the personal chat with the bot:
  - Type  triage  and answer: a child has died, under 18, abuse suspected. Open the case.
  - Type  cases  and open the case that you just made: its deadlines, its history, what you may do next.
  - Sign the notification criteria in windows 2, 3 and 4; then, in window 1, type  submitted REF today
  - Type  report REF : the decision record comes into var/taken. So does  python app.py report REF  beside this.
The review channel is in window 1 under Teams. Ctrl-C stops everything; the cases stay in var/store.
"""


def main() -> int:
    try:
        asyncio.run(run())
    except ClientFault as fault:
        print(fault, file=sys.stderr)
    except TimeoutError:
        print(f"The bot did not answer within {START_SECONDS} seconds.", file=sys.stderr)
    except (asyncio.CancelledError, KeyboardInterrupt):
        print("Stopped.")
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
