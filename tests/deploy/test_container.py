"""The container and the Azure files say of the bot what is true of it. They can't be run here."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
BICEP = {path.name: path.read_text("utf-8") for path in (ROOT / "deploy").glob("*.bicep")}
NAMES = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
OWN = ("app.py", "bot", "cards", "dialogs", "reports", "safeguarding", "store")
IMAGES = re.compile(r"^FROM (\S+)", re.MULTILINE)


def copied() -> set[str]:
    return set(re.findall(r"^COPY (?!--from)(\S+) \S+$", DOCKERFILE, re.MULTILINE)) - {"requirements.lock"}


def let_in() -> set[str]:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    return {line[1:] for line in lines if line.startswith("!")}


@pytest.mark.parametrize("text", [DOCKERFILE, *BICEP.values()], ids=["Dockerfile", *BICEP])
def test_every_setting_that_is_named_is_one_of_the_bots(text: str) -> None:
    assert set(re.findall(r"CSCP_[A-Z_]+", text)) <= NAMES


def test_the_bot_in_azure_is_given_all_that_it_does_not_start_without() -> None:
    needed = {"CSCP_APP_ID", "CSCP_APP_TYPE", "CSCP_APP_TENANT", "CSCP_STORE_KEY", "CSCP_STORE_URL", "CSCP_PARTNERSHIP"}
    assert needed <= set(re.findall(r"name: '(CSCP_[A-Z_]+)'", BICEP["main.bicep"]))
    assert "name: 'CSCP_STORE_KEY', secretRef:" in BICEP["main.bicep"]
    assert "CSCP_LOCAL" not in BICEP["main.bicep"] + DOCKERFILE


def test_one_process_alone_has_the_store() -> None:
    assert "scale: { minReplicas: 1, maxReplicas: 1 }" in BICEP["main.bicep"]
    assert "activeRevisionsMode: 'Multiple'" in BICEP["main.bicep"]


def test_the_account_and_the_port_are_the_same_in_the_container_and_in_azure() -> None:
    (account,) = re.findall(r"^USER (\d+):\1$", DOCKERFILE, re.MULTILINE)
    assert int(account) > 0
    assert f"var bot = {account} " in BICEP["main.bicep"]
    (port,) = re.findall(r"CSCP_PORT=(\d+)", DOCKERFILE)
    assert f"var port = {port}\n" in BICEP["main.bicep"] and f"EXPOSE {port}\n" in DOCKERFILE


def test_the_packages_come_from_the_lock_file_with_their_digests() -> None:
    assert "--require-hashes -r /requirements.lock" in DOCKERFILE
    assert all(image.startswith("python:3.") and image.endswith("-slim") for image in IMAGES.findall(DOCKERFILE))


def test_what_is_copied_is_the_bot_whole_and_nothing_else_gets_in() -> None:
    assert copied() == set(OWN)
    assert let_in() == {*OWN, "requirements.lock"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module).partition(".")[0]


def test_nothing_that_is_copied_needs_what_is_not() -> None:
    folders = {path.name for path in ROOT.iterdir() if (path / "__init__.py").is_file()}
    files = [ROOT / "app.py", *(path for name in OWN for path in (ROOT / name).rglob("*.py"))]
    needed = {name for path in files for name in imported(path)} & folders
    assert needed <= set(OWN)


def test_the_bot_starts_from_what_is_copied_alone(tmp_path: Path) -> None:
    """The bot's own data files are among what is copied."""
    for name in OWN:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    for words in (["app.py", "settings"], ["-m", "safeguarding", "booklet"]):
        done = subprocess.run([sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stdout.startswith(("| variable", "#"))


def test_the_health_check_is_python_that_can_be_read() -> None:
    (command,) = re.findall(r"^    CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    python, flag, program = ast.literal_eval(command)
    assert (python, flag) == ("python", "-c")
    assert "/healthz" in ast.unparse(ast.parse(program))


def test_it_is_told_to_stop_as_it_expects_and_given_the_time_for_it() -> None:
    assert "STOPSIGNAL SIGTERM" in DOCKERFILE
    assert 'ENTRYPOINT ["python", "app.py"]' in DOCKERFILE
    assert "terminationGracePeriodSeconds: 60" in BICEP["main.bicep"]


@pytest.mark.parametrize("name", BICEP)
def test_brackets_and_quotes_of_the_azure_files_are_closed(name: str) -> None:
    text = re.sub(r"(?m)^\s*//.*$|(?<=\s)// .*$", "", BICEP[name])
    bare = re.sub(r"'(?:\$\{[^}]*\}|[^'\n])*'", "", text)
    assert "'" not in bare
    for opening, closing in ("{}", "[]", "()"):
        assert bare.count(opening) == bare.count(closing)


def test_no_secret_stands_in_the_azure_files() -> None:
    assert re.findall(r"@secure\(\)\nparam (\w+)", BICEP["main.bicep"]) == ["partnership"]
    assert "keyVaultUrl" in BICEP["main.bicep"]
