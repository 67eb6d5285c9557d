"""The commands of a deployment for several partnerships work on the store of the one that is named."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from app import main
from bot.config.encryption_key import codec_of
from bot.config.multi_partnership import PARTNERSHIP_FILE, SETTINGS_FILE, load_settings_of
from safeguarding.framework.loader import CURRENT
from store.interface import Store
from store.open import open_store
from tests.bot.config.test_multi_partnership import APPS, own_settings
from tests.support.postgres.server import Server
from tests.support.processes.boroughs import CROYDON, SUTTON, write_folder
from tests.support.stores.steps import add

Run = Callable[..., tuple[int, str, str]]
ON_A_STORE = [
    ["backup"],
    ["restore", "backup-000001"],
    ["verify"],
    ["export", "CSCP-2026-001"],
    ["figures"],
    ["compare", CURRENT.stem],
    ["report", "CSCP-2026-001"],
    ["calendar", "CSCP-2026-001"],
    ["migrate-store", "here", "there"],
    ["rotate-key"],
    ["purge"],
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folders have two cases in Croydon and one in Sutton."""
    folder = write_folder(tmp_path / "partnerships", **{name: own_settings(name) for name in APPS})
    monkeypatch.setenv("CSCP_PARTNERSHIPS", str(folder))
    monkeypatch.setenv("CSCP_STORE_URL", str(tmp_path / "stores"))
    monkeypatch.setenv("CSCP_BACKUPS", str(tmp_path / "backups"))
    (tmp_path / "stores").mkdir()
    for name, count in ((CROYDON, 2), (SUTTON, 1)):
        asyncio.run(filled(name, count))
    return folder


async def filled(name: str, count: int) -> None:
    async with await opened(name) as store:
        for number in range(count):
            await add(store, f"triage {number} of {name}")


async def opened(name: str) -> Store:
    settings = load_settings_of(name, None)
    return await open_store(settings.store, name, codec_of(settings))


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("bot.runtime.program.configure", lambda: None)

    def command(*words: str) -> tuple[int, str, str]:
        with capture_logs():
            code = main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("words", ON_A_STORE, ids=lambda words: words[0])
def test_a_command_on_a_store_asks_whose(command: Run, words: list[str]) -> None:
    code, _, wrong = command(*words)
    assert code == 2 and "with --partnership and its name. There are croydon, sutton." in wrong
    code, _, wrong = command(*words, "--partnership", "merton")
    assert code == 2 and "names none of CSCP_PARTNERSHIPS. There are croydon, sutton." in wrong


def test_with_one_partnership_there_is_none_to_name(command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSCP_LOCAL", "true")
    code, _, wrong = command("verify", "--partnership", "croydon")
    assert code == 2 and "CSCP_PARTNERSHIPS is not set" in wrong


@pytest.mark.usefixtures("folder")
def test_each_command_sees_the_cases_of_the_named_partnership_only(command: Run) -> None:
    for name, count in ((CROYDON, 2), (SUTTON, 1)):
        assert f", {count} cases and all their signatures" in command("verify", "--partnership", name)[1]
        assert f"{count} cases" in command("backup", "--partnership", name)[1]
        assert f"Cases of all years: {count}" in command("figures", "--partnership", name)[2]
        code, said, _ = command("export", "CSCP-2026-001", "--partnership", name)
        assert code == 0 and name in json.dumps(json.loads(said))
    code, _, wrong = command("export", "CSCP-2026-002", "--partnership", SUTTON)
    assert code == 1 and "There is no case" in wrong


def test_a_command_for_one_needs_nothing_of_the_other(command: Run, folder: Path) -> None:
    (folder / CROYDON / PARTNERSHIP_FILE).write_text("name = ")
    assert command("verify", "--partnership", SUTTON)[0] == 0
    code, _, wrong = command("verify", "--partnership", CROYDON)
    assert code == 2 and wrong.startswith("croydon: ") and "is not TOML" in wrong


def test_the_key_of_one_is_changed_and_that_of_the_other_stays(command: Run, folder: Path) -> None:
    file = folder / SUTTON / SETTINGS_FILE
    fresh = own_settings(SUTTON)
    key = next(line for line in fresh.splitlines() if line.startswith("CSCP_STORE_KEY"))
    file.write_text(f"{file.read_text()}\n{key.replace('STORE_KEY', 'STORE_NEW_KEY')}")
    assert command("rotate-key", "--partnership", SUTTON)[0] == 0
    assert command("verify", "--partnership", SUTTON)[0] == 1
    file.write_text(fresh)
    assert command("verify", "--partnership", SUTTON)[0] == command("verify", "--partnership", CROYDON)[0] == 0


@pytest.mark.usefixtures("folder")
def test_the_stores_are_moved_into_one_database_each_under_its_name(
    command: Run, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = server.new_database()
    for name, count in ((CROYDON, 2), (SUTTON, 1)):
        words = ("migrate-store", str(tmp_path / "stores" / name), database, "--partnership", name)
        code, said, _ = command(*words)
        assert code == 0 and f"{count} cases" in said and "When all partnerships are moved" in said
    monkeypatch.setenv("CSCP_STORE_URL", database)
    for name, count in ((CROYDON, 2), (SUTTON, 1)):
        assert f", {count} cases and all" in command("verify", "--partnership", name)[1]
