"""These checks look at the machine alone: the partnership file, the key, the store, the disk and the port."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

from bot.cli.check.finding import CheckFinding, fails, holds, untried
from bot.cli.context import CommandContext
from bot.config.encryption_key import codec_of
from bot.config.partnership_file import PartnershipFault
from bot.config.settings import Settings, SettingsFault
from bot.config.signing_key import NOT_SEALED, seals_of
from safeguarding.dates.working_days import spoken
from safeguarding.partnership.model import Tenant
from store.errors import StoreFault

LEAST_FREE = 1_000_000_000
MEGABYTE = 1_000_000


def machine_findings(command: CommandContext) -> Iterator[CheckFinding]:
    yield from partnership_file(command)
    yield key(command.settings)
    yield signing_key(command.settings)
    yield from store(command)
    yield from disk(command.settings)
    yield port(command.settings)
    yield watched(command.settings)


def partnership_file(command: CommandContext) -> Iterator[CheckFinding]:
    try:
        partnership = command.partnership()
    except PartnershipFault as fault:
        yield from (fails("Partnership file", each) for each in fault.faults)
        return
    vacant = ", ".join(seat.label for seat in partnership.vacant_since)
    said = f"{len(partnership.office_holders())} people in office, {len(partnership.tenants)} tenants."
    yield holds("Partnership file", f"{said} Vacant: {vacant}." if vacant else said)
    for tenant in partnership.tenants:
        yield _onedrive(tenant)


def _onedrive(tenant: Tenant) -> CheckFinding:
    if tenant.onedrive:
        return holds("OneDrive", f"files that people of {tenant.name} take go to {tenant.onedrive} alone.")
    return fails(
        "OneDrive",
        f"{tenant.name} has none in the partnership file, so its people can take no file. Have one of them open "
        "OneDrive in a browser, and put the host into the tenant's entry, such as "
        'onedrive = "croydon-my.sharepoint.com".',
    )


def key(settings: Settings) -> CheckFinding:
    if settings.local:
        return untried("Key", "local mode keeps its store in plain text.")
    try:
        codec_of(settings)
    except (StoreFault, SettingsFault) as fault:
        return fails("Key", str(fault))
    return holds("Key", "CSCP_STORE_KEY is a key. Keep it apart from the backups: without it nothing can be read.")


def signing_key(settings: Settings) -> CheckFinding:
    if settings.local:
        return untried("Signing key", "local mode needs none.")
    try:
        seals = seals_of(settings)
    except (StoreFault, SettingsFault) as fault:
        return fails("Signing key", str(fault))
    if not seals.keys:
        return fails("Signing key", NOT_SEALED)
    since = spoken(seals.keys[-1].since)
    return holds("Signing key", f"signatures are sealed since {since}. Keep it apart from the store's key.")


def store(command: CommandContext) -> Iterator[CheckFinding]:
    """Reads the store as ``verify`` does, also while the bot runs; nothing is written."""
    settings = command.settings
    if not settings.is_store_shared and not settings.store_folder.exists():
        yield _new_folder("Store", settings.store_folder, "CSCP_STORE_URL")
        return
    try:
        _, found = command.read()
    except (StoreFault, SettingsFault) as fault:
        yield fails("Store", str(fault))
        return
    yield from (fails("Store", each) for each in (*found.faults, *found.altered))
    if not found.faults and not found.altered:
        yield holds("Store", f"{len(found.cases)} cases, all in order under this key.")


def disk(settings: Settings) -> Iterator[CheckFinding]:
    yield _backups(settings)
    if not settings.is_store_shared:
        yield _free("Disk of the store", settings.store_folder)


def _backups(settings: Settings) -> CheckFinding:
    if settings.is_store_shared:
        return untried("Backups", "the database is backed up by its own means: docs/runbook.md says how.")
    folder = settings.backups
    if not folder.exists():
        return _new_folder("Backups", folder, "CSCP_BACKUPS")
    if not os.access(folder, os.W_OK):
        return fails("Backups", f"{folder} can't be written by this account. Give it the right, or set CSCP_BACKUPS.")
    there = _existing(settings.store_folder)
    beside = " It is on the store's disk: better another." if there.stat().st_dev == folder.stat().st_dev else ""
    return holds("Backups", f"{folder} can be written.{beside}")


def _new_folder(check: str, folder: Path, variable: str) -> CheckFinding:
    above = _existing(folder)
    if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
        return holds(check, f"{folder} is not there yet, and can be made.")
    return fails(check, f"{folder} can't be made by this account. Set {variable} to a folder that it can write.")


def _free(check: str, folder: Path) -> CheckFinding:
    free = shutil.disk_usage(_existing(folder)).free
    said = f"{free // MEGABYTE:,} MB free."
    return holds(check, said) if free >= LEAST_FREE else fails(check, f"{said} Make room: 1,000 MB at least.")


def _existing(path: Path) -> Path:
    """Returns the path, or the nearest folder above it that is there."""
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())


def port(settings: Settings) -> CheckFinding:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((settings.host, settings.port))
        except OSError as error:
            return untried(
                "Port",
                f"{settings.port} on {settings.host} is not free ({error.strerror}). So it is while "
                "the bot runs; otherwise set CSCP_PORT or CSCP_HOST.",
            )
    return holds("Port", f"{settings.port} on {settings.host} is free.")


def watched(settings: Settings) -> CheckFinding:
    if settings.local or settings.metrics_port:
        return holds("Readiness", "/readyz says in full on this machine whether something is wrong.")
    return untried("Readiness", "/readyz says ready or not, and no more: set CSCP_METRICS_PORT to a port of its own.")
