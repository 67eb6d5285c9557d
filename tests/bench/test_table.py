"""The table gives medians, ratios and goals, from rounds that are given."""

from collections.abc import Sequence

import pytest

from bench.figures import SingleFigures
from bench.load import Taken
from bench.results import Results
from bench.rows import BARE, CROWD, DASHBOARD, SIGN_OFF, STOCK, TRIAGE, TYPED, USUAL
from bench.table import Goal, fastest_peer, goals, number, ratio, single_figures, table


def rounds(*rates: float, cpu_ms: float = 0.5) -> Sequence[Taken]:
    return [Taken(int(rate * 2), 2.0, rate * 2 * cpu_ms / 1000, 0.1) for rate in rates]


def figures(beside: float) -> SingleFigures:
    return SingleFigures(10_000, 500, 5.0, 0.7, (2.0, beside), (3.0, 30.0), (40.0, 400.0))


def test_a_ratio_is_the_median_of_the_rounds_ratios() -> None:
    """The second round was slow for both, and says the same as the others."""
    assert ratio(rounds(1000, 100, 1200), rounds(100, 10, 150)) == 10
    assert ratio(rounds(1000), None) is None


def test_the_fastest_peer_is_the_echo_with_the_highest_median() -> None:
    measured = {
        (STOCK, USUAL): rounds(100, 900, 100),
        ("agents-echo", USUAL): rounds(500, 500, 500),
        ("agents-waterfall", USUAL): rounds(800, 800, 800),
        (BARE, USUAL): rounds(4000, 4000, 4000),
    }
    assert fastest_peer(measured, USUAL) == measured["agents-echo", USUAL]


@pytest.mark.parametrize(
    ("goal", "is_met"),
    [
        (Goal("a", 10.0, 10), True),
        (Goal("a", 9.9, 10), False),
        (Goal("a", 0.8, 0.8, at_most=True), True),
        (Goal("a", 0.9, 0.8, at_most=True), False),
        (Goal("a", None, 10), False),
    ],
)
def test_a_goal_is_met_at_its_bound_and_never_without_a_measurement(goal: Goal, is_met: bool) -> None:
    assert goal.is_met is is_met


def test_each_goal_is_said_with_its_value() -> None:
    measured = {
        (TRIAGE, USUAL): rounds(1500, cpu_ms=0.7),
        (TYPED, USUAL): rounds(1200),
        (SIGN_OFF, USUAL): rounds(100, cpu_ms=2.5),
        (DASHBOARD, USUAL): rounds(100, cpu_ms=60.0),
        (STOCK, USUAL): rounds(100),
        ("teams-echo", USUAL): rounds(800),
        (BARE, USUAL): rounds(5000),
        (TRIAGE, CROWD): rounds(400),
    }
    results = Results(
        {key: list(taken) for key, taken in measured.items()}, started=[1.5], memory=[{0: 120.0, 16: 130.0, 200: 160.0}]
    )
    assert list(map(str, goals(results, figures(2.5)))) == [
        "CPU ms of a sign-off click, 50 open cases at most 3: 2.50: met",
        "CPU ms of a sign-off click, 500 open cases at most 3: not measured",
        "CPU ms of a dashboard of 770 closed cases at most 50: 60.00: NOT MET",
        "typed triage turn to a pressed one at least 0.85: 0.80: NOT MET",
        "triage turn to stock echo at least 10: 15.00: met",
        "triage turn to the fastest peer's echo at least 2: 1.88: NOT MET",
        "triage turn to bare aiohttp at least 0.28: 0.30: met",
        "CPU ms of a triage turn at most 0.8: 0.70: met",
        "triage turn to bare aiohttp, slow connector, 200 conversations at least 0.85: not measured",
        "a save beside the archive to a save without one at most 1.2: 1.25: NOT MET",
        "ms of a decision at most 1: 5.00: NOT MET",
        "ms to look a text of 2,000 characters through at most 1: 0.70: met",
        "s from the start to /readyz at most 1: 1.50: NOT MET",
        "MB of memory after the start at most 100: 120.00: NOT MET",
        "MB of memory after 16 conversations at once at most 150: 130.00: met",
        "MB of memory after 200 conversations at once at most 150: 160.00: NOT MET",
    ]


def test_the_table_has_a_line_for_each_row_in_each_circumstance_and_says_where_one_was_not_measured() -> None:
    measured = {(TRIAGE, CROWD): rounds(90, 100, 120), (BARE, CROWD): rounds(900, 1000, 1200), (BARE, USUAL): rounds(1)}
    head, _, *lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table(measured).splitlines()]
    assert head[-1] == "to bare aiohttp"
    assert [line[:3] for line in lines] == [
        ["at once", "16", "this bot: triage turn, pressed"],
        ["at once", "16", "bare aiohttp"],
        ["200 ms", "200", "this bot: triage turn, pressed"],
        ["200 ms", "200", "bare aiohttp"],
    ]
    assert lines[0][3:] == ["not measured", *["–"] * 8]
    assert lines[2][3:] == ["100", "90.0–120", "0.50", "–", "–", "–", "–", "–", "0.10"]


def test_the_table_says_how_long_people_wait_for_the_answer_and_for_the_last_copy() -> None:
    clicked = Taken(20, 2.0, 0.1, 0.1, waits=(*[0.01] * 10, *[0.02] * 10, 0.05), copied=(0.03, 0.04, 0.2))
    head, _, line = [
        [cell.strip() for cell in line.split("|")] for line in table({(SIGN_OFF, USUAL): [clicked]}).splitlines()
    ]
    shown = dict(zip(head, line, strict=True))
    assert (shown["ms to the answer"], shown["ms to the last copy"]) == ("20.0", "40.0")
    assert 20 < float(shown["95 of 100"]) <= 50


def test_the_single_figures_are_medians_of_the_rounds() -> None:
    results = Results(started=[1.0, 2.0, 9.0], memory=[{0: 90.0, 16: 95.0}, {0: 91.0, 16: 99.0}, {0: 92.0, 16: 97.0}])
    said = single_figures(figures(2.5), results)
    for words in ("10,000 closed cases", "2.50 ms", "505 open cases", "400 ms", "2.00 s", "91.0 MB", "97.0 MB"):
        assert words in said


@pytest.mark.parametrize(("value", "text"), [(4257.4, "4,257"), (12.34, "12.3"), (0.123, "0.12"), (0.0, "0")])
def test_a_number_has_no_more_digits_than_tell_something(value: float, text: str) -> None:
    assert number(value) == text
