"""The bot goes out through the proxy that the environment names, and past it where that is said."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from yarl import URL

from bot.config.settings import SettingsFault
from bot.connector.client import pooled_session
from bot.connector.delivery_watch import TOLERATED_SECONDS, DeliveryWatch
from bot.connector.proxies import EnvironmentProxies
from bot.connector.transport import TRIES, ProxyFault, RetryingTransport
from tests.bot.conftest import Clock, FakeConnector
from tests.support.fake_teams.proxy import Proxy

VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "ALL_PROXY")
TEAMS = "https://smba.trafficmanager.net/uk/v3/conversations"
TOKEN = {"Authorization": "Bearer t"}


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, *map(str.lower, VARIABLES)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def proxy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Proxy]:
    async with Proxy() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        yield proxy


async def posted(url: str, clock: Clock, watch: DeliveryWatch | None = None) -> None:
    ended = watch.ended if watch else lambda failure: None
    async with pooled_session(through_proxy=True) as session:
        transport = RetryingTransport(session, clock.sleep, clock, chance=lambda: 0.0, ended=ended)
        await transport.request("POST", url, {"text": "Hello"}, TOKEN)


async def test_a_plain_request_goes_through_the_proxy_with_its_account(
    proxy: Proxy, connector: FakeConnector, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"bot:s3cret@127.0.0.1:{proxy.port}")
    await posted(connector.url, clock)
    assert proxy.carried == [("POST", "127.0.0.1")]
    assert proxy.accounts == {"Basic Ym90OnMzY3JldA=="}
    assert [received.json for received in connector.received] == [{"text": "Hello"}]


@pytest.mark.parametrize("named", ["127.0.0.1", "localhost, 127.0.0.1", "*"])
async def test_what_no_proxy_names_is_asked_directly(
    named: str, connector: FakeConnector, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Proxy() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", named)
        await posted(connector.url, clock)
        assert proxy.carried == [] and len(connector.received) == 1


async def test_another_programs_netrc_keeps_nothing_from_teams(
    proxy: Proxy, connector: FakeConnector, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("default login anonymous password x\n", "ascii")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    await posted(connector.url, clock)
    (received,) = connector.received
    assert received.headers["Authorization"] == "Bearer t"


@pytest.mark.parametrize("status", [403, 407, 502])
async def test_a_proxy_that_refuses_is_tried_again_and_said_to_whoever_watches(
    status: int, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Proxy(refuses=status) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        watch = DeliveryWatch(clock)
        with pytest.raises(ProxyFault):
            await posted(TEAMS, clock, watch)
        assert proxy.refused == ["smba.trafficmanager.net"] * TRIES
        clock.now += TOLERATED_SECONDS
        assert f"The proxy of HTTPS_PROXY answers {status}" in str(watch.fault())


async def test_a_proxy_that_is_down_is_said_to_whoever_watches(proxy: Proxy, clock: Clock) -> None:
    proxy.end()
    watch = DeliveryWatch(clock)
    with pytest.raises(ProxyFault):
        await posted(TEAMS, clock, watch)
    clock.now += TOLERATED_SECONDS
    assert "The proxy of HTTPS_PROXY can't be reached" in str(watch.fault())


@pytest.mark.parametrize("address", ["socks5://proxy.example:1080", "http://", "http://proxy.example:port", "://"])
async def test_the_bot_does_not_start_with_a_proxy_that_it_cant_use(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)
    with pytest.raises(SettingsFault, match="HTTPS_PROXY is no address of a proxy"):
        pooled_session(through_proxy=True)


def test_without_a_proxy_in_the_environment_all_is_asked_directly() -> None:
    assert EnvironmentProxies.read().of(URL(TEAMS)) is None
