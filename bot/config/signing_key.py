"""The signing keys seal signatures. They are apart from the store's key, so that whoever has that one alone forges none
unnoticed."""

from datetime import date
from itertools import pairwise

from bot.config.settings import Settings, SettingsFault
from safeguarding.case.events.seals import SealKey, Seals
from store.encryption import read_key
from store.errors import BadKey

MAKE_ONE = (
    'Make one with: python -c "import base64, datetime, os; '
    "print(datetime.date.today(), base64.b64encode(os.urandom(32)).decode(), sep=':')\" "
    "and keep it where neither the store's key nor the backups are."
)
NOT_SEALED = (
    "CSCP_SIGNING_KEY is missing, so whoever has the store's key can forge a signature unnoticed. "
    f"{MAKE_ONE} Then set it, and start the bot anew."
)
UNREADABLE = (
    "CSCP_SIGNING_KEY can't be read. Set it to the day from which it seals, such as 2026-12-01, a colon, and 32 random "
    f"bytes in base64. After a change the new key stands first, then a comma and the old ones. {MAKE_ONE}"
)
OUT_OF_ORDER = "CSCP_SIGNING_KEY has a key that is not older than the one before it: put the newest first."
SAME_AS_STORE = f"CSCP_SIGNING_KEY has the store's own key, which would show nothing. {MAKE_ONE}"


def seals_of(settings: Settings) -> Seals:
    """Returns the seals under the keys of the settings; without a key nothing is sealed. Raises SettingsFault, which
    never shows the text."""
    given = settings.signing_key.get_secret_value() if settings.signing_key else ""
    try:
        keys = tuple(map(_read, given.replace(",", " ").split()))
    except (BadKey, ValueError):
        raise SettingsFault([UNREADABLE]) from None
    if any(newer.since <= older.since for newer, older in pairwise(keys)):
        raise SettingsFault([OUT_OF_ORDER])
    if any(key.secret in _keys_of_store(settings) for key in keys):
        raise SettingsFault([SAME_AS_STORE])
    return Seals(keys)


def not_sealed(settings: Settings) -> str | None:
    """Returns what to do where signatures are not sealed; none where they are, and in local mode."""
    return None if settings.local or settings.signing_key else NOT_SEALED


def _read(text: str) -> SealKey:
    day, _, key = text.partition(":")
    return SealKey(date.fromisoformat(day), read_key(key))


def _keys_of_store(settings: Settings) -> set[bytes]:
    given = (settings.store_key, settings.store_new_key)
    return {read_key(key.get_secret_value()) for key in given if key and key.get_secret_value().strip()}
