"""The command line says with every command what to do, and changes nothing that it should not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from app import main
from bot.config.settings import Settings
from safeguarding.framework.loader import CURRENT
from tests.bot.cli.conftest import NEW, OTHER, ROOT, Run
from tests.support.stores.changes import REFS

pytestmark = pytest.mark.usefixtures("no_power_cut")


EVERY_COMMAND = [
    *(["backup"], ["verify"], ["export", REFS[0]], ["rotate-key"], ["purge"]),
    *(["figures"], ["figures", "--format", "json"], ["compare", CURRENT.stem]),
    *(["report", REFS[0], "--to", "no.docx"], ["calendar", REFS[0], "--to", "no.ics"]),
]


def test_a_wrong_key_is_refused_by_every_command_and_nothing_is_changed(command: Run, store: Path) -> None:
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    for words in EVERY_COMMAND:
        code, _, wrong = command(*words, store_key=SecretStr(NEW), store_new_key=SecretStr(OTHER))
        assert code == 1 and "written with another key" in wrong, words
    assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("words", [*EVERY_COMMAND, ["purge", "--delete"]])
def test_a_store_that_is_not_there_is_said_and_none_is_made(command: Run, settings: Settings, words: list[str]) -> None:
    code, _, wrong = command(*words)
    assert code == 1 and "is not there. Set CSCP_STORE_URL" in wrong
    assert not settings.store_folder.exists()


@pytest.mark.parametrize(
    ("words", "environment", "code", "shown"),
    [
        (["explode"], {}, 2, "invalid choice"),
        (["export"], {}, 2, "REF"),
        (["figures", "--year", "last"], {}, 2, "invalid int value"),
        (["compare", "1999.1"], {"CSCP_LOCAL": "true"}, 2, "Name a rules file, or one of the versions 2026.1"),
        (["verify"], {"CSCP_LOCAL": "perhaps"}, 2, "CSCP_LOCAL can't be read"),
        (["rotate-key"], {"CSCP_LOCAL": "true"}, 2, "has no key to change"),
        (["verify"], {"CSCP_LOCAL": "true", "CSCP_STORE_URL": "nowhere"}, 1, "nowhere is not there"),
        (["--help"], {}, 0, ""),
    ],
)
def test_the_command_line_says_what_to_do_and_ends_with_a_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    environment: dict[str, str],
    code: int,
    shown: str,
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("bot.runtime.program.configure", lambda: None)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ended(words) == code
    assert shown in capsys.readouterr().err


def ended(words: list[str]) -> object:
    try:
        return main(words)
    except SystemExit as end:
        return end.code


def test_the_process_ends_with_the_code_and_says_no_more_than_the_sentence() -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CSCP_")}
    done = subprocess.run(
        [sys.executable, "app.py", "verify"],
        cwd=ROOT,
        env={**inherited, "CSCP_LOCAL": "perhaps"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "CSCP_LOCAL can't be read" in done.stderr
