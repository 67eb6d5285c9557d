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
