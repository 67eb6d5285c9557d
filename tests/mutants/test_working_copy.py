"""The working copy: a fault is put into it, never into the source, and is gone when the next one comes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.mutant import Verdict
from tests.mutants.working_copy import TestRun, WorkingCopy

SOURCE = "def is_due(day, due):\n    return day >= due\n"
TEST = "import rule\n\n\ndef test_a_duty_is_due_on_its_day():\n    assert rule.is_due(5, 5)\n"
WITHIN = "def pytest_addoption(parser):\n    parser.addoption('--within')\n"
"""The suite has this option of its own."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    source.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=source, check=True)
    files = {"rule.py": SOURCE, "test_rule.py": TEST, ".gitignore": "kept_out.py\n", "kept_out.py": ""}
    for name, text in files.items():
        (source / name).write_text(text)
    return source


@pytest.fixture
def copy(source: Path, tmp_path: Path) -> WorkingCopy:
    return WorkingCopy.of(source, tmp_path / "copy", sys.executable, seed=1)


RUN = TestRun(["test_rule.py"], seconds=30, limit=60)


def test_what_git_does_not_take_is_not_copied(copy: WorkingCopy) -> None:
    assert sorted(path.name for path in copy.root.iterdir()) == [".gitignore", "rule.py", "test_rule.py"]


def test_a_fault_is_gone_afterwards_and_was_never_in_the_source(source: Path, copy: WorkingCopy) -> None:
    before = (copy.root / "rule.py").stat().st_mtime_ns
    with copy.holding("rule.py", SOURCE.replace(">=", ">")):
        assert ">=" not in (copy.root / "rule.py").read_text()
        assert (source / "rule.py").read_text() == SOURCE
    assert (copy.root / "rule.py").read_text() == SOURCE
    assert (copy.root / "rule.py").stat().st_mtime_ns == before


def test_a_fault_is_killed_by_a_test_that_fails_and_survives_one_that_passes(copy: WorkingCopy) -> None:
    (copy.root / "conftest.py").write_text(WITHIN)
    assert copy.failures(["test_rule.py"], processes=0) == ""
    with copy.holding("rule.py", SOURCE.replace(">=", ">")):
        assert copy.verdict(RUN) is Verdict.KILLED
    with copy.holding("rule.py", SOURCE.replace("return day >= due", "return not day < due")):
        assert copy.verdict(RUN) is Verdict.SURVIVED


def test_tests_that_fail_by_themselves_are_shown(copy: WorkingCopy) -> None:
    (copy.root / "conftest.py").write_text(WITHIN)
    (copy.root / "test_rule.py").write_text(TEST.replace("5, 5", "4, 5"))
    assert "test_a_duty_is_due_on_its_day" in copy.failures(["test_rule.py"], processes=0)


def test_a_fault_that_makes_the_tests_hang_is_ended_by_the_time_out(copy: WorkingCopy) -> None:
    (copy.root / "conftest.py").write_text(WITHIN)
    with copy.holding("rule.py", "import time\n\ntime.sleep(60)\n"):
        assert copy.verdict(TestRun(["test_rule.py"], seconds=30, limit=2)) is Verdict.TIMED_OUT
