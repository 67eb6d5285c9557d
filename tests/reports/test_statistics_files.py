"""The file of the figures is the same in CSV and JSON, safe in a spreadsheet, and without a word of any case."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.statistics_files import BEGINS_A_FORMULA, columns, data_dictionary, figures_csv, figures_json
from safeguarding.case.views.statistics import Figures, LeftOut, figures, figures_of
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.loader import current
from tests.support.generators.examples import share
from tests.support.largest_case import escalated, referred, under_way
from tests.support.stores.steps import closed, opened

ROOT = Path(__file__).parents[2]
FRAMEWORK = current()
CALENDAR = WorkingCalendar(FRAMEWORK.calendar.published_until)
TODAY = date(2026, 12, 1)
CI = settings(max_examples=share(100), derandomize=True, deadline=None, database=None)


@pytest.fixture(scope="module")
def counted() -> Figures:
    """Counts the largest cases, with the words zzz in every text, and one that was closed."""
    cases = [escalated("zzz"), referred("zzz"), under_way("zzz"), closed(opened("CSCP-2026-009", "t"))]
    return figures(cases, FRAMEWORK, CALENDAR, TODAY, 2026)


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_line_holds_references_stages_dates_ids_and_results(counted: Figures) -> None:
    line = lines(figures_csv(counted, FRAMEWORK))[-1]
    assert line["reference"] == "CSCP-2026-009"
    assert (line["opened"], line["closed"], line["open"], line["stage"]) == ("2026-06-02", "2026-06-02", "no", "closed")
    assert (line["facts_alone_sin"], line["sin_due"], line["sin_done"]) == ("required", "2026-06-08", "")
    assert (line["sin_on_time"], line["rapid_review_on_time"]) == ("fell_away", "does_not_apply")
    assert (line["unanimous"], line["restricted"]) == ("", "no")


def test_the_page_of_the_figures_has_every_column_with_its_unit_and_its_meaning() -> None:
    page = (ROOT / "docs" / "figures.md").read_text("utf-8")
    assert f"\n\n{data_dictionary(FRAMEWORK)}\n\n" in page, "put data_dictionary() into docs/figures.md"


def test_each_cell_is_of_the_values_that_its_column_names(counted: Figures) -> None:
    for name, column in columns(FRAMEWORK).items():
        if column.unit.startswith(("one of", "any of")):
            for case in counted.cases:
                assert all(f"`{value}`" in column.unit for value in str(column.read(case) or "").split()), name


def test_a_decided_case_says_its_decision_apart_from_what_the_facts_alone_gave(counted: Figures) -> None:
    line = lines(figures_csv(counted, FRAMEWORK))[0]
    assert (line["facts_alone_lcspr_criteria"], line["decided"]) == ("not_yet_known", "not_commission")


def test_every_tick_of_the_largest_review_is_in_it_by_its_id(counted: Figures) -> None:
    line = lines(figures_csv(counted, FRAMEWORK))[0]
    for name in ("indicators", "categories", "reasons_not_to_commission"):
        assert set(line[name].split()) == {item.id for item in FRAMEWORK.question(name).items}
    assert (line["decided"], line["unanimous"], line["dissented"]) == (
        "not_commission",
        "no",
        "local_authority icb police",
    )


def test_no_word_of_a_case_is_in_either(counted: Figures) -> None:
    for text in (figures_csv(counted, FRAMEWORK), figures_json(counted, FRAMEWORK, TODAY)):
        assert "zzz" not in text and "bruises" not in text and "Seen" not in text
        assert text.isascii()


def test_both_hold_the_same(counted: Figures) -> None:
    document = json.loads(figures_json(counted, FRAMEWORK, TODAY))
    shown: Mapping[Any, str] = {"None": "", "True": "yes", "False": "no"}
    as_in_csv = [{name: shown.get(str(cell), str(cell)) for name, cell in case.items()} for case in document["cases"]]
    assert as_in_csv == lines(figures_csv(counted, FRAMEWORK))


def test_the_totals_say_how_many_and_what_was_left_out(counted: Figures) -> None:
    left_out = LeftOut(rehearsals=3, merged=1, opened_in_error=5, other_years=2, deleted=4)
    document = json.loads(figures_json(replace(counted, left_out=left_out), FRAMEWORK, TODAY))
    assert document["left_out"] == {
        "rehearsals": 3,
        "merged": 1,
        "opened_in_error": 5,
        "other_years": 2,
        "deleted": 4,
    }
    assert (document["as_of"], document["year"]) == ("2026-12-01", 2026)
    closed_sin = {"kept": 0, "late": 0, "not_yet_due": 0, "fell_away": 1, "percent_kept": None}
    assert document["on_time"]["sin"]["closed"] == closed_sin
    assert (document["transferred"], document["escalated"]) == (0, {"notification_criteria": 0, "lcspr_decision": 1})
    assert document["recurring"]["indicators"]["single_agency_concern"] >= 1


def test_without_a_case_the_columns_are_named_all_the_same() -> None:
    empty = figures([], FRAMEWORK, CALENDAR, TODAY)
    assert figures_csv(empty, FRAMEWORK).splitlines() == [",".join(columns(FRAMEWORK))]
    assert json.loads(figures_json(empty, FRAMEWORK, TODAY))["cases"] == []


@CI
@given(words=st.text(max_size=12), start=st.sampled_from([*BEGINS_A_FORMULA, ""]))
def test_no_cell_is_anything_that_a_spreadsheet_would_compute(words: str, start: str) -> None:
    """The ids of a rules file or of a stored case may be anything."""
    text = start + words
    made = figures_of(opened("CSCP-2026-001", "t"), FRAMEWORK, CALENDAR, TODAY)
    hostile = replace(made, ref=text, values={"sin": text}, decided=text, ticks=dict.fromkeys(made.ticks, (text, text)))
    (line,) = csv.reader(io.StringIO(figures_csv(Figures(None, (hostile,), LeftOut()), FRAMEWORK).partition("\r\n")[2]))
    assert len(line) == len(columns(FRAMEWORK))
    assert not [cell for cell in line if cell.startswith(BEGINS_A_FORMULA)]
    assert line[0].removeprefix("'") == text.removeprefix("'") if start else True
