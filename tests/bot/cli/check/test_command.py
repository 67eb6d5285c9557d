"""``check`` goes on past what fails, tries the tenant only when nothing before it fails, and leaves a report."""

import contextlib
from argparse import Namespace
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botbuilder.schema import ChannelAccount

from bot.cli.check.command import FirstDayCheck, find_tester, run_check
from bot.cli.check.network import Network
from bot.cli.context import CommandContext
from bot.config.allowed_hosts import HostAllowList
from bot.config.settings import Settings, SettingsFault
from bot.connector.app_token import AppCredentials
from bot.connector.client import pooled_session
from store.folder.disk import Disk
from tests.bot.cli.check.test_machine import FILE, SERVED, free_port
from tests.support.case_stages import PARTNERSHIP
from tests.support.fake_teams.tenant import Tenant

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
MEMBER = PARTNERSHIP.business_team[0]


def settings(tmp_path: Path, **given: Any) -> Settings:
    place = {"store_url": str(tmp_path / "store"), "backups": tmp_path / "backups", "partnership": FILE}
    return Settings(**{**place, "port": free_port(), **given})


@contextlib.asynccontextmanager
async def reached(settings: Settings) -> AsyncIterator[Network]:
    """Reaches a stand-in for Microsoft and Teams, one server."""
    tenant = Tenant(tenants={holder.id: holder.tenant for holder in PARTNERSHIP.holders_in_order()})
    async with tenant.server, pooled_session() as session:
        credentials = AppCredentials(lambda: {"access_token": "t", "expires_in": 3600})
        yield Network(
            session,
            f"{tenant.service_url}/metadata",
            tenant.service_url,
            credentials,
            lambda: datetime.now(UTC),
            HostAllowList(),
            ChannelAccount(id="28:bot"),
        )


def check(load: Callable[[], Settings], *, live: bool = False, tester: str = "") -> FirstDayCheck:
    return FirstDayCheck(
        load, lambda settings: CommandContext(settings, lambda: NOW, "an account", Disk()), reached, live, tester
    )


def test_settings_that_are_wrong_are_lines_of_the_report(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    def faulty() -> Settings:
        raise SettingsFault(["CSCP_APP_ID is missing: set it.", "CSCP_STORE_KEY is missing: set it."])

    report = tmp_path / "report.txt"
    assert run_check(check(faulty), Namespace(to=report)) == 1
    said = capsys.readouterr().out
    assert "fails               Settings: CSCP_APP_ID is missing: set it." in said
    assert "fails: 2; could not be tried: 1" in said
    assert report.read_text("utf-8") == said


def test_the_tenant_is_not_tried_while_something_before_it_fails(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    # The stand-in publishes no signing keys.
    assert run_check(check(lambda: settings(tmp_path, **SERVED), live=True), Namespace(to=None)) == 1
    said = capsys.readouterr().out
    assert "could not be tried  Live check: mend first what fails above." in said
    assert "[ ] " in said, "what is tried by hand is listed all the same"


def test_local_mode_asks_nobody_outside(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run_check(check(lambda: settings(tmp_path, local=True)), Namespace(to=None)) == 0
    assert "Network: local mode asks nobody outside." in capsys.readouterr().out


def test_the_tester_is_somebody_in_office() -> None:
    assert find_tester(PARTNERSHIP, MEMBER.id.upper()) == MEMBER.person
    assert find_tester(PARTNERSHIP, "cc000000-0000-4000-8000-000000000009") is None


def test_a_report_that_cannot_be_written_is_said_and_fails_the_check(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    place = tmp_path / "no such folder" / "report.txt"
    assert run_check(check(lambda: settings(tmp_path, local=True)), Namespace(to=place)) == 1
    assert "Name a file that can be made." in capsys.readouterr().err
