"""``check`` looks beforehand at settings, files, machine and network; ``check --live`` tries the tenant too."""

import asyncio
import contextlib
import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from botbuilder.schema import ChannelAccount

from bot.cli.check.assumptions import steps_by_hand
from bot.cli.check.finding import SOMETHING_FAILS, CheckFinding, exit_code, fails, holds, summary, untried
from bot.cli.check.live import LiveCheck
from bot.cli.check.machine import machine_findings
from bot.cli.check.network import LOCAL, Network
from bot.cli.context import CommandContext, account_in_use
from bot.config.settings import TEAMS, Settings, SettingsFault
from bot.connector.app_token import credentials
from bot.connector.client import ConversationsClient, pooled_session
from bot.connector.transport import RetryingTransport
from safeguarding.partnership.model import Partnership
from safeguarding.people import Person
from store.folder.disk import Disk

WAITS = "mend first what fails above."
BY_HAND = "To try by hand, with a tick for each that holds:"
NO_OFFICE = "--tester names nobody in the partnership file. Give the directory id of somebody in office."

ReachNetwork = Callable[[Settings], contextlib.AbstractAsyncContextManager[Network]]


@dataclass(frozen=True)
class FirstDayCheck:
    """The check takes from outside how the settings are loaded, what else a command takes, and how the network is
    reached. ``live`` tries the tenant; ``tester`` is the directory id of whoever runs it."""

    load: Callable[[], Settings]
    context: Callable[[Settings], CommandContext]
    reach: ReachNetwork
    live: bool = False
    tester: str = ""

    async def findings(self) -> AsyncIterator[CheckFinding]:
        try:
            settings = self.load()
        except SettingsFault as fault:
            for each in fault.faults:
                yield fails("Settings", each)
            yield untried("Everything else", WAITS)
            return
        yield holds("Settings", "complete.")
        command = self.context(settings)
        on_machine = await asyncio.to_thread(lambda: list(machine_findings(command)))
        for finding in on_machine:
            yield finding
        if settings.local:
            yield untried("Network", LOCAL)
            return
        async for finding in self._outside(command, on_machine):
            yield finding

    async def _outside(self, command: CommandContext, before: list[CheckFinding]) -> AsyncIterator[CheckFinding]:
        try:
            async with self.reach(command.settings) as network:
                found = list(before)
                async for finding in network.findings():
                    found.append(finding)
                    yield finding
                if not self.live:
                    return
                if exit_code(found):
                    yield untried("Live check", WAITS)
                    return
                async for finding in self._in_tenant(command.partnership(), network):
                    yield finding
        except SettingsFault as fault:
            for each in fault.faults:
                yield fails("Proxy", each)

    async def _in_tenant(self, partnership: Partnership, network: Network) -> AsyncIterator[CheckFinding]:
        tester = find_tester(partnership, self.tester)
        if self.tester and tester is None:
            yield fails("Tester", NO_OFFICE)
        client = ConversationsClient(
            network.service_url, network.hosts, network.credentials, RetryingTransport(network.session)
        )
        async for finding in LiveCheck(client, network.bot, partnership, tester).findings():
            yield finding


def find_tester(partnership: Partnership, id: str) -> Person | None:
    return next((each for each in partnership.office_holders() if each.id == id.lower()), None)


@contextlib.asynccontextmanager
async def microsoft(settings: Settings, now: Callable[[], datetime]) -> AsyncIterator[Network]:
    """Reaches Microsoft as the bot does. Raises SettingsFault for a proxy that is none."""
    first = settings.service_urls[0]
    async with pooled_session(through_proxy=True) as session:
        yield Network(
            session,
            settings.openid_metadata,
            # Without a region Teams takes messages below this path, for whichever tenant.
            f"{first}teams/" if first in TEAMS else first,
            credentials(settings),
            now,
            settings.allowed_hosts,
            ChannelAccount(id=f"28:{settings.app_id}"),
        )


def check_command(given: Namespace, load: Callable[[], Settings], now: Callable[[], datetime]) -> int:
    def context(settings: Settings) -> CommandContext:
        return CommandContext(settings, now, account_in_use(), Disk())

    check = FirstDayCheck(load, context, lambda settings: microsoft(settings, now), given.live, given.tester)
    return run_check(check, given)


def run_check(check: FirstDayCheck, given: Namespace) -> int:
    """Prints each finding as it comes, and in the live check what is left to try by hand. Returns the exit code."""
    findings: list[CheckFinding] = []
    lines: list[str] = []

    def say(line: str) -> None:
        lines.append(line)
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    async def run() -> None:
        async for finding in check.findings():
            findings.append(finding)
            say(str(finding))

    asyncio.run(run())
    for line in (BY_HAND, *steps_by_hand()) if check.live else ():
        say(line)
    say(summary(findings))
    return exit_code(findings) if _is_kept(given.to, lines) else SOMETHING_FAILS


def _is_kept(place: Path | None, lines: Sequence[str]) -> bool:
    """Writes the report, where it is wanted, and says whether that went well."""
    try:
        if place:
            place.write_text("\n".join([*lines, ""]), "utf-8")
    except OSError as error:
        sys.stderr.write(f"The report was not written to {place}: {error.strerror}. Name a file that can be made.\n")
        return False
    return True
