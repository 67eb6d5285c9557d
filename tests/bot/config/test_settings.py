"""The bot starts on settings that leave nothing open, and says what to do about others."""

from pathlib import Path

import pytest

from bot.config.settings import AppType, Settings, SettingsFault, load_settings, require_partnership_used

APP = "30000000-0000-4000-8000-000000000001"
TENANT = "7e000000-0000-4000-8000-000000000001"
SERVED = {
    "CSCP_APP_ID": APP,
    "CSCP_APP_TENANT": TENANT,
    "CSCP_APP_PASSWORD": "a client secret",
    "CSCP_STORE_KEY": "a store key",
}


def given(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def faults_of(monkeypatch: pytest.MonkeyPatch, **variables: str) -> tuple[str, ...]:
    given(monkeypatch, **variables)
    with pytest.raises(SettingsFault) as fault:
        load_settings(None)
    return fault.value.faults


def test_nothing_set_is_refused_with_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = faults_of(monkeypatch)
    assert [fault.split()[0] for fault in faults] == [
        "CSCP_APP_ID",
        "CSCP_APP_TENANT",
        "CSCP_APP_PASSWORD",
        "CSCP_STORE_KEY",
    ]
    assert "CSCP_LOCAL=true" in faults[0]


def test_local_mode_starts_without_an_app_id_on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, CSCP_LOCAL="true")
    settings = load_settings(None)
    assert (settings.local, settings.host, settings.port) == (True, "127.0.0.1", 3978)


def test_the_numbers_are_not_served_at_the_address_that_teams_reaches(monkeypatch: pytest.MonkeyPatch) -> None:
    (fault,) = faults_of(monkeypatch, CSCP_LOCAL="true", CSCP_PORT="4000", CSCP_METRICS_PORT="4000")
    assert fault.startswith("CSCP_METRICS_PORT") and "set it to another" in fault


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_local_mode_takes_every_name_of_this_machine(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    given(monkeypatch, CSCP_LOCAL="true", CSCP_HOST=host)
    assert load_settings(None).host == host


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.4", "example.org", "localhost.example.org", "127.0.0.1.nip.io"]
)
def test_local_mode_is_refused_on_an_address_that_others_reach(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    (fault,) = faults_of(monkeypatch, CSCP_LOCAL="true", CSCP_HOST=host)
    assert fault.startswith("CSCP_HOST") and "127.0.0.1" in fault


def test_local_mode_together_with_an_app_id_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    (fault,) = faults_of(monkeypatch, CSCP_LOCAL="true", **SERVED)
    assert "CSCP_LOCAL" in fault and "CSCP_APP_ID" in fault


def test_a_folder_for_what_people_take_is_refused_where_teams_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    (fault,) = faults_of(monkeypatch, CSCP_TAKEN="taken", **SERVED)
    assert fault.startswith("CSCP_TAKEN is for local mode")


def test_an_empty_app_id_is_no_app_id(monkeypatch: pytest.MonkeyPatch) -> None:
    (fault,) = faults_of(monkeypatch, **{**SERVED, "CSCP_APP_ID": ""})
    assert fault.startswith("CSCP_APP_ID is missing")


def test_a_single_tenant_registration_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, **SERVED)
    settings = load_settings(None)
    assert settings.app_type is AppType.SINGLE_TENANT
    assert settings.allowed_hosts.allows("https://smba.trafficmanager.net/uk/")


def test_a_managed_identity_needs_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    served = {name: value for name, value in SERVED.items() if name != "CSCP_APP_PASSWORD"}
    given(monkeypatch, CSCP_APP_TYPE="UserAssignedMSI", **served)
    assert load_settings(None).app_type is AppType.MANAGED_IDENTITY


@pytest.mark.parametrize("missing", ["CSCP_STORE_KEY", "CSCP_APP_PASSWORD", "CSCP_APP_TENANT"])
@pytest.mark.parametrize("value", [None, "", "   "])
def test_a_served_bot_is_refused_without_its_secrets(
    monkeypatch: pytest.MonkeyPatch, missing: str, value: str | None
) -> None:
    served = {name: value for name, value in SERVED.items() if name != missing}
    (fault,) = faults_of(monkeypatch, **served, **({missing: value} if value is not None else {}))
    assert fault.startswith(missing)


@pytest.mark.parametrize("app_type", ["MultiTenant", "singletenant", "SingelTenant", "UserAssignedMsi"])
def test_a_misspelt_app_type_is_refused(monkeypatch: pytest.MonkeyPatch, app_type: str) -> None:
    (fault,) = faults_of(monkeypatch, CSCP_APP_TYPE=app_type, **SERVED)
    assert fault == "CSCP_APP_TYPE can't be read: set it to SingleTenant or UserAssignedMSI."


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CSCP_PORT", "none"),
        ("CSCP_PORT", "0"),
        ("CSCP_PORT", "70000"),
        ("CSCP_LOCAL", "perhaps"),
        ("CSCP_APP_ID", "cscp-bot"),
        ("CSCP_APP_TENANT", "croydon.gov.uk"),
        ("CSCP_SERVICE_URLS", "http://smba.trafficmanager.net/"),
        ("CSCP_SERVICE_URLS", "smba.trafficmanager.net"),
        ("CSCP_SERVICE_URLS", "https://.net/"),
        ("CSCP_SERVICE_URLS", " , "),
        ("CSCP_READING_ALARM", "0"),
        ("CSCP_OPENID_METADATA", "http://login.botframework.com/"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    (fault,) = faults_of(monkeypatch, **{**SERVED, variable: value})
    assert fault.startswith(f"{variable} can't be read: set it to")


def test_an_unknown_variable_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    (fault,) = faults_of(monkeypatch, CSCP_APP_PASWORD="a client secret", CSCP_LOCAL="true")
    assert fault.startswith("CSCP_APP_PASWORD is no setting") and "CSCP_APP_PASSWORD" in fault


def test_an_unknown_variable_in_the_env_file_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CSCP_LOCAL=true\nCSCP_HOTS=127.0.0.1\nOTHER=1\n")
    with pytest.raises(SettingsFault, match="CSCP_HOTS"):
        load_settings(tmp_path / ".env")


def test_the_environment_goes_before_the_env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CSCP_LOCAL=true\nCSCP_PORT=4000\nCSCP_STORE_URL=elsewhere\n")
    given(monkeypatch, CSCP_PORT="4001")
    settings = load_settings(tmp_path / ".env")
    assert (settings.port, settings.store_folder) == (4001, Path("elsewhere"))


def test_no_fault_and_no_printed_settings_show_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "hunter2-hunter2"
    given(monkeypatch, **{**SERVED, "CSCP_APP_PASSWORD": secret, "CSCP_STORE_KEY": secret})
    assert secret not in repr(load_settings(None))
    assert secret not in "".join(faults_of(monkeypatch, CSCP_PORT=secret, CSCP_APP_ID=secret))


def test_the_address_of_a_database_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "hunter2-hunter2"
    address = f"postgresql://ada:{secret}@db.example.org/cscp"
    given(monkeypatch, CSCP_LOCAL="true", CSCP_STORE_URL=address, CSCP_STORE_PARTNERSHIP="croydon")
    settings = load_settings(None)
    assert settings.is_store_shared and settings.store == address
    assert secret not in repr(settings)
    (fault,) = faults_of(monkeypatch, CSCP_LOCAL="true", CSCP_STORE_URL=address, CSCP_STORE_PARTNERSHIP="")
    assert fault.startswith("CSCP_STORE_PARTNERSHIP is missing") and secret not in fault


@pytest.mark.parametrize(
    "address", ["mysql://host/cscp", "sqlite:///cases.db", "file:///srv/cscp", "PostgreSQL://host/cscp"]
)
def test_no_folder_is_made_of_the_name_of_an_address(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    (fault,) = faults_of(monkeypatch, CSCP_LOCAL="true", CSCP_STORE_URL=address)
    assert fault.startswith("CSCP_STORE_URL") and "postgresql://" in fault and address not in fault


def test_a_partnerships_name_that_cannot_stand_in_a_database_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    place = {"CSCP_STORE_URL": "postgresql://host/cscp", "CSCP_STORE_PARTNERSHIP": "Croydon SCP"}
    (fault,) = faults_of(monkeypatch, CSCP_LOCAL="true", **place)
    assert fault.startswith("CSCP_STORE_PARTNERSHIP is not up to 63 small letters")


def test_a_partnerships_name_beside_a_folder_is_not_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, CSCP_LOCAL="true", CSCP_STORE_PARTNERSHIP="croydon")
    with pytest.raises(SettingsFault, match=r"CSCP_STORE_PARTNERSHIP .* CSCP_STORE_URL is a folder"):
        require_partnership_used(load_settings(None))
    given(monkeypatch, CSCP_STORE_URL="postgresql://host/cscp")
    require_partnership_used(load_settings(None))


def test_settings_made_in_code_obey_the_same_rules() -> None:
    with pytest.raises(SettingsFault):
        Settings(local=True, host="0.0.0.0")
    with pytest.raises(SettingsFault):
        Settings()
