"""The report: what was seen, what was not, and what an explanation takes off the list."""

from pathlib import Path

import pytest

from tests.mutants.mutant import Change, Mutant, Result, Verdict
from tests.mutants.options import read_options
from tests.mutants.report import EXPLANATIONS, FLOOR, Explanation, Report, read_explanations
from tests.quick import ROOT

GUARD = Change(("if day >= due:",), ("if day > due:",))
SEEN = Result(Mutant("case/clocks.py", 12, 4, "AddNot", 0), Change(("if a:",), ("if not a:",)), Verdict.KILLED)
HUNG = Result(Mutant("case/steps.py", 3, 4, "AddNot", 0), Change(("while a:",), ("while not a:",)), Verdict.TIMED_OUT)
MISSED = Result(Mutant("case/clocks.py", 40, 8, "ReplaceComparisonOperator_GtE_Gt", 0), GUARD, Verdict.SURVIVED)
REASON = Explanation("case/clocks.py", GUARD, "No deadline falls on a day on which the clock is asked.")


def test_a_fault_that_no_test_saw_is_shown_with_its_place_and_both_lines() -> None:
    said = str(Report([SEEN, MISSED]))
    assert "case/clocks.py:40: survived" in said
    assert "- if day >= due:\n    + if day > due:" in said
    assert "case/clocks.py:12" not in said


def test_each_module_has_a_line_and_the_sum_stands_at_the_end() -> None:
    lines = str(Report([SEEN, HUNG, MISSED])).splitlines()
    assert [line.split() for line in lines[-4:-2]] == [
        ["case/clocks.py", "2", "1", "0", "1"],
        ["case/steps.py", "1", "1", "0", "0"],
    ]
    assert lines[-1].startswith("2 of 3 mutants killed (1 of them by the time-out), 0 explained, 1 survived: 66.7%")


def test_a_fault_that_is_explained_counts_neither_for_nor_against() -> None:
    report = Report([SEEN, MISSED], [REASON])
    assert (report.survivors, report.explained, report.share) == ([], [MISSED], 1)


def test_an_explanation_holds_for_its_module_and_its_lines_alone() -> None:
    elsewhere = Explanation("case/steps.py", GUARD, REASON.why)
    earlier = Explanation("case/clocks.py", Change(("if day >= then:",), GUARD.after), REASON.why)
    assert Report([MISSED], [elsewhere, earlier]).survivors == [MISSED]


@pytest.mark.parametrize(("missed", "is_enough"), [(0, True), (15, True), (16, False), (100, False)])
def test_the_run_fails_where_fewer_than_the_floor_are_seen(missed: int, is_enough: bool) -> None:
    assert FLOOR == 0.85
    assert Report([SEEN] * (100 - missed) + [MISSED] * missed).is_enough is is_enough


def test_a_run_in_which_all_is_explained_is_enough() -> None:
    assert Report([MISSED], [REASON]).is_enough


def test_an_explanation_is_written_with_the_lines_before_and_after(tmp_path: Path) -> None:
    path = tmp_path / "explained.toml"
    path.write_text(
        '[[explained]]\nmodule = "case/clocks.py"\nbefore = ["if day >= due:"]\nafter = ["if day > due:"]\n'
        'why = """\nNo deadline falls on a day on which the clock is asked."""\n'
    )
    assert read_explanations(path) == [REASON]


def test_every_explanation_is_of_lines_that_are_there() -> None:
    """One whose lines have changed since explains nothing: it goes, or is thought through again."""
    for each in read_explanations(EXPLANATIONS):
        lines = [line.strip() for line in (ROOT / each.module).read_text("utf-8").splitlines()]
        assert set(each.change.before) <= set(lines), each
        assert each.why


def test_a_night_has_the_days_date_for_a_seed_unless_one_is_given() -> None:
    assert read_options(["--seed", "7", "--sample", "20"]).seed == 7
    assert 20260101 < read_options([]).seed < 21000101
