"""The guards of every step ask for a reason in words, and for facts that can be right."""

from datetime import date
from typing import Any

import pytest

from safeguarding.case.errors import InvalidInput
from safeguarding.case.steps.guards import check_facts, require_reason
from tests.support.case_stages import FRAMEWORK, TODAY, text
from tests.support.plain_case import facts


@pytest.mark.parametrize("words", [None, "", "  \n "])
def test_a_reason_is_more_than_blanks(words: str | None) -> None:
    with pytest.raises(InvalidInput, match="Give the reason"):
        require_reason(None if words is None else text(words))
    require_reason(text("as agreed"))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"answers": {"harm": "bruised"}}, "harm: bruised is not an answer"),
        ({"answers": {"weather": "bad"}}, "weather: bad is not an answer"),
        ({"evidence": {}}, "Harm: "),
        ({"happened_in": "the moon"}, "choose one of the answers offered"),
        ({"became_aware": date(2026, 6, 3)}, "Wednesday 3 June 2026 is in the future"),
        ({"incident_on": date(2026, 6, 2)}, "A partner can't have become aware on Monday 1 June 2026"),
    ],
)
def test_facts_that_cannot_be_right_are_refused_by_what_is_wrong(change: dict[str, Any], fault: str) -> None:
    check_facts(facts(), FRAMEWORK, TODAY)
    with pytest.raises(InvalidInput, match=fault):
        check_facts(facts().model_copy(update=change), FRAMEWORK, TODAY)
