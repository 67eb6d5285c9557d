"""Weeks, a quarter and a year of nudges, with restarts and a Teams that fails, are held against what had to be said."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Figures
from tests.support.fake_teams.unreliable import FAILURES
from tests.support.simulated_year.expected_messages import Thing
from tests.support.simulated_year.simulation import Simulation, Window

WINDOWS = {
    "the clocks go back": Window(date(2026, 10, 19), date(2026, 10, 30), cases=4, minutes=25),
    "Christmas": Window(date(2026, 12, 17), date(2027, 1, 8), cases=4, minutes=45),
    "Easter, and the clocks go forward": Window(date(2027, 3, 18), date(2027, 4, 5), cases=4, minutes=45),
    "a leap day": Window(date(2028, 2, 21), date(2028, 3, 3), cases=4, minutes=25),
}
MONTHS = Window(date(2026, 9, 1), date(2026, 12, 23), cases=4, minutes=480, go_on=1.0)
IN_THE_LONG_RUN = ("Christmas", "a leap day")
QUARTER = Window(date(2026, 10, 12), date(2027, 1, 8), cases=50, minutes=480)
YEAR = Window(date(2027, 3, 1), date(2028, 3, 3), cases=150, minutes=240, go_on=0.3)


async def simulated(folder: Path, window: Window, seed: int) -> Simulation:
    simulation = Simulation(folder / "store", seed, window)
    try:
        await simulation.run()
    except Exception as error:
        error.add_note(f"seed {seed}, at {simulation.now}")
        raise
    assert not simulation.teams.pestered, f"seed {seed}"
    return simulation


def assert_that_every_failure_came(simulation: Simulation) -> None:
    """Teams has failed in every way in this run, and what came twice was never known to have arrived."""
    happened = simulation.teams.happened
    assert all(happened[failure] for failure in (*FAILURES, "not known yet"))
    assert simulation.restarts
    assert (
        simulation.listener.messages_repeated
        <= happened["time-out after it arrived"] + happened["crash after it arrived"]
    )


@pytest.mark.parametrize("busier", [1, pytest.param(3, marks=pytest.mark.soak)])
@pytest.mark.parametrize(
    "window",
    [
        pytest.param(window, id=name, marks=[pytest.mark.soak] if name in IN_THE_LONG_RUN else [])
        for name, window in WINDOWS.items()
    ],
)
async def test_all_that_had_to_be_said_is_said_once_and_in_office_hours_and_nothing_else(
    window: Window, busier: int, tmp_path: Path, seed: int
) -> None:
    simulation = await simulated(tmp_path, replace(window, cases=window.cases * busier), seed)
    assert simulation.listener.said
    assert len(simulation.people.diaries) == window.cases * busier


@pytest.mark.soak
async def test_a_quarter(tmp_path: Path, seed: int) -> None:
    simulation = await simulated(tmp_path, QUARTER, seed)
    assert_that_every_failure_came(simulation)
    assert len(simulation.people.diaries) == QUARTER.cases


@pytest.mark.long
async def test_the_months_after_the_rapid_review(tmp_path: Path) -> None:
    """The luck of this seed brings some of it: decided, commissioned, deferred, decided again or referred as a Case of
    Concern; and a death after the SIN, with the notification's update and what it begins."""
    simulation = await simulated(tmp_path, MONTHS, seed=40)
    assert_that_every_failure_came(simulation)
    said = {said.deadline for _, said in simulation.listener.heard if isinstance(said, Thing)}
    assert said & {"lcspr", "look_again", "decide_again", "concern"}
    assert said >= {"sin_update", "new_determination"}


@pytest.mark.soak
@pytest.mark.parametrize("run", range(3))
async def test_a_year(run: int, tmp_path: Path, figures: Figures, seed: int) -> None:
    simulation = await simulated(tmp_path, YEAR, seed + run)
    listener = simulation.listener
    figures(f"{listener.said} said, {listener.messages_repeated} messages repeated, {simulation.restarts} restarts")
    said = {said.deadline for _, said in listener.heard if isinstance(said, Thing)}
    assert said >= {"sin", "rapid_review", "dsp_sign_off", "lcspr", "look_again", "decide_again", "concern"}
    assert {"403", "404", "crash before it arrived", "crash after it arrived"} <= set(simulation.teams.happened)
