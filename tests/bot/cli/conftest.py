"""The commands are run on a store of three cases."""

import base64
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.cli.arguments import read_arguments
from bot.cli.main import run
from bot.config.settings import Settings
from bot.observability.logs import only_allowed
from store.encryption import AesGcmCodec, read_key
from store.folder.store import FolderStore
from tests.support.stores.changes import REFS
from tests.support.stores.steps import add, closed

ROOT = Path(__file__).parents[3]
OLD, NEW, OTHER = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2, 3))
APP = "30000000-0000-4000-8000-000000000001"
NOW = datetime(2060, 1, 5, 9, tzinfo=UTC)
PARTNERSHIP = (ROOT / "local" / "partnership.toml").read_text()
SIGNING_KEY = f"2026-01-01:{base64.b64encode(bytes([4]) * 32).decode()}"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def no_power_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    partnership = tmp_path / "partnership.toml"
    partnership.write_text(f"{PARTNERSHIP}\n[retention]\nyears = 25\n")
    return Settings(
        app_id=APP,
        app_tenant=APP,
        app_password=SecretStr("a client secret"),
        store_key=SecretStr(OLD),
        store_new_key=SecretStr(NEW),
        store_url=SecretStr(str(tmp_path / "store")),
        backups=tmp_path / "backups",
        backups_kept=2,
        partnership=partnership,
    )


@pytest.fixture
async def store(settings: Settings) -> Path:
    """The store has two open cases and one that was closed in 2026."""
    async with FolderStore.open(settings.store_folder, AesGcmCodec(read_key(OLD))) as store:
        for triage in "abc":
            await add(store, triage)
        case = await store.cases.get(REFS[2])
        assert case
        await store.cases.save(closed(case), 1)
    return settings.store_folder


@pytest.fixture
def command(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; returns the exit code, what it said, and what it complained of or logged."""

    def command(*words: str, ask: Callable[[str], str] | None = None, **different: Any) -> tuple[int, str, str]:
        with capture_logs() as entries:
            code = run(read_arguments(list(words)), settings.model_copy(update=different), lambda: NOW, ask=ask)
        said = capsys.readouterr()
        logged = [only_allowed(None, "", entry) for entry in entries]
        return code, said.out, said.err + "".join(json.dumps(entry) for entry in logged)

    return command


async def opens_with(folder: Path, key: str) -> set[str]:
    async with FolderStore.open(folder, AesGcmCodec(read_key(key))) as store:
        return {case.ref for case in store.cases.open_cases()}


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
