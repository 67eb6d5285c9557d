"""``python -m safeguarding`` is run as it is used: a few runs of the program itself, some by a new interpreter and the
others started warm."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import CURRENT, current
from safeguarding.publications.booklet import booklet
from safeguarding.publications.decide_json import decide
from safeguarding.publications.flowchart import flowchart
from tests.support.processes.warm import ran

ROOT = Path(__file__).parents[2]
FACTS = '{"facts": {"age": "under_18", "harm": "died"}, "became_aware": "2026-12-24"}'


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return ran("-m", "safeguarding", *arguments, given=given)


def run_cold(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "safeguarding", *arguments]
    return subprocess.run(command, capture_output=True, cwd=ROOT, check=False, timeout=60)


@pytest.mark.parametrize("source", ["file", "standard input"])
def test_decide_prints_its_answer_as_json(source: str, tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(FACTS, "utf-8")
    done = run_cold("decide", str(file)) if source == "file" else run("decide", "-", given=FACTS.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    rules = current()
    assert json.loads(done.stdout) == decide(FACTS, Engine(rules), WorkingCalendar(rules.calendar.published_until))


def test_decide_refuses_bad_input_with_one_line_for_each_fault() -> None:
    done = run("decide", "-", given=b'{"facts": {"age": 17}, "today": "2026-11-23"}')
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines() == [
        "today: unknown key. Known: facts, children, became_aware, sin_submitted, commissioned, review.",
        "facts.age: 17 is not one of under_18, 18_to_24, 25_or_over, not_known.",
    ]


def test_decide_refuses_empty_input() -> None:
    done = run("decide", "-")
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1


def test_the_booklet_and_the_flow_chart_are_printed() -> None:
    engine = Engine(current())
    assert run("booklet").stdout.decode() == booklet(engine)
    assert run("flowchart").stdout.decode() == flowchart(engine)


def test_without_a_command_the_program_says_how_to_use_it() -> None:
    done = run_cold()
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"booklet" in done.stderr


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (("", ""), 0, "every one comes out the same"),
        (('title = "Harm"', 'title = "The harm"'), 0, "Texts reworded: 1 (questions: 1)."),
        (("working_days = 5", "working_days = 7"), 1, "deadlines, sin, working_days: 5 -> 7"),
        (('["died"], care', '["died", "seriously_harmed"], care'), 1, "(SIN): not required -> required"),
    ],
    ids=["nothing", "wording", "a deadline", "a rule"],
)
def test_compare_says_what_differs_and_ends_with_1_where_it_is_more_than_wording(
    change: tuple[str, str], code: int, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "new.toml"
    file.write_text(CURRENT.read_text("utf-8").replace(*change, 1), "utf-8")
    done = run("compare", current().version, str(file))
    assert (done.returncode, done.stderr) == (code, b"")
    assert said in done.stdout.decode()


@pytest.mark.parametrize(
    ("written", "fault"),
    [(b"version =", "The file is not TOML"), (b"\xff", "is not text in UTF-8"), (None, "Name a rules file")],
)
def test_compare_refuses_what_is_no_rules_file_and_names_it(written: bytes | None, fault: str, tmp_path: Path) -> None:
    file = tmp_path / "new.toml"
    if written is not None:
        file.write_bytes(written)
    done = run("compare", current().version, str(file))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(str(file)) and fault in done.stderr.decode()


def test_the_questions_for_cscp_in_the_repository_are_those_of_the_rules() -> None:
    written = (ROOT / "docs" / "questions-for-cscp.md").read_text("utf-8")
    assert run("questions").stdout.decode() == written, "put the output of `python -m safeguarding questions` there"
    assert all(reading.question in written and reading.chosen in written for reading in current().readings)
