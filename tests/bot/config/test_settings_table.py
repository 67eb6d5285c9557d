"""The table of settings is made from the settings themselves, so that it can't grow old."""

import os
import subprocess
import sys
from pathlib import Path

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


def test_the_command_prints_it_without_any_setting_and_never_a_value_that_is_set() -> None:
    without = {name: value for name, value in os.environ.items() if not name.startswith("CSCP_")}
    for settings in ({}, dict.fromkeys(("CSCP_STORE_KEY", "CSCP_APP_PASSWORD"), "zzz")):
        done = subprocess.run(
            [sys.executable, "app.py", "settings"],
            cwd=ROOT,
            env={**without, **settings},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == f"{as_table()}\n"
