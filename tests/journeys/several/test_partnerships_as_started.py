"""Several partnerships are started from their folder; a fault of one is named, and ends when it is mended."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.config.multi_partnership import PARTNERSHIP_FILE, load_partnerships
from tests.journeys.several.test_many_partnerships import free_ports
from tests.support.fake_teams.server import eventually
from tests.support.processes.boroughs import (
    CROYDON,
    SUTTON,
    Boroughs,
    partnership_text,
    teams_and_session,
    write_folder,
)
from tests.support.processes.warm import STDERR, heard, ran


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sutton's partnership file is wrong."""
    folder = write_folder(tmp_path / "partnerships")
    (folder / SUTTON / PARTNERSHIP_FILE).write_text("name = ")
    monkeypatch.setenv("CSCP_LOCAL", "true")
    monkeypatch.setenv("CSCP_PARTNERSHIPS", str(folder))
    monkeypatch.setenv("CSCP_STORE_URL", str(tmp_path / "stores"))
    monkeypatch.setenv("CSCP_PORT", str(free_ports()[0]))
    return folder


@pytest.fixture
async def stopped(folder: Path) -> AsyncIterator[Boroughs]:
    async with teams_and_session() as (teams, session):
        boroughs = Boroughs(teams, session, load_partnerships(None)[0])
        boroughs.stack = AsyncExitStack()
        yield boroughs
        await boroughs.stop()


async def test_a_wrong_file_leaves_its_partnership_out_until_it_is_mended(stopped: Boroughs, folder: Path) -> None:
    running = await stopped.start(load_partnerships(None)[1], again_seconds=0.1)
    assert running.served == (CROYDON,)
    status, said = await stopped.ready()
    assert status == 503 and "is not TOML" in said["partnerships"][SUTTON]["not_served"][0]
    await stopped.croydon.chat("bb000000-0000-4000-8000-000000000001").say("triage")
    (folder / SUTTON / PARTNERSHIP_FILE).write_text(partnership_text(SUTTON), "utf-8")
    await eventually(lambda: SUTTON in running.served)
    assert (await stopped.ready())[0] == 200
    chat = stopped.sutton.chat("bb000000-0000-4000-8000-000000000001")
    await chat.say("triage")
    assert "Question 1" in chat.last.words


async def test_one_that_was_left_out_is_not_let_in_with_what_is_anothers(stopped: Boroughs, folder: Path) -> None:
    """Sutton is mended with a copy of Croydon's file, which is being served."""
    running = await stopped.start(load_partnerships(None)[1], again_seconds=0.05)
    (folder / SUTTON / PARTNERSHIP_FILE).write_text(partnership_text(CROYDON), "utf-8")
    await eventually(lambda: "is the same as that of croydon" in str(running.faults[SUTTON]))
    assert running.served == (CROYDON,)


async def test_what_is_being_served_counts_and_not_what_its_file_says_meanwhile(
    stopped: Boroughs, folder: Path
) -> None:
    """Croydon's file was changed and Sutton's made what Croydon's was; Croydon is still served as it was."""
    running = await stopped.start(load_partnerships(None)[1], again_seconds=0.05)
    other = partnership_text(SUTTON).replace('"SSCP"', '"MERTON"')
    (folder / CROYDON / PARTNERSHIP_FILE).write_text(other, "utf-8")
    (folder / SUTTON / PARTNERSHIP_FILE).write_text(partnership_text(CROYDON), "utf-8")
    await eventually(lambda: "is the same as that of croydon" in str(running.faults[SUTTON]))
    assert running.served == (CROYDON,)


def test_the_start_names_what_is_left_out_and_serves_the_others(folder: Path) -> None:
    said = ""
    with heard("app.py", stream=STDERR) as (started, lines):
        for line in lines:
            said += line
            if '"ready"' in line:
                break
        started.terminate()
        # Whoever hears it stays: what a bot says last has to go somewhere.
        assert started.wait(30) == 0
    assert "sutton: The partnership file is not TOML" in said and '"count": 1' in said
    assert '"partnership": "sutton"' in said


def test_the_start_is_refused_when_none_can_be_served(folder: Path) -> None:
    (folder / CROYDON / PARTNERSHIP_FILE).unlink()
    done = ran("app.py")
    assert done.returncode == 2
    for sentence in ("croydon: partnership.toml is missing", "sutton: The partnership file", "No partnership can be"):
        assert sentence in done.stderr.decode()
