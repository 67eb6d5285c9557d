"""The commands of whoever runs the bot: what each does, says and answers with; and that it does no more."""

import asyncio
import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.cli.main import read_arguments, run
from bot.config.settings import Settings
from bot.observability.logs import only_allowed
from store.encryption import AesGcmCodec, read_key
from store.folder.disk import Disk
from store.folder.export_log import exports_in
from store.folder.files import Files
from store.folder.store import FolderStore
from tests.support.fake_disk.faulty import FULL, FaultyDisk
from tests.support.stores.changes import REFS
from tests.support.stores.steps import SECRET, add, closed
from tests.support.word_reading import Read

ROOT = Path(__file__).parents[3]
OLD, NEW, OTHER = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2, 3))
APP = "30000000-0000-4000-8000-000000000001"
NOW = datetime(2060, 1, 5, 9, tzinfo=UTC)
PARTNERSHIP = (ROOT / "local" / "partnership.toml").read_text()
Run = Callable[..., tuple[int, str, str]]

EVERY_COMMAND = [
    *(["backup"], ["verify"], ["export", REFS[0]], ["rotate-key"], ["purge"]),
    *(["figures"], ["figures", "--format", "json"], ["compare", "2026.1"]),
    *(["report", REFS[0], "--to", "no.docx"], ["calendar", REFS[0], "--to", "no.ics"]),
]
pytestmark = pytest.mark.usefixtures("no_power_cut")


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
    """Two open cases and one that was closed in 2026."""
    async with FolderStore.open(settings.store_folder, AesGcmCodec(read_key(OLD))) as store:
        for triage in "abc":
            await add(store, triage)
        case = await store.cases.get(REFS[2])
        assert case
        await store.cases.save(closed(case), 1)
    return settings.store_folder


@pytest.fixture
def command(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Run:
    """The exit code, what it said, and what it complained of or logged."""

    def command(*words: str, **different: Any) -> tuple[int, str, str]:
        with capture_logs() as entries:
            code = run(read_arguments(list(words)), settings.model_copy(update=different), lambda: NOW)
        said = capsys.readouterr()
        logged = [only_allowed(None, "", entry) for entry in entries]
        return code, said.out, said.err + "".join(json.dumps(entry) for entry in logged)

    return command


async def opens_with(folder: Path, key: str) -> set[str]:
    async with FolderStore.open(folder, AesGcmCodec(read_key(key))) as store:
        return {case.ref for case in store.cases.open_cases()}


@pytest.mark.usefixtures("store")
async def test_backup_verify_and_restore_go_round_while_the_bot_runs(command: Run, settings: Settings) -> None:
    async with FolderStore.open(settings.store_folder, AesGcmCodec(read_key(OLD))):
        code, said, _ = command("backup")
        assert (code, said.split()[0]) == (0, "backup-000001-2060-01-05T09-00-00Z")
        assert "made and verified: 6 files, 3 cases." in said
        assert command("verify")[:2] == (0, "6 files, 3 cases and all their signatures are in order.\n")
    name = said.split()[0]
    assert command("verify", "--backup", name)[0] == 0
    new = settings.store_folder.with_name("new")
    code, said, _ = command("restore", name, store_url=SecretStr(str(new)))
    assert code == 0 and "is restored into" in said
    assert await opens_with(new, OLD) == set(REFS[:2])
    code, _, wrong = command("restore", name)
    assert code == 1 and "is not empty, and a restore overwrites nothing" in wrong
    code, _, wrong = command(
        "restore", "backup-000009-x", store_url=SecretStr(str(settings.store_folder.with_name("other")))
    )
    assert code == 1 and f"There are: {name}." in wrong


@pytest.mark.usefixtures("store")
def test_only_so_many_backups_are_kept(command: Run, settings: Settings) -> None:
    names = [command("backup")[1].split()[0] for _ in range(3)]
    assert sorted(path.name for path in settings.backups.iterdir() if path.is_dir()) == names[1:]


def test_verify_names_what_is_wrong_and_says_so_by_its_exit_code(command: Run, store: Path) -> None:
    for name in ("ledger.json", "drafts.json"):
        (store / name).write_bytes(b"noise")
    code, said, wrong = command("verify")
    assert (code, said) == (1, "")
    assert [line.split()[0] for line in wrong.splitlines()] == ["drafts.json", "ledger.json"]
    assert command("backup")[0] == 1


def test_a_wrong_key_is_refused_by_every_command_and_nothing_is_changed(command: Run, store: Path) -> None:
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    for words in EVERY_COMMAND:
        code, _, wrong = command(*words, store_key=SecretStr(NEW), store_new_key=SecretStr(OTHER))
        assert code == 1 and "written with another key" in wrong, words
    assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == before


async def test_the_key_is_changed_and_what_to_do_next_is_said(command: Run, store: Path) -> None:
    code, said, _ = command("rotate-key")
    assert code == 0 and "Put it into CSCP_STORE_KEY, remove CSCP_STORE_NEW_KEY, and make a backup" in said
    assert OLD not in said and NEW not in said
    assert await opens_with(store, NEW) == set(REFS[:2])
    assert {path.stat().st_mode & 0o777 for path in _files(store)} == {0o600}


@pytest.mark.parametrize("words", [["rotate-key"], ["purge", "--delete"]], ids=" ".join)
async def test_under_a_running_bot_no_key_is_changed_and_nothing_deleted(
    command: Run, store: Path, words: list[str]
) -> None:
    async with FolderStore.open(store, AesGcmCodec(read_key(OLD))):
        code, _, wrong = await asyncio.to_thread(command, *words)
    assert code == 1 and "Stop it first" in wrong
    assert (store / "archive" / f"{REFS[2]}.json").exists()


async def test_an_export_holds_the_whole_case_and_who_took_it_is_recorded(command: Run, store: Path) -> None:
    async with FolderStore.open(store, AesGcmCodec(read_key(OLD))):
        code, said, logged = command("export", REFS[2].lower())
    document = json.loads(said)
    assert code == 0
    assert [event["type"] for event in document["events"]] == ["opened", "closed"]
    assert document["events"][0]["at"] == "2026-06-02T10:00:00Z"
    assert document["decisions"]["rules"]["values"]["sin"] == "required"
    assert (document["sign_offs"], document["faults"]) == ([], [])
    (entry,) = exports_in(Files(store, AesGcmCodec(read_key(OLD)), Disk()))
    by = document["exported"]["by"]
    assert entry == {"ref": REFS[2], "account": by, "at": NOW.isoformat(), "what": "export"}
    assert json.loads(logged)["account"] == entry["account"] and SECRET not in logged
    assert command("verify")[1].startswith("7 files")


def test_a_command_that_writes_is_refused_to_another_account(
    command: Run, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: store.stat().st_uid + 1)
    for words in (["export", REFS[0]], ["report", REFS[0]], ["rotate-key"], ["purge", "--delete"]):
        code, _, wrong = command(*words)
        assert code == 1 and "Run this command as" in wrong


@pytest.mark.usefixtures("store")
def test_a_case_is_not_handed_out_when_it_cannot_be_recorded_that_it_was(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    for point in range(4):
        disk = FaultyDisk()
        disk.arm(point, FULL, lasting=True)
        assert run(read_arguments(["export", REFS[0]]), settings, lambda: NOW, disk) == 1
        said = capsys.readouterr()
        assert said.out == "" and ("is full. Free some space" in said.err or "can't be made (No space" in said.err)


@pytest.mark.usefixtures("store")
def test_an_export_goes_into_a_new_file_for_this_account_alone(command: Run, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    assert command("export", REFS[0], "--to", str(file))[0] == 0
    assert file.stat().st_mode & 0o777 == 0o600 and SECRET in file.read_text()
    code, _, wrong = command("export", REFS[0], "--to", str(file))
    assert code == 1 and "an export overwrites nothing" in wrong
    code, _, wrong = command("export", "CSCP-2026-777")
    assert code == 1 and "There is no case CSCP-2026-777" in wrong


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(("name", "suffix"), [("report", "decision record.docx"), ("calendar", "deadlines.ics")])
def test_a_file_to_take_away_is_new_for_this_account_alone_and_recorded(
    command: Run, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, suffix: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, said, logged = command(name, REFS[0].lower())
    file = tmp_path / f"{REFS[0]} {suffix}"
    assert code == 0 and f"{REFS[0]} is in {file.name}." in said
    assert file.stat().st_mode & 0o777 == 0o600
    (entry,) = exports_in(Files(settings.store_folder, AesGcmCodec(read_key(OLD)), Disk()))
    assert (entry["ref"], entry["what"]) == (REFS[0], name) and entry["account"] in logged
    assert SECRET not in said + logged
    code, _, wrong = command(name, REFS[0])
    assert code == 1 and "an export overwrites nothing" in wrong
    code, _, wrong = command(name, "CSCP-2026-777", "--to", "other")
    assert code == 1 and "There is no case CSCP-2026-777" in wrong and not Path("other").exists()


@pytest.mark.usefixtures("store")
def test_the_report_holds_the_texts_of_the_case_and_the_calendar_does_not(command: Run, tmp_path: Path) -> None:
    report, calendar = tmp_path / "case.docx", tmp_path / "case.ics"
    assert "keep it where the case's record is kept" in command("report", REFS[0], "--to", str(report))[1]
    assert command("calendar", REFS[0], "--to", str(calendar))[0] == 0
    assert SECRET in Read(report.read_bytes()).words
    assert SECRET not in calendar.read_text() and f"{REFS[0]}: Submit the SIN" in calendar.read_text()


async def test_purge_shows_first_and_deletes_only_when_told_so(command: Run, store: Path) -> None:
    before = {path: path.read_bytes() for path in _files(store)}
    code, said, _ = command("purge")
    assert code == 0 and f"{REFS[2]}, closed on Tuesday 2 June 2026" in said
    assert "(25 years): 1. Nothing was deleted." in said
    assert {path: path.read_bytes() for path in _files(store)} == before
    code, said, logged = await asyncio.to_thread(command, "purge", "--delete")
    assert code == 0 and "Cases deleted: 1." in said and REFS[2] in logged
    code, _, wrong = command("export", REFS[2])
    assert code == 1 and f"{REFS[2]} was deleted on Monday 5 January 2060 under the retention rules" in wrong
    assert await opens_with(store, OLD) == set(REFS[:2])
    assert command("verify")[0] == 0


def test_a_period_that_cscp_has_not_confirmed_lists_and_deletes_nothing(
    command: Run, store: Path, settings: Settings
) -> None:
    settings.partnership.write_text(PARTNERSHIP)
    code, said, _ = command("purge")
    assert code == 0 and "25 years, to be confirmed by CSCP" in said and REFS[2] in said
    code, _, wrong = command("purge", "--delete")
    assert code == 1 and "Put [retention] years into it" in wrong
    assert (store / "archive" / f"{REFS[2]}.json").exists()


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
    words: list[str], environment: dict[str, str], code: int, shown: str
) -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CSCP_")}
    done = subprocess.run(
        [sys.executable, "app.py", *words],
        cwd=ROOT,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert shown in done.stderr and "Traceback" not in done.stderr


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
