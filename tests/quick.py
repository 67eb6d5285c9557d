"""``make quick`` chooses the tests of what has changed: those that import a changed module themselves or through the
helpers of the tests, the nearest first. It reads imports, so it names no test by guess.

Tests that start a bot, a browser or a database are left to ``make test``, and whatever is not reached within the time.
"""

import ast
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("bench", "bot", "cards", "dialogs", "local", "reports", "safeguarding", "store", "teams", "tests")
RULES, LOADER = "safeguarding/rules/", "safeguarding.framework.loader"
PURE = ("tests/safeguarding", "tests/cards", "tests/dialogs", "tests/reports")
SLOW = (
    *("tests/browser/", "tests/journeys/", "tests/england/", "tests/store/postgres/", "tests/store/conformance/"),
    *("tests/deploy/", "tests/docs/test_runbook.py", "tests/bot/cli/test_main_on", "tests/bot/runtime/test_jobs"),
)
SECONDS = 25
"""With two processes, beside the types, a change in one package is looked through in under 45 seconds."""


class NoHistory(Exception):
    """The source was unpacked without its history. The message is one sentence that says what to do."""


def module_of(path: Path) -> str:
    """Names the module of a file below the root: ``bot/clock.py`` is ``bot.clock``."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_by(source: str) -> Iterator[str]:
    """Yields what a file imports, and each name that it imports from a package: that may be a module too."""
    for node in _statements(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yields the statements below a node, however deep: an expression imports nothing, and most nodes are of one."""
    for blocks in ("body", "orelse", "handlers", "finalbody", "cases"):
        for each in getattr(node, blocks, ()):
            yield each
            yield from _statements(each)


def turned_round(imports: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    """Returns the modules that import each module."""
    importers: dict[str, list[str]] = {}
    for module, names in imports.items():
        for name in names:
            importers.setdefault(name, []).append(module)
    return importers


def select_tests(changed: Iterable[str], importers: Mapping[str, Iterable[str]]) -> list[str]:
    """Returns the test modules that import a changed module, directly or through other modules of the tests alone, the
    nearest first; a changed test is its own test. ``importers``: who imports each module."""
    distance = dict.fromkeys(changed, 0)
    waiting = deque(distance)
    while waiting:
        module = waiting.popleft()
        for other in importers.get(module, ()):
            if other not in distance and other.startswith("tests."):
                distance[other] = distance[module] + 1
                waiting.append(other)
    found = (module for module in distance if module.rpartition(".")[2].startswith("test_"))
    return sorted(found, key=lambda module: (distance[module], module))


@cache
def read_imports() -> dict[str, frozenset[str]]:
    files = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts)
    return {module_of(path.relative_to(ROOT)): frozenset(imported_by(path.read_text("utf-8"))) for path in files}


def changed_files(root: Path = ROOT) -> list[str]:
    """Lists what differs from the last commit, and what git does not know yet. Raises NoHistory."""
    asked = (["diff", "--name-only", "HEAD"], ["ls-files", "--others", "--exclude-standard"])
    try:
        said = [
            subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True) for words in asked
        ]
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoHistory("What has changed is known to git alone, and there is none: make quick ALL=1.") from error
    return [line for each in said for line in each.stdout.splitlines()]


def chosen() -> list[str]:
    changed = [name for name in changed_files() if (ROOT / name).exists()]
    modules = [module_of(Path(name)) for name in changed if name.endswith(".py")]
    modules += [LOADER for name in changed if name.startswith(RULES)]
    tests = (module.replace(".", "/") + ".py" for module in select_tests(modules, turned_round(read_imports())))
    return [test for test in tests if not test.startswith(SLOW)]


def main(arguments: list[str]) -> int:
    whole = "--all" in arguments
    try:
        paths = list(PURE) if whole else chosen()
    except NoHistory as none:
        sys.stderr.write(f"{none}\n")
        return 2
    if not paths:
        sys.stdout.write("No test imports what has changed, but those that start a bot: make test.\n")
        return 0
    limit = [] if whole else [f"--within={SECONDS}"]
    words = ["-m", "pytest", "-q", "-n", "2", "-m", "not soak and not long", *limit, *paths]
    return subprocess.run([sys.executable, *words], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
