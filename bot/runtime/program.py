"""The program serves the bot, or runs one command on the store, and turns faults into exit codes."""

import asyncio
import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

import dialogs  # noqa: F401 - first of all it puts off what the SDKs would import and build
from bot.cli.arguments import CHECK, MIGRATE_STORE, SERVE, SETTINGS, function_of
from bot.config.multi_partnership import are_several, load_partnerships, load_settings_of
from bot.config.partnership_file import PartnershipFault
from bot.config.partnership_file import load as load_partnership
from bot.config.settings import (
    ENV_FILE,
    LOCAL_RUN,
    Settings,
    SettingsFault,
    given_settings,
    load_settings,
    require_partnership_used,
)
from bot.config.settings_table import as_table
from bot.observability.logs import configure
from bot.runtime.bootstrap import Environment
from bot.runtime.serve import serve, serve_several
from safeguarding.framework import loader
from store.errors import StoreFault

BAD_CONFIGURATION = 2


def run_program(given: Namespace) -> int:
    """Returns the exit code: 0 (done), 1 (refused, or something is wrong), 2 (settings or files are wrong)."""
    configure()
    try:
        return _do(given)
    except (SettingsFault, PartnershipFault, loader.RulesFault) as fault:
        return _refuse(fault.faults)
    except (StoreFault, ValueError) as fault:
        return _refuse([str(fault)])
    except OSError as error:
        mend = "Stop what uses it, or set CSCP_PORT or CSCP_METRICS_PORT."
        return _refuse([f"The bot can't serve at its address: {error.strerror}. {mend}"])
    except KeyboardInterrupt:
        return 0


def _do(given: Namespace) -> int:
    if given.command == SETTINGS:
        sys.stdout.write(f"{as_table()}\n")
        return 0
    if given.command == CHECK:
        return int(function_of(given)(given, lambda: _settings_for(given), Environment().now))
    if given.command != SERVE:
        from bot.cli.main import run as run_command  # noqa: PLC0415 - a bot that serves needs no command

        ask = input if sys.stdin.isatty() else None
        return run_command(given, _settings_for(given), Environment().now, ask=ask)
    if are_several():
        asyncio.run(serve_several(*load_partnerships()))
        return 0
    settings = load_settings()
    require_partnership_used(settings)
    asyncio.run(serve(settings, load_partnership(settings.partnership), Environment()))
    return 0


def _settings_for(given: Namespace) -> Settings:
    if are_several():
        return load_settings_of(given.partnership)
    if given.partnership:
        raise SettingsFault(
            ["--partnership is for several partnerships, and CSCP_PARTNERSHIPS is not set. Leave it out."]
        )
    settings = load_settings(_settings_file())
    if given.command != MIGRATE_STORE:
        require_partnership_used(settings)
    return settings


def _settings_file() -> Path:
    """Returns the file of the settings; that of ``make run`` where nothing else is set here."""
    return ENV_FILE if given_settings() or not LOCAL_RUN.exists() else LOCAL_RUN


def _refuse(faults: Iterable[str]) -> int:
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return BAD_CONFIGURATION
