"""The settings name the place of a store by a URL or a path, and the partnership in it by a name."""

import re

_DATABASE = ("postgresql://", "postgres://")
_PARTNERSHIP = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def is_database(url: str) -> bool:
    """Tells a database from a folder, which anything else is."""
    return url.startswith(_DATABASE)


def is_partnership_name(name: str) -> bool:
    """Accepts up to 63 small letters, digits and hyphens."""
    return _PARTNERSHIP.fullmatch(name) is not None
