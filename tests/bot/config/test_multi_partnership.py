"""Several partnerships in one deployment start on settings that keep them apart, and each fault says whose it is."""

from pathlib import Path

import pytest

from bot.config.multi_partnership import PARTNERSHIP_FILE, SETTINGS_FILE, Partnerships, are_several, load_partnerships
from bot.config.settings import SettingsFault
from tests.bot.cli.test_main_on_database import fresh_key
from tests.support.processes.boroughs import COUNCILS, CROYDON, SUTTON, partnership_text, write_folder

APPS = {CROYDON: "30000000-0000-4000-8000-000000000001", SUTTON: "30000000-0000-4000-8000-000000000002"}


def own_settings(name: str, **different: str) -> str:
    lines = {
        "CSCP_APP_ID": APPS[name],
        "CSCP_APP_TENANT": COUNCILS[name],
        "CSCP_APP_PASSWORD": f"the secret of {name}",
        "CSCP_STORE_KEY": fresh_key().get_secret_value(),
        **different,
    }
    return "\n".join(f'{variable}="{value}"' for variable, value in lines.items() if value)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_folder(tmp_path / "partnerships", **{name: own_settings(name) for name in APPS})
    monkeypatch.setenv("CSCP_PARTNERSHIPS", str(folder))
    monkeypatch.setenv("CSCP_STORE_URL", str(tmp_path / "stores"))
    return folder


def found() -> Partnerships:
    return load_partnerships(None)[1]


def refused() -> tuple[str, ...]:
    with pytest.raises(SettingsFault) as fault:
        load_partnerships(None)
    return fault.value.faults


def test_each_has_its_own_secrets_file_store_and_backups(folder: Path, tmp_path: Path) -> None:
    assert are_several(None)
    both = found()
    assert both.names == (CROYDON, SUTTON) and both.faults == {}
    for name in both.names:
        settings = both.of(name).settings
        assert settings.app_id == APPS[name] and settings.store_partnership == name
        assert settings.store_folder == tmp_path / "stores" / name
        assert settings.backups == Path("backups") / name
        assert settings.partnership == folder / name / PARTNERSHIP_FILE
    assert both.of(SUTTON).partnership.reference_prefix == "SSCP"


def test_in_a_database_each_has_the_rows_of_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSCP_STORE_URL", "postgresql://bot@database/cases")
    settings = found().of(SUTTON).settings
    assert (settings.store, settings.store_partnership) == ("postgresql://bot@database/cases", SUTTON)


def test_without_the_folder_one_partnership_is_served_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CSCP_PARTNERSHIPS", raising=False)
    assert not are_several(None)


@pytest.mark.parametrize("variable", ["CSCP_APP_ID", "CSCP_APP_PASSWORD", "CSCP_STORE_KEY", "CSCP_STORE_NEW_KEY"])
def test_a_secret_that_stands_in_the_environment_is_for_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "hunter2")
    (fault,) = refused()
    assert fault.startswith(f"{variable} is each partnership's own: move it") and SETTINGS_FILE in fault
    assert "hunter2" not in fault


@pytest.mark.parametrize("variable", ["CSCP_STORE_PARTNERSHIP", "CSCP_PARTNERSHIP"])
def test_what_the_folder_says_is_not_said_again(folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "croydon")
    (fault,) = refused()
    assert fault.startswith(variable) and "Remove it from the environment" in fault
    monkeypatch.delenv(variable)
    (folder / SUTTON / SETTINGS_FILE).write_text(own_settings(SUTTON, **{variable: "croydon"}))
    assert found().faults[SUTTON][0].startswith(f"{variable} is not set here")


def test_a_setting_of_all_is_not_taken_from_one(folder: Path) -> None:
    (folder / SUTTON / SETTINGS_FILE).write_text(own_settings(SUTTON, CSCP_PORT="1", CSCP_LOCAL="true"))
    both = found()
    assert [fault.split()[0] for fault in both.faults[SUTTON]] == ["CSCP_LOCAL", "CSCP_PORT"]
    assert "move it into the environment" in both.faults[SUTTON][0]
    assert list(both.sound) == [CROYDON]


@pytest.mark.parametrize(
    ("different", "sentence"),
    [
        ({"CSCP_APP_ID": ""}, "CSCP_APP_ID is missing"),
        ({"CSCP_APP_ID": "hunter2"}, "CSCP_APP_ID can't be read"),
        ({"CSCP_STORE_KEY": ""}, "CSCP_STORE_KEY is missing"),
        ({"CSCP_STORE_KEY": "hunter2"}, "key"),
        ({"CSCP_SIGNING_KEY": "hunter2"}, "CSCP_SIGNING_KEY can't be read"),
        ({"CSCP_APP_PASWORD": "hunter2"}, "CSCP_APP_PASWORD is no setting"),
    ],
)
def test_a_wrong_setting_of_one_is_named_and_the_other_is_served(
    folder: Path, different: dict[str, str], sentence: str
) -> None:
    (folder / SUTTON / SETTINGS_FILE).write_text(own_settings(SUTTON, **different))
    both = found()
    assert list(both.sound) == [CROYDON] and list(both.faults) == [SUTTON]
    assert sentence in both.faults[SUTTON][0] and "hunter2" not in str(both.faults)
    with pytest.raises(SettingsFault, match=sentence):
        both.of(SUTTON)


@pytest.mark.parametrize(
    ("text", "sentence"), [("name = ", "is not TOML"), ("name = 'Sutton'", "is missing"), (None, "is missing")]
)
def test_a_wrong_partnership_file_of_one_is_named_and_the_other_is_served(
    folder: Path, text: str | None, sentence: str
) -> None:
    file = folder / SUTTON / PARTNERSHIP_FILE
    file.unlink() if text is None else file.write_text(text)
    both = found()
    assert list(both.sound) == [CROYDON] and sentence in both.faults[SUTTON][0]


@pytest.mark.parametrize(
    ("same", "what"),
    [
        ({"CSCP_APP_ID": APPS[CROYDON]}, "CSCP_APP_ID"),
        ({"CSCP_STORE_KEY": "croydons"}, "CSCP_STORE_KEY, or the one to change it to,"),
        ({"CSCP_STORE_NEW_KEY": "croydons"}, "CSCP_STORE_KEY, or the one to change it to,"),
    ],
)
def test_two_with_one_registration_or_one_key_are_both_refused(folder: Path, same: dict[str, str], what: str) -> None:
    if "croydons" in same.values():
        key = fresh_key().get_secret_value()
        (folder / CROYDON / SETTINGS_FILE).write_text(own_settings(CROYDON, CSCP_STORE_KEY=key))
        same = dict.fromkeys(same, f" {key}")
    (folder / SUTTON / SETTINGS_FILE).write_text(own_settings(SUTTON, **same))
    both = found()
    assert not both.sound
    assert both.faults[CROYDON][0].startswith(f"{what} is the same as that of sutton")
    assert both.faults[SUTTON][0].startswith(f"{what} is the same as that of croydon")


def test_two_with_one_signing_key_are_both_refused(folder: Path) -> None:
    key = fresh_key().get_secret_value()
    for name, day in ((CROYDON, "2026-12-01"), (SUTTON, "2027-01-01")):
        (folder / name / SETTINGS_FILE).write_text(own_settings(name, CSCP_SIGNING_KEY=f"{day}:{key}"))
    both = found()
    assert not both.sound
    assert both.faults[CROYDON][0].startswith("A key of CSCP_SIGNING_KEY is the same as that of sutton")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (partnership_text(SUTTON, prefix="CSCP"), "The reference_prefix"),
        (partnership_text(CROYDON, prefix="SSCP"), "The review_channel"),
    ],
)
def test_two_whose_references_or_channels_are_the_same_are_both_refused(folder: Path, text: str, what: str) -> None:
    """A copied partnership file would make cases be taken for those of the other, or be told in its channel."""
    (folder / SUTTON / PARTNERSHIP_FILE).write_text(text)
    both = found()
    assert not both.sound
    for name in both.names:
        assert len(both.faults[name]) == 1 and both.faults[name][0].startswith(what)


@pytest.mark.parametrize("name", ["Merton", "a b", "x" * 64, "-merton"])
def test_a_folder_whose_name_is_none_of_a_partnership_is_named(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    both = found()
    assert list(both.sound) == [CROYDON, SUTTON] and "rename it" in both.faults[name][0]


def test_what_the_system_puts_beside_the_partnerships_is_none(folder: Path) -> None:
    (folder / "..data").mkdir()
    (folder / "README").write_text("which is which")
    assert found().names == (CROYDON, SUTTON)


def test_a_folder_that_is_not_there_or_empty_is_said(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSCP_PARTNERSHIPS", str(tmp_path / "nowhere"))
    assert "CSCP_PARTNERSHIPS can't be read" in refused()[0]
    (tmp_path / "nowhere").mkdir()
    assert "is empty" in refused()[0]


def test_a_wrong_setting_of_all_stops_the_start(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSCP_PORT", "many")
    assert refused()[0].startswith("CSCP_PORT can't be read")
