"""The documents name what is there, every page can be found, and the first one is short."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
INDEX = DOCS / "README.md"
LONGEST_README = 130

OWN = (
    "bench",
    "bot",
    "cards",
    "deploy",
    "dialogs",
    "docs",
    "local",
    "reports",
    "safeguarding",
    "store",
    "teams",
    "tests",
)
TEXTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
PAGES = [*(ROOT / name for name in TEXTS), *sorted(DOCS.rglob("*.md"))]
IDS = [page.relative_to(ROOT).as_posix() for page in PAGES]

QUOTED = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(r"\.?[\w-]+(?:[./-][\w-]+)*/?")
CODE = re.compile(r"[\w-]+\.(?:py|md)")
NAMES = (
    re.compile(r"`(?P<file>[\w/]+\.py)`,\s+`(?P<name>[\w.]+)`"),
    re.compile(r"`(?P<name>[\w.]+)`\s+\(`(?P<file>[\w/]+\.py)`\)"),
)
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def paths_named(text: str) -> Iterator[str]:
    """Yields the paths of the project in backticks: no command, glob, setting or file of a store."""
    for quoted in QUOTED.findall(text):
        if PATH.fullmatch(quoted) and (quoted.partition("/")[0] in OWN or CODE.fullmatch(quoted.rpartition("/")[2])):
            yield quoted


def links(text: str) -> Iterator[str]:
    """Returns the links that stay in the project."""
    return (link for link in LINK.findall(text) if "://" not in link)


def is_there(name: str) -> bool:
    """Says whether the file is there; a name alone stands for a file anywhere among our own."""
    if "/" in name or name in OWN or (ROOT / name).exists():
        return (ROOT / name).exists()
    return any(True for folder in OWN for _ in (ROOT / folder).rglob(name))


def names_in_files(text: str) -> Iterator[tuple[str, str]]:
    """Yields each file of the project with a function, class or table that a text places in it."""
    for pattern in NAMES:
        for found in pattern.finditer(text):
            if (ROOT / found["file"]).is_file() and not CODE.fullmatch(found["name"]):
                yield found["file"], found["name"]


def anchors(page: Path) -> set[str]:
    """Returns the headings of a page as they are linked to."""
    found = (heading.lower() for heading in HEADING.findall(page.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_path_that_a_page_names_is_there(page: Path) -> None:
    missing = {name for name in paths_named(page.read_text("utf-8")) if not is_there(name)}
    assert not missing, f"{page.relative_to(ROOT)} names {', '.join(sorted(missing))}"


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_what_a_page_places_in_a_file_is_defined_there(page: Path) -> None:
    for file, name in names_in_files(page.read_text("utf-8")):
        source = (ROOT / file).read_text("utf-8")
        for part in name.split("."):
            defined = rf"^\s*(?:async def|def|class) {part}\b|^{part}\b.* = "
            assert re.search(defined, source, re.MULTILINE), f"{page.relative_to(ROOT)}: {name} is not in {file}"


def test_the_trips_through_the_code_name_functions_that_are_looked_up() -> None:
    assert len(list(names_in_files((DOCS / "architecture.md").read_text("utf-8")))) >= 20


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for link in links(page.read_text("utf-8")):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.relative_to(ROOT)} links to {link}"
        assert not anchor or anchor in anchors(target), f"{page.relative_to(ROOT)} links to {link}"


def test_every_page_of_the_documents_can_be_reached_from_their_index() -> None:
    reached, to_read = set[Path](), [INDEX]
    while to_read:
        page = to_read.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        to_read += [(page.parent / link.partition("#")[0]).resolve() for link in links(page.read_text("utf-8"))]
    assert {page for page in PAGES if page.is_relative_to(DOCS)} <= reached


def test_the_readme_leads_to_the_index_and_is_no_longer_than_a_newcomer_reads() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "docs/README.md" in links(readme)
    assert len(readme.splitlines()) <= LONGEST_README


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("see `bot/cases/case_service.py`", ["bot/cases/case_service.py"]),
        ("the folder `safeguarding/rules/`", ["safeguarding/rules/"]),
        ("`docs/runbook.md` and `app.py`", ["docs/runbook.md", "app.py"]),
        ("`.venv/bin/python app.py verify`, `tests/**`, `CSCP_STORE_URL`, `open.json`, `case REF`", []),
        ("`https://YOUR-HOST/api/messages`, `/api/messages`, `archive/`, `Engine.next_question`", []),
        ("a `nowhere/gone.py`", ["nowhere/gone.py"]),
    ],
)
def test_a_path_is_told_from_a_command_a_setting_and_a_file_of_the_store(text: str, named: list[str]) -> None:
    assert list(paths_named(text)) == named
