"""This program is ``python app.py`` in local mode, but encrypts its store as everywhere else."""

import sys

import app
from bot.config.settings import Settings
from bot.runtime import partnership_host
from store.encryption import AesGcmCodec, Codec, read_key


def _sealed(settings: Settings) -> Codec:
    assert settings.store_key
    return AesGcmCodec(read_key(settings.store_key.get_secret_value()))


if __name__ == "__main__":
    vars(partnership_host)["codec_of"] = _sealed
    sys.exit(app.main([]))
