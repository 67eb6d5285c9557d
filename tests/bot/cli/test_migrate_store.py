"""A whole store is moved from a folder into a database and back, into an empty one alone."""

import asyncio
from pathlib import Path

import pytest

from bot.config.settings import Settings, SettingsFault
from tests.bot.cli.test_main_on_database import Run, command, fill_folder, settings
from tests.support.postgres.fixtures import shared_database

__all__ = ["command", "settings", "shared_database"]


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
