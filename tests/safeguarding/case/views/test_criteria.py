"""Whoever reads of a case is told who settled its notification criteria, and what follows."""

from collections.abc import Mapping

from safeguarding.case.case import Case
from safeguarding.case.stage import Stage
from safeguarding.case.views.criteria import settled_in_words


def test_it_says_who_found_the_criteria_not_met_on_which_day_and_what_does_not_follow(
    cases: Mapping[str, Case],
) -> None:
    together = "Found not met on Tuesday 2 June 2026 by the three partners and the DCS together"
    said = {stage: [*settled_in_words(case)] for stage, case in cases.items()}
    assert said.pop(Stage.NOT_MET) == [f"{together}: no SIN goes in, unless the facts change."]
    assert said.pop(Stage.FOUND_NOT_MET) == [f"{together}: no Rapid Review follows, unless the facts change."]
    assert not any(said.values())
