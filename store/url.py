"""The settings name the place of a store by a URL or a path, and the partnership in it by a name."""

import re

_DATABASE = ("postgresql://", "postgres://")
# One letter before a colon is a drive.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:")
_PARTNERSHIP = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def is_database(url: str) -> bool:
    """Tells a database from a folder, which anything else is that has no ``place_fault``."""
    return url.startswith(_DATABASE)


def place_fault(url: str) -> str:
    """Says what is wrong with the place of a store: whatever begins as an address and is none of a PostgreSQL would
    become a folder of that name. Empty for a folder or a database."""
    if is_database(url) or not _SCHEME.match(url):
        return ""
    if url.lower().startswith(_DATABASE):
        return "begins with capital letters: write postgresql:// in small ones."
    return (
        "is neither a folder nor a database that is known here: give a folder without anything before a colon, such "
        "as data, or postgresql://account@host/database."
    )


def is_partnership_name(name: str) -> bool:
    """Accepts up to 63 small letters, digits and hyphens."""
    return _PARTNERSHIP.fullmatch(name) is not None
