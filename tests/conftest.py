"""The whole suite runs hypothesis without deadlines, which a busy machine would miss, skips nothing silently where that
is asked for, takes ports of its own for the local client, begins with the longest tests, and prints at the end the
figures that a run gave."""

import gc
import itertools
import os
import shutil
import socket
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from tests.support.generators.examples import ALL, USUAL, share
from tests.support.postgres.fixtures import server, unused_server

# Imported here alone: each module that imports the fixture would have a server of its own.
__all__ = ["server", "unused_server"]

settings.register_profile(ALL, deadline=None, max_examples=USUAL)
settings.register_profile("same", deadline=None, derandomize=True, max_examples=share(USUAL))
settings.load_profile("same")

Figures = Callable[[object], None]


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Figures:
    """Figures told here stand at the end of the run."""
    return lambda told: record_property("figures", str(told))


@pytest.fixture
def seed(pytestconfig: pytest.Config) -> int:
    """Returns the seed that stands in ``pyproject.toml``, or in ``make soak`` the one that was drawn for the run."""
    chosen: int = pytestconfig.getoption("randomly_seed")
    return chosen


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Generator[None]:
    """A test that runs the program sets logging up; the next would write into a stream that is closed."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


# The local client takes four ports in a row, and its bot one more; local/people.py and local/run.py read them once.
FIRST_PORT, LAST_PORT, PORTS_OF_A_RUN = 20_000, 30_000, 5


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_ports() -> int:
    """Returns the first of five free ports. Each process begins to look elsewhere, so that two runs share none."""
    places = (LAST_PORT - FIRST_PORT) // PORTS_OF_A_RUN
    for step in range(places):
        first = FIRST_PORT + (os.getpid() + step) % places * PORTS_OF_A_RUN
        if all(map(_is_free, range(first, first + PORTS_OF_A_RUN))):
            return first
    raise RuntimeError("no five ports in a row are free")


# Before any conftest.py below this one imports the modules that read them.
PORTS = _free_ports()
os.environ |= {"LOCAL_PORTS": str(PORTS), "LOCAL_BOT_PORT": str(PORTS + PORTS_OF_A_RUN - 1)}

# A store waits for the disk at each of its writes, in thousands of tests; in memory it waits for nothing. A test ends a
# process, never the power.
MEMORY, MEMORY_NEEDED = Path("/dev/shm"), 2 * 1024**3
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

BEGAN = time.monotonic()

# Nearly all that is made while the tests are collected stays: the garbage collector would go through it in vain.
gc.disable()


def pytest_collection(session: pytest.Session) -> None:
    """Imports another share of the tests first in each of several workers: in a fresh clone, where each file is still
    to be compiled, one does so and the others find it done. Whatever can't be imported is told when it is collected."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None or session.config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    tests = sorted(path.relative_to(session.path) for path in Path(__file__).parent.rglob("test_*.py"))
    share = -(-len(tests) // int(os.environ["PYTEST_XDIST_WORKER_COUNT"]))
    first = int(worker.removeprefix("gw")) * share
    for path in tests[first : first + share]:
        with suppress(Exception):
            import_module(".".join(path.with_suffix("").parts))


def pytest_configure(config: pytest.Config) -> None:
    """Each run draws the same examples, so that no change fails by a luck of its own; ``make soak`` gives a seed."""
    if config.getoption("--hypothesis-seed") is not None:
        settings.load_profile(ALL)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--within", type=float, help="seconds after which no further test is begun: make quick")


def pytest_runtest_setup(item: pytest.Item) -> None:
    within = item.config.getoption("--within")
    if within is not None and time.monotonic() - BEGAN > within:
        pytest.skip(f"not reached within {within:.0f} s: make test")


WAITING = "waiting"
"""One worker waits, while the others compute."""
WAIT_FOR_OTHERS = (
    "tests/browser/",
    "tests/england/test_size.py",
    "tests/journeys/running/test_crash.py",
    "tests/journeys/running/test_metrics.py",
    "tests/journeys/running/test_stopping.py",
    "tests/journeys/running/test_time_from_outside.py",
    "tests/journeys/several/test_bots_killed.py",
    "tests/journeys/several/test_many_partnerships.py",
    "tests/journeys/several/test_partnerships_as_started.py",
    "tests/safeguarding/test_main.py",
    "tests/store/folder/faults/test_store_kill.py",
    "tests/store/postgres/maintenance/test_transfer.py",
    "tests/store/postgres/test_conversation_locks.py",
    "tests/store/postgres/test_errors.py",
    "tests/store/postgres/test_presence_lock.py",
    "tests/store/postgres/test_store_stateful.py",
)
"""These tests start a browser, a bot, a database or the program, and wait for it."""
TOGETHER = (
    ("tests/bot/cases/test_available_actions.py",),
    ("tests/cards/all_cards/test_older_cases.py",),
    ("tests/cards/all_cards/",),
    ("tests/journeys/chat/test_taking_away.py",),
    ("tests/local/test_wording.py", "tests/journeys/chat/test_texts_said.py"),
    ("tests/safeguarding/case/steps/all_steps/test_merging_loses_nothing.py",),
    ("tests/safeguarding/case/steps/all_steps/test_one_person.py",),
    ("tests/safeguarding/framework/test_engine_reasons.py",),
    ("tests/test_house.py", "tests/test_quick.py", "tests/mutants/test_scope.py"),
)
"""The tests of each of these groups share what takes long to make, so that one worker makes it once."""


class OneByOne(LoadScopeScheduling):
    """Each worker gets its next test when it is done with one, so that all are done at the same time. The tests that
    wait for other processes go to one worker, one after the other, and the others compute meanwhile; those that share
    what takes long to make go to one worker too, group by group. What is done is forgotten, and a place is looked up:
    gone through after each of thousands of tests, they would take their number squared."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(WAIT_FOR_OTHERS):
            return WAITING
        return next((group[0] for group in TOGETHER if nodeid.startswith(group)), nodeid)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {nodeid: place for place, nodeid in enumerate(self.collection or ())}

    def _assign_work_unit(self, node: WorkerController) -> None:
        scope, tests = self.workqueue.popitem(last=False)
        self.assigned_work[node][scope] = tests
        node.send_runtest_some([self._places[nodeid] for nodeid, is_done in tests.items() if not is_done])

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        super().mark_test_complete(node, item_index, duration)
        scope = self._split_scope(self.registered_collections[node][item_index])
        if all(self.assigned_work[node][scope].values()):
            self.assigned_work[node].pop(scope)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneByOne:
    config.option.loadscopereorder = False  # What takes longest comes first, not what has most tests.
    return OneByOne(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Puts what takes longest first: begun last, it would be waited for alone. First of all comes what waits, so that
    there is something to compute meanwhile. ``make quick`` begins with the tests nearest to what has changed."""
    if config.getoption("--within") is not None:
        return
    together = tuple(itertools.chain.from_iterable(TOGETHER))

    def place(item: pytest.Item) -> int:
        if item.nodeid.startswith(WAIT_FOR_OTHERS):
            return 0
        return 1 if item.get_closest_marker("long") or item.nodeid.startswith(together) else 2

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Takes the thousands of tests out of what the garbage collector goes through again and again."""
    gc.freeze()
    gc.enable()


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
