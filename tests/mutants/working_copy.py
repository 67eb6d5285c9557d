"""A working copy is the project in a folder of its own, so that no fault is ever put into the source itself."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.mutant import Verdict

UNSEEN, NO_TESTS = 0, 5


@dataclass(frozen=True)
class TestRun:
    """``seconds``: no further test is begun after them. ``limit``: seconds after which a run counts as hung."""

    __test__ = False

    tests: Sequence[str]
    seconds: float
    limit: float


@dataclass(frozen=True)
class WorkingCopy:
    """``python`` is the interpreter with what the tests need."""

    root: Path
    python: str
    seed: int

    @classmethod
    def of(cls, source: Path, root: Path, python: str, seed: int) -> "WorkingCopy":
        """Copies what git knows or would take, as it is now."""
        asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(asked, cwd=source, capture_output=True, text=True, check=True).stdout
        for name in listed.split("\0"):
            if name and (source / name).is_file():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source / name, root / name)
        return cls(root, python, seed)

    def again(self, root: Path) -> "WorkingCopy":
        """Copies the copy, with what Python has compiled in it."""
        shutil.copytree(self.root, root)
        return WorkingCopy(root, self.python, self.seed)

    @contextmanager
    def holding(self, module: str, text: str) -> Iterator[None]:
        """Has another text in the module meanwhile. What is compiled is of the original, and Python tells by the time
        of the file."""
        path = self.root / module
        original, times = path.read_bytes(), path.stat()
        path.write_text(text, "utf-8")
        try:
            yield
        finally:
            path.write_bytes(original)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def failures(self, tests: Sequence[str], processes: int) -> str:
        """Runs the tests without any fault, and returns what they say if one fails. What is compiled stays."""
        words = [self.python, "-m", "pytest", "-n", str(processes), "--tb=short", *self._common(), *tests]
        compiling = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
        run = subprocess.run(words, cwd=self.root, env=compiling, capture_output=True, text=True, check=False)
        return "" if run.returncode == UNSEEN else run.stdout + run.stderr

    def verdict(self, run: TestRun) -> Verdict:
        words = ["-n", "0", "-x", "--tb=no", f"--within={run.seconds}", *self._common(), *run.tests]
        process = subprocess.Popen(
            [self.python, "-m", "pytest", *words],
            cwd=self.root,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            ended = process.wait(run.limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return Verdict.TIMED_OUT
        return Verdict.SURVIVED if ended in (UNSEEN, NO_TESTS) else Verdict.KILLED

    def _common(self) -> Sequence[str]:
        seeds = (f"--randomly-seed={self.seed}", f"--hypothesis-seed={self.seed}")
        return ("-q", "--randomly-dont-reorganize", "-m", "not soak and not long", *seeds)
