"""The signing keys are read from the settings, apart from the store's key, and a doubtful one is refused."""

import base64
from datetime import date

import pytest
from pydantic import SecretStr

from bot.config.settings import Settings, SettingsFault
from bot.config.signing_key import not_sealed, seals_of
from safeguarding.case.events.seals import SealKey
from tests.bot.config.test_settings import APP, TENANT

STORE, FIRST, SECOND = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2, 3))


def settings(signing_key: str | None, *, local: bool = False) -> Settings:
    key = SecretStr(signing_key) if signing_key is not None else None
    if local:
        return Settings(local=True, signing_key=key)
    return Settings(
        app_id=APP,
        app_tenant=TENANT,
        app_password=SecretStr("a client secret"),
        store_key=SecretStr(STORE),
        signing_key=key,
    )


def test_a_key_seals_from_its_day_on() -> None:
    (key,) = seals_of(settings(f"2026-12-01:{FIRST}")).keys
    assert key == SealKey(date(2026, 12, 1), bytes([2]) * 32)


def test_after_a_change_the_new_key_stands_first_and_the_old_ones_are_kept() -> None:
    keys = seals_of(settings(f"2027-03-01:{SECOND}, 2026-12-01:{FIRST}")).keys
    assert [key.since for key in keys] == [date(2027, 3, 1), date(2026, 12, 1)]


@pytest.mark.parametrize(
    "wrong",
    [
        FIRST,
        f"tomorrow:{FIRST}",
        f"2026-12-01:{FIRST[:-4]}",
        f"2026-12-01:{STORE}",
        f"2026-12-01:{FIRST},2027-03-01:{SECOND}",
        f"2026-12-01:{SECOND},2026-12-01:{FIRST}",
    ],
)
def test_a_doubtful_key_is_refused_and_never_shown(wrong: str) -> None:
    with pytest.raises(SettingsFault) as fault:
        seals_of(settings(wrong))
    said = str(fault.value)
    assert said.startswith("CSCP_SIGNING_KEY") and not any(key[:8] in said for key in (STORE, FIRST, SECOND))


def test_without_a_key_nothing_is_sealed_and_whoever_runs_the_bot_is_told() -> None:
    assert seals_of(settings(None)).keys == ()
    assert "CSCP_SIGNING_KEY is missing" in str(not_sealed(settings(None)))
    assert not_sealed(settings(f"2026-12-01:{FIRST}")) is None


def test_local_mode_needs_no_key_and_takes_one() -> None:
    assert not_sealed(settings(None, local=True)) is None
    assert seals_of(settings(f"2026-12-01:{FIRST}", local=True)).keys
