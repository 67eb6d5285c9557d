"""The figures are a file to take away: CSV for a spreadsheet, or JSON. It holds references, stages, dates, ids and
results."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from safeguarding.case.views.statistics import (
    CATEGORIES,
    INDICATORS,
    REASONS,
    RECURRING,
    CaseFigures,
    Figures,
    Rate,
    Timing,
)
from safeguarding.framework.framework import Framework

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""A spreadsheet takes a cell that begins so for something to compute."""
Cell = str | int | bool | date | None
Column = Callable[[CaseFigures], Cell]


def figures_csv(figures: Figures, framework: Framework) -> str:
    """Writes one line a case, the names of the columns first. Several ids in a cell have a blank between them."""
    named = columns(framework)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(named)
    writer.writerows([_spreadsheet_cell(column(case)) for column in named.values()] for case in figures.cases)
    return text.getvalue()


def figures_json(figures: Figures, framework: Framework, today: date) -> str:
    """Writes the lines as objects, with the totals and with what was left out."""
    named = columns(framework)
    document = {
        "as_of": today.isoformat(),
        "year": figures.year,
        "left_out": vars(figures.left_out),
        "on_time": {
            deadline.id: {
                "open": _rate(figures.rate(deadline.id, of_open=True)),
                "closed": _rate(figures.rate(deadline.id, of_open=False)),
            }
            for deadline in framework.deadlines
        },
        "recurring": {name: figures.recurring(name) for name in RECURRING},
        "cases": [{name: _plain(column(case)) for name, column in named.items()} for case in figures.cases],
    }
    return json.dumps(document, indent=2)


def columns(framework: Framework) -> Mapping[str, Column]:
    """Maps each column's name to what it shows. ``rules_...`` are the decisions that the rules gave; of each deadline
    the day it was due, when it was met, and whether in time."""
    return {
        "reference": lambda case: case.ref,
        "opened": lambda case: case.opened,
        "closed": lambda case: case.closed,
        "open": lambda case: case.is_open,
        "stage": lambda case: case.stage.value,
        "restricted": lambda case: case.restricted,
        "children": lambda case: case.children,
        **{f"rules_{decision.id}": _decision(decision.id) for decision in framework.decisions},
        "found_not_met": lambda case: case.found_not_met,
        "criteria_escalated": lambda case: case.criteria_escalated,
        **{name: column for deadline in framework.deadlines for name, column in _timing(deadline.id)},
        "first_partner_aware": lambda case: case.first_aware,
        "sin_counted_from": lambda case: case.counted_from,
        "dcs_signed_before_submission": lambda case: case.dcs_had_signed,
        "determined": lambda case: case.determined,
        "decided": lambda case: case.decided,
        "unanimous": lambda case: case.unanimous,
        "dissented": lambda case: " ".join(seat.value for seat in case.dissented),
        "national_review": lambda case: case.national_review,
        "concern": lambda case: case.concern,
        "concern_decided": lambda case: case.concern_decided,
        "lcspr_commissioned": lambda case: case.commissioned,
        **{name: _ticks(name) for name in (INDICATORS, CATEGORIES, REASONS)},
        "linked": lambda case: " ".join(case.linked),
    }


def _decision(id: str) -> Column:
    return lambda case: case.values.get(id)


def _ticks(question: str) -> Column:
    return lambda case: " ".join(case.ticks[question])


def _timing(deadline: str) -> Iterator[tuple[str, Column]]:
    def part(read: Callable[[Timing], Cell], without: Cell = None) -> Column:
        return lambda case: read(case.timings[deadline]) if deadline in case.timings else without

    yield f"{deadline}_due", part(lambda timing: timing.due)
    yield f"{deadline}_done", part(lambda timing: timing.done)
    yield f"{deadline}_on_time", part(lambda timing: timing.result.value, "does_not_apply")
    yield f"{deadline}_start_provisional", part(lambda timing: timing.provisional)


def _rate(rate: Rate) -> dict[str, int | None]:
    return {**vars(rate), "percent_kept": rate.percent}


def _spreadsheet_cell(cell: Cell) -> str | int:
    """Shows a cell as a spreadsheet takes it: words and dates as text, and never as a formula."""
    plain = _plain(cell)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    if isinstance(plain, str) and plain.startswith(BEGINS_A_FORMULA):
        return f"'{plain}"
    return plain


def _plain(cell: Cell) -> str | int | bool | None:
    return cell.isoformat() if isinstance(cell, date) else cell
