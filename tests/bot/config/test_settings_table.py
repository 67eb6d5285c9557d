"""The table of settings is made from the settings themselves, so that it can't grow old."""

from pathlib import Path

import pytest

from app import main
from bot.config.settings import Settings
from bot.config.settings_table import as_table

ROOT = Path(__file__).parents[3]


def test_the_page_of_settings_has_exactly_the_table_of_the_settings() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert f"\n\n{as_table()}\n\n" in page, "put the output of `python app.py settings` into docs/settings.md"


def test_every_setting_says_what_it_is() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"| `CSCP_{name.upper()}` | {field.description} |" in as_table()


def test_the_command_prints_it_without_any_setting_and_never_a_value_that_is_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for settings in ((), ("CSCP_STORE_KEY", "CSCP_APP_PASSWORD")):
        for name in settings:
            monkeypatch.setenv(name, "zzz")
        assert main(["settings"]) == 0
        assert capsys.readouterr().out == f"{as_table()}\n"
