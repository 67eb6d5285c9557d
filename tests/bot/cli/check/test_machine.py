"""The check of the machine names what is wrong with file, key, store, disk and port, and what to do, and writes
nothing."""

import base64
import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.cli.check.finding import CheckFinding, CheckVerdict
from bot.cli.check.machine import machine_findings
from bot.cli.context import CommandContext
from bot.config.settings import Settings
from store.folder.disk import Disk
from tests.bot.config.test_settings import APP, TENANT

ROOT = Path(__file__).parents[4]
FILE = ROOT / "local" / "partnership.toml"
KEY = base64.b64encode(bytes(32)).decode()
SIGNING_KEY = f"2026-11-01:{base64.b64encode(bytes([1]) * 32).decode()}"
SERVED: Mapping[str, Any] = {
    **{"app_id": APP, "app_tenant": TENANT, "app_password": "x"},
    **{"store_key": KEY, "signing_key": SIGNING_KEY, "metrics_port": 3979},
}


def found(tmp_path: Path, **settings: Any) -> dict[str, CheckFinding]:
    made = Settings(
        **{
            **SERVED,
            "store_url": str(tmp_path / "store"),
            "backups": tmp_path / "backups",
            "partnership": FILE,
            "port": free_port(),
            **settings,
        }
    )
    command = CommandContext(made, lambda: datetime(2026, 11, 30, tzinfo=UTC), "an account", Disk())
    return {finding.check: finding for finding in machine_findings(command)}


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


def test_a_machine_on_which_all_is_in_order_passes_and_nothing_is_made(tmp_path: Path) -> None:
    assert {finding.verdict for finding in found(tmp_path).values()} == {CheckVerdict.HOLDS}
    assert not list(tmp_path.iterdir())


def test_each_fault_of_the_partnership_file_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text('name = "X"\nquorum = "three"\n')
    finding = found(tmp_path, partnership=tmp_path / "wrong.toml")["Partnership file"]
    assert finding.verdict is CheckVerdict.FAILS and finding.said.endswith(".")


@pytest.mark.parametrize(
    ("check", "setting", "says"),
    [
        ("Store", "store_url", "Set CSCP_STORE_URL to a folder that it can write."),
        ("Backups", "backups", "Set CSCP_BACKUPS to a folder that it can write."),
    ],
)
def test_a_folder_that_cannot_be_made_is_said_with_its_setting(
    tmp_path: Path, check: str, setting: str, says: str
) -> None:
    (tmp_path / "a file").write_text("")
    finding = found(tmp_path, **{setting: str(tmp_path / "a file" / "folder")})[check]
    assert finding.verdict is CheckVerdict.FAILS and says in finding.said


def test_a_key_that_is_none_is_said_with_its_setting(tmp_path: Path) -> None:
    finding = found(tmp_path, store_key="short")["Key"]
    assert finding.verdict is CheckVerdict.FAILS and finding.said.startswith("CSCP_STORE_KEY: ")


def test_without_a_signing_key_of_its_own_the_check_says_what_to_do(tmp_path: Path) -> None:
    assert found(tmp_path)["Signing key"].said.startswith("signatures are sealed since Sunday 1 November 2026.")
    for key, says in ((None, "is missing"), (f"2026-11-01:{KEY}", "has the store's own key"), ("x", "can't be read")):
        finding = found(tmp_path, signing_key=key)["Signing key"]
        assert finding.verdict is CheckVerdict.FAILS and finding.said.startswith(f"CSCP_SIGNING_KEY {says}")
        assert "Make one with" in finding.said


def test_where_what_is_wrong_is_said_nowhere_in_full_the_port_for_it_is_asked_for(tmp_path: Path) -> None:
    finding = found(tmp_path, metrics_port=None)["Readiness"]
    assert finding.verdict is CheckVerdict.UNTRIED and "set CSCP_METRICS_PORT" in finding.said


def test_each_tenant_is_asked_for_the_host_of_its_onedrive(tmp_path: Path) -> None:
    assert found(tmp_path)["OneDrive"].said.endswith("take go to met-police-my.sharepoint.com alone.")
    without = tmp_path / "without.toml"
    without.write_text("\n".join(line for line in FILE.read_text("utf-8").splitlines() if "onedrive" not in line))
    finding = found(tmp_path, partnership=without)["OneDrive"]
    assert finding.verdict is CheckVerdict.FAILS and "Have one of them open OneDrive" in finding.said


def test_a_store_under_another_key_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "open.json").write_bytes(b"of another key")
    assert found(tmp_path)["Store"].verdict is CheckVerdict.FAILS


def test_a_port_in_use_is_said_and_fails_nothing_since_the_bot_may_use_it(tmp_path: Path) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        finding = found(tmp_path, port=bound.getsockname()[1])["Port"]
    assert finding.verdict is CheckVerdict.UNTRIED and "CSCP_PORT" in finding.said


def test_local_mode_has_no_key_to_look_at(tmp_path: Path) -> None:
    none = {**dict.fromkeys(SERVED), "local": True}
    assert found(tmp_path, **none)["Key"].verdict is CheckVerdict.UNTRIED
