"""Weeks, a quarter and a year of nudges, with restarts and an unreliable Teams, are held against what had to be said.

A run that fails prints its seed: NUDGES_SEED=... repeats it.
"""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import SystemRandom

import pytest

from tests.conftest import Figures
from tests.support.fake_teams.unreliable import FAILURES
from tests.support.simulated_year.expected_messages import Thing
from tests.support.simulated_year.simulation import Simulation, Window

WINDOWS = {
    "the clocks go back": Window(date(2026, 10, 19), date(2026, 10, 30), cases=12, minutes=25),
    "Christmas": Window(date(2026, 12, 17), date(2027, 1, 8), cases=14, minutes=45),
    "Easter, and the clocks go forward": Window(date(2027, 3, 18), date(2027, 4, 5), cases=14, minutes=45),
    "a leap day": Window(date(2028, 2, 21), date(2028, 3, 3), cases=12, minutes=25),
}
MONTHS = Window(date(2026, 9, 1), date(2027, 4, 15), cases=6, minutes=480, go_on=1.0)
QUARTER = Window(date(2026, 10, 12), date(2027, 1, 8), cases=50, minutes=480)
YEAR = Window(date(2027, 3, 1), date(2028, 3, 3), cases=150, minutes=240, go_on=0.3)


async def simulated(folder: Path, window: Window, seed: int | None = None) -> Simulation:
    """Runs a simulation. ``seed`` is given where it has to be a luck that brings something about, else it is any."""
    seed = seed or int(os.environ.get("NUDGES_SEED") or SystemRandom().randrange(10**6))
    simulation = Simulation(folder / "store", seed, window)
    try:
        await simulation.run()
    except Exception as error:
        error.add_note(f"NUDGES_SEED={seed}, at {simulation.now}")
        raise
    assert not simulation.teams.pestered, f"NUDGES_SEED={seed}"
    return simulation


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
async def test_all_that_had_to_be_said_is_said_once_and_in_office_hours_and_nothing_else(
    window: Window, tmp_path: Path
) -> None:
    assert (await simulated(tmp_path, window)).listener.said


@pytest.mark.long
@pytest.mark.parametrize("cases", [20, pytest.param(50, marks=pytest.mark.soak)])
async def test_a_quarter(cases: int, tmp_path: Path) -> None:
    """Teams has failed in every way in this run, and what came twice was never known to have arrived."""
    simulation = await simulated(tmp_path, replace(QUARTER, cases=cases))
    happened = simulation.teams.happened
    assert all(happened[failure] for failure in (*FAILURES, "not known yet"))
    assert simulation.restarts
    assert len(simulation.people.diaries) == cases
    assert (
        simulation.listener.messages_repeated
        <= happened["time-out after it arrived"] + happened["crash after it arrived"]
    )


@pytest.mark.long
async def test_the_months_after_the_rapid_review(tmp_path: Path) -> None:
    """The luck of this seed brings some of it: decided, commissioned, deferred, decided again or referred as a Case of
    Concern; and a death after the SIN, with the notification's update and what it begins."""
    simulation = await simulated(tmp_path, MONTHS, seed=46)
    said = {said.deadline for _, said in simulation.listener.heard if isinstance(said, Thing)}
    assert said & {"lcspr", "look_again", "decide_again", "concern"}
    assert said >= {"sin_update", "new_determination"}


@pytest.mark.soak
@pytest.mark.parametrize("run", range(3))
async def test_a_year(run: int, tmp_path: Path, figures: Figures) -> None:
    simulation = await simulated(tmp_path, YEAR)
    listener = simulation.listener
    figures(f"{listener.said} said, {listener.messages_repeated} messages repeated, {simulation.restarts} restarts")
    said = {said.deadline for _, said in listener.heard if isinstance(said, Thing)}
    assert said >= {"sin", "rapid_review", "dsp_sign_off", "lcspr", "look_again", "decide_again", "concern"}
    assert {"403", "404", "crash before it arrived", "crash after it arrived"} <= set(simulation.teams.happened)
