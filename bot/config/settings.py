"""The settings come from environment variables named CSCP_... and a ``.env`` file. The bot does not start on a doubtful
one."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self, TypeVar
from uuid import UUID

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.config.allowed_hosts import HostAllowList, host_of, is_loopback
from safeguarding.faults import Faults
from store.url import is_database, is_partnership_name, place_fault

PREFIX = "CSCP_"
# Teams serves its regions as paths of this one host (/uk/, /emea/). Anyone may own another name under
# trafficmanager.net.
TEAMS = ("https://smba.trafficmanager.net/",)
OPENID_METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"


class SettingsFault(Faults):
    """The settings can't be used. ``faults`` has one sentence for each fault: the variable, and what to do."""


class AppType(StrEnum):
    """The app type says how the bot is registered. MultiTenant is left out: its registration has ended."""

    SINGLE_TENANT = "SingleTenant"
    MANAGED_IDENTITY = "UserAssignedMSI"


def _separate(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _https(text: str) -> str:
    host_of(text)
    return text


DirectoryId = Annotated[str, AfterValidator(lambda text: str(UUID(text)))]
Https = Annotated[str, AfterValidator(_https)]


class SharedSettings(BaseSettings):
    """The shared settings hold for the whole process. A process that serves several partnerships has these alone in its
    environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    partnerships: Path | None = Field(
        default=None,
        description="for several partnerships: a folder with a subfolder for each, named as the partnership is in "
        "addresses and in the database, with its own `settings.env` and `partnership.toml`",
    )
    app_type: AppType = Field(
        default=AppType.SINGLE_TENANT, description="`SingleTenant`, or `UserAssignedMSI` for a managed identity"
    )
    app_tenant: DirectoryId | None = Field(
        default=None, description="the tenant in which the bot is registered; needed with an application id"
    )
    store_url: SecretStr = Field(
        default=SecretStr("data"),
        description="where the cases are: a folder, or a database that several bots share, "
        "`postgresql://account@host/database`",
    )
    backups: Path = Field(
        default=Path("backups"), description="the folder of the backups, apart from the store, best on another disk"
    )
    backups_kept: int = Field(default=14, ge=1, description="how many backups are kept")
    host: str = Field(default="127.0.0.1", description="the address where it listens")
    port: int = Field(default=3978, ge=1, le=65535, description="the port where it listens")
    metrics_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="the port of `/metrics` and of `/readyz` in full, on this machine alone; without it there is "
        "neither",
    )
    service_urls: Annotated[tuple[Https, ...], NoDecode, BeforeValidator(_separate), Field(min_length=1)] = Field(
        default=TEAMS, description="the service addresses that it may talk to: Teams' own"
    )
    reading_alarm: int = Field(
        default=30, ge=1, description="how many cases one person reads within an hour before the Business Team is told"
    )
    openid_metadata: Https = Field(
        default=OPENID_METADATA, description="where the Bot Framework's signing keys are listed"
    )
    local: bool = Field(
        default=False,
        description="`true`: nobody is authenticated, this machine alone, plain store; for trying it",
    )

    @model_validator(mode="after")
    def _safe_to_start(self) -> Self:
        # Not a ValueError: pydantic would wrap it, and no setting may reach its text.
        if faults := tuple(self._faults()):
            raise SettingsFault(faults)
        return self

    def _faults(self) -> Iterator[str]:
        if fault := place_fault(self.store):
            yield f"CSCP_STORE_URL {fault}"
        if self.local and not is_loopback(self.host):
            yield (
                "CSCP_HOST is not this machine, and local mode lets anyone in who reaches it: "
                "set it to 127.0.0.1, or remove CSCP_LOCAL."
            )
        if self.metrics_port == self.port:
            yield (
                "CSCP_METRICS_PORT is the same as CSCP_PORT: set it to another, since /metrics has an address of "
                "its own."
            )

    @property
    def store(self) -> str:
        """Returns the address of the store, which may hold a password: not for a log or a message."""
        return self.store_url.get_secret_value().strip()

    @property
    def is_store_shared(self) -> bool:
        """Says whether the store is in a database, which several bots share."""
        return is_database(self.store)

    @property
    def store_folder(self) -> Path:
        """Returns the path of a store that is a folder."""
        return Path(self.store)

    @property
    def allowed_hosts(self) -> HostAllowList:
        return HostAllowList() if self.local else HostAllowList.of(self.service_urls)


class Settings(SharedSettings):
    """These are the settings of one partnership's bot. Local mode authenticates nobody, so it is served on this machine
    alone."""

    app_id: DirectoryId | None = Field(default=None, description="the bot's application id; needed, but for local mode")
    app_password: SecretStr | None = Field(
        default=None, description="the registration's client secret; needed for `SingleTenant`"
    )
    news_at_once: bool = Field(
        default=False,
        description="`true`: news of a case waits neither for working hours nor for more of it; for trying the bot",
    )
    store_partnership: str | None = Field(
        default=None,
        description="the partnership's name in the database: small letters, digits, hyphens, and never changed once "
        "cases are there; needed with a database",
    )
    store_key: SecretStr | None = Field(
        default=None,
        description="32 random bytes in base64: the store is encrypted with it; needed, but for local mode",
    )
    store_new_key: SecretStr | None = Field(
        default=None, description="the key that `rotate-key` changes to; used by nothing else"
    )
    signing_key: SecretStr | None = Field(
        default=None,
        description="a day, a colon, and 32 random bytes in base64, which seal signatures from that day on. It is kept "
        "apart from the store's key. After a change the new one stands first, then a comma and the old ones",
    )
    partnership: Path = Field(default=Path("partnership.toml"), description="the partnership file")
    taken: Path | None = Field(
        default=None,
        description="in local mode, a folder for what people take: the local client shows neither files nor pictures",
    )

    def _faults(self) -> Iterator[str]:
        yield from _local_faults(self) if self.local else _served_faults(self)
        yield from _store_faults(self)
        yield from super()._faults()


S = TypeVar("S", bound=SharedSettings)
ENV_FILE = Path(".env")
LOCAL_RUN = Path("var/run.env")
"""``make run`` writes its own settings here, so that the commands for the store work beside it."""


def load_settings(env_file: Path | None = ENV_FILE) -> Settings:
    """Loads the settings of a single partnership. Raises SettingsFault."""
    require_known(given_settings(env_file))
    return validate_settings(lambda: Settings(_env_file=env_file))


def load_shared_settings(env_file: Path | None = ENV_FILE) -> SharedSettings:
    """Loads the settings that all partnerships share. Raises SettingsFault."""
    require_known(given_settings(env_file))
    return validate_settings(lambda: SharedSettings(_env_file=env_file))


def given_settings(env_file: Path | None = ENV_FILE) -> Mapping[str, str]:
    """Returns every setting that is given, by field, in the environment or in the file; the environment comes first."""
    given = {**(dotenv_values(env_file) if env_file else {}), **os.environ}
    return fields_in(given)


def fields_in(variables: Mapping[str, str | None]) -> Mapping[str, str]:
    """Returns the bot's variables by field; an empty variable counts as none."""
    upper = {name.upper(): value for name, value in variables.items() if value}
    return {name.removeprefix(PREFIX).lower(): value for name, value in upper.items() if name.startswith(PREFIX)}


def validate_settings(make: Callable[[], S]) -> S:
    """Makes settings, with a mend for each value that pydantic refuses. Raises SettingsFault."""
    try:
        return make()
    except ValidationError as error:
        raise SettingsFault(dict.fromkeys(_value_fault(str(fault["loc"][0])) for fault in error.errors())) from None


def require_partnership_used(settings: Settings) -> None:
    """Refuses a partnership's name beside a folder, which has the cases of one: it would be ignored. Raises
    SettingsFault."""
    if settings.store_partnership and not settings.is_store_shared:
        raise SettingsFault(
            [
                "CSCP_STORE_PARTNERSHIP is the partnership's name in a database, and CSCP_STORE_URL is a folder, which "
                "has one partnership's cases: remove it, or set CSCP_STORE_URL to the database. Only migrate-store "
                "takes both."
            ]
        )


def require_known(given: Iterable[str]) -> None:
    """Refuses unknown names: a misspelt variable would leave its setting at the default, unnoticed. Raises
    SettingsFault."""
    if unknown := [name for name in sorted(given) if name not in Settings.model_fields]:
        known = ", ".join(sorted(map(variable, Settings.model_fields)))
        raise SettingsFault(
            f"{variable(name)} is no setting: correct its spelling or remove it. There are {known}." for name in unknown
        )


def variable(field: str) -> str:
    return f"{PREFIX}{field.upper()}"


def _local_faults(settings: Settings) -> Iterator[str]:
    if settings.app_id:
        yield (
            "CSCP_LOCAL and CSCP_APP_ID are both set: remove CSCP_LOCAL to serve Teams, "
            "or CSCP_APP_ID to try the bot on this machine."
        )


def _served_faults(settings: Settings) -> Iterator[str]:
    if not settings.app_id:
        yield (
            "CSCP_APP_ID is missing: set it to the bot's application id, "
            "or set CSCP_LOCAL=true to try the bot on this machine."
        )
    if settings.taken:
        yield "CSCP_TAKEN is for local mode, and in Teams a file goes to whoever takes it: remove it."
    if not settings.app_tenant:
        yield "CSCP_APP_TENANT is missing: set it to the id of the tenant in which the bot is registered."
    if settings.app_type is AppType.SINGLE_TENANT and not _is_filled(settings.app_password):
        yield (
            "CSCP_APP_PASSWORD is missing: set it to the registration's client secret, "
            "or set CSCP_APP_TYPE=UserAssignedMSI to run with a managed identity."
        )
    if not _is_filled(settings.store_key):
        yield "CSCP_STORE_KEY is missing: set it to the key of the store, which is encrypted outside local mode."


def _store_faults(settings: Settings) -> Iterator[str]:
    if settings.is_store_shared and not settings.store_partnership:
        yield (
            "CSCP_STORE_PARTNERSHIP is missing: set it to the partnership's name in the database of CSCP_STORE_URL, "
            "such as croydon."
        )
    if settings.store_partnership and not is_partnership_name(settings.store_partnership):
        yield (
            "CSCP_STORE_PARTNERSHIP is not up to 63 small letters, digits and hyphens, such as croydon: correct it, "
            "and never change it once cases are there."
        )


def _is_filled(secret: SecretStr | None) -> bool:
    return secret is not None and bool(secret.get_secret_value().strip())


_MENDS = {
    "local": "set it to true or false",
    "port": "set it to a number from 1 to 65535",
    "metrics_port": "set it to a number from 1 to 65535, or remove it",
    "backups_kept": "set it to how many backups are kept, 1 or more",
    "app_id": "set it to the application id as the Azure portal shows it, 36 characters",
    "app_type": "set it to SingleTenant or UserAssignedMSI",
    "app_tenant": "set it to the tenant's id as the Azure portal shows it, 36 characters",
    "service_urls": "set it to https addresses with a comma between them, such as https://smba.trafficmanager.net/",
    "reading_alarm": "set it to a number of cases, 1 or more",
    "openid_metadata": "set it to an https address, or remove it to use the public Bot Framework's",
}


def _value_fault(field: str) -> str:
    """Names the variable without its value, which may be a secret in the wrong place."""
    return f"{variable(field)} can't be read: {_MENDS.get(field, 'correct it or remove it')}."
