"""The rules of the house are held by machine: what is where, how much of it, and which tests stand for what."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import WAIT_FOR_OTHERS
from tests.support.each import for_each

ROOT = Path(__file__).parents[1]
PRODUCT = ("bot", "cards", "dialogs", "reports", "safeguarding", "store")
SOURCE = (*PRODUCT, "bench", "local", "teams")
MOST_FILES, MOST_FILES_OF_THE_BOT = 20, 12
MOST_OBLIQUE = 0.03
OBLIQUE = frozenset(
    [
        *("What", "Whether", "Who", "Whom", "Whose", "Of", "Where", "When", "Which", "How", "Those"),
        *("By", "In", "With", "Without", "Otherwise", "None", "Not"),
    ]
)
"""A docstring that opens with one of these words does not name the thing that it is about."""

BY_JOURNEYS_ALONE = (
    # What a person does or hears is tried as they meet it: over HTTP, from the click to the answer.
    *("bot/cases/available_actions.py", "bot/handlers/answers.py", "bot/handlers/file_consent.py"),
    "bot/handlers/taken_folder.py",
    *(f"bot/handlers/actions/elsewhere/{name}.py" for name in ("authorities", "linking", "merging")),
    "bot/cases/nudge_reader.py",
    "bot/handlers/refusal.py",
    *(
        f"bot/handlers/actions/{name}.py"
        for name in (
            "absence",
            "case",
            "case_form",
            "concern",
            "decision",
            "offices",
            "preparation",
            "reminders",
            "restriction",
            "review",
            "sign_off",
        )
    ),
    *(f"bot/handlers/actions/recorded/{name}.py" for name in ("correction", "redaction")),
    *("bot/messaging/leases.py", "bot/messaging/ledger.py", "bot/messaging/proactive.py"),
    *(f"bot/notifications/{name}.py" for name in ("abandoned_triages", "case_notices", "news/pieces", "news/begun")),
    *(
        f"bot/notifications/reminders/{name}.py"
        for name in (
            "absence_notices",
            "asked_nudges",
            "morning_sections",
            "partnership_file_notices",
            "security_notices",
            "settled_nudges",
        )
    ),
    *(f"bot/runtime/{name}.py" for name in ("bootstrap", "partnership_host", "serve", "shared_resources")),
    *(f"bot/turns/{name}.py" for name in ("answers", "recorded_texts", "review_bot", "triage_recorder", "unshown")),
    *("bot/web/health.py", "bot/web/server.py"),
    *("dialogs/conversation.py", "dialogs/speaker.py", "dialogs/walkthrough/course.py"),
    *(f"dialogs/walkthrough/{name}.py" for name in ("dialog", "drafts", "interruptions", "questions", "turn")),
    *(f"bot/handlers/walkthroughs/{name}.py" for name in ("beginning", "commissioning", "concern", "courses")),
    *(f"bot/handlers/walkthroughs/{name}.py" for name in ("determination", "one_sheet", "review")),
    *("dialogs/triage/dialog.py", "safeguarding/case/permissions.py"),
    *("local/run.py", "local/windows.py"),
)
BY_MEASUREMENTS_ALONE = (
    # What make bench runs as processes of their own, some of them with packages that are not installed here.
    *(
        f"bench/{name}.py"
        for name in ("__main__", "cases", "child", "deployment", "figures", "run", "sign_offs", "teams")
    ),
    *(f"bench/servers/{name}.py" for name in ("agents", "bare", "ours", "sample", "stock", "teams_sdk")),
)
CONTRACTS = (
    "Each package imports only those below it",
    "The rules stand alone: no SDK, no database, no network",
    "The floors of the bot",
    "The floors of a case",
    "The floors of the store",
    "The two stores know nothing of each other",
    "There is no circle",
)
Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def modules(*roots: str) -> Iterator[Path]:
    for root in roots:
        yield from sorted((ROOT / root).rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def folders(*roots: str) -> list[Path]:
    return sorted({path.parent for path in modules(*roots)})


@for_each("folder", folders(*SOURCE, "tests"))
def test_no_folder_holds_more_than_one_can_take_in_at_a_glance(folder: Path) -> None:
    most = MOST_FILES_OF_THE_BOT if named(folder).partition("/")[0] == "bot" else MOST_FILES
    assert len(list(folder.glob("*.py"))) <= most


@for_each("folder", folders("bot"))
def test_every_package_of_the_bot_says_in_one_line_what_it_is(folder: Path) -> None:
    said = ast.get_docstring(tree(folder / "__init__.py"))
    assert said and "\n" not in said


def test_no_import_is_there_for_the_type_checker_alone() -> None:
    """An import of that kind would hide a circle, which import-linter could not see."""
    hiding = [
        named(path)
        for path in modules(*SOURCE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name | ast.alias) and "TYPE_CHECKING" in ast.unparse(node)
    ]
    assert hiding == []


def test_a_name_of_a_class_is_given_once() -> None:
    found = Counter(
        node.name for path in modules(*SOURCE) for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)
    )
    assert [name for name, times in found.items() if times > 1] == []


def test_a_docstring_opens_with_the_thing_that_it_is_about() -> None:
    oblique = [where for where, said in docstrings() if OBLIQUE.intersection(re.findall(r"[\w']+", said)[:1])]
    share = len(oblique) / sum(1 for _ in docstrings())
    assert share <= MOST_OBLIQUE, f"{share:.1%} open obliquely: {', '.join(oblique[:20])} ..."


def docstrings() -> Iterator[tuple[str, str]]:
    for path in modules(*PRODUCT):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Module | Definition) and (said := ast.get_docstring(node)):
                yield f"{named(path)}:{getattr(node, 'name', '')}", said


# Where the tests of a module stand


@for_each("module", modules(*SOURCE))
def test_every_module_has_its_tests_in_the_mirrored_place(module: Path) -> None:
    if does_nothing(module) or named(module) in (*BY_JOURNEYS_ALONE, *BY_MEASUREMENTS_ALONE):
        return
    assert mirrored_tests(module), f"write tests/{named(module.parent)}/test_{module.stem.strip('_')}.py"


def does_nothing(module: Path) -> bool:
    """Says whether the module declares types, protocols and values alone, so that there is nothing in it to try."""
    return all(
        isinstance(statement, ast.Pass | ast.Expr)
        for node in ast.walk(tree(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in node.body
        if not _is_said(statement)
    )


def _is_said(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def mirrored_tests(module: Path) -> list[Path]:
    """Returns ``test_<module>.py`` and ``test_<module>_<about>.py``. The two halves of the store are tried by the same
    tests, in tests/store/conformance."""
    mirrored, stem = ROOT / "tests" / module.parent.relative_to(ROOT), module.stem.strip("_")
    places = [mirrored]
    if named(module.parent) in ("store/folder", "store/postgres"):
        places.append(ROOT / "tests" / "store" / "conformance")
    return [
        path
        for place in places
        for path in place.glob("test_*.py")
        if path.stem == f"test_{stem}" or path.stem.startswith(f"test_{stem}_")
    ]


@for_each("module", BY_JOURNEYS_ALONE)
def test_a_module_without_tests_of_its_own_is_on_the_way_of_a_journey(module: str) -> None:
    assert ROOT / module in reached_by_journeys()


@for_each("module", BY_MEASUREMENTS_ALONE)
def test_a_module_that_only_the_measurements_run_is_there(module: str) -> None:
    assert (ROOT / module).is_file()


@cache
def reached_by_journeys() -> frozenset[Path]:
    """Returns all that the journeys and the windows import, and what that imports, also where it is imported late."""
    reached, waiting = set[Path](), [*modules("tests/journeys", "tests/browser"), ROOT / "app.py"]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting.extend(imported_by(path))
    return frozenset(reached)


def imported_by(path: Path) -> Iterator[Path]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        places = (ROOT / Path(*name.split(".")) for name in names)
        yield from (file for place in places if (file := place.with_suffix(".py")).is_file())


# Which package may import which


@pytest.mark.parametrize("contract", CONTRACTS)
def test_what_may_import_what_is_held_by_a_contract(contract: str) -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    assert contract in [each["name"] for each in linter["contracts"]]
    assert set(linter["root_packages"]) == set(SOURCE)


def test_the_tests_that_start_processes_from_a_warm_one_are_listed_to_go_one_after_the_other() -> None:
    warm = {
        str(test.relative_to(ROOT))
        for test in (ROOT / "tests").rglob("test_*.py")
        if "tests.support.processes.warm" in test.read_text("utf-8") and test != Path(__file__)
    }
    assert warm <= set(WAIT_FOR_OTHERS)
    assert all((ROOT / path).exists() for path in WAIT_FOR_OTHERS)
