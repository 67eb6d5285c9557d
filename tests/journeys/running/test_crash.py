"""The real process is killed at random points while people open cases, and nothing acknowledged is lost."""

import asyncio
import os
import random
import re
import socket
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp import ClientError, ClientSession

from safeguarding.framework import loader
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.conftest import Figures
from tests.journeys.conftest import COUNCIL
from tests.support.answers import A_CHILD_DIED, answer_all
from tests.support.fake_teams.server import Chat, FakeTeams, eventually
from tests.support.processes.warm import STDERR, WarmProcess

PEOPLE_AT_ONCE = 3
MOST_MESSAGES_OF_A_LIFE, LONGEST_BREATH_SECONDS = 90, 0.1
START_SECONDS = LIFE_SECONDS = 60


@pytest.mark.long
@pytest.mark.parametrize("times", [3, pytest.param(200, marks=pytest.mark.soak)])
async def test_a_bot_killed_while_cases_are_opened_keeps_each_one_it_acknowledged(
    tmp_path: Path, times: int, figures: Figures
) -> None:
    teams, folder, acknowledged = FakeTeams(), tmp_path / "store", dict[str, str]()
    async with ClientSession() as session, teams.server:
        for _ in range(times):
            await _one_life(teams, session, folder, acknowledged)
    # Reads every file, and would refuse one that is damaged.
    async with FolderStore.open(folder, PlainCodec()) as store:
        kept = {case.opener.id: case.ref for case in store.cases.open_cases()}
    figures(f"{times} kills, {len(acknowledged)} cases acknowledged")
    assert acknowledged.items() <= kept.items()
    assert acknowledged, "no case was acknowledged before a kill: the test shows nothing"


async def _one_life(teams: FakeTeams, session: ClientSession, folder: Path, acknowledged: dict[str, str]) -> None:
    port = free_port()
    bot = _started(port, folder)
    url = f"http://127.0.0.1:{port}"
    people = [asyncio.create_task(_open_cases(teams, session, url, acknowledged)) for _ in range(PEOPLE_AT_ONCE)]
    await until_it_answers(session, url)
    # A life is as long as its work, on a busy machine too; the first one sees a case opened.
    until = len(teams.messages) + random.randint(1, MOST_MESSAGES_OF_A_LIFE)

    def has_worked() -> bool:
        for person in people:
            assert not person.done(), f"somebody stopped before the bot was killed: {person.exception()!r}"
        return len(teams.messages) >= until and bool(acknowledged)

    await eventually(has_worked, LIFE_SECONDS)
    await asyncio.sleep(random.uniform(0, LONGEST_BREATH_SECONDS))
    bot.kill()
    await bot.ended()
    await asyncio.gather(*people)


def _started(port: int, folder: Path) -> WarmProcess:
    variables = {
        "CSCP_LOCAL": "true",
        "CSCP_PORT": str(port),
        "CSCP_STORE_URL": str(folder),
        "CSCP_PARTNERSHIP": "local/partnership.toml",
    }
    with Path(os.devnull).open("wb") as nowhere:
        return WarmProcess("app.py", variables={**os.environ, **variables}, streams={STDERR: nowhere.fileno()})


async def _open_cases(teams: FakeTeams, session: ClientSession, url: str, acknowledged: dict[str, str]) -> None:
    """One person after another opens a case, until the bot is gone."""
    await until_it_answers(session, url)
    while True:
        person = str(uuid4())
        chat = Chat(teams, url, session, person, COUNCIL, f"a:{person}")
        try:
            await chat.say("triage")
            await answer_all(chat, loader.current(), A_CHILD_DIED)
            await chat.press("Open the case")
        except (ClientError, ConnectionError):
            return
        finally:
            if refs := re.findall(r"(CSCP-\d+-\d+) is open", "\n".join(m.words for m in chat.messages)):
                acknowledged[person] = refs[0]


async def until_it_answers(session: ClientSession, url: str) -> None:
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                async with session.get(f"{url}/healthz") as response:
                    if response.ok:
                        return
            except ClientError:
                await asyncio.sleep(0.05)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
