"""Proxies lead the bot's own requests out of the building, where the environment names one. The library's own reading
of the environment (``trust_env``) is not used: it reads ``.netrc`` too, and a ``default`` there would end every message
to Teams with an error."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.request import getproxies, proxy_bypass

from aiohttp import ClientHandlerType, ClientRequest, ClientResponse, encode_basic_auth
from aiohttp.hdrs import PROXY_AUTHORIZATION
from multidict import CIMultiDict
from yarl import URL

from bot.config.settings import SettingsFault

SCHEMES = ("https", "http")


@dataclass(frozen=True)
class EnvironmentProxies:
    """The proxies are those of ``HTTPS_PROXY`` and ``HTTP_PROXY``, by the scheme of what is asked for, with the account
    that stands in their address. ``variables`` also holds ``no``: the hosts of ``NO_PROXY``, which are asked
    directly."""

    variables: Mapping[str, str]
    addresses: Mapping[str, URL]

    @classmethod
    def read(cls) -> "EnvironmentProxies":
        """Reads the environment. Raises SettingsFault where an address is none of a proxy."""
        variables = getproxies()
        if faults := tuple(_faults(variables)):
            raise SettingsFault(faults)
        given = (scheme for scheme in SCHEMES if scheme in variables)
        return cls(variables, {scheme: _address(variables[scheme]) for scheme in given})

    def of(self, url: URL) -> URL | None:
        """Returns the proxy that leads to this address; none where it is asked directly."""
        proxy = self.addresses.get(url.scheme)
        return proxy if proxy and not proxy_bypass(url.host or "", self.variables) else None

    async def __call__(self, request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        """Sends one request of the session through its proxy."""
        if proxy := self.of(request.url):
            request.proxy = proxy.with_user(None)
            account = {PROXY_AUTHORIZATION: encode_basic_auth(proxy.user, proxy.password or "")} if proxy.user else {}
            if request.is_ssl():
                # It opens the tunnel, and goes no further.
                request.proxy_headers = CIMultiDict(account)
            else:
                request.headers.update(account)
        return await handler(request)


def _faults(variables: Mapping[str, str]) -> Iterator[str]:
    for scheme in SCHEMES:
        try:
            is_proxy = scheme not in variables or _is_proxy(_address(variables[scheme]))
        except ValueError:
            is_proxy = False
        if not is_proxy:
            # The address may hold a password.
            yield (
                f"{scheme.upper()}_PROXY is no address of a proxy that the bot can use: give http://HOST:PORT, "
                "or remove it."
            )


def _is_proxy(address: URL) -> bool:
    return address.scheme in SCHEMES and bool(address.host)


def _address(text: str) -> URL:
    """Returns the address; without a scheme it is one of http, as other programs read it too."""
    return URL(text if "://" in text else f"http://{text}")
