"""The allow list names the service addresses that the bot talks to. Its token and its cards go nowhere else, a stored
reference included."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

HTTPS = 443


def is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return host is not None and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class HostAllowList:
    """The list allows ``hosts`` by https alone: an exact name, or with a leading dot every name below it.

    Without hosts (local mode) only loopback is allowed, http included.
    """

    hosts: tuple[str, ...] = ()

    @classmethod
    def of(cls, service_urls: Iterable[str]) -> "HostAllowList":
        return cls(tuple(host_of(url) for url in service_urls))

    def allows(self, service_url: object) -> bool:
        return isinstance(service_url, str) and _allows(self, service_url)

    def allows_upload(self, url: object) -> bool:
        """Says the same as ``allows`` for an address with a query: an upload's address carries its permission there."""
        if not isinstance(url, str) or not url.isascii() or not url.isprintable() or {" ", "\\", "#"} & set(url):
            return False
        return self.allows(url.partition("?")[0])

    def knows(self, name: str) -> bool:
        return any(name.endswith(host) if host.startswith(".") else name == host for host in self.hosts)


@lru_cache
def _allows(allowed_hosts: HostAllowList, service_url: str) -> bool:
    """Checks one address. The answer is cached: several checks a turn ask about the same few addresses."""
    parts = _split(service_url)
    if parts is None:
        return False
    if not allowed_hosts.hosts:
        return parts.scheme in {"http", "https"} and is_loopback(parts.hostname)
    return parts.scheme == "https" and parts.port in {None, HTTPS} and allowed_hosts.knows(parts.hostname or "")


def host_of(service_url: str) -> str:
    """Returns the host of ``https://host/`` or ``https://.suffix/``; raises ValueError for anything else."""
    parts = _split(service_url)
    if parts is None or parts.scheme != "https" or parts.port not in {None, HTTPS} or not parts.hostname:
        raise ValueError("is no https address")
    # A suffix such as ".net" would let everyone in.
    if "." not in parts.hostname.removeprefix("."):
        raise ValueError("names no full host")
    return parts.hostname


def _split(service_url: str) -> SplitResult | None:
    """Returns none for an address that is not plain: a user name, a query, a blank or a backslash hides where it
    leads."""
    if not service_url.isascii() or not service_url.isprintable():
        return None
    if any(character in service_url for character in " \\@?#"):
        return None
    try:
        parts = urlsplit(service_url)
        _ = parts.port
    except ValueError:
        return None
    return parts
