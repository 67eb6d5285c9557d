"""Clocks, duties and next steps follow what was found; the outcome that the rules gave stays in the record."""

from collections.abc import Mapping

from safeguarding.case.case import Case
from safeguarding.case.stage import Stage
from safeguarding.case.state.criteria import no_sin_goes_in, values_in_force


def test_no_sin_and_no_rapid_review_are_in_force_where_the_criteria_were_found_not_met_before_the_submission(
    cases: Mapping[str, Case],
) -> None:
    case = cases[Stage.NOT_MET]
    assert (values_in_force(case)["sin"], values_in_force(case)["rapid_review"]) == ("not_required", "not_required")
    assert (case.outcome.values["sin"], case.outcome.values["rapid_review"]) == ("required", "required")


def test_at_every_other_stage_what_the_rules_gave_is_in_force(cases: Mapping[str, Case]) -> None:
    for stage, case in cases.items():
        assert no_sin_goes_in(case) == (stage == Stage.NOT_MET)
        if stage != Stage.NOT_MET:
            assert values_in_force(case) == case.standing
