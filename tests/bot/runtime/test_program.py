"""The program ends with a code that says whose mend is needed, and with each fault in a sentence."""

from pathlib import Path

import pytest

from bot.cli.arguments import read_arguments
from bot.runtime.program import BAD_CONFIGURATION, run_program


@pytest.fixture(autouse=True)
def _logs_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.runtime.program.configure", lambda: None)


def test_the_table_of_settings_needs_no_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_program(read_arguments(["settings"])) == 0
    assert "`CSCP_STORE_URL`" in capsys.readouterr().out


def test_a_partnership_named_where_there_is_one_alone_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CSCP_PARTNERSHIPS", raising=False)
    assert run_program(read_arguments(["verify", "--partnership", "croydon"])) == BAD_CONFIGURATION
    assert "CSCP_PARTNERSHIPS is not set. Leave it out." in capsys.readouterr().err


def test_beside_make_run_a_command_works_without_any_setting_and_one_that_is_set_comes_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    store = tmp_path / "store of make run"
    Path("var").mkdir()
    Path("var/run.env").write_text(f"CSCP_LOCAL='true'\nCSCP_STORE_URL='{store}'\n")
    assert run_program(read_arguments(["export", "CSCP-2026-001"])) == 1
    assert str(store) in capsys.readouterr().err
    monkeypatch.setenv("CSCP_STORE_URL", "another")
    assert run_program(read_arguments(["export", "CSCP-2026-001"])) == BAD_CONFIGURATION
    assert "CSCP_APP_ID is missing" in capsys.readouterr().err


def test_a_partnerships_name_beside_a_folder_is_refused_by_all_but_a_move_into_a_database(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CSCP_LOCAL", "true")
    monkeypatch.setenv("CSCP_STORE_PARTNERSHIP", "croydon")
    for command in (["serve"], ["verify"], ["backup"]):
        assert run_program(read_arguments(command)) == BAD_CONFIGURATION
        assert "Only migrate-store takes both." in capsys.readouterr().err
    assert run_program(read_arguments(["migrate-store", "nothing", "there"])) != 0
    assert "migrate-store takes" not in capsys.readouterr().err
