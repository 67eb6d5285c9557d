"""The figures are a file to take away: CSV for a spreadsheet, or JSON. It holds references, stages, dates, ids and
results."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from safeguarding.case.events.link_events import LinkKind
from safeguarding.case.events.review_events import ConcernOutcome, LcsprOutcome
from safeguarding.case.stage import Stage
from safeguarding.case.views.statistics import (
    CATEGORIES,
    INDICATORS,
    REASONS,
    RECURRING,
    CaseFigures,
    Figures,
    Rate,
    Result,
    Timing,
)
from safeguarding.framework.entries import NOT_YET_KNOWN, Deadline, Decision, Question
from safeguarding.framework.framework import Framework
from safeguarding.people import Seat

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""A spreadsheet takes a cell that begins so for something to compute."""
Cell = str | int | bool | date | None
DAY, YES_NO = "day, as 2026-11-30", "yes or no"
DOES_NOT_APPLY = "does_not_apply"


@dataclass(frozen=True)
class Column:
    """A column has the ``unit`` of its cells, or the values that they may have. An empty cell: not yet, or not
    known."""

    unit: str
    meaning: str
    read: Callable[[CaseFigures], Cell]


def figures_csv(figures: Figures, framework: Framework) -> str:
    """Writes one line a case, the names of the columns first. Several ids in a cell have a blank between them."""
    named = columns(framework)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(named)
    writer.writerows([_spreadsheet_cell(column.read(case)) for column in named.values()] for case in figures.cases)
    return text.getvalue()


def figures_json(figures: Figures, framework: Framework, today: date) -> str:
    """Writes the lines as objects, with the totals and with what was left out."""
    named = columns(framework)
    document = {
        "as_of": today.isoformat(),
        "year": figures.year,
        "left_out": vars(figures.left_out),
        "transferred": figures.transferred,
        "escalated": {"notification_criteria": figures.criteria_escalated(), "lcspr_decision": figures.escalated()},
        "on_time": {
            deadline.id: {
                "open": _rate(figures.rate(deadline.id, of_open=True)),
                "closed": _rate(figures.rate(deadline.id, of_open=False)),
            }
            for deadline in framework.deadlines
        },
        "recurring": {name: figures.recurring(name) for name in RECURRING},
        "cases": [{name: _plain(column.read(case)) for name, column in named.items()} for case in figures.cases],
    }
    return json.dumps(document, indent=2)


def columns(framework: Framework) -> Mapping[str, Column]:
    """Maps each column's name to what it shows, in the order of the file."""
    return {
        **_about_the_case(),
        **{f"facts_alone_{each.id}": _decision(each) for each in framework.decisions},
        **_about_the_criteria(),
        **{name: column for deadline in framework.deadlines for name, column in _timing(deadline)},
        **_about_the_decision(framework),
        **{name: _ticks(framework.question(name)) for name in (INDICATORS, CATEGORIES, REASONS)},
        "linked": Column(_any_of(get_args(LinkKind)), "the kinds of its links", lambda case: " ".join(case.linked)),
    }


def data_dictionary(framework: Framework) -> str:
    """Lists every column with its unit and its meaning, in Markdown."""
    rows = (f"| `{name}` | {each.unit} | {each.meaning} |" for name, each in columns(framework).items())
    return "\n".join(["| column | unit or values | meaning |", "|---|---|---|", *rows])


def _about_the_case() -> Mapping[str, Column]:
    return {
        "reference": Column("text", "the case's reference", lambda case: case.ref),
        "opened": Column(DAY, "when the case was opened", lambda case: case.opened),
        "closed": Column(DAY, "when it ended; empty while it is open", lambda case: case.closed),
        "open": Column(YES_NO, "whether it is open", lambda case: case.is_open),
        "stage": Column(_one_of(Stage), "the stage, or how it ended", lambda case: case.stage.value),
        "restricted": Column(YES_NO, "whether only named people see it", lambda case: case.restricted),
        "children": Column("number of children", "how many the incident is about", lambda case: case.children),
    }


def _about_the_criteria() -> Mapping[str, Column]:
    return {
        "found_not_met": Column(
            YES_NO, "whether the notification criteria were settled as not met", lambda case: case.found_not_met
        ),
        "criteria_escalated": Column(
            _one_of(("met", "not_met")),
            "how the notification criteria were decided by escalation; empty where they were not",
            lambda case: case.criteria_escalated,
        ),
    }


def _about_the_decision(framework: Framework) -> Mapping[str, Column]:
    kinds = framework.referral_question("kind").options(())
    outcomes, seats = _one_of(get_args(LcsprOutcome)), _any_of(Seat)
    return {
        "first_partner_aware": Column(
            DAY, "when the first partner became aware of the incident, where known", lambda case: case.first_aware
        ),
        "sin_counted_from": Column(DAY, "day 0 of the SIN's working days", lambda case: case.counted_from),
        "dcs_signed_before_submission": Column(
            YES_NO, "whether the DCS had signed; empty before the submission", lambda case: case.dcs_had_signed
        ),
        "determined": Column(outcomes, "what the Review Group determined last", lambda case: case.determined),
        "decided": Column(outcomes, "what was decided last", lambda case: case.decided),
        "unanimous": Column(YES_NO, "no: by escalation; empty before a decision", lambda case: case.unanimous),
        "dissented": Column(
            seats,
            "the seats that had disagreed when the decision was escalated",
            lambda case: " ".join(seat.value for seat in case.dissented),
        ),
        "national_review": Column(
            YES_NO,
            "whether a national review was recommended; empty before a decision",
            lambda case: case.national_review,
        ),
        "concern": Column(_one_of(kinds), "as what a Case of Concern was referred", lambda case: case.concern),
        "concern_decided": Column(
            _one_of(get_args(ConcernOutcome)), "what was decided on it", lambda case: case.concern_decided
        ),
        "lcspr_commissioned": Column(DAY, "the day of the decision to commission", lambda case: case.commissioned),
    }


def _one_of(values: Iterable[str]) -> str:
    return f"one of {', '.join(f'`{value}`' for value in values)}"


def _any_of(values: Iterable[str]) -> str:
    return f"any of {', '.join(f'`{value}`' for value in values)}, with a blank between"


def _decision(decision: Decision) -> Column:
    meaning = f"{decision.title}, from the facts of the notification alone: no answer of the review is in it"
    return Column(_one_of([*decision.values, NOT_YET_KNOWN]), meaning, lambda case: case.values.get(decision.id))


def _ticks(question: Question) -> Column:
    meaning = f"{question.title}: what was ticked in the review or referred in a Case of Concern"
    ids = "ids of the rules file, with a blank between"
    return Column(ids, meaning, lambda case: " ".join(case.ticks[question.id]))


def _timing(deadline: Deadline) -> Iterator[tuple[str, Column]]:
    def part(read: Callable[[Timing], Cell], without: Cell = None) -> Callable[[CaseFigures], Cell]:
        return lambda case: read(case.timings[deadline.id]) if deadline.id in case.timings else without

    of = {
        "due": Column(DAY, f"the last day ({deadline.length})", part(lambda timing: timing.due)),
        "done": Column(DAY, "when it was done", part(lambda timing: timing.done)),
        "on_time": Column(
            _one_of([*Result, DOES_NOT_APPLY]),
            "whether in time",
            part(lambda timing: timing.result.value, DOES_NOT_APPLY),
        ),
        "start_provisional": Column(
            YES_NO,
            "whether counted from the earliest day known, for want of the right one",
            part(lambda timing: timing.provisional),
        ),
    }
    for name, column in of.items():
        yield f"{deadline.id}_{name}", replace(column, meaning=f"{deadline.title}: {column.meaning}")


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
