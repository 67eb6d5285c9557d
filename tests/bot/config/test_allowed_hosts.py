"""The bot sends to the addresses that are listed, and to none that only looks like one."""

import pytest

from bot.config.settings import Settings, load_settings
from tests.bot.config.test_settings import SERVED, given


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/uk/",
        "https://smba.trafficmanager.net.example.org/",
        "https://other.trafficmanager.net/",
        "https://evil.smba.trafficmanager.net/",
        "https://smba.trafficmanager.net@example.org/",
        "https://example.org/smba.trafficmanager.net",
        "https://example.org\\@smba.trafficmanager.net/",
        "https://example.org#smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net:port/",
        "https://smba.trafficmanager.net/uk/?next=",
        "https://smba.trafficmanager.net/uk/\n",
        "https://ѕmba.trafficmanager.net/",
        "//smba.trafficmanager.net/",
        "https://[::1",
        "http://127.0.0.1/",
        "",
        None,
        7,
    ],
)
def test_teams_is_no_other_address(monkeypatch: pytest.MonkeyPatch, url: object) -> None:
    given(monkeypatch, **SERVED)
    assert not load_settings(None).allowed_hosts.allows(url)


def test_a_listed_suffix_allows_the_names_below_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, CSCP_SERVICE_URLS="https://smba.trafficmanager.net/, https://.teams.microsoft.com/", **SERVED)
    allowed_hosts = load_settings(None).allowed_hosts
    assert allowed_hosts.allows("https://smba.infra.gcc.teams.microsoft.com/teams")
    assert allowed_hosts.allows("https://SMBA.trafficmanager.net:443/teams")
    assert not allowed_hosts.allows("https://myteams.microsoft.com/")
    assert not allowed_hosts.allows("https://teams.microsoft.com.example.org/")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        (
            "https://cscp-my.sharepoint.com/personal/a_b/_api/v2.0/drive/items/01/uploadSession?guid='7f'&tempauth=e%2Fy",
            True,
        ),
        ("https://cscp-my.sharepoint.com:443/x?y", True),
        ("http://cscp-my.sharepoint.com/x", False),
        ("https://cscp-my.sharepoint.com:8443/x", False),
        ("https://sharepoint.com/x", False),
        ("https://cscp-my.sharepoint.com.attacker.example/x", False),
        ("https://attackersharepoint.com/x", False),
        ("https://attacker.example/?x=https://cscp-my.sharepoint.com/", False),
        ("https://attacker.example?@cscp-my.sharepoint.com/", False),
        ("https://cscp-my.sharepoint.com@attacker.example/x", False),
        ("https://cscp-my.sharepoint.com\\@attacker.example/x", False),
        ("https://attacker.example#.sharepoint.com", False),
        ("https://cscp-my.sharepoint.com/x y", False),
        ("https://cscp-my.sharepoint.com/x\r\nHost: attacker.example", False),
        ("https://127.0.0.1/x", False),
        ("https://smba.trafficmanager.net/uk/", False),
        ("ftp://cscp-my.sharepoint.com/x", False),
        ("", False),
        (None, False),
    ],
)
def test_a_file_goes_to_the_onedrives_of_sharepoint_alone(
    monkeypatch: pytest.MonkeyPatch, url: object, allowed: bool
) -> None:
    given(monkeypatch, **SERVED)
    assert load_settings(None).upload_addresses.allows_upload(url) is allowed


def test_another_place_for_files_can_be_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, CSCP_UPLOAD_URLS="https://files.croydon.gov.uk/", **SERVED)
    allowed_hosts = load_settings(None).upload_addresses
    assert allowed_hosts.allows_upload("https://files.croydon.gov.uk/x?y=1")
    assert not allowed_hosts.allows_upload("https://cscp-my.sharepoint.com/x")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://localhost:56150/_connector", True),
        ("http://127.0.0.1:56150/_connector", True),
        ("http://[::1]:56150/_connector", True),
        ("https://smba.trafficmanager.net/uk/", False),
        ("http://localhost.example.org/", False),
        ("http://169.254.169.254/", False),
        ("file://localhost/etc/passwd", False),
    ],
)
def test_local_mode_reaches_this_machine_alone(url: str, allowed: bool) -> None:
    assert Settings(local=True).allowed_hosts.allows(url) is allowed
