"""One deployment serves several partnerships (tenants of one process): the folder of ``CSCP_PARTNERSHIPS`` has a
subfolder for each, with its own settings and its partnership file. A fault of one keeps none of the others from being
served."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from dotenv import dotenv_values
from pydantic import SecretStr

from bot.config.encryption_key import codec_of
from bot.config.partnership_file import PartnershipFault
from bot.config.partnership_file import load as load_partnership
from bot.config.settings import (
    ENV_FILE,
    Settings,
    SettingsFault,
    SharedSettings,
    fields_in,
    given_settings,
    load_shared_settings,
    require_known,
    validate_settings,
    variable,
)
from bot.config.signing_key import seals_of
from safeguarding.partnership.model import Partnership
from store.errors import BadKey
from store.url import is_partnership_name

SETTINGS_FILE, PARTNERSHIP_FILE = "settings.env", "partnership.toml"
OWN = frozenset(Settings.model_fields) - frozenset(SharedSettings.model_fields)
# The folder says these: its name, and the file in it.
FROM_FOLDER = frozenset({"store_partnership", "partnership"})
IN_FILE = (OWN - FROM_FOLDER) | {"app_type", "app_tenant"}


@dataclass(frozen=True)
class PartnershipSetup:
    """A setup is what one partnership is served with. ``settings`` are whole: the shared ones, and its own."""

    settings: Settings
    partnership: Partnership


@dataclass(frozen=True)
class Partnerships:
    """The partnerships that can be served stand by name, and so do the faults of the others."""

    sound: Mapping[str, PartnershipSetup]
    faults: Mapping[str, tuple[str, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({*self.sound, *self.faults}))

    def of(self, name: str) -> PartnershipSetup:
        """Returns the setup of one partnership. Raises SettingsFault when it can't be served or its folder is gone."""
        if name in self.sound:
            return self.sound[name]
        raise SettingsFault(self.faults.get(name) or ["Its folder in CSCP_PARTNERSHIPS is gone: put it back."])


def are_several(env_file: Path | None = ENV_FILE) -> bool:
    return "partnerships" in given_settings(env_file)


def load_partnerships(env_file: Path | None = ENV_FILE) -> tuple[SharedSettings, Partnerships]:
    """Loads every partnership of the folder. Raises SettingsFault for what concerns all of them."""
    if misplaced := sorted(OWN & given_settings(env_file).keys()):
        raise SettingsFault(map(_not_of_all, misplaced))
    shared = load_shared_settings(env_file)
    found: dict[str, PartnershipSetup] = {}
    faults: dict[str, tuple[str, ...]] = {}
    for folder in _folders(shared):
        try:
            found[folder.name] = _load_setup(folder, shared, env_file)
        except (SettingsFault, PartnershipFault) as fault:
            faults[folder.name] = fault.faults
        except BadKey as fault:
            faults[folder.name] = (str(fault),)
    faults |= _not_told_apart(found)
    return shared, Partnerships({name: served for name, served in found.items() if name not in faults}, faults)


def load_settings_of(name: str | None, env_file: Path | None = ENV_FILE) -> Settings:
    """Loads the settings for a command on the store of one partnership. Raises SettingsFault."""
    _, found = load_partnerships(env_file)
    there = f"There are {', '.join(found.names)}."
    if name is None:
        raise SettingsFault(
            [f"CSCP_PARTNERSHIPS is set: say whose store is meant, with --partnership and its name. {there}"]
        )
    if name not in found.names:
        raise SettingsFault([f"--partnership names none of CSCP_PARTNERSHIPS. {there}"])
    if name in found.faults:
        raise SettingsFault(sentences({name: found.faults[name]}))
    return found.of(name).settings


def _folders(shared: SharedSettings) -> tuple[Path, ...]:
    assert shared.partnerships
    try:
        there = sorted(shared.partnerships.iterdir())
    except OSError:
        raise SettingsFault(
            ["CSCP_PARTNERSHIPS can't be read: set it to the folder with a subfolder for each partnership."]
        ) from None
    # Names with a dot are of the system that puts the folder there.
    folders = tuple(path for path in there if path.is_dir() and not path.name.startswith("."))
    if not folders:
        raise SettingsFault(
            [
                "The folder of CSCP_PARTNERSHIPS is empty: make a subfolder for each partnership, with its "
                f"{SETTINGS_FILE} and {PARTNERSHIP_FILE}, or remove the setting to serve one alone."
            ]
        )
    return folders


def _load_setup(folder: Path, shared: SharedSettings, env_file: Path | None) -> PartnershipSetup:
    """Loads one partnership from its folder. Raises SettingsFault, PartnershipFault and BadKey."""
    if not is_partnership_name(folder.name):
        raise SettingsFault(["The folder's name is not up to 63 small letters, digits and hyphens: rename it."])
    settings = _settings(folder, shared, env_file)
    codec_of(settings)
    seals_of(settings)
    if not settings.partnership.exists():
        raise PartnershipFault([f"{PARTNERSHIP_FILE} is missing: put the partnership file into the folder."])
    return PartnershipSetup(settings, load_partnership(settings.partnership))


def _settings(folder: Path, shared: SharedSettings, env_file: Path | None) -> Settings:
    place = shared.store if shared.is_store_shared else str(shared.store_folder / folder.name)
    own = {
        **_own(folder / SETTINGS_FILE),
        "store_url": SecretStr(place),
        "store_partnership": folder.name,
        "backups": shared.backups / folder.name,
        "partnership": folder / PARTNERSHIP_FILE,
    }
    return validate_settings(lambda: Settings(_env_file=env_file, **own))  # type: ignore[arg-type] # checked by pydantic


def _own(file: Path) -> Mapping[str, str]:
    try:
        given = fields_in(dotenv_values(file))
    except (OSError, UnicodeDecodeError):
        raise SettingsFault([f"{SETTINGS_FILE} can't be read: let the bot's account read it, as UTF-8."]) from None
    require_known(given)
    if misplaced := sorted(given.keys() - IN_FILE):
        raise SettingsFault(map(_not_of_one, misplaced))
    return given


def _not_of_all(field: str) -> str:
    if field in FROM_FOLDER:
        return (
            f"{variable(field)} is each partnership's own: the name of its folder in CSCP_PARTNERSHIPS and the "
            f"{PARTNERSHIP_FILE} in it say it. Remove it from the environment."
        )
    return (
        f"{variable(field)} is each partnership's own: move it from the environment into the {SETTINGS_FILE} of its "
        "folder in CSCP_PARTNERSHIPS."
    )


def _not_of_one(field: str) -> str:
    if field in FROM_FOLDER:
        return f"{variable(field)} is not set here: the folder's name and its {PARTNERSHIP_FILE} say it. Remove it."
    return f"{variable(field)} holds for all partnerships: move it into the environment."


ALIKE: Mapping[str, Callable[[PartnershipSetup], Set[str]]] = {
    "CSCP_APP_ID": lambda served: {served.settings.app_id} if served.settings.app_id else set(),
    "CSCP_STORE_KEY, or the one to change it to,": lambda served: _keys(served.settings),
    "A key of CSCP_SIGNING_KEY": lambda served: {key.secret.hex() for key in seals_of(served.settings).keys},
    "The reference_prefix of the partnership file": lambda served: {served.partnership.reference_prefix},
    "The review_channel of the partnership file": lambda served: {served.partnership.review_channel.conversation},
}


def require_distinct(name: str, one: PartnershipSetup, others: Mapping[str, PartnershipSetup]) -> None:
    """Raises SettingsFault when one partnership shares an identity with another: app id, key, reference prefix or
    channel."""
    if faults := _not_told_apart({**others, name: one}).get(name):
        raise SettingsFault(faults)


def _not_told_apart(found: Mapping[str, PartnershipSetup]) -> dict[str, tuple[str, ...]]:
    """Returns the faults of partnerships that share an identity. Nobody can say which of the two is right, so neither
    is served."""
    faults: dict[str, list[str]] = {}
    for one, other, what in _alike(found):
        for name, than in ((one, other), (other, one)):
            faults.setdefault(name, []).append(
                f"{what} is the same as that of {than}, and each partnership has its own. Correct the wrong one."
            )
    return {name: tuple(sentences) for name, sentences in faults.items()}


def _alike(found: Mapping[str, PartnershipSetup]) -> Iterator[tuple[str, str, str]]:
    for what, of in ALIKE.items():
        by_value: dict[str, list[str]] = {}
        for name, served in found.items():
            for value in of(served):
                by_value.setdefault(value, []).append(name)
        yield from ((one, other, what) for names in by_value.values() for one, other in combinations(names, 2))


def _keys(settings: Settings) -> Set[str]:
    given = (settings.store_key, settings.store_new_key)
    return set() if settings.local else {key.get_secret_value().strip() for key in given if key}


def sentences(faults: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for name, of_one in sorted(faults.items()):
        yield from (f"{name}: {fault}" for fault in of_one)
