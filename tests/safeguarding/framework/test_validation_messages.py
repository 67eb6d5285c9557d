"""A rules file whose entries are misspelt, incomplete or of the wrong kind is refused by the entry's name."""

import pytest

from safeguarding.framework.loader import CURRENT, RulesFault, parse

TEXT = CURRENT.read_text("utf-8")


MISSHAPEN = {
    "an unknown key": (
        'title = "Harm"',
        'title = "Harm"\ncolour = "red"',
        'question "harm", colour: is no known key. Remove it, or correct its spelling.',
    ),
    "an unknown key of an answer": (
        'label = "Suspected"',
        'label = "Suspected"\ntone = "grave"',
        'question "abuse_or_neglect", answer "suspected", tone: is no known key.',
    ),
    "an unknown table": ("[calendar]", "[calender]", "calender: is no known key. Remove it, or correct its spelling."),
    "a title is missing": ('title = "Harm"\n', "", 'question "harm", title: is missing. Add it.'),
    "a glossary entry has no meaning": (
        'meaning = "Integrated Care Board"\n',
        "",
        'glossary "ICB", meaning: is missing. Add it.',
    ),
    "a number in place of words": ('title = "Harm"', "title = 3", 'question "harm", title: '),
    "words left empty": ('title = "Harm"', 'title = ""', 'question "harm", title: '),
    "a question without an id": ('id = "harm"\n', "", "question number 1, id: is missing. Add it."),
    "a list without its brackets": (
        'source = ["sin/abuse_or_neglect"]',
        'source = "sin/abuse_or_neglect"',
        'question "abuse_or_neglect", source: is not a list. Write it in square brackets.',
    ),
    "an entry that names no source": (
        'source = ["sin/abuse_or_neglect"]',
        "source = []",
        'question "abuse_or_neglect", source: ',
    ),
    "a stage that does not exist": (
        'stage = "triage"',
        'stage = "later"',
        "question \"harm\", stage: is none that there can be. Write one of 'triage' or 'review'.",
    ),
    "a number written out": ("working_days = 5", 'working_days = "five"', 'deadline "sin", working_days: '),
    "a deadline of no days": ("working_days = 5", "working_days = 0", 'deadline "sin", working_days: '),
    "a deadline with two lengths": (
        "working_days = 5",
        "working_days = 5\nmonths = 1",
        'deadline "sin": give either working_days or months.',
    ),
    "a deadline without a length": ("working_days = 5\n", "", 'deadline "sin": give either working_days or months.'),
    "a deadline from a date that nobody records": (
        'starts = "became_aware"',
        'starts = "died"',
        'deadline "sin", starts: ',
    ),
    "a strength": ('strength = "must"', 'strength = "shall"', 'principle "equal_responsibility", strength: '),
    "approved, and nobody approved it": (
        'status = "draft"',
        'status = "approved"',
        'framework: status is "approved": add approved_by and approved_on, or set it back to "draft".',
    ),
    "approved, and no day": (
        'status = "draft"',
        'status = "approved"\napproved_by = "The three partners"',
        'framework: status is "approved": add approved_by and approved_on',
    ),
}


def faults_after(old: str, new: str) -> tuple[str, ...]:
    assert old in TEXT, old
    with pytest.raises(RulesFault) as refused:
        parse(TEXT.replace(old, new, 1))
    return refused.value.faults


@pytest.mark.parametrize(("old", "new", "fault"), MISSHAPEN.values(), ids=MISSHAPEN)
def test_an_entry_of_the_wrong_shape_is_refused_by_its_name(old: str, new: str, fault: str) -> None:
    assert [said for said in faults_after(old, new) if said.startswith(fault) and said.endswith(".")]


def test_a_file_that_is_not_toml_is_refused() -> None:
    with pytest.raises(RulesFault, match="The file is not TOML: "):
        parse("this is no rules file")


def test_a_file_with_one_entry_written_twice_is_refused_as_not_toml() -> None:
    assert faults_after('title = "Harm"', 'title = "Harm"\ntitle = "Injury"')[0].startswith("The file is not TOML: ")


def test_an_empty_file_is_refused_with_everything_that_is_missing() -> None:
    with pytest.raises(RulesFault) as refused:
        parse("")
    assert "framework: is missing. Add it." in refused.value.faults
    assert "deadline: is missing. Add it." in refused.value.faults


def test_wording_approved_by_somebody_on_a_day_is_shown_as_approved() -> None:
    approved = 'status = "approved"\napproved_by = "the three partners"\napproved_on = 2026-12-01'
    rules = parse(TEXT.replace('status = "draft"', approved, 1))
    assert rules.approval.notice == "Wording approved by the three partners on Tuesday 1 December 2026"
