"""How the settings name the place of a store."""

_DATABASE = ("postgresql://", "postgres://")


def is_database(url: str) -> bool:
    """Anything else is a folder."""
    return url.startswith(_DATABASE)
