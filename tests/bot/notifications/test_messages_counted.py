"""A year of forty cases is lived through with each habit, and what everybody is sent by the bot itself is counted."""

from pathlib import Path

import pytest

from tests.conftest import Figures
from tests.support.simulated_year.expected_messages import CHANNEL, DEPUTIES, HOLDERS, TEAM
from tests.support.simulated_year.habits import HABITS, Year


@pytest.mark.soak
@pytest.mark.parametrize("habit", HABITS)
async def test_a_year_of_forty_cases(habit: str, tmp_path: Path, figures: Figures) -> None:
    year = Year(tmp_path / "store", HABITS[habit])
    await year.run()
    readers = {
        "a member of the Business Team": TEAM,
        "the local authority's DSP, the DCS too": HOLDERS["local_authority"],
        "the ICB's DSP, the chair too": HOLDERS["icb"],
        "the police's DSP": HOLDERS["police"],
        "the ICB's deputy": DEPUTIES["icb"],
        "the channel": CHANNEL,
    }
    for title, reader in readers.items():
        told = [(month, overdue, n) for (to, month, overdue), n in year.teams.counted.items() if to == reader]
        in_all, late = sum(n for *_, n in told), sum(n for _, overdue, n in told if overdue)
        months = [sum(n for month, _, n in told if month == each) for each in range(1, 13)]
        by_month = f"{min(months)} to {max(months)} a month"
        figures(f"{habit}: {title} {in_all}, {late} of them about what is overdue; {by_month}")
    if habit == "prompt":
        assert not any(overdue for _, _, overdue in year.teams.counted)
