"""The commands work on the store of the account that runs them, and say who that is."""

import os
from pathlib import Path

import pytest

from bot.cli.context import NO_LOGIN, CommandContext, account_in_use
from bot.config.settings import Settings
from store.errors import CommandRefused
from store.folder.disk import Disk
from tests.bot.cli.conftest import NOW, Run
from tests.support.stores.changes import REFS

pytestmark = pytest.mark.usefixtures("no_power_cut")


def test_a_command_that_writes_is_refused_to_another_account(
    command: Run, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: store.stat().st_uid + 1)
    for words in (["export", REFS[0]], ["report", REFS[0]], ["rotate-key"], ["purge", "--delete"]):
        code, _, wrong = command(*words)
        assert code == 1 and "Run this command as" in wrong


def test_an_export_overwrites_no_file(settings: Settings, tmp_path: Path) -> None:
    context = CommandContext(settings, lambda: NOW, "somebody", Disk())
    context.require_new(tmp_path / "new.json")
    context.require_new(None)
    (tmp_path / "old.json").touch()
    with pytest.raises(CommandRefused, match="is there already"):
        context.require_new(tmp_path / "old.json")


def test_whoever_logged_in_is_named_also_behind_a_sudo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    login = tmp_path / "loginuid"
    monkeypatch.setattr("bot.cli.context.LOGIN", login)
    login.write_text("0")
    assert account_in_use() == "root"


@pytest.mark.parametrize("told", [None, "", str(NO_LOGIN)], ids=["no file", "an empty one", "nobody logged in"])
def test_where_the_system_does_not_know_who_logged_in_it_is_whose_process_this_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: str | None
) -> None:
    login = tmp_path / "loginuid"
    monkeypatch.setattr("bot.cli.context.LOGIN", login)
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_000_000)
    if told is not None:
        login.write_text(told)
    assert account_in_use() == "uid-4000000000"
