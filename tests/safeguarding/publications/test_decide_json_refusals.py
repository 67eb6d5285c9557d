"""``decide`` refuses what it can't use: exit code 2, one line for each fault with its key or id, no answer."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.__main__ import main
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import current
from safeguarding.publications.decide_json import InputFault, decide

RULES = current()
ENGINE = Engine(RULES)
CALENDAR = WorkingCalendar(RULES.calendar.published_until)
NO_DATE = "is not a date from 1900 to 2199 written YYYY-MM-DD."
WRONG_TYPES = ["null", "3", "1.5", "true", "[]", '["died"]', "{}", '{"harm": "died"}', '""', '"Died"', "NaN"]


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(InputFault) as refused:
        decide(text, ENGINE, CALENDAR)
    assert all(fault and len(fault.splitlines()) == 1 for fault in refused.value.faults)
    return refused.value.faults


@pytest.mark.parametrize("text", ["", " ", "facts", "{", '{"facts": {}} {}', "{'facts': {}}", '{"facts": {},}'])
def test_what_is_not_json_is_refused(text: str) -> None:
    (fault,) = faults(text)
    assert fault.startswith("The input is not JSON: ")


@pytest.mark.parametrize("text", ["null", "3", '"facts"', "[]", '[{"facts": {}}]'])
def test_what_is_not_an_object_is_refused(text: str) -> None:
    assert faults(text) == ("The input must be an object with the key facts.",)


def test_the_facts_must_be_there() -> None:
    assert faults('{"became_aware": "2026-11-23"}') == ("facts: missing. Give an object of facts; it may be empty.",)


@pytest.mark.parametrize("value", ["null", "3", '"died"', "[]", "false"])
def test_facts_and_review_must_be_objects(value: str) -> None:
    assert faults(f'{{"facts": {value}}}') == ("facts: must be an object.",)
    assert faults(f'{{"facts": {{}}, "review": {value}}}') == ("review: must be an object.",)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"facts": {}, "today": "2026-11-23"}', "today"),
        ('{"facts": {"name": "x"}}', "facts.name"),
        ('{"facts": {"Age": "under_18"}}', "facts.Age"),
        ('{"facts": {"indicators": ["other"]}}', "facts.indicators"),
        ('{"facts": {}, "review": {"reasons": []}}', "review.reasons"),
        ('{"facts": {}, "review": {"harm": "died"}}', "review.harm"),
    ],
)
def test_an_unknown_key_is_named_with_the_known_ones(text: str, key: str) -> None:
    (fault,) = faults(text)
    assert fault.startswith(f"{key}: unknown key. Known: ")


@pytest.mark.parametrize("value", [*WRONG_TYPES, '"unknown"', '"UNDER_18"', '" under_18"', '"not_yet_known"'])
@pytest.mark.parametrize("fact", [question.id for question in RULES.asked_at("triage")])
def test_a_fact_outside_its_list_is_refused_with_the_list(fact: str, value: str) -> None:
    (fault,) = faults(f'{{"facts": {{"{fact}": {value}}}}}')
    assert fault.startswith(f"facts.{fact}: ")
    assert fault.endswith(f"is not one of {', '.join(answer.id for answer in RULES.question(fact).answers)}.")


@pytest.mark.parametrize("value", ["null", "3", "true", '"other"', '{"other": true}', '"not_known"'])
def test_a_list_of_the_review_must_be_a_list(value: str) -> None:
    assert faults(f'{{"facts": {{}}, "review": {{"categories": {value}}}}}') == (
        "review.categories: must be a list of ids.",
    )


@pytest.mark.parametrize("value", [*WRONG_TYPES, '"working_together"', '"not_known"'])
def test_an_id_that_the_list_does_not_have_is_named(value: str) -> None:
    (fault,) = faults(f'{{"facts": {{}}, "review": {{"reasons_not_to_commission": ["other", {value}]}}}}')
    assert fault.startswith("review.reasons_not_to_commission: ")
    assert "is not one of no_multi_agency_learning," in fault


def test_an_unknown_id_is_shown() -> None:
    (fault,) = faults('{"facts": {}, "review": {"indicators": ["bad_luck"]}}')
    assert fault.startswith('review.indicators: "bad_luck" is not one of single_agency_concern,')


@pytest.mark.parametrize(
    "value",
    [
        *WRONG_TYPES,
        '"2026-02-30"',
        '"2026-02-29"',
        '"2026-13-01"',
        '"20261123"',
        '"2026-W01-1"',
        '"2026-327"',
        '"23/11/2026"',
        '"2026-11-23T10:00:00"',
        '"2026-11-23 "',
        '"2026-1-3"',
        '"２０２６-11-23"',
        '"1899-12-31"',
        '"2200-01-01"',
        '"not_known"',
        "20261123",
    ],
)
@pytest.mark.parametrize("key", ["became_aware", "sin_submitted", "commissioned"])
def test_a_date_that_is_none_is_refused(key: str, value: str) -> None:
    (fault,) = faults(f'{{"facts": {{}}, "{key}": {value}}}')
    assert fault.startswith(f"{key}: ")
    assert fault.endswith(NO_DATE)


@pytest.mark.parametrize(("earlier", "later"), [("became_aware", "sin_submitted"), ("sin_submitted", "commissioned")])
def test_dates_in_the_wrong_order_are_refused(earlier: str, later: str) -> None:
    text = json.dumps({"facts": {}, earlier: "2026-11-23", later: "2026-11-22"})
    assert faults(text) == (f"{later}: 2026-11-22 is before {earlier}, 2026-11-23.",)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"facts": {}, "facts": {}}', "facts"),
        ('{"facts": {"age": "under_18", "age": "25_or_over"}}', "age"),
        ('{"facts": {}, "review": {"indicators": [], "indicators": ["other"]}}', "indicators"),
        ('{"facts": {}, "became_aware": "2026-11-23", "became_aware": "2026-11-23"}', "became_aware"),
    ],
)
def test_a_key_that_stands_twice_is_refused_and_neither_is_chosen(text: str, key: str) -> None:
    assert faults(text) == (f"{key}: stands more than once.",)


def test_every_fault_is_named_in_one_run() -> None:
    text = '{"facts": {"age": 3, "harm": "dead"}, "today": 1, "became_aware": "soon", "review": {"indicators": ["x"]}}'
    named = {fault.split(":")[0] for fault in faults(text)}
    assert named == {"today", "facts.age", "facts.harm", "became_aware", "review.indicators"}


@pytest.mark.parametrize("text", ['{"facts": {"age": %s}}', '{"facts": {}, "became_aware": %s}'])
def test_deep_nesting_is_refused_like_anything_else(text: str) -> None:
    # Somewhere below 1000 it becomes too deep to write out, then too deep to read.
    for depth in range(700, 1000):
        assert len(faults(text % ("[" * depth + "]" * depth))) == 1


def test_a_line_break_in_a_key_or_a_value_does_not_break_the_line() -> None:
    assert len(faults(json.dumps({"facts": {"age": "x\ny", "a\nb\u2028c": 1}}))) == 2


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)
keys = st.sampled_from(["facts", "review", "became_aware", "sin_submitted", "commissioned"])


@given(anything | st.dictionaries(keys, anything | st.sampled_from(["2026-11-23", "2026-11-22"])))
def test_whatever_json_comes_in_is_answered_or_refused_line_by_line(given: Any) -> None:
    answered_or_refused(json.dumps(given))


@given(st.text())
def test_whatever_text_comes_in_is_answered_or_refused_line_by_line(text: str) -> None:
    answered_or_refused(text)


def answered_or_refused(text: str) -> None:
    try:
        assert decide(text, ENGINE, CALENDAR)["version"] == RULES.version
    except InputFault as refused:
        assert refused.faults
        assert all(fault and len(fault.splitlines()) == 1 for fault in refused.faults)


@pytest.mark.parametrize("content", [b"", b"not json", b'{"facts": {"age": "\xe9"}}', b"\xff\xfe", b'{"today": 1}'])
@pytest.mark.parametrize("source", ["file", "standard input"])
def test_bad_input_ends_with_code_2_and_nothing_on_standard_output(
    source: str,
    content: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "facts.json"
    file.write_bytes(content)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert main(["decide", str(file) if source == "file" else "-"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines()
    assert all(printed.err.splitlines())


def test_a_missing_file_and_a_folder_are_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "none.json"
    assert main(["decide", str(missing)]) == 2
    assert main(["decide", str(tmp_path)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [f"{missing}: No such file or directory.", f"{tmp_path}: Is a directory."]
