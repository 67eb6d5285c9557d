"""Each command does for cases in a database what it does in a folder, or says what does it."""

import asyncio
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
from bot.config.encryption_key import codec_of
from bot.config.settings import Settings, SettingsFault
from safeguarding.framework.loader import CURRENT
from store.encryption import AesGcmCodec, read_key
from store.folder.store import FolderStore
from store.interface import Store
from store.open import open_store
from tests.support.postgres.bots import fresh_name
from tests.support.postgres.fixtures import shared_database
from tests.support.stores.changes import REFS
from tests.support.stores.steps import SECRET, add, closed, signed

__all__ = ["shared_database"]

ROOT = Path(__file__).parents[3]
APP = "30000000-0000-4000-8000-000000000001"
NOW = datetime(2060, 1, 5, 9, tzinfo=UTC)
Run = Callable[..., tuple[int, str, str]]


def fresh_key() -> SecretStr:
    return SecretStr(base64.b64encode(os.urandom(32)).decode())


@pytest.fixture
def settings(tmp_path: Path, shared_database: str) -> Settings:
    partnership = tmp_path / "partnership.toml"
    partnership.write_text(f"{(ROOT / 'local' / 'partnership.toml').read_text()}\n[retention]\nyears = 25\n")
    return Settings(
        app_id=APP,
        app_tenant=APP,
        app_password=SecretStr("x"),
        store_key=fresh_key(),
        store_new_key=fresh_key(),
        store_url=SecretStr(shared_database),
        store_partnership=fresh_name(),
        backups=tmp_path / "backups",
        partnership=partnership,
    )


@pytest.fixture
def command(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str, **different: Any) -> tuple[int, str, str]:
        with capture_logs():
            code = run(read_arguments(list(words)), settings.model_copy(update=different), lambda: NOW)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def filled(settings: Settings) -> None:
    """The database has two open cases and one that was closed in 2026."""
    asyncio.run(_filled(settings))


@pytest.mark.usefixtures("filled")
def test_all_rows_are_verified(command: Run) -> None:
    code, said, _ = command("verify")
    assert code == 0 and "3 rows, 3 cases and all their signatures are in order. The store was written " in said


@pytest.mark.usefixtures("filled")
def test_a_signature_that_was_written_into_a_row_under_the_stores_key_alone_is_named(
    command: Run, settings: Settings
) -> None:
    asyncio.run(_forged(settings))
    key = SecretStr(f"2026-01-01:{fresh_key().get_secret_value()}")
    code, _, wrong = command("verify", signing_key=key)
    named = f"{REFS[0]}, event 2 of Tuesday 2 June 2026: the seal of the signature for the seat Local authority"
    assert code == 1 and named in wrong
    assert command("verify")[0] == 0


@pytest.mark.usefixtures("filled")
def test_a_case_is_exported_and_that_it_was_taken_stands_in_the_database(command: Run, tmp_path: Path) -> None:
    code, said, _ = command("export", REFS[2])
    assert code == 0 and SECRET in json.dumps(json.loads(said))
    assert command("calendar", REFS[0], "--to", str(tmp_path / "case.ics"))[0] == 0
    assert command("verify")[1].startswith("5 rows, 3 cases")
    assert command("export", "CSCP-2026-009")[0] == 1


@pytest.mark.usefixtures("filled")
def test_figures_and_a_comparison_take_in_every_case(command: Run) -> None:
    assert "Cases of all years: 3, 2 of them open" in command("figures")[2]
    assert "0 of 2 open cases would come out differently" in command("compare", CURRENT.stem)[1]


@pytest.mark.usefixtures("filled")
def test_a_case_whose_time_has_passed_is_deleted(command: Run) -> None:
    assert REFS[2] in command("purge")[1]
    assert "Cases deleted: 1" in command("purge", "--delete")[1]
    assert "was deleted on" in command("export", REFS[2])[2]


@pytest.mark.usefixtures("filled")
def test_the_key_is_changed(command: Run, settings: Settings) -> None:
    code, said, _ = command("rotate-key")
    assert code == 0 and "3 rows were written anew" in said
    assert command("verify")[0] == 1
    assert command("verify", store_key=settings.store_new_key)[0] == 0


@pytest.mark.parametrize("words", [["backup"], ["restore", "backup-000001"]])
def test_a_backup_is_the_databases_own_affair(command: Run, words: list[str]) -> None:
    code, _, wrong = command(*words)
    assert code == 1 and "backed up and restored by its own means: docs/runbook.md" in wrong


@pytest.mark.parametrize("words", [["verify"], ["export", REFS[0]], ["figures"], ["rotate-key"], ["purge", "--delete"]])
def test_a_partnership_that_is_not_there_is_said(command: Run, settings: Settings, words: list[str]) -> None:
    code, _, wrong = command(*words)
    assert code == 1 and f"holds nothing of {settings.store_partnership}" in wrong


async def _filled(settings: Settings) -> None:
    url, name = settings.store, settings.store_partnership or ""
    async with await open_store(url, name, codec_of(settings)) as store:
        await _fill(store)


async def _forged(settings: Settings) -> None:
    url, name = settings.store, settings.store_partnership or ""
    async with await open_store(url, name, codec_of(settings)) as store:
        case = await store.cases.get(REFS[0])
        assert case
        await store.cases.save(signed(case), case.version)


async def fill_folder(folder: Path, settings: Settings) -> None:
    assert settings.store_key
    async with FolderStore.open(folder, AesGcmCodec(read_key(settings.store_key.get_secret_value()))) as store:
        await _fill(store)


async def _fill(store: Store) -> None:
    cases = [await add(store, triage) for triage in "abc"]
    await store.cases.save(closed(cases[2]), 1)


@pytest.mark.usefixtures("filled")
def test_rows_that_were_put_back_are_accepted_by_a_command_that_says_so(command: Run) -> None:
    code, _, wrong = command("accept-store")
    assert code == 1 and "say --highest with that reference" in wrong
    code, said, _ = command("accept-store", "--highest", "CSCP-2026-017")
    assert code == 0 and "The store is taken as it is: 3 rows, 3 cases" in said
    assert "New cases go on above CSCP-2026-017." in said


def test_a_store_is_moved_into_the_database_and_no_address_is_shown(
    command: Run, settings: Settings, shared_database: str, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    asyncio.run(fill_folder(folder, settings))
    code, said, wrong = command("migrate-store", str(folder), shared_database)
    assert code == 0 and "3 cases, 0 tombstones" in said and shared_database not in said + wrong
    assert command("verify")[0] == 0
    code, said, wrong = command("migrate-store", str(folder), shared_database)
    assert code == 1 and "overwrites nothing" in wrong
    assert command("migrate-store", shared_database, str(tmp_path / "back"))[0] == 0
    with pytest.raises(SettingsFault, match="CSCP_STORE_PARTNERSHIP is missing"):
        command("migrate-store", str(folder), shared_database, store_partnership=None)
    with pytest.raises(SettingsFault, match="The target is neither a folder nor a database"):
        command("migrate-store", str(folder), "mysql://host/cscp")
    assert not Path("mysql:").exists()
