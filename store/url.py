"""How the settings name the place of a store, and the partnership in it."""

import re

_DATABASE = ("postgresql://", "postgres://")
_PARTNERSHIP = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def is_database(url: str) -> bool:
    """Anything else is a folder."""
    return url.startswith(_DATABASE)


def is_partnership_name(name: str) -> bool:
    """Up to 63 small letters, digits and hyphens."""
    return _PARTNERSHIP.fullmatch(name) is not None
