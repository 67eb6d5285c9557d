"""The scope says which modules are looked at, which of them weigh double, and which tests are asked about each."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.quick import PURE, SLOW, module_of, select_tests, turned_round

POLICY = (
    # Who may see, take and hear what, when it is due, and how long it is held.
    *(f"safeguarding/case/{name}.py" for name in ("access", "available_steps", "permissions", "signatories")),
    *("safeguarding/case/step_rules.py", "safeguarding/case/matter_rules.py"),
    *(f"safeguarding/case/state/{name}.py" for name in ("clocks", "retention", "sign_off")),
    *(f"safeguarding/case/steps/{name}.py" for name in ("guards", "merging", "redaction", "restriction", "signatures")),
    *(f"safeguarding/case/views/{name}.py" for name in ("nudges", "recipients")),
    *("safeguarding/dates/working_days.py", "safeguarding/framework/due_dates.py"),
    *(f"safeguarding/personal_data/{name}.py" for name in ("identifiers", "name_parts", "names")),
    *(f"bot/security/{name}.py" for name in ("authorize", "confirmations", "member", "membership", "rate_limit")),
    "bot/turns/unconfirmed.py",
    *("bot/cases/available_actions.py", "bot/cases/case_queries.py", "bot/turns/personal_data_check.py"),
    *("bot/notifications/deadline_nudges.py", "bot/notifications/desired_cards.py"),
    *("store/retention.py", "store/tombstones.py"),
)

JOURNEYS: Mapping[str, tuple[str, ...]] = {
    # Rooms of the bot are tried as people meet them: these ways lead through the module.
    "bot/cases/available_actions.py": ("chat/test_case_in_chat", "chat/test_dashboard", "review/", "sign_off/"),
    "bot/cases/case_queries.py": ("sign_off/test_conflict_of_interest", "sign_off/test_restricted", "chat/"),
    "bot/notifications/deadline_nudges.py": ("notifications/",),
    "bot/notifications/desired_cards.py": ("sign_off/",),
    "bot/security/authorize.py": (
        "security/test_who_is_let_in",
        "security/test_members",
        "chat/test_message_extension",
    ),
    "bot/security/membership.py": (
        "security/test_members",
        "security/test_shared_channel",
        "security/test_teams_cannot_say",
        "chat/test_message_extension",
    ),
    "bot/turns/personal_data_check.py": ("triage/test_personal_data_check",),
}


def modules_in_scope(root: Path) -> list[str]:
    """Lists ``safeguarding/`` whole, and what else of the product holds policy."""
    pure = {path.relative_to(root).as_posix() for path in (root / "safeguarding").rglob("*.py")}
    return sorted({name for name in pure if not name.endswith("__init__.py")}.union(POLICY))


def nearest_tests(path: str, imports: Mapping[str, frozenset[str]]) -> list[str]:
    """Lists the tests that reach a module, the nearest first: those that bear its name, then the journeys through it,
    then those that import it, then those that import what imports it; of these the ones in the same folder first."""
    steps = {test: steps for steps, test in _reached(module_of(Path(path)), imports)}
    steps |= {test: 0 for test in map(_file_of, imports) if _mirrors(test, path)}
    asked = ("tests/" + path.partition("/")[0], *PURE)
    tests = [test for test in steps if test.startswith(asked) and not test.startswith(SLOW)]
    tests.sort(key=lambda test: (not _mirrors(test, path), steps[test], -_shared_folders(test, path), test))
    own = sum(1 for test in tests if _mirrors(test, path))
    return [*tests[:own], *_journeys(path, imports), *tests[own:]]


def _journeys(path: str, imports: Iterable[str]) -> list[str]:
    ways = [f"tests/journeys/{way}" for way in JOURNEYS.get(path, ())]
    found = [(way, test) for way in ways for test in sorted(map(_file_of, imports)) if test.startswith(way)]
    return [test for _, test in found if test.rpartition("/")[2].startswith("test_")]


def _reached(module: str, imports: Mapping[str, frozenset[str]]) -> Iterator[tuple[int, str]]:
    """Yields each test once, with the number of modules of the product between it and the module."""
    importers = turned_round(imports)
    level, known, given, steps = [module], {module}, set[str](), 0
    while level:
        tests = set(select_tests(level, importers)) - given
        given |= tests
        yield from ((steps, _file_of(test)) for test in tests)
        level = [other for other in _of_the_product(level, importers) if other not in known]
        known.update(level)
        steps += 1


def _of_the_product(modules: Iterable[str], importers: Mapping[str, Iterable[str]]) -> list[str]:
    """Lists the modules of the product that import one of these, each once."""
    found = (each for module in modules for each in importers.get(module, ()) if not each.startswith("tests."))
    return list(dict.fromkeys(found))


def _file_of(module: str) -> str:
    return module.replace(".", "/") + ".py"


def _mirrors(test: str, path: str) -> bool:
    folder, _, stem = path.removesuffix(".py").rpartition("/")
    mirrored = f"tests/{folder}/test_{stem.strip('_')}"
    return test == f"{mirrored}.py" or test.startswith(f"{mirrored}_")


def _shared_folders(test: str, path: str) -> int:
    pairs = zip(test.split("/")[1:-1], path.split("/")[:-1], strict=False)
    return sum(1 for mine, its in pairs if mine == its)
