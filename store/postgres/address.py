"""The address says where the database is; it may hold a password, and never shows itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from store.errors import StoreFault

CONNECT_SECONDS = 5
# A network that swallows everything: the connection is given up after about ten seconds.
_PATIENCE: Mapping[str, str | int] = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "cscp-review-bot",
}


@dataclass(frozen=True)
class Address:
    """The address has time-outs of its own for connections; what the URL itself gives goes before them."""

    url: str = field(repr=False)

    @property
    def conninfo(self) -> str:
        """Raises StoreFault, which does not quote the address."""
        try:
            given = conninfo_to_dict(self.url)
            return make_conninfo(self.url, **{name: value for name, value in _PATIENCE.items() if name not in given})
        except ProgrammingError:
            raise StoreFault(
                "The address of the database can't be read. Write it as postgresql://account@host:5432/database, with "
                "%-codes for special characters in a password."
            ) from None
