"""Why a question is asked is told with its source."""

import pytest

from cards.triage.why import why_card
from tests.support.drawn import words
from tests.support.incidents.triage_drafts import TRIAGE


@pytest.mark.parametrize("step", TRIAGE.steps)
def test_why_a_question_is_asked_is_told_with_its_source(step: str) -> None:
    assert "Source: " in words(why_card(TRIAGE, TRIAGE.steps[step]))
