"""The report has a line for each finding, and ends with a code that says whether anything fails."""

from bot.cli.check.finding import exit_code, fails, holds, summary, untried


def test_each_line_says_whether_it_holds_fails_or_could_not_be_tried() -> None:
    found = [holds("Key", "is one."), fails("Port", "set another."), untried("Clock", "nobody said.")]
    assert [str(each).split("  ")[0] for each in found] == ["holds", "fails", "could not be tried"]
    assert summary(found) == "holds: 1; fails: 1; could not be tried: 1"


def test_only_what_fails_ends_with_a_fault() -> None:
    assert exit_code([holds("Key", "is one."), untried("Clock", "nobody said.")]) == 0
    assert exit_code([holds("Key", "is one."), fails("Port", "set another.")]) == 1
