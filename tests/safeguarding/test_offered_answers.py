"""A step offers the answers of the rules, or that it is not known yet."""

from safeguarding.offered_answers import BOTH, both, choices
from tests.support.incidents.triage_drafts import TRIAGE


def test_a_day_or_a_text_can_be_not_known_and_a_question_has_its_own_answers() -> None:
    assert [answer.label for answer in choices(TRIAGE.steps["incident_on"])] == ["Not known yet"]
    assert choices(TRIAGE.steps["harm"]) == TRIAGE.steps["harm"].answers


def test_one_answer_says_where_it_happened_and_where_the_child_lives() -> None:
    here, *_ = TRIAGE.steps["happened_in"].answers
    assert (both(here).id, both(here).label) == (BOTH, "In Croydon, and lives there")
