"""The bot as it is deployed reaches everything outside through the proxy that its environment names, and says no more
than it knows where the proxy lets nothing through."""

import os
import re
import signal
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession

from safeguarding.framework import loader
from tests.bot.cli.test_main_on_database import fresh_key
from tests.journeys.conftest import COUNCIL, PRACTITIONER, ROOT
from tests.journeys.running.test_crash import free_port, until_it_answers
from tests.support.answers import A_CHILD_DIED, answer_all
from tests.support.fake_teams.one_drive import answer, offer
from tests.support.fake_teams.outside import DIRECTORY, DRIVE, KEYS, ROOM, TEAMS, Outside
from tests.support.fake_teams.proxy import Proxy
from tests.support.fake_teams.server import Chat, eventually

APP = "30000000-0000-4000-8000-000000000001"
ACCOUNT = "Basic Ym90OnMzY3JldA=="


@asynccontextmanager
async def behind(proxy: Proxy, outside: Outside, port: int) -> AsyncIterator[Process]:
    """Runs the bot with settings as for Teams, on a machine that knows none of the names outside."""
    inherited = {name: value for name, value in os.environ.items() if not name.upper().endswith("_PROXY")}
    variables = {
        "CSCP_APP_ID": APP,
        "CSCP_APP_TENANT": COUNCIL,
        "CSCP_APP_PASSWORD": "x",
        "CSCP_STORE_KEY": fresh_key().get_secret_value(),
        "CSCP_STORE_URL": str(outside.folder / "store"),
        "CSCP_PORT": str(port),
        "CSCP_PARTNERSHIP": "local/partnership.toml",
        "HTTPS_PROXY": proxy.url.replace("//", "//bot:s3cret@"),
        "SSL_CERT_FILE": str(outside.certificate),
        "REQUESTS_CA_BUNDLE": str(outside.certificate),
    }
    command = (sys.executable, "-m", "tests.support.processes.later", "0", "hurried")
    program = await create_subprocess_exec(*command, cwd=ROOT, env={**inherited, **variables})
    try:
        yield program
    finally:
        program.send_signal(signal.SIGTERM)
        assert await program.wait() == 0


async def test_everything_that_the_bot_asks_for_outside_goes_through_the_proxy(tmp_path: Path) -> None:
    port, outside = free_port(), Outside(tmp_path)
    async with (
        outside.served(),
        Proxy(outside.ports) as proxy,
        behind(proxy, outside, port),
        ClientSession(headers={"Authorization": outside.token_for(APP)}) as session,
    ):
        url = f"http://127.0.0.1:{port}"
        await until_it_answers(session, url)
        chat = Chat(outside.teams, url, session, PRACTITIONER, COUNCIL, f"a:{PRACTITIONER}")
        await chat.say("triage")
        await answer_all(chat, loader.current(), A_CHILD_DIED)
        assert {host for _, host in proxy.carried} == {TEAMS, KEYS, DIRECTORY}
        assert proxy.accounts == {ACCOUNT}

        asking = chat.offering("Open the case")
        proxy.refuses = 403
        # A tunnel that was opened before goes on.
        proxy.cut()
        answered = await chat.press("Open the case", asking)
        assert TEAMS in proxy.refused
        assert "nothing was recorded" not in str(answered).casefold()

        proxy.refuses = 0
        await chat.say("cases")
        (ref,) = set(re.findall(r"CSCP-\d+-\d+", chat.last.words))
        await eventually(lambda: any(f"{ref} is open" in message.words for message in chat.messages))

        await chat.say(f"calendar {ref}")
        status, _ = await chat.post(answer(chat, offer(chat), ROOM))
        assert status == 200 and len(outside.drive.uploads) == 1
        assert ("CONNECT", DRIVE) in proxy.carried and {method for method, _ in proxy.carried} == {"CONNECT"}
