"""The encryption key decides under which codec the store is read and written: plain text in local mode, and in no other
way."""

from pydantic import SecretStr

from bot.config.settings import Settings, SettingsFault
from store.encryption import AesGcmCodec, Codec, PlainCodec, read_key
from store.errors import BadKey


def codec_of(settings: Settings) -> Codec:
    """Makes the codec of the store in use. Raises BadKey or SettingsFault."""
    return PlainCodec() if settings.local else _encrypted(settings.store_key, "CSCP_STORE_KEY")


def new_codec_of(settings: Settings) -> AesGcmCodec:
    """Makes the codec of the key to rotate to. Raises BadKey or SettingsFault."""
    if settings.local:
        raise SettingsFault(["The store of local mode is plain and has no key to change: remove CSCP_LOCAL first."])
    return _encrypted(settings.store_new_key, "CSCP_STORE_NEW_KEY")


def _encrypted(key: SecretStr | None, variable: str) -> AesGcmCodec:
    if key is None or not key.get_secret_value().strip():
        raise SettingsFault([f"{variable} is missing: set it to a key of the store, 32 random bytes in base64."])
    try:
        return AesGcmCodec(read_key(key.get_secret_value()))
    except BadKey as fault:
        raise BadKey(f"{variable}: {fault}") from None
