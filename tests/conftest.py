"""The whole suite runs hypothesis without deadlines, which a busy machine would miss, skips nothing silently where that
is asked for, gives one worker the tests that share the windows' ports, and prints at the end the figures that a run
gave."""

import os
from collections.abc import Callable, Generator
from typing import Any

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("cscp", deadline=None)
settings.load_profile("cscp")

Figures = Callable[[object], None]


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Figures:
    """Figures told here stand at the end of the run."""
    return lambda told: record_property("figures", str(told))


class WindowsByOneWorker(LoadScopeScheduling):
    """One worker takes the browser tests, as several would wait for the windows. Marks can't do it: pytest 9.2 ignores
    xdist's groups."""

    def _split_scope(self, nodeid: str) -> str:
        return "windows" if nodeid.startswith("tests/browser/") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WindowsByOneWorker:
    return WindowsByOneWorker(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, told in report.user_properties:
            if name == "figures":
                terminalreporter.write_line(f"{report.head_line}: {told}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skip for a missing browser or database is a failure when NO_SKIPS is set."""
    report = yield
    if report.skipped and os.environ.get("NO_SKIPS"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and NO_SKIPS is set: {report.longrepr}"
    return report
