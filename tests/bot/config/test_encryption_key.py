"""No setting, and no combination of settings, stores plain text outside local mode."""

import base64
import itertools

import pytest

from bot.config.encryption_key import codec_of, new_codec_of
from bot.config.settings import Settings, SettingsFault, load_settings
from store.encryption import PlainCodec
from store.errors import BadKey
from tests.bot.config.test_settings import APP, TENANT

KEY = base64.b64encode(bytes(range(32))).decode()
EVERY: dict[str, tuple[str | None, ...]] = {
    "CSCP_LOCAL": (None, "", "true", "1", "false", "0"),
    "CSCP_APP_ID": (None, "", APP),
    "CSCP_APP_TYPE": (None, "UserAssignedMSI"),
    "CSCP_APP_TENANT": (None, TENANT),
    "CSCP_APP_PASSWORD": (None, "", "a client secret"),
    "CSCP_STORE_KEY": (None, "", "   ", "no key", KEY[:-4], KEY),
    "CSCP_STORE_NEW_KEY": (None, KEY),
}
# What is left out is read as one of these is: one spelling of yes and of no, one key that is none.
SHORT = {**EVERY, "CSCP_LOCAL": (None, "true", "false"), "CSCP_STORE_KEY": (None, "", KEY[:-4], KEY)}
BODY = b"bruises seen by the school nurse"


@pytest.mark.parametrize("choices", [SHORT, pytest.param(EVERY, marks=pytest.mark.soak)], ids=["short", "every"])
def test_every_combination_of_settings_is_refused_or_encrypts_unless_it_is_local_mode(
    monkeypatch: pytest.MonkeyPatch, choices: dict[str, tuple[str | None, ...]]
) -> None:
    plain, encrypted = 0, 0
    for values in itertools.product(*choices.values()):
        given = dict(zip(choices, values, strict=True))
        for name, value in given.items():
            monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
        try:
            written = codec_of(load_settings(None)).encode("open.json", BODY)
        except (SettingsFault, BadKey):
            continue
        if BODY in written:
            plain += 1
            assert given["CSCP_LOCAL"] in ("true", "1") and not given["CSCP_APP_ID"], given
        else:
            encrypted += 1
            assert given["CSCP_STORE_KEY"] == KEY and given["CSCP_LOCAL"] not in ("true", "1"), given
    assert plain and encrypted


@pytest.mark.parametrize("key", [None, "", "  ", "no key", KEY[:-4]])
def test_without_a_new_key_there_is_no_change_of_the_key(monkeypatch: pytest.MonkeyPatch, key: str | None) -> None:
    settings = Settings.model_construct(local=False, store_new_key=None)
    if key is not None:
        monkeypatch.setenv("CSCP_STORE_NEW_KEY", key)
        monkeypatch.setenv("CSCP_LOCAL", "true")
        settings = load_settings(None).model_copy(update={"local": False})
    with pytest.raises((SettingsFault, BadKey)) as caught:
        new_codec_of(settings)
    assert not key or not key.strip() or key not in str(caught.value)


def test_settings_that_passed_no_check_still_do_not_store_plain_text() -> None:
    with pytest.raises(SettingsFault, match="CSCP_STORE_KEY is missing"):
        codec_of(Settings.model_construct(local=False, store_key=None))
    assert isinstance(codec_of(Settings(local=True)), PlainCodec)
    with pytest.raises(SettingsFault, match="has no key to change"):
        new_codec_of(Settings(local=True))
